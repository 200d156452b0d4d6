/** An action with its trace: who asked for what is written down before it is tried, and what became of it afterwards. */
import type { ActionOutcome, EpochMs, QueueAction } from "@qmanager/core";
import { type AuditBy, type AuditFields, concludeAudit, insertAudit } from "../db/audit.ts";
import type { Sql } from "../db/connect.ts";
import { reasonOf } from "../fault.ts";
import type { Log } from "../log.ts";
import type { ActionDesk } from "./action_desk.ts";
import { perform } from "./actions.ts";
import type { Listening } from "./listen.ts";

export interface AuditedAction {
  desk: ActionDesk;
  action: QueueAction;
  listening: Listening | null;
  by: AuditBy;
  now: () => EpochMs;
}

/** Rejects when it cannot be written down first: then nothing was tried. */
export async function performAudited(
  sql: Sql,
  log: Log,
  { desk, action, listening, by, now }: AuditedAction,
): Promise<ActionOutcome> {
  const { type, ...what } = action;
  const row = await insertAudit(sql, {
    ...by,
    action: `member_${type}`,
    target: `${action.pbx}/${"interface" in action ? action.interface : action.queue}`,
    detail: { ...(what as AuditFields), ...(listening && { listener: listening.phone, channel: listening.channel }) },
  });
  // A row without an end: tried, and nobody knows how it went.
  const outcome = await perform(desk, action, listening);
  try {
    await concludeAudit(sql, row, now(), { results: outcome.results.map(({ detail: _, ...result }) => result) });
  } catch (error) {
    // It was done all the same.
    log.error("What became of an action could not be written down", { row, action: type, reason: reasonOf(error) });
  }
  return outcome;
}
