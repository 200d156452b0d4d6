/**
 * A call: all that shares a linkedid, with or without a queue. {@link ./call_fold.ts} makes the record from events.
 *
 * What happened in queues is on file as visits, what phones did as legs; a call keeps only the steps that neither has, and
 * {@link ./call_story.ts} tells it all in order.
 *
 * @module
 */
import { channelBeganAt } from "./channel_time.ts";
import { type Interface, type Linkedid, type PbxId, type QueueName, type Uniqueid, uniqueid } from "./ids.ts";
import type { EpochMs } from "./time.ts";
import type { AttemptResult, EndedBy } from "./visit.ts";

/** From outside, to outside, or between phones of the PBX. {@link ./party.ts} has the rule. */
export type Direction = "in" | "out" | "internal";

/**
 * One phone's part in a call that no queue gave it: called by extension or by a transfer (`in`), or calling (`out`, from its
 * dialling on; a feature code, a voice menu or a queue that it calls is no leg). It lasts as long as the phone's channel, which
 * an attended transfer may take into another call: it is one leg all the same.
 */
export interface Leg {
  /** The member's interface where it is one's phone. */
  interface: Interface;
  direction: "in" | "out";
  /** What it dialled; null for `in`. */
  number: string | null;
  startedAt: EpochMs | null;
  /** In: picked up. Out: the far end did. */
  answeredAt: EpochMs | null;
  endedAt: EpochMs | null;
  /** Null: it rings still, or nothing tells. Out: `caller_left` where he gave up himself. */
  result: AttemptResult | null;
  /** Who ended it; `caller`: the other side, whoever called. Null while it goes on, or where it was not answered. */
  endedBy: EndedBy | null;
  /** While he stood in a conversation, hold included; null where he never did, does still, or a part was not seen. */
  talkMs: number | null;
  holdMs: number | null;
}

/** What neither a visit nor a leg has. `interface` null: not a phone of the PBX. */
export type CallStep =
  | { kind: "held" | "unheld"; at: EpochMs | null; interface: Interface | null }
  /** `to`: what was dialled, where it is known. */
  | {
      kind: "transferred";
      at: EpochMs | null;
      interface: Interface | null;
      how: "blind" | "attended";
      to: string | null;
    }
  | { kind: "exit_key"; at: EpochMs | null; queue: QueueName; key: string }
  | { kind: "scored"; at: EpochMs | null; queue: QueueName | null; score: number }
  /** The last one. `by`: which side asked for it, null where the dialplan or nobody did. `cause`: ITU-T Q.850. */
  | {
      kind: "hung_up";
      at: EpochMs | null;
      interface: Interface | null;
      by: "caller" | "called" | null;
      cause: number | null;
    };

/** What is worth knowing about how a record was made; {@link callNotes} says each in words. */
export type CallNote = "began_before_connection" | "away_meanwhile" | "ended_unseen" | "asterisk_died";

export const callNotes: Readonly<Record<CallNote, string>> = {
  began_before_connection: "The call was up before we connected: how it began is not known",
  away_meanwhile: "We were not connected for a part of the call: talks, holds and steps of that time are not known",
  ended_unseen: "The call ended while we were not connected",
  asterisk_died: "Asterisk stopped without closing the call",
};

/** One call. Durations in ms; whatever is not known is null. */
export interface Call {
  pbx: PbxId;
  /** Its first channel's id where Asterisk tells no linkedid (up to 12). */
  linkedid: Linkedid;
  /** The first channel. */
  uniqueid: Uniqueid;
  beganAt: EpochMs | null;
  endedAt: EpochMs | null;
  direction: Direction | null;
  /** Of who began it. */
  callerNumber: string | null;
  callerName: string | null;
  /** The number it arrived with; of a call that a phone began, the number dialled. */
  did: string | null;
  /** In order of entering, each once. */
  queues: QueueName[];
  /** Phones that talked, by the member's interface where it is one's. */
  interfaces: Interface[];
  /** The trunk it came or went by, as `PJSIP/provider`. */
  trunk: Interface | null;
  /** Two talked to each other. */
  answered: boolean;
  /** While anybody talked, hold included; null where nobody did, while it goes on, or where a part was not seen. */
  talkMs: number | null;
  /** Of its recordings, as Asterisk names the files. */
  recordings: string[];
  legs: Leg[];
  steps: CallStep[];
  notes: CallNote[];
  open: boolean;
}

/** The key under which a call is kept; reported again with the same key, it replaces what was. */
export function callKey(call: Pick<Call, "pbx" | "linkedid">): string {
  return `${call.pbx}/${call.linkedid}`;
}

/** By what calls are parted: when the first channel began, by its id, so that the id alone leads to it. */
export function callPartedAt(call: Pick<Call, "linkedid" | "beganAt" | "endedAt">): EpochMs {
  return channelBeganAt(uniqueid(call.linkedid)) ?? call.beganAt ?? call.endedAt ?? 0;
}
