/**
 * From what Asterisk says of a member to what the panel shows.
 *
 * Source: device states of Asterisk `main/devicestate.c`, members of `apps/app_queue.c`.
 */
import type { Member } from "./event.ts";
import { type Interface, interfaceKey } from "./ids.ts";
import type { MemberState } from "./live_view.ts";

/** What the state follows from: the member's facts, and the call that a queue gave him, if any. */
export interface MemberSituation extends Pick<Member, "interface" | "stateInterface" | "status" | "paused" | "inCall"> {
  phase: "ringing" | "talking" | null;
}

/** The panel state; of several conditions that hold the first one counts. */
export function memberState(member: MemberSituation): MemberState {
  const { status, phase } = member;
  if (status === 4 || status === 5) return "unregistered";
  if (phase === "talking" || member.inCall === true) return "busy";
  if (status === 2 || status === 3 || status === 7 || status === 8) return "busy";
  if (phase === "ringing" || status === 6) return "ringing";
  if (member.paused === true) return "paused";
  if (status === 1 || (status === 0 && isBareLocal(member))) return "free";
  return "unknown";
}

/** A Local channel without a state interface has no device to ask: Asterisk says 0 and rings it all the same. */
function isBareLocal({ interface: name, stateInterface }: Pick<Member, "interface" | "stateInterface">): boolean {
  const key = interfaceKey(name);
  return key.startsWith("local/") && (stateInterface === null || interfaceKey(stateInterface) === key);
}

const deviceStatuses: ReadonlyMap<string, number> = new Map([
  ["UNKNOWN", 0],
  ["NOT_INUSE", 1],
  ["INUSE", 2],
  ["BUSY", 3],
  ["INVALID", 4],
  ["UNAVAILABLE", 5],
  ["RINGING", 6],
  ["RINGINUSE", 7],
  ["ONHOLD", 8],
]);

/** The member status that a device state's word stands for, or null for a word we do not know. */
export function statusOfDevice(state: string): number | null {
  return deviceStatuses.get(state) ?? null;
}

/** A member of whom only the interface is known. */
export function unknownMember(name: Interface): Member {
  return {
    interface: name,
    name: null,
    stateInterface: null,
    membership: null,
    penalty: null,
    paused: null,
    pauseReason: null,
    status: null,
    inCall: null,
    callsTaken: null,
    lastCallAt: null,
    lastPauseAt: null,
    loginAt: null,
    wrapupMs: null,
    ringInUse: null,
  };
}

/**
 * What is known of a member after a source has told what it knows; what that is null leaves the old.
 *
 * @returns `known` itself when nothing is new, as in most words of Asterisk on a member
 */
export function mergeMember(known: Member, told: Partial<Member>): Member {
  if (!isNews(known, told)) return known;
  const paused = told.paused ?? known.paused;
  return {
    interface: known.interface,
    name: told.name ?? known.name,
    stateInterface: told.stateInterface ?? known.stateInterface,
    // QueueStatus calls a realtime member static.
    membership:
      told.membership === "static" && known.membership === "realtime"
        ? "realtime"
        : (told.membership ?? known.membership),
    penalty: told.penalty ?? known.penalty,
    paused,
    pauseReason: paused === false ? null : (told.pauseReason ?? known.pauseReason),
    status: told.status ?? known.status,
    inCall: told.inCall ?? known.inCall,
    callsTaken: told.callsTaken ?? known.callsTaken,
    lastCallAt: told.lastCallAt ?? known.lastCallAt,
    lastPauseAt: told.lastPauseAt ?? known.lastPauseAt,
    loginAt: told.loginAt ?? known.loginAt,
    wrapupMs: told.wrapupMs ?? known.wrapupMs,
    ringInUse: told.ringInUse ?? known.ringInUse,
  };
}

function isNews(known: Member, told: Partial<Member>): boolean {
  for (const fact in told) {
    const value = told[fact as keyof Member];
    if (value !== null && value !== undefined && value !== known[fact as keyof Member]) return true;
  }
  return false;
}
