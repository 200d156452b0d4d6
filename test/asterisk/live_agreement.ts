/** The live panel against what Asterisk itself says of a queue at the same moment. */
import { expect } from "bun:test";
import type { MemberView, QueueTopicSnapshot, WaitingView } from "@qmanager/core";
import type { ManagerMessage } from "./manager.ts";

/** Asterisk counts waits in whole seconds, and rounds both ends down. */
const waitToleranceMs = 1_500;

/**
 * Asserts that a queue of the panel is the one of Asterisk's answer to `QueueStatus`.
 *
 * @param status its `QueueParams`, `QueueMember` and `QueueEntry` messages
 * @param now epoch ms of that answer
 */
export function expectLikeAsterisk(shown: QueueTopicSnapshot | null, status: ManagerMessage[], now: number): void {
  if (shown === null) throw new Error("The panel does not show the queue");
  const of = (event: string) => status.filter(({ Event }) => Event === event);
  const params = of("QueueParams")[0]!;
  expect(shown.strategy).toBe(params.Strategy!);
  expect(shown.members.map(shownMember).sort(byInterface)).toEqual(
    of("QueueMember").map(listedMember).sort(byInterface),
  );
  const entries = of("QueueEntry");
  expect(shown.waiting.map(shownCaller).sort(byPosition)).toEqual(entries.map(listedCaller).sort(byPosition));
  for (const entry of entries) {
    const caller = shown.waiting.find(({ uniqueid }) => uniqueid === entry.Uniqueid)!;
    expect(Math.abs(caller.enteredAt - (now - Number(entry.Wait) * 1_000))).toBeLessThanOrEqual(waitToleranceMs);
  }
}

function shownMember({ interface: name, name: person, membership, penalty, paused, pauseReason, state }: MemberView) {
  return { interface: name as string, person, membership, penalty, paused, pauseReason, state };
}

function listedMember(member: ManagerMessage): ReturnType<typeof shownMember> {
  const paused = member.Paused === "1";
  return {
    interface: member.Location!,
    person: member.Name!,
    membership: member.Membership as MemberView["membership"],
    penalty: Number(member.Penalty),
    paused,
    pauseReason: (paused && member.PausedReason) || null,
    state: stateOf(Number(member.Status), member.InCall === "1", paused),
  };
}

/** The state that a member's colour stands for; the first that fits. Device states are Asterisk's numbers. */
function stateOf(status: number, inCall: boolean, paused: boolean): MemberView["state"] {
  if (status === 4 || status === 5) return "unregistered";
  if (inCall || status === 2 || status === 3 || status === 7 || status === 8) return "busy";
  if (status === 6) return "ringing";
  if (paused) return "paused";
  return status === 1 ? "free" : "unknown";
}

function shownCaller({ uniqueid, number, name, position }: WaitingView) {
  return { uniqueid: uniqueid as string, number, name, position };
}

function listedCaller(entry: ManagerMessage): ReturnType<typeof shownCaller> {
  const known = (text: string | undefined) => (text === undefined || text === "unknown" ? null : text);
  return {
    uniqueid: entry.Uniqueid!,
    number: known(entry.CallerIDNum),
    name: known(entry.CallerIDName),
    position: Number(entry.Position),
  };
}

function byInterface(one: { interface: string }, other: { interface: string }): number {
  return one.interface.localeCompare(other.interface);
}

function byPosition(one: { position: number }, other: { position: number }): number {
  return one.position - other.position;
}
