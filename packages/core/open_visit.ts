/**
 * A visit in the making: what the fold knows of it so far, and how that reads as a record.
 *
 * @module
 */
import type { CompleteReason } from "./event.ts";
import type { Interface, Linkedid, PbxId, QueueName, Uniqueid } from "./ids.ts";
import type { Ring } from "./ring_book.ts";
import type { EpochMs } from "./time.ts";
import type { Attempt, EndedBy, Outcome, Visit, VisitNote } from "./visit.ts";

/** One caller's channel and its visits, oldest first. */
export interface Call {
  uniqueid: Uniqueid;
  linkedid: Linkedid | null;
  visits: OpenVisit[];
  /** Visits begun, refused ones counted. */
  count: number;
  /** When his hang-up was first asked for, or was seen. */
  hangupAskedAt: EpochMs | null;
  hangupAsked: boolean;
  gone: boolean;
  /** How long the dialplan said that he may wait in the queue that it sends him to. */
  limit: { queue: QueueName; ms: number } | null;
  /** The queue that the dialplan last sent him to, until he is in it. */
  dialled: { queue: QueueName; at: EpochMs | null; number: string | null; name: string | null } | null;
}

export class OpenVisit {
  /** The caller's channel on entering: the visit keeps it, whoever takes his place. */
  readonly uniqueid: Uniqueid;
  call: Call;
  readonly queue: QueueName;
  readonly ordinal: number;
  readonly attempts: Attempt[] = [];
  readonly notes = new Set<VisitNote>();
  /** Those that AgentCalled began, oldest first. */
  readonly rings: Ring[] = [];

  number: string | null = null;
  name: string | null = null;
  linkedid: Linkedid | null;
  enteredAt: EpochMs | null = null;
  position: number | null = null;
  /** Where the caller's dialplan stood when he entered. */
  context: string | null = null;
  exten: string | null = null;
  /** Known from a snapshot, and no Join seen yet. */
  listed = false;
  /** How many full lists in a row did not name him while he should wait. */
  missing = 0;

  leftAt: EpochMs | null = null;
  left = false;
  /** He left with another context or extension than he came with. */
  leftElsewhere = false;
  /** He left before we were away, and what became of him was not told by then. */
  leftUnseen = false;
  abandonReported = false;
  abandonedAt: EpochMs | null = null;
  reportedWaitMs: number | null = null;

  outcome: Outcome | null = null;
  provisional = false;
  /** No longer waiting and no longer in talk. */
  closed = false;
  endedAt: EpochMs | null = null;

  interface: Interface | null = null;
  agent: string | null = null;
  agentChannel: Uniqueid | null = null;
  answered = false;
  answeredAt: EpochMs | null = null;
  ringMs: number | null = null;
  reportedTalkMs: number | null = null;
  agentLeft = false;
  agentLeftAt: EpochMs | null = null;
  agentCause: number | null = null;
  /** He was gone before Asterisk said how the talk ended. */
  leftBeforeReason = false;
  /** Asterisk's own word on the end of the talk. */
  reason: CompleteReason | null = null;
  reasonAt: EpochMs | null = null;
  transferred = false;
  redirected = false;
  /** Queue() went on in the dialplan after the agent hung up (option c). */
  continued = false;
  endedBy: EndedBy | null = null;
  /** Spans of the source are taken as they are, not measured: `queue_log`. */
  readonly reported: boolean;

  heldSince: EpochMs | null = null;
  holdMs: number | null = null;
  csat: number | null = null;

  constructor(call: Call, queue: QueueName, ordinal: number, reported: boolean) {
    this.uniqueid = call.uniqueid;
    this.call = call;
    this.queue = queue;
    this.ordinal = ordinal;
    this.linkedid = call.linkedid;
    this.reported = reported;
  }

  get waiting(): boolean {
    return !this.closed && !this.answered;
  }

  get talking(): boolean {
    return !this.closed && this.answered;
  }

  /**
   * The caller is put through. Where that is told later, or sooner, than he can have waited, it was his answer, or his entry,
   * that was told too late: a line that is silent for a moment holds words back.
   */
  answer(at: EpochMs | null, waitMs: number | null): void {
    this.answered = true;
    this.answeredAt = at;
    this.reportedWaitMs = waitMs;
    this.enteredAt ??= earlier(at, waitMs);
    if (this.reported || at === null || waitMs === null || this.enteredAt === null) return;
    const lateMs = at - this.enteredAt - waitMs;
    if (lateMs > creditMs) this.answeredAt = this.enteredAt + waitMs;
    else if (lateMs < -creditMs) this.enteredAt = at - waitMs;
  }

  hold(held: boolean, at: EpochMs | null): void {
    if (this.holdMs === null) return;
    // an Unhold without a Hold is sent before every transfer by the phone
    if (!held) this.#addHold(at);
    // since when, nobody knows
    else if (at === null) this.holdMs = null;
    else this.heldSince = at;
  }

  #addHold(until: EpochMs | null): void {
    if (this.heldSince === null) return;
    if (until === null) this.holdMs = null;
    else if (this.holdMs !== null) this.holdMs += Math.max(0, until - this.heldSince);
    this.heldSince = null;
  }

  /** The agent is out of the call; only the first time counts. */
  leaveAgent(at: EpochMs | null): void {
    if (this.agentLeft) return;
    this.agentLeft = true;
    this.leftBeforeReason = this.reason === null;
    this.agentLeftAt = at;
    this.#addHold(at);
  }

  record(pbx: PbxId): Visit {
    return {
      pbx,
      uniqueid: this.uniqueid,
      linkedid: this.linkedid,
      queue: this.queue,
      visit: this.ordinal,
      callerNumber: this.number,
      callerName: this.name,
      enteredAt: this.enteredAt,
      outcome: this.outcome,
      endedBy: this.endedBy,
      interface: this.interface,
      agent: this.agent,
      answeredAt: this.answeredAt,
      endedAt: this.endedAt,
      waitMs: this.waitMs,
      ringMs: this.ringMs,
      talkMs: this.talkMs,
      holdMs: this.holdMs,
      position: this.position,
      attempts: this.attempts.map((attempt) => ({ ...attempt })),
      surveyOffered: this.surveyOffered,
      csat: this.csat,
      provisional: this.provisional,
      notes: [...this.notes],
      open: !this.closed,
    };
  }

  get waitMs(): number | null {
    if (this.outcome === null || this.outcome === "lost" || this.outcome === "refused") return null;
    const until = this.answered ? this.answeredAt : (this.abandonedAt ?? this.leftAt);
    // rows of old versions, and SYSCOMPAT of all, do not tell the wait: then the log's own seconds do
    if (this.reported) return this.reportedWaitMs ?? span(this.enteredAt, until ?? this.endedAt);
    return credible(span(this.enteredAt, until), this.reportedWaitMs);
  }

  /** The log does not tell who went on. */
  get surveyOffered(): boolean | null {
    return this.continued || this.csat !== null || (this.reported ? null : false);
  }

  get talkMs(): number | null {
    if (!this.answered || !this.closed || this.notes.has("asterisk_died")) return null;
    if (this.reported) return this.reportedTalkMs;
    const measured = span(this.answeredAt, this.agentLeftAt);
    // Of a talk that went on without its agent (a redirect, a lost phone) Asterisk's own time is that of the caller.
    return this.wentOnAlone || this.redirected || this.transferred
      ? (measured ?? this.reportedTalkMs)
      : credible(measured, this.reportedTalkMs);
  }

  /** Asterisk told the end of the talk so long after the agent had left that it speaks of something else. */
  get wentOnAlone(): boolean {
    return this.leftBeforeReason && (span(this.agentLeftAt, this.reasonAt) ?? 0) > lateMs;
  }
}

/** AgentComplete comes at most milliseconds after the agent left. */
const lateMs = 1_000;

/** What we measure and what Asterisk counts in whole seconds differ by no more, but for words that came late. */
const creditMs = 1_200;

/** What was measured, unless Asterisk's own whole seconds say that what it was measured by came late. */
function credible(measuredMs: number | null, reportedMs: number | null): number | null {
  if (measuredMs === null || reportedMs === null) return measuredMs ?? reportedMs;
  return Math.abs(measuredMs - reportedMs) <= creditMs ? measuredMs : reportedMs;
}

/** From one instant to another, never negative; null when either is unknown. */
export function span(from: EpochMs | null, to: EpochMs | null): number | null {
  return from === null || to === null ? null : Math.max(0, to - from);
}

/** The instant a span before another; null when either is unknown. */
export function earlier(at: EpochMs | null, spanMs: number | null): EpochMs | null {
  return at === null || spanMs === null ? null : at - spanMs;
}
