/**
 * What the rows of a queue_log say of members' sessions and pauses: where each begins and where it ends, row by row. A stretch
 * is what lies between two of them ({@link loggedIntervals}), whichever part of the log told one or the other, and when.
 *
 * ADDMEMBER and REMOVEMEMBER name the interface, all other rows the member, unless the site logs names throughout
 * (`log_membername_as_agent`): what is said is kept under the text that says it. A pause that ends because its member leaves
 * has no row; it is concluded ({@link MemberNames}).
 */
import type { AgentInterval } from "./agent_interval.ts";
import type { CallCentreEvent, MemberAdded, MemberPaused, MemberRemoved } from "./event.ts";
import { interfaceKey, looksLikeInterface, type QueueName } from "./ids.ts";
import { MemberNames } from "./member_names.ts";
import type { EpochMs } from "./time.ts";

export interface MemberMark {
  at: EpochMs;
  kind: "session" | "pause";
  queue: QueueName;
  /** As the log has him, an interface or a name. */
  member: string;
  /** `doubted`, of a pause: one who may be he left, so that its end may have been then. */
  word: "began" | "ended" | "doubted";
  /** Of a pause that began. */
  reason: string | null;
}

/** Under which a member's marks belong together: Asterisk reads interfaces without regard to case. */
export function memberKey(member: string): string {
  return looksLikeInterface(member) ? interfaceKey(member) : member;
}

/** A stretch as the log tells it. Null: it does not tell that. */
export interface LoggedInterval {
  member: string;
  reason: string | null;
  from: EpochMs | null;
  to: EpochMs | null;
}

/**
 * What lies between marks.
 *
 * @param marks of one member in one queue, of one kind, in order
 */
export function loggedIntervals(marks: readonly MemberMark[]): LoggedInterval[] {
  const intervals: LoggedInterval[] = [];
  let open: (LoggedInterval & { isDoubted: boolean }) | null = null;
  const close = (to: EpochMs | null) => {
    if (open) intervals.push({ member: open.member, reason: open.reason, from: open.from, to });
    open = null;
  };
  for (const { kind, word, member, reason, at } of marks) {
    const known: typeof open = open;
    switch (word) {
      case "began":
        // Paused again is another pause; nobody is added who did not leave before, if unseen.
        close(kind === "pause" && !isDoubted(known) ? at : null);
        open = { member, reason, from: at, to: null, isDoubted: false };
        break;
      case "ended":
        if (known) close(at);
        // Nobody is removed who was not there; what ends no pause is written all the same.
        else if (kind === "session") intervals.push({ member, reason: null, from: null, to: at });
        break;
      case "doubted":
        if (open) open = { ...(open as LoggedInterval), isDoubted: true };
        break;
      default:
        return word satisfies never;
    }
  }
  close(null);
  return intervals;
}

const isDoubted = (interval: { isDoubted: boolean } | null): boolean => interval?.isDoubted === true;

/** Reads the rows of a log, in order, as marks. */
export class MemberMarks {
  readonly #names = new MemberNames();
  /** Who is paused, and whether that is in doubt since. */
  readonly #paused = new Map<QueueName, Map<string, { member: string; doubtedAt: EpochMs | null }>>();

  /** What was told before the first row: as far as it is known, whose interface is whose name is concluded from it too. */
  resume(marks: readonly MemberMark[]): void {
    for (const mark of marks) {
      this.#keep(mark);
      const { kind, word, queue, member } = mark;
      if (kind === "session" && word === "began") this.#names.added(queue, member);
      if (kind === "session" && word === "ended") this.#names.removed(queue, member);
      if (kind === "pause" && word === "began") this.#names.seen(queue, member);
    }
  }

  apply(event: CallCentreEvent): MemberMark[] {
    switch (event.type) {
      case "member_added":
        return this.#added(event);
      case "member_removed":
        return this.#removed(event);
      case "member_paused":
        return this.#pausedOrNot(event);
      case "agent_connected":
      case "ring_missed":
        if (event.memberName !== null) this.#names.seen(event.queue, event.memberName);
        return [];
      default:
        return [];
    }
  }

  #added(event: MemberAdded): MemberMark[] {
    const { queue, at, paused } = event;
    const member = event.interface ?? event.memberName;
    if (member === null || at === null) return [];
    this.#names.added(queue, member);
    const began = { at, queue, member, word: "began", reason: null } as const;
    return this.#kept([{ ...began, kind: "session" }, ...(paused ? [{ ...began, kind: "pause" } as const] : [])]);
  }

  #removed(event: MemberRemoved): MemberMark[] {
    const { queue, at } = event;
    const member = event.interface ?? event.memberName;
    if (member === null || at === null) return [];
    this.#names.removed(queue, member);
    const ended = { at, queue, word: "ended", reason: null } as const;
    const marks: MemberMark[] = [
      { ...ended, kind: "session", member },
      { ...ended, kind: "pause", member },
    ];
    for (const { member: named, doubtedAt } of this.#paused.get(queue)?.values() ?? []) {
      if (memberKey(named) === memberKey(member)) continue;
      const is = this.#names.isOf(named, member);
      // All those whom he could be left at once: so did he.
      const isAlone = is === "perhaps" && (doubtedAt ?? at) === at && !this.#names.mayBeIn(named, queue);
      if (is === "yes" || isAlone) marks.push({ ...ended, kind: "pause", member: named });
      else if (is === "perhaps" && doubtedAt === null)
        marks.push({ ...ended, kind: "pause", member: named, word: "doubted" });
    }
    return this.#kept(marks);
  }

  #pausedOrNot(event: MemberPaused): MemberMark[] {
    const { queue, at, paused, reason } = event;
    const member = event.memberName ?? event.interface;
    if (member === null || at === null) return [];
    this.#names.seen(queue, member);
    const marks: MemberMark[] = [];
    // The pause of `ADDMEMBER … PAUSED` is under the interface, and what ends it under the name.
    for (const { member: other } of this.#paused.get(queue)?.values() ?? []) {
      if (
        memberKey(other) !== memberKey(member) &&
        looksLikeInterface(other) &&
        this.#names.isOf(member, other) === "yes"
      )
        marks.push({ at, kind: "pause", queue, member: other, word: "ended", reason: null });
    }
    const word = paused ? "began" : "ended";
    return this.#kept([...marks, { at, kind: "pause", queue, member, word, reason: paused ? reason : null }]);
  }

  #kept(marks: MemberMark[]): MemberMark[] {
    for (const mark of marks) this.#keep(mark);
    return marks;
  }

  #keep({ kind, word, queue, member, at }: MemberMark): void {
    if (kind !== "pause") return;
    let paused = this.#paused.get(queue);
    if (!paused) {
      paused = new Map();
      this.#paused.set(queue, paused);
    }
    if (word === "ended") paused.delete(memberKey(member));
    else paused.set(memberKey(member), { member, doubtedAt: word === "doubted" ? at : null });
  }
}

/** A source's marks of one member and one instant, as it was told now, beside those that are known: what they are together. */
export function joinedMarks(known: readonly MemberMark[], told: readonly MemberMark[]): readonly MemberMark[] {
  const isSame = (a: MemberMark, b: MemberMark | undefined) => a.word === b?.word && a.reason === b.reason;
  const holds = (whole: readonly MemberMark[], part: readonly MemberMark[], from: number) =>
    part.every((each, n) => isSame(each, whole[from + n]));
  for (const [whole, part] of [
    [known, told],
    [told, known],
  ] as const) {
    for (let from = 0; from + part.length <= whole.length; from++) if (holds(whole, part, from)) return whole;
  }
  // A part that begins or ends in the middle of a second.
  for (let shared = Math.min(known.length, told.length) - 1; shared >= 0; shared--) {
    if (holds(known, told.slice(0, shared), known.length - shared)) return [...known, ...told.slice(shared)];
    if (holds(told, known.slice(0, shared), told.length - shared)) return [...told, ...known.slice(shared)];
  }
  return known;
}

/** The kinds of which a log tells. */
export type LoggedKind = Extract<AgentInterval["kind"], MemberMark["kind"]>;
