import { type Signal, signal } from "@preact/signals";
import type { Problem } from "../api.ts";
import { emptyGrant } from "../parts/access_form.ts";
import type { AccessGrant, EnteredUser, UserInput } from "../users.ts";
import type { UserWords } from "../words/pages/pt_users.ts";

/** A user as he is being typed. */
export interface UserDraft {
  name: Signal<string>;
  fullName: Signal<string>;
  email: Signal<string>;
  title: Signal<string>;
  grant: Signal<AccessGrant>;
}

/** By the path of the field, as the server names it. */
export type UserErrors = Readonly<Record<string, string>>;

export function draftOf(user: EnteredUser | null, own: { allQueues: boolean; allAgents: boolean }): UserDraft {
  const none = { items: [], groups: [] };
  const first = {
    ...emptyGrant,
    // Nobody gives more than he has.
    ...(own.allQueues ? {} : { queues: none }),
    ...(own.allAgents ? {} : { agents: none }),
  };
  return {
    name: signal(user?.name ?? ""),
    fullName: signal(user?.fullName ?? ""),
    email: signal(user?.email ?? ""),
    title: signal(user?.title ?? ""),
    grant: signal(user?.grant ?? first),
  };
}

/** As the server takes it. */
export function inputOf({ name, fullName, email, title, grant }: UserDraft): UserInput {
  return {
    name: name.value.trim(),
    fullName: fullName.value.trim(),
    email: email.value.trim() || null,
    title: title.value.trim(),
    grant: grant.value,
  };
}

/** What is wrong, as far as the page can tell. */
export function faultsOf({ name }: UserInput, required: string, text: Pick<UserWords, "nameWrong">): UserErrors {
  if (name === "") return { name: required };
  return /^[\p{L}\p{M}\p{N}._@+-]{1,60}$/u.test(name) ? {} : { name: text.nameWrong };
}

/** The fields that the server's problem names: in our words where there are some, else in its own. */
export function errorsOf({ type, errors }: Problem, text: UserWords, notYours: string): UserErrors {
  const said = (path: string, detail: string): string => {
    if (path === "name") return type === "user-exists" ? text.nameTaken : text.nameWrong;
    if (path === "email") return type === "bad-request" && detail.includes("link") ? text.emailNeeded : text.emailWrong;
    return type === "forbidden" ? notYours : detail;
  };
  return Object.fromEntries(errors.map(({ path, detail }) => [path, said(path, detail)]));
}
