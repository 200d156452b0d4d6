/** What went wrong with an action, from Asterisk's reply or from the line. Texts: Asterisk `apps/app_queue.c`, `main/manager.c`. */
import {
  AmiActionError,
  AmiConnectionLostError,
  AmiNotReadyError,
  AmiRefusedError,
  AmiTimeoutError,
} from "@qmanager/ami";
import type { ActionObstacle } from "@qmanager/core";

export interface Refusal {
  obstacle: ActionObstacle;
  /** Asterisk's own words; null when they are not its. */
  reply: string | null;
  detail: string;
}

const replies: readonly { reply: RegExp; obstacle: ActionObstacle; detail: string }[] = [
  { reply: /already there/i, obstacle: "already_so", detail: "The phone is a member of this queue already" },
  { reply: /no such queue/i, obstacle: "no_such_queue", detail: "There is no such queue on the PBX, or no longer" },
  {
    reply: /not there|interface not found|invalid interface/i,
    obstacle: "not_a_member",
    detail: "The phone is no member of this queue, or no longer",
  },
  {
    reply: /not dynamic/i,
    obstacle: "fixed_member",
    detail: "He is a member by the PBX's configuration, and only that can take him out",
  },
  {
    reply: /permission denied/i,
    obstacle: "not_permitted",
    detail:
      "The AMI user may not do that. Add the class to its write= line in manager.conf; qm doctor says which are missing",
  },
  {
    reply: /invalid\/unknown command/i,
    obstacle: "not_supported",
    detail: "This Asterisk does not know the action: it is too old, or its module is not loaded",
  },
];

/** Reads a reply of Asterisk. */
export function refusalOf(reply: string): Refusal {
  const known = replies.find((each) => each.reply.test(reply));
  if (known) return { obstacle: known.obstacle, reply, detail: known.detail };
  return { obstacle: "refused", reply, detail: `Asterisk refused: ${reply}` };
}

/** The refusal that an error of the line stands for; null for what is no refusal, but a fault of ours. */
export function refusalOfError(error: unknown): Refusal | null {
  if (error instanceof AmiRefusedError) return refusalOf(error.reply);
  if (error instanceof AmiActionError) return { obstacle: "refused", reply: null, detail: error.message };
  if (error instanceof AmiNotReadyError) return { obstacle: "pbx_away", reply: null, detail: error.message };
  if (error instanceof AmiTimeoutError || error instanceof AmiConnectionLostError) {
    return { obstacle: "not_answered", reply: null, detail: `${error.message}: whether it was done is not known` };
  }
  return null;
}

/** Whether it was the line that failed, and not Asterisk that refused. */
export function isOfLine(obstacle: ActionObstacle | null): boolean {
  return obstacle === "pbx_away" || obstacle === "not_answered";
}
