/**
 * What AMI and the log together tell of one member's sessions, or pauses, in one queue. The log decides which there were, since
 * when, until when and for what reason; AMI's milliseconds stand where the log's whole seconds agree with them. Of what the
 * log does not tell, AMI's word is taken: a member who was always there, an end that has no row, a time that no part of the
 * log is there of.
 *
 * It depends on what each tells and not on the order in which they told it.
 */
import type { AgentInterval } from "./agent_interval.ts";
import { asInterface, looksLikeInterface, type PbxId, type QueueName } from "./ids.ts";
import type { LoggedInterval, LoggedKind } from "./member_mark.ts";
import type { EpochMs } from "./time.ts";

/** A stretch as AMI tells it. */
export interface LiveInterval extends AgentInterval {
  /** Where it was first seen, if `from` is not known. */
  seenAt: EpochMs;
  /** It goes on. Else, if `to` is null, nobody saw its end. */
  open: boolean;
}

/** A stretch that AMI alone does not tell so. */
export interface ToldInterval extends LiveInterval {
  /** The instant of the log's first row on it. */
  toldAt: EpochMs;
}

export interface MergedIntervals<Live extends LiveInterval> {
  /** As the log tells it, with what AMI adds; without what AMI tells just so. */
  told: ToldInterval[];
  /** In their place is what is told. */
  superseded: Live[];
  /** AMI tells them just as the log does. */
  confirmed: Live[];
  /** The log does not tell of them. */
  alone: Live[];
}

/** The log's seconds are cut, and come from a clock that may be one behind: AMI's word on the instant comes by so much later. */
export const agreeMs = 2_000;
/** And no more than this before it, by another clock. */
const aheadMs = 1_000;
/** So long, at most, a beginning or an end went unseen by AMI before it is taken for another's. */
const unseenMs = 24 * 3_600_000;
/** What AMI tells of longer before the log's beginning is another stretch, whose end it missed. */
const apartMs = 60_000;

/** A member's sessions, or pauses, in one queue. */
export interface IntervalPlace {
  pbx: PbxId;
  kind: LoggedKind;
  queue: QueueName;
}

interface Span<Live> {
  each: Live;
  from: EpochMs;
  to: EpochMs;
}

/**
 * @param live of one member in this place, in order of their beginning
 * @param logged likewise
 * @param around where the log's stretch before these ended, and the one after them begins
 */
export function mergeIntervals<Live extends LiveInterval>(
  place: IntervalPlace,
  live: readonly Live[],
  logged: readonly LoggedInterval[],
  around: { before: EpochMs; after: EpochMs } = { before: Number.NEGATIVE_INFINITY, after: Number.POSITIVE_INFINITY },
): MergedIntervals<Live> {
  const spans = live.map((each): Span<Live> => ({ each, from: each.from ?? each.seenAt, to: endOf(each) }));
  const froms = agreeing(
    logged.map(({ from }) => from),
    live.map(({ from }) => from),
  );
  const tos = agreeing(
    logged.map(({ to }) => to),
    live.map(({ to }) => to),
  );
  const taken = new Set<Live>();
  const same = new Set<Live>();
  const told: ToldInterval[] = [];
  let endedBefore = around.before;
  for (const [n, own] of logged.entries()) {
    const toldAt = own.from ?? own.to;
    if (toldAt === null) continue;
    const next = logged[n + 1]?.from ?? logged[n + 1]?.to ?? around.after;
    const begun = own.from === null ? beginningOf(spans, toldAt, endedBefore) : undefined;
    const going = own.to === null ? endingOf(spans, toldAt, froms[n] ?? null, next) : undefined;
    let from = own.from === null ? (begun?.each.from ?? null) : (froms[n] ?? own.from);
    let to = own.to === null ? (going && going.to <= next + agreeMs ? going.each.to : null) : (tos[n] ?? own.to);
    const open = going?.each.open === true && next === Number.POSITIVE_INFINITY;
    if (from !== null && to !== null && to < from) [from, to] = [own.from ?? to, own.to ?? from];
    const seenAt = from ?? begun?.from ?? toldAt;
    const until = open ? Number.POSITIVE_INFINITY : (to ?? seenAt);
    const his = spans.filter((span) => span === begun || span === going || isAtOnce(span, seenAt, until));
    const [nearest] = his.toSorted((a, b) => shared(b, seenAt, until) - shared(a, seenAt, until));
    const { agent, interface: phone } = nearest?.each ?? named(place, own.member);
    const whole: ToldInterval = {
      ...{ ...place, agent, interface: phone, reason: own.reason, from, seenAt, to, open, toldAt },
    };
    for (const { each, from: began } of his) {
      if (!taken.has(each) && own.from !== null && began < own.from - apartMs)
        told.push(cutBefore(place, each, toldAt));
      taken.add(each);
    }
    const alike = his.find(({ each }) => isSame(each, whole) && !same.has(each));
    if (alike) same.add(alike.each);
    else told.push(whole);
    endedBefore = own.to ?? toldAt;
  }
  return {
    told,
    superseded: live.filter((each) => taken.has(each) && !same.has(each)),
    confirmed: live.filter((each) => same.has(each)),
    alone: live.filter((each) => !taken.has(each)),
  };
}

const endOf = ({ from, to, seenAt, open }: LiveInterval): EpochMs =>
  open ? Number.POSITIVE_INFINITY : (to ?? from ?? seenAt);

/** To each of the log's instants the nearest one of AMI that agrees with it, in order, each once. */
function agreeing(logged: readonly (EpochMs | null)[], live: readonly (EpochMs | null)[]): (EpochMs | null)[] {
  const known = live.filter((at) => at !== null).toSorted((a, b) => a - b);
  let next = 0;
  return logged.map((at) => {
    if (at === null) return null;
    while (next < known.length && known[next]! <= at - aheadMs) next += 1;
    let best = next;
    while (best + 1 < known.length && Math.abs(known[best + 1]! - at) < Math.abs(known[best]! - at)) best += 1;
    const found = known[best];
    if (found === undefined || Math.abs(found - at) >= agreeMs) return null;
    next = best + 1;
    return found;
  });
}

/** The one whose end the log tells, and not its beginning. */
function beginningOf<Live>(spans: readonly Span<Live>[], at: EpochMs, after: EpochMs): Span<Live> | undefined {
  return spans.findLast(({ from, to }) => {
    return from <= at + agreeMs && to >= at - unseenMs && from >= after - agreeMs && to > after + agreeMs;
  });
}

/** The one whose beginning the log tells, and not its end. */
function endingOf<Live extends LiveInterval>(
  spans: readonly Span<Live>[],
  at: EpochMs,
  agreed: EpochMs | null,
  next: EpochMs,
): Span<Live> | undefined {
  if (agreed !== null) return spans.find(({ each }) => each.from === agreed);
  return (
    spans.findLast(({ from, to }) => from <= at && to > at + agreeMs) ??
    spans.find(({ each, from }) => each.from === null && from > at && from <= at + unseenMs && from < next)
  );
}

/** Within the same time; or at the same instant, of no length or of one that nobody knows. */
function isAtOnce({ from, to }: Span<unknown>, since: EpochMs, until: EpochMs): boolean {
  if (from < until && since < to) return true;
  return Math.abs(from - since) < agreeMs && (from === to || since === until);
}

const shared = ({ from, to }: Span<unknown>, since: EpochMs, until: EpochMs): number =>
  Math.min(to, until) - Math.max(from, since);

/** The log's beginning lies far behind AMI's: there was one before it, whose end AMI missed. */
function cutBefore(place: IntervalPlace, live: LiveInterval, toldAt: EpochMs): ToldInterval {
  const { agent, interface: phone, reason, from, seenAt } = live;
  return { ...place, agent, interface: phone, reason, from, seenAt, to: null, open: false, toldAt };
}

/** The rows that tell of sessions name the interface, if they do not log names throughout; those of pauses the member. */
function named({ kind }: IntervalPlace, member: string): Pick<AgentInterval, "agent" | "interface"> {
  const phone = looksLikeInterface(member) ? asInterface(member) : null;
  return { agent: kind === "session" && phone !== null ? null : member, interface: phone };
}

const isSame = (a: LiveInterval, b: LiveInterval): boolean =>
  a.from === b.from &&
  a.to === b.to &&
  a.open === b.open &&
  a.reason === b.reason &&
  a.agent === b.agent &&
  a.interface === b.interface &&
  (a.from !== null || a.seenAt === b.seenAt);
