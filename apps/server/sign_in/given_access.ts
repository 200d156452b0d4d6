/** Who may give which access: nobody more than he has, and only what there is. */
import { type Access, commonAccess, type Excess, excessOf, type Feature, may, type QueueRef } from "@qmanager/core";
import { type AccessGrant, grantedAccess, missingInGrant } from "../db/accesses.ts";
import type { Query } from "../db/connect.ts";
import { findEnteredUser, lockUsers } from "../db/users.ts";
import type { FieldError } from "../http/problem.ts";
import type { SignedIn } from "./session.ts";

/**
 * What who asks may still do once nobody else changes users, until the transaction ends.
 *
 * @returns null: he may not modify that any more
 */
export async function heldAccess(
  tx: Query,
  { user, access }: Pick<SignedIn, "user" | "access">,
  feature: Feature,
): Promise<Access | null> {
  await lockUsers(tx);
  const he = await findEnteredUser(tx, user.id);
  if (!he || he.disabledAt !== null) return null;
  const held = commonAccess(access, await grantedAccess(tx, he.grant));
  return may(held, feature, "modify") ? held : null;
}

export type GrantRefusal =
  /** Something in it is not there. */
  | { type: "missing"; errors: FieldError[] }
  /** Who gives it has less. */
  | { type: "excess"; errors: FieldError[] };

/** Knows the queues that are live now, whether or not they had a call yet. */
export interface LiveQueues {
  queueNames(): readonly QueueRef[];
}

/**
 * Why somebody may not give this access; null: he may.
 *
 * @param path of the grant in what was asked, `grant`
 */
export async function refuseGrant(
  tx: Query,
  grant: AccessGrant,
  own: Access,
  live: LiveQueues,
  path = "grant",
): Promise<GrantRefusal | null> {
  const missing = await missingInGrant(tx, grant);
  const liveNames = new Set(live.queueNames().map(({ pbx, queue }) => `${pbx}/${queue}`));
  const named = (where: string, text: string) => ({ path: `${path}.${where}`, detail: text });
  const errors = [
    ...missing.queues
      .map(({ pbx, queue }) => `${pbx}/${queue}`)
      .filter((each) => !liveNames.has(each))
      .map((each) => named("queues", `There is no queue ${each}`)),
    ...missing.queueGroups.map((id) => named("queues", `There is no group of queues with id ${id}`)),
    ...missing.agents.map((id) => named("agents", `There is no agent with id ${id}`)),
    ...missing.agentGroups.map((id) => named("agents", `There is no group of agents with id ${id}`)),
  ];
  if (errors.length > 0) return { type: "missing", errors };
  const excess = excessOf(await grantedAccess(tx, grant), own);
  return excess.length === 0 ? null : { type: "excess", errors: excess.map((each) => excessError(each, path)) };
}

function excessError(excess: Excess, path: string): FieldError {
  switch (excess.type) {
    case "administrator":
      return { path: `${path}.role`, detail: "Only an administrator makes administrators" };
    case "permission":
      return { path: `${path}.permissions.${excess.feature}`, detail: `You have less of ${excess.feature} yourself` };
    case "spying":
      return { path: `${path}.spying`, detail: `You may not ${excess.spying} yourself` };
    case "queues":
    case "agents":
      return { path: `${path}.${excess.type}`, detail: `You do not see all of these ${excess.type} yourself` };
    default:
      return excess satisfies never;
  }
}
