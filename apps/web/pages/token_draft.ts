/** A token as it is being typed. */
import { type Signal, signal } from "@preact/signals";
import { emptyGrant } from "../parts/access_form.ts";
import type { ApiToken } from "../tokens.ts";
import type { AccessGrant } from "../users.ts";
import type { Expiry } from "./token_expiry.ts";

export interface TokenDraft {
  name: Signal<string>;
  grant: Signal<AccessGrant>;
  expiry: Signal<Expiry>;
  /** `2027-01-31`, of the expiry `date`. */
  date: Signal<string>;
}

export function draftOf(token: ApiToken | null, own: { allQueues: boolean; allAgents: boolean }): TokenDraft {
  const none = { items: [], groups: [] };
  const first: AccessGrant = {
    ...{ ...emptyGrant, role: "integrator" },
    // Nobody gives more than he has.
    ...(own.allQueues ? {} : { queues: none }),
    ...(own.allAgents ? {} : { agents: none }),
  };
  return {
    ...{ name: signal(token?.name ?? ""), grant: signal(token?.grant ?? first) },
    ...{ expiry: signal<Expiry>("d90"), date: signal("") },
  };
}
