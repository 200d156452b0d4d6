/**
 * When the daily allowance of somebody's pause is used up. What he paused earlier today is on file, also at another phone: the
 * server is asked once for each pause with an allowance, and this pause counts on by itself.
 */
import { type Signal, signal } from "@preact/signals";
import { type EpochMs, interfaceKey, type MemberView, type PbxId, pauseKey } from "@qmanager/core";
import { listPauses, type Pause, type PauseUsed, usedPauses } from "../pauses.ts";

/** As last read; null: not yet. */
export const pauses = signal<readonly Pause[] | null>(null);

/** Reads them anew. @returns whether they are there */
export async function readPauses(): Promise<boolean> {
  const answer = await listPauses();
  if (answer.type === "ok") pauses.value = answer.value.pauses;
  return answer.type === "ok";
}

/** What begins together is asked for together, and a pause takes a moment to be on file. */
const gatherMs = 1_500;
/** Where it is not on file then, it is looked for once more. */
const mostTries = 2;
/** A page may be open for weeks. */
const mostKept = 5_000;

interface Known {
  at: EpochMs;
  used: ReadonlyMap<string, PauseUsed>;
}

const known = new Map<PbxId, Signal<Known>>();
/** How often each pause was asked for. */
const tries = new Map<string, number>();
const waiting = new Set<PbxId>();

const nothing: Known = { at: 0, used: new Map() };

function usedOf(pbx: PbxId): Signal<Known> {
  let found = known.get(pbx);
  if (!found) {
    found = signal(nothing);
    known.set(pbx, found);
  }
  return found;
}

/** Asks soon for what is used of the pauses that go on. */
function askSoon(pbx: PbxId): void {
  if (waiting.has(pbx)) return;
  waiting.add(pbx);
  setTimeout(async () => {
    waiting.delete(pbx);
    const answer = await usedPauses(pbx);
    if (answer.type !== "ok") return;
    const { at, used } = answer.value;
    usedOf(pbx).value = { at, used: new Map(used.map((each) => [interfaceKey(each.interface), each])) };
  }, gatherMs);
}

/** What is known of the pause that goes on: read before it began, or before this day, it tells of another. */
function useOf(pbx: PbxId, view: MemberView, reason: string, from: EpochMs): { at: EpochMs; usedMs: number } | null {
  const { at, used } = usedOf(pbx).value;
  const own = used.get(interfaceKey(view.interface));
  return own && pauseKey(own.reason) === reason && at >= from ? { at, usedMs: own.usedMs } : null;
}

/** The pause that goes on, where it has an allowance; null: it has none, or he does not pause. */
function limited({ state, pauseReason, since }: MemberView, day: EpochMs) {
  if (state !== "paused" || since === null) return null;
  const reason = pauseKey(pauseReason ?? "");
  const minutes = pauses.value?.find((each) => pauseKey(each.name) === reason)?.dailyMinutes ?? null;
  return minutes === null ? null : { reason, limitMs: minutes * 60_000, from: Math.max(since, day) };
}

/**
 * From when on a member's pause is over its allowance; null: it has none, or he does not pause. Until it is known what he
 * paused before, this pause alone counts. Reads signals.
 *
 * @param day when the day of the figures began: what was used before it counts no more
 */
export function pauseOverAt(pbx: PbxId, view: MemberView, day: EpochMs): EpochMs | null {
  const pause = limited(view, day);
  if (pause === null) return null;
  const own = useOf(pbx, view, pause.reason, pause.from);
  return own ? own.at + pause.limitMs - own.usedMs : pause.from + pause.limitMs;
}

/** Asks what is used of a member's pause, where that is to be known and is not. Reads signals. */
export function askForPause(pbx: PbxId, view: MemberView, day: EpochMs): void {
  const pause = limited(view, day);
  if (pause === null || useOf(pbx, view, pause.reason, pause.from) || waiting.has(pbx)) return;
  const key = `${pbx} ${interfaceKey(view.interface)} ${pause.reason} ${pause.from}`;
  const tried = tries.get(key) ?? 0;
  if (tried >= mostTries) return;
  if (tries.size >= mostKept) tries.clear();
  tries.set(key, tried + 1);
  askSoon(pbx);
}

/** How often somebody may have given a pause another allowance. */
const rereadMs = 60_000;

/** Keeps the pauses at hand. @returns what ends it */
export function watchPauses(): () => void {
  void readPauses();
  const timer = setInterval(readPauses, rereadMs);
  return () => clearInterval(timer);
}
