/**
 * Writes what queue_log tells of sessions and pauses, and merges it with what AMI tells. Marks and what AMI tells are kept as
 * they were told; what is shown follows from both, whichever came first: it is made anew around whatever is new.
 */
import {
  type AgentInterval,
  agreeMs,
  type EpochMs,
  joinedMarks,
  type LoggedInterval,
  loggedIntervals,
  type MemberMark,
  type MergedIntervals,
  memberKey,
  mergeIntervals,
  type PbxId,
  type ToldInterval,
} from "@qmanager/core";
import { type AgentStretch, recountAgents } from "../db/agent_counters.ts";
import {
  dropTold,
  type FiledLive,
  type FiledTold,
  insertTold,
  liveAround,
  supersede,
  toldWithin,
} from "../db/agent_intervals.ts";
import type { Query } from "../db/connect.ts";
import {
  type MarkStream,
  type MarksOfInstant,
  marksAt,
  marksWithin,
  putMarks,
  type StreamWindow,
} from "../db/member_marks.ts";
import type { AgentRegister } from "./agent_register.ts";

/** Later than anything: until when goes on what goes on. */
export const forever: EpochMs = Date.UTC(9999, 0);

/** What a transaction may change. */
type Window = StreamWindow & { member: string };

/**
 * @param tx the transaction; the parts of the table for the marks' instants must be there
 * @param marks in the order in which the log has them; of an instant that is not told as a whole at once, all that was told
 * @param live what AMI has told anew, as it is on file
 */
export async function writeMarks(
  tx: Query,
  pbx: PbxId,
  { marks, live }: { marks: readonly MemberMark[]; live: readonly LiveSpan[] },
  agents: AgentRegister,
): Promise<void> {
  const windows = [...(await keptMarks(tx, pbx, marks)), ...live.flatMap(windowsOf)];
  if (windows.length > 0) await merge(tx, pbx, windows, agents);
}

/** @returns where anything is new */
async function keptMarks(tx: Query, pbx: PbxId, marks: readonly MemberMark[]): Promise<Window[]> {
  const told = [...Map.groupBy(marks, keyOf).values()].map(instantOf);
  const known = Map.groupBy(await marksAt(tx, pbx, told), keyOf);
  const news = told.flatMap((each): MarksOfInstant[] => {
    const before = known.get(keyOf(each.marks[0]!)) ?? [];
    const joined = joinedMarks(before, each.marks);
    return joined === before || joined.length === before.length ? [] : [{ ...each, marks: joined }];
  });
  await putMarks(tx, pbx, news);
  return news.map(({ marks, at, ...stream }) => ({ ...stream, member: marks[0]!.member, from: at, to: at }));
}

const streamKey = ({ kind, queue, key }: MarkStream): string => `${kind}\n${queue}\n${key}`;
const keyOf = (mark: MemberMark): string => `${streamKey({ ...mark, key: memberKey(mark.member) })}\n${mark.at}`;

function instantOf(marks: readonly MemberMark[]): MarksOfInstant {
  const { kind, queue, member, at } = marks[0]!;
  return { kind, queue, key: memberKey(member), at, marks };
}

/** What AMI told, and when it is so. */
export interface LiveSpan extends Pick<AgentInterval, "kind" | "queue" | "interface" | "agent"> {
  from: EpochMs;
  to: EpochMs;
}

/** The log may have him by his interface or by his name. */
function windowsOf({ kind, queue, interface: phone, agent, from, to }: LiveSpan): Window[] {
  if (queue === null || (kind !== "session" && kind !== "pause")) return [];
  const members = new Map([phone, agent].flatMap((each) => (each === null ? [] : [[memberKey(each), each] as const])));
  return [...members].map(([key, member]) => ({ kind, queue, key, member, from, to }));
}

/** A stream's part that is made anew, and of what. */
interface Part {
  window: Window;
  marks: readonly MemberMark[];
  live: readonly FiledLive[];
}

async function merge(tx: Query, pbx: PbxId, windows: readonly Window[], agents: AgentRegister): Promise<void> {
  const parts = await partsOf(tx, pbx, windows);
  const before = await toldWithin(tx, pbx, parts.map(rangeOf));
  const dropped: FiledTold[] = [];
  const added: (ToldInterval & { key: string })[] = [];
  const lives = new Map<number, FiledLive>();
  const [hidden, shown] = [new Set<number>(), new Set<number>()];
  for (const [n, part] of parts.entries()) {
    const { key } = part.window;
    const { told, superseded, confirmed } = merged(pbx, part);
    const old = Map.groupBy(before.get(n) ?? [], rowText);
    for (const each of told) {
      if (old.get(rowText(each))?.shift()) continue;
      added.push({ ...each, key });
    }
    for (const left of old.values()) dropped.push(...left);
    for (const each of part.live) if (isWithin(each, part.window)) lives.set(each.id, each);
    for (const { id } of superseded) hidden.add(id);
    for (const { id } of confirmed) shown.add(id);
  }
  const toHide = [...lives.values()].filter(({ id, superseded }) => hidden.has(id) && !shown.has(id) && !superseded);
  const toShow = [...lives.values()].filter(({ id, superseded }) => superseded && (!hidden.has(id) || shown.has(id)));
  const agentOf = await agents.identify(tx, pbx, added);
  await supersede(tx, toHide, true);
  await supersede(tx, toShow, false);
  await dropTold(tx, dropped);
  await insertTold(tx, added, agentOf);
  const changed = [
    ...[...toHide, ...toShow, ...dropped],
    ...added.map((each) => ({ ...each, agentId: agentOf(each) })),
  ];
  await recountAgents(tx, pbx, changed.flatMap(stretchOf));
}

/** Windows as wide as what has to be told anew together, with all that is known in them. */
async function partsOf(tx: Query, pbx: PbxId, asked: readonly Window[]): Promise<Part[]> {
  const windows = new Map<string, Window>();
  for (const each of asked) widen(windows, each);
  for (;;) {
    const all = [...windows.values()];
    const marks = await marksWithin(tx, pbx, all);
    if (marks.size === 0) return [];
    const live = await liveAround(tx, pbx, all);
    const parts = all.flatMap((window, n): Part[] => {
      const own = marks.get(n);
      return own ? [{ window, marks: own, live: live.get(n) ?? [] }] : [];
    });
    let isWider = false;
    for (const part of parts) {
      for (const at of neighbouring(part)) isWider = widen(windows, { ...part.window, from: at, to: at }) || isWider;
      const { superseded, confirmed } = merged(pbx, part);
      const taken = new Set([...superseded, ...confirmed]);
      for (const each of part.live) {
        if (!taken.has(each) && !isWithin(each, part.window)) continue;
        for (const window of windowsOf({ ...each, from: beganAt(each), to: endedAt(each) })) {
          // What was found under the other of his names is all of his.
          isWider = widen(windows, window) || isWider;
        }
      }
    }
    if (!isWider) return parts;
  }
}

/** @returns whether there is anything more to look at */
function widen(windows: Map<string, Window>, more: Window): boolean {
  const key = streamKey(more);
  const known = windows.get(key);
  if (known && known.from <= more.from && known.to >= more.to) return false;
  const both = known
    ? { ...known, from: Math.min(known.from, more.from), to: Math.max(known.to, more.to) }
    : { ...more };
  windows.set(key, both);
  return true;
}

const beganAt = ({ from, seenAt }: FiledLive): EpochMs => from ?? seenAt;
const endedAt = (each: FiledLive): EpochMs => (each.open ? forever : (each.to ?? beganAt(each)));
const isWithin = (each: FiledLive, { from, to }: Window): boolean => beganAt(each) <= to && endedAt(each) >= from;

/** Marks beside the window that have to be told with it: of the same moments, and ends of what it may be that begins in it. */
function neighbouring({ window, marks }: Part): EpochMs[] {
  return marks
    .filter(({ at, word }) => {
      if (at < window.from) return at > window.from - 2 * agreeMs;
      return at > window.to && (word === "ended" || at < window.to + 2 * agreeMs);
    })
    .map(({ at }) => at);
}

function merged(pbx: PbxId, part: Part): MergedIntervals<FiledLive> {
  const { kind, queue, from, to } = part.window;
  const all = loggedIntervals(part.marks);
  const before = all.findLast((each) => (each.to ?? forever) < from)?.to ?? Number.NEGATIVE_INFINITY;
  const after = all.find((each) => (each.from ?? from) > to)?.from ?? Number.POSITIVE_INFINITY;
  return mergeIntervals({ pbx, kind, queue }, part.live, loggedOf(part), { before, after });
}

/** What the log tells of a window: without what is over before it, or begins after it. */
function loggedOf({ window: { from, to }, marks }: Part): LoggedInterval[] {
  return loggedIntervals(marks).filter((each) => (each.to ?? forever) >= from && (each.from ?? from) <= to);
}

/** Where the rows of a part begin, by the marks that tell them. */
function rangeOf(part: Part): StreamWindow {
  const begun = loggedOf(part).flatMap(({ from }) => from ?? []);
  return { ...part.window, from: Math.min(part.window.from, ...begun) };
}

/** Whether the row would be the same. */
const rowText = ({ agent, interface: phone, reason, from, seenAt, to, open, toldAt }: ToldInterval): string =>
  JSON.stringify([agent, phone, reason, from, from ?? seenAt, to, open, toldAt]);

function stretchOf({
  agentId,
  from,
  seenAt,
  to,
}: { agentId: AgentStretch["agent"] | null } & Pick<FiledLive, "from" | "seenAt" | "to">): AgentStretch[] {
  const began = from ?? seenAt;
  return agentId === null ? [] : [{ agent: agentId, from: began, to: Math.max(began, to ?? began) }];
}
