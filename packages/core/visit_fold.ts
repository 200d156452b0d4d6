/**
 * Events of one PBX, in order, become visits. The rules are those of Asterisk's `apps/app_queue.c`; each that is easy
 * to get wrong says so where it stands.
 *
 * @module
 */

import { AsteriskLife } from "./asterisk_life.ts";
import { CallBook } from "./call_book.ts";
import type {
  AbandonReported,
  AgentCalled,
  AgentCompleted,
  AgentConnected,
  AgentDumped,
  CallCentreEvent,
  CallerJoined,
  CallerLeft,
  ChannelHungUp,
  ChannelMoved,
  ChannelsListed,
  HangupRequested,
  HoldChanged,
  ListedChannel,
  QueueSnapshot,
  QueueStatusSet,
  QueuesListed,
  RingCanceled,
  RingMissed,
  SurveyAnswered,
  Transferred,
  VisitEnded,
} from "./event.ts";
import type { Interface, PbxId, QueueName, Uniqueid } from "./ids.ts";
import { LateWords } from "./late_words.ts";
import { listedCalls, queueRunBy } from "./listed_calls.ts";
import { type Call, earlier, type OpenVisit, span } from "./open_visit.ts";
import { interfaceOfChannel, phoneKey } from "./phone.ts";
import { QueueStaff } from "./queue_staff.ts";
import { RingBook } from "./ring_book.ts";
import { TalkBook } from "./talk_book.ts";
import { endTalk, mediaLost } from "./talk_end.ts";
import type { EpochMs } from "./time.ts";
import { compareVisits, type Outcome, type Visit } from "./visit.ts";

export interface VisitFoldOptions {
  /**
   * Where the events come from. From `queue_log` spans are the log's whole seconds, taken as they are; from AMI they are
   * measured between events, in ms. Default `ami`.
   */
  source?: "ami" | "queue_log";
  /** Told of each visit that the fold holds no longer: it will not be returned again. */
  forgotten?: (visit: Visit) => void;
}

/** An event that belongs to no visit we know. Counted, and the last ones are kept for a look. */
export interface Unmatched {
  count: number;
  last: CallCentreEvent[];
}

const keptUnmatched = 100;

/**
 * The fold. {@link VisitFold.apply} returns each visit that this event began, answered, ended or amended, as a record of
 * its own; a later record with the same key replaces the earlier. O(1) per event.
 */
export class VisitFold {
  readonly pbx: PbxId;
  readonly unmatched: Unmatched = { count: 0, last: [] };

  readonly #source: "ami" | "queue_log";
  readonly #forgotten: ((visit: Visit) => void) | undefined;
  readonly #calls: CallBook;
  readonly #rings = new RingBook();
  readonly #talks = new TalkBook();
  /** An abandon was reported, and of which kind is not known yet; the oldest first. */
  readonly #undecided: OpenVisit[] = [];
  readonly #staff = new QueueStaff();
  readonly #life = new AsteriskLife();
  readonly #late = new LateWords();

  #seesDialplan = false;
  #everConnected = false;
  /** We were away: what the lists do not name ended unseen. */
  #afterGap = false;
  #awaitsReady = false;
  #now: EpochMs | null = null;
  /** When we last heard of what goes on, while we are away. */
  #heardAt: EpochMs | null = null;
  #touched = new Set<OpenVisit>();

  constructor(pbx: PbxId, options: VisitFoldOptions = {}) {
    this.pbx = pbx;
    this.#source = options.source ?? "ami";
    this.#forgotten = options.forgotten;
    this.#calls = new CallBook(this.#source);
  }

  /** Takes the next event; `at` never goes back by more than the order of arrival allows. */
  apply(told: CallCentreEvent): Visit[] {
    this.take(told);
    return this.drain();
  }

  /** As {@link apply}, for many events at once: what they change is told by {@link drain}. */
  take(told: CallCentreEvent): void {
    // what a line says last before it is gone; a new one has said nothing yet
    if (told.type === "disconnected" || told.type === "connected") this.#heardAt ??= earlierOf(this.#now, told.at);
    else if (told.type === "queues_listed") this.#heardAt = null;
    if (told.at !== null) this.#now = told.at;
    // Of what came late, spans are Asterisk's own.
    const event = this.#late.believed(told);
    if (this.#undecided.length > 0) this.#concludeOverdue();
    this.#dispatch(event);
    if (this.#calls.due(this.#now)) this.#forget();
  }

  /** Each visit that changed since this was last asked, once, as it is now. */
  drain(): Visit[] {
    if (this.#touched.size === 0) return nothing;
    const records = Array.from(this.#touched, (visit) => visit.record(this.pbx));
    this.#touched = new Set();
    return records;
  }

  /** How many calls are held in memory: those that are not over, and those that ended a moment ago. */
  get remembered(): number {
    return this.#calls.size;
  }

  /** Visits that wait or talk now, as far as known. */
  open(): Visit[] {
    const visits: Visit[] = [];
    for (const call of this.#calls.all()) {
      for (const visit of call.visits) if (!visit.closed) visits.push(visit.record(this.pbx));
    }
    return visits.sort(compareVisits);
  }

  #dispatch(event: CallCentreEvent): void {
    switch (event.type) {
      case "caller_joined":
        return this.#joined(event);
      case "caller_left":
        return this.#left(event);
      case "abandon_reported":
        return this.#abandonReported(event);
      case "queue_status_set":
        return this.#statusSet(event);
      case "visit_ended":
        return this.#visitEnded(event);
      case "agent_called":
        return this.#agentCalled(event);
      case "ring_missed":
        return this.#ringMissed(event);
      case "ring_canceled":
        return this.#ringCanceled(event);
      case "agent_connected":
        return this.#agentConnected(event);
      case "agent_completed":
        return this.#agentCompleted(event);
      case "agent_dumped":
        return this.#agentDumped(event);
      case "caller_sent":
        this.#calls.of(event.uniqueid).limit = { queue: event.queue, ms: event.limitMs };
        return;
      case "survey_answered":
        return this.#surveyAnswered(event);
      case "channel_state":
        if (event.state === 6) this.#rings.pickedUp(event.uniqueid, event.at);
        return;
      case "channel_moved":
        return this.#channelMoved(event);
      case "hangup_requested":
        return this.#hangupRequested(event);
      case "channel_hung_up":
        return this.#hungUp(event);
      case "hold_changed":
        return this.#held(event);
      case "local_bridged":
        return this.#rings.localBridged(event.one, event.two);
      case "dial_began":
        return this.#rings.dialBegan(event.uniqueid, event.destUniqueid);
      case "transferred":
        return this.#transferred(event);
      case "member_added":
      case "member_updated":
      case "member_paused":
        if (event.member) this.#staff.set(event.queue, event.member);
        return;
      case "member_removed":
        if (event.interface) this.#staff.remove(event.queue, event.interface);
        return;
      case "connected":
        this.#afterGap = this.#everConnected;
        if (this.#afterGap) this.#calls.lostSight();
        this.#awaitsReady = this.#everConnected;
        this.#everConnected = true;
        this.#seesDialplan = false;
        return;
      case "asterisk_ready":
        this.#awaitsReady = false;
        if (this.#life.isAnother(event)) this.#asteriskDied(event.startedAt);
        return;
      case "asterisk_stopping":
        this.#life.isAnother(event);
        return;
      case "asterisk_started":
        return this.#asteriskDied(null);
      case "queue_snapshot":
        return this.#queueListed(event);
      case "queues_listed":
        return this.#queuesListed(event);
      case "channels_listed":
        return this.#channelsListed(event);
      case "spoke_late":
      case "disconnected":
      case "channel_created":
      case "recording_named":
      case "channel_identified":
      case "dial_ended":
      case "bridge_entered":
      case "bridge_left":
      case "local_optimized":
      case "device_state":
      case "tick":
        return;
      default:
        return event satisfies never;
    }
  }

  // ---- entering

  #joined(event: CallerJoined): void {
    const call = this.#calls.of(event.uniqueid);
    call.linkedid ??= event.linkedid;
    call.gone = false;
    let visit = this.#calls.latest(event.uniqueid, event.queue);
    if (visit?.waiting && visit.listed && !visit.left) {
      // the snapshot that named him was faster than his own event
      visit.listed = false;
      visit.notes.delete("entered_before_connection");
    } else {
      this.#movedOn(call, event.at);
      visit = this.#calls.begin(call, event.queue);
    }
    call.dialled = null;
    visit.linkedid = event.linkedid;
    visit.enteredAt = event.at;
    visit.number = event.number;
    visit.name = event.name;
    visit.position = event.position;
    visit.context = event.context;
    visit.exten = event.exten;
    this.#touch(visit);
  }

  /**
   * The visit that an event of the queue speaks of. A caller whom we did not see enter is taken for one who took an
   * agent's place by an attended transfer, where one can be it; else his visit is begun now.
   *
   * @param waitMs how long Asterisk says he has waited, when the event says it
   */
  #mustBeIn(uniqueid: Uniqueid, queue: QueueName, at: EpochMs | null, waitMs: number | null): OpenVisit {
    const visit = this.#calls.latest(uniqueid, queue);
    if (visit && (visit.waiting || (visit.provisional && !visit.answered))) return visit;
    const adopted = this.#calls.adoptable(queue, at, waitMs);
    if (adopted) {
      this.#calls.adopt(adopted, uniqueid, this.#now);
      return adopted;
    }
    const begun = this.#calls.begin(this.#calls.of(uniqueid), queue);
    begun.enteredAt = earlier(at, waitMs);
    begun.notes.add(this.#source === "queue_log" ? "entry_not_in_log" : "entered_before_connection");
    return begun;
  }

  // ---- leaving the line

  #left(event: CallerLeft): void {
    const visit = this.#mustBeIn(event.uniqueid, event.queue, event.at, null);
    if (!visit.waiting) return;
    visit.left = true;
    visit.leftAt = event.at;
    if (visit.abandonReported) return;
    visit.leftElsewhere = elsewhere(visit, event);
    if (visit.leftElsewhere) this.#exitByKey(visit);
  }

  #exitByKey(visit: OpenVisit): void {
    this.#end(visit, "exit_key", visit.leftAt);
  }

  #abandonReported(event: AbandonReported): void {
    const visit = this.#mustBeIn(event.uniqueid, event.queue, event.at, event.waitMs);
    if (!visit.waiting) return;
    visit.abandonReported = true;
    visit.abandonedAt = event.at;
    visit.reportedWaitMs = event.waitMs;
    visit.position ??= event.originalPosition;
    visit.enteredAt ??= earlier(event.at, event.waitMs);
    this.#undecided.push(visit);
  }

  #statusSet(event: QueueStatusSet): void {
    this.#seesDialplan = true;
    const call = this.#calls.get(event.uniqueid);
    const visit = call?.visits.at(-1);
    if (event.status === "CONTINUE") {
      if (visit?.answered) this.#continued(visit, event.at);
      return;
    }
    const refused = event.status === "FULL" || event.status === "JOINEMPTY" || event.status === "JOINUNAVAIL";
    if (refused) {
      if (call?.dialled) this.#refused(call, call.dialled);
      return;
    }
    const outcome = outcomeOfStatus[event.status];
    if (outcome && visit && !visit.answered && (visit.left || visit.abandonReported)) {
      visit.provisional = false;
      visit.notes.delete("no_dialplan_class");
      this.#end(visit, outcome, visit.leftAt ?? event.at);
    }
  }

  #refused(call: Call, dialled: NonNullable<Call["dialled"]>): void {
    const visit = this.#calls.begin(call, dialled.queue);
    visit.enteredAt = dialled.at;
    visit.number = dialled.number;
    visit.name = dialled.name;
    call.dialled = null;
    this.#end(visit, "refused", dialled.at);
  }

  #channelMoved(event: ChannelMoved): void {
    this.#seesDialplan = true;
    let call = this.#calls.get(event.uniqueid);
    const visit = call?.visits.at(-1);
    if (visit?.waiting && visit.abandonReported) {
      // no QUEUESTATUS came between: an AMI redirect took him out of the line, which Asterisk logs as an abandon
      visit.notes.add("redirected");
      this.#end(visit, "abandoned", visit.leftAt ?? event.at);
    } else if (visit?.waiting && visit.left) {
      if (elsewhere(visit, event)) this.#exitByKey(visit);
      else this.#leftEmpty(visit);
    } else if (visit?.talking && !visit.continued && !call?.hangupAsked && event.exten !== "h") {
      visit.redirected = true;
      if (visit.agentLeft) this.#settleTalk(visit);
    }
    const queue = queueRunBy(event);
    if (queue === null) return;
    // what he is redirected from is still the application of the channel: only a caller in no queue goes into one
    if (visit && !visit.closed) return;
    call = this.#calls.of(event.uniqueid);
    call.linkedid ??= event.linkedid;
    call.dialled = { queue, at: event.at, number: event.number, name: event.name };
  }

  /** He enters another queue while how he left the last one was not said: only possible without the dialplan. */
  #movedOn(call: Call, at: EpochMs | null): void {
    const visit = call.visits.at(-1);
    if (!visit || visit.closed) return;
    if (visit.answered) {
      if (!visit.agentLeft) return;
      this.#settleTalk(visit);
    } else if (visit.abandonReported) {
      this.#conclude(visit);
    } else if (visit.left) {
      visit.leftAt ??= at;
      this.#exitByKey(visit);
    } else {
      this.#endUnseen(visit);
    }
  }

  /** Concludes without the dialplan why an abandon was reported of a caller who was not seen to hang up. */
  #conclude(visit: OpenVisit): void {
    const { call } = visit;
    const hungUp =
      call.hangupAsked &&
      (call.hangupAskedAt === null ||
        visit.abandonedAt === null ||
        call.hangupAskedAt - visit.abandonedAt <= goneWithAbandonMs);
    const isTimeUp = reachedLimit(visit) || this.#staff.anyAvailable(visit.queue);
    const outcome = hungUp ? "abandoned" : isTimeUp ? "timeout" : "exit_empty";
    if (!this.#seesDialplan) this.#doubt(visit);
    this.#end(visit, outcome, visit.leftAt ?? visit.abandonedAt);
  }

  #doubt(visit: OpenVisit): void {
    visit.provisional = true;
    visit.notes.add("no_dialplan_class");
  }

  /** Where the dialplan cannot be seen, a second is enough for what would have followed. */
  #concludeOverdue(): void {
    for (let visit = this.#undecided[0]; visit; visit = this.#undecided[0]) {
      if (visit.waiting) {
        if (this.#seesDialplan || this.#now === null || visit.abandonedAt === null) return;
        if (this.#now - visit.abandonedAt < concludeAfterMs) return;
        this.#conclude(visit);
      }
      this.#undecided.shift();
    }
  }

  #visitEnded(event: VisitEnded): void {
    const known = this.#calls.latest(event.uniqueid, event.queue);
    // the same row again: a log whose parts overlap
    if (known?.closed && known.outcome === event.outcome && known.endedAt === event.at) {
      return this.#keepUnmatched(event);
    }
    const visit = this.#mustBeIn(event.uniqueid, event.queue, event.at, event.waitMs);
    visit.reportedWaitMs = event.waitMs;
    visit.position ??= event.originalPosition;
    if (event.note === "SYSCOMPAT") visit.notes.add("incompatible_codecs");
    this.#end(visit, event.outcome, event.at);
  }

  // ---- ringing

  #agentCalled(event: AgentCalled): void {
    const visit = this.#mustBeIn(event.uniqueid, event.queue, event.at, null);
    visit.linkedid ??= event.linkedid;
    this.#rings.begin(visit, event);
  }

  #ringMissed(event: RingMissed): void {
    const visit = event.uniqueid === null ? undefined : this.#calls.latest(event.uniqueid, event.queue);
    const ring = this.#rings.find(event.ringUniqueid, visit, event.interface);
    if (ring) return this.#rings.missed(ring, event.ringMs, event.at);
    if (!visit) return this.#keepUnmatched(event);
    this.#touch(visit);
    // Known from the log, or a phone that could not even be rung: Asterisk made no channel for it.
    visit.attempts.push({
      interface: event.interface,
      startedAt: this.#source === "queue_log" ? earlier(event.at, event.ringMs) : null,
      endedAt: event.at,
      result: event.ringMs ? "noanswer" : this.#source === "queue_log" ? "busy" : "not_reachable",
    });
  }

  #agentDumped(event: AgentDumped): void {
    const visit = this.#calls.latest(event.uniqueid, event.queue);
    if (!visit) return this.#keepUnmatched(event);
    visit.notes.add("agent_dumped");
    this.#touch(visit);
  }

  #ringCanceled(event: RingCanceled): void {
    // the caller has left: the row that says so may be before this one
    const visit =
      this.#calls.latest(event.uniqueid, event.queue) ?? this.#mustBeIn(event.uniqueid, event.queue, event.at, null);
    this.#touch(visit);
    visit.attempts.push({
      interface: event.interface,
      startedAt: earlier(event.at, event.ringMs),
      endedAt: event.at,
      result: "caller_left",
    });
  }

  // ---- talk

  #held(event: HoldChanged): void {
    const visit = this.#talkOf(event.uniqueid);
    if (visit?.talking) visit.hold(event.held, event.at);
    // a hold can be told before the answer, more so where a memberdelay holds the answer back
    else this.#rings.held(event.uniqueid, event.held);
  }

  #agentConnected(event: AgentConnected): void {
    const visit = this.#mustBeIn(event.uniqueid, event.queue, event.at, event.waitMs);
    const ring = this.#rings.find(event.ringUniqueid, visit, event.interface);
    visit.closed = false;
    visit.provisional = false;
    visit.endedAt = null;
    visit.notes.delete("no_dialplan_class");
    visit.outcome = "answered";
    visit.answer(event.at, event.waitMs);
    visit.interface = event.interface ?? ring?.attempt.interface ?? null;
    visit.agent = event.memberName;
    visit.agentChannel = event.ringUniqueid;
    visit.holdMs = this.#source === "ami" ? 0 : null;
    visit.ringMs = this.#rings.ringMs(ring) ?? event.ringMs;
    if (ring) {
      this.#rings.answered(ring, event.at);
      if (ring.held) visit.hold(true, event.at);
    } else {
      visit.attempts.push({
        interface: event.interface,
        startedAt: earlier(event.at, event.ringMs),
        endedAt: event.at,
        result: "answered",
      });
    }
    this.#rings.waitOver(visit, event.at);
    this.#calls.leave(visit);
    this.#talks.add(visit);
    this.#touch(visit);
  }

  /** The talk that a channel is the agent's side of, be it that of the phone behind a Local member. */
  #talkOf(uniqueid: Uniqueid): OpenVisit | undefined {
    return this.#talks.of(uniqueid) ?? this.#talks.of(this.#rings.dialled(uniqueid));
  }

  #agentCompleted(event: AgentCompleted): void {
    const visits = event.uniqueid === null ? undefined : this.#calls.get(event.uniqueid)?.visits;
    const visit = this.#talks.completedBy(event, visits ?? []) ?? this.#talkNotSeen(event);
    if (!visit) return this.#keepUnmatched(event);
    this.#talks.completed(visit);
    visit.reason = event.reason;
    visit.reasonAt = event.at;
    visit.reportedWaitMs ??= event.waitMs;
    visit.reportedTalkMs = event.talkMs;
    visit.position ??= event.originalPosition;
    visit.answeredAt ??= earlier(event.at, event.talkMs);
    visit.enteredAt ??= earlier(visit.answeredAt, event.waitMs);
    visit.agent ??= event.memberName;
    if (event.interface !== null && isSamePhone(visit.interface, event.interface)) visit.interface = event.interface;
    this.#settleTalk(visit);
  }

  /** The talk began before we looked, or while we were away, and nothing showed it until its end. */
  #talkNotSeen(event: AgentCompleted): OpenVisit | undefined {
    const { uniqueid } = event;
    if (uniqueid === null) return undefined;
    const known = this.#calls.latest(uniqueid, event.queue);
    if (known && (known.answered || !known.notes.has("ended_unseen"))) return undefined;
    const visit = known ?? this.#calls.begin(this.#calls.of(uniqueid), event.queue);
    this.#calls.leave(visit);
    visit.notes.delete("ended_unseen");
    visit.notes.add(this.#source === "queue_log" ? "entry_not_in_log" : "talking_before_connection");
    visit.outcome = "answered";
    visit.answered = true;
    visit.interface = event.interface;
    visit.agent = event.memberName;
    return visit;
  }

  /** The talk is over for this agent. */
  #settleTalk(visit: OpenVisit): void {
    endTalk(visit, this.#now);
    this.#touch(visit);
    this.#calls.retire(visit.call, this.#now);
  }

  #continued(visit: OpenVisit, at: EpochMs | null): void {
    visit.continued = true;
    if (visit.closed) return;
    // AgentComplete comes first as a rule; without it the agent's phone was lost and the caller goes on
    visit.leaveAgent(at);
  }

  #transferred(event: Transferred): void {
    for (const transferer of event.transferers) {
      const visit = this.#talkOf(transferer);
      if (visit && !visit.transferred && (visit.talking || this.#justEnded(visit, event.at))) {
        visit.transferred = true;
        this.#settleTransferred(visit, event.at);
      }
      if (event.kind === "attended" && event.transferee !== null) this.#takePlace(transferer, event.transferee);
    }
  }

  #settleTransferred(visit: OpenVisit, at: EpochMs | null): void {
    visit.leaveAgent(at);
    if (visit.closed || visit.reason !== null) this.#settleTalk(visit);
  }

  #justEnded(visit: OpenVisit, at: EpochMs | null): boolean {
    return (span(visit.reasonAt ?? visit.agentLeftAt, at) ?? 0) <= transferRaceMs;
  }

  /** An agent who waited in a queue hands his place to his customer. */
  #takePlace(transferer: Uniqueid, transferee: Uniqueid): void {
    const visit = this.#calls.get(transferer)?.visits.at(-1);
    if (visit?.waiting && !visit.left) this.#calls.adopt(visit, transferee, this.#now);
  }

  #surveyAnswered(event: SurveyAnswered): void {
    const visits = this.#calls.get(event.uniqueid)?.visits;
    const visit =
      visits?.findLast((each) => each.answered && (event.queue === null || each.queue === event.queue)) ??
      visits?.findLast((each) => each.answered);
    if (!visit) return this.#keepUnmatched(event);
    visit.csat = event.score;
    this.#touch(visit);
  }

  // ---- channels

  #hangupRequested(event: HangupRequested): void {
    const call = this.#calls.get(event.uniqueid);
    if (call) this.#hangupSeen(call, event.at);
    this.#rings.causeOf(event.uniqueid, event.cause);
    const talk = event.cause === mediaLost ? this.#talkOf(event.uniqueid) : undefined;
    if (!talk?.talking) return;
    // the agent's phone is lost: both channels then end with this cause, the caller's perhaps first
    talk.agentCause = event.cause;
    talk.leaveAgent(event.at);
  }

  #hangupSeen(call: Call, at: EpochMs | null): void {
    if (call.hangupAsked) return;
    call.hangupAsked = true;
    call.hangupAskedAt = at;
  }

  #hungUp(event: ChannelHungUp): void {
    this.#rings.causeOf(event.uniqueid, event.cause);
    const ring = this.#rings.hungUp(event.uniqueid, event.at);
    if (ring?.visit.closed) this.#touch(ring.visit);
    const call = this.#calls.get(event.uniqueid);
    if (call) this.#callerGone(call, event);
    const talk = this.#talks.of(event.uniqueid);
    if (talk) this.#agentGone(talk, event);
  }

  #callerGone(call: Call, event: ChannelHungUp): void {
    this.#hangupSeen(call, event.at);
    call.gone = true;
    const visit = call.visits.at(-1);
    if (visit?.waiting) {
      if (visit.abandonReported) this.#abandonedByHangup(visit);
      else if (visit.left) this.#leftThenGone(visit, event);
      // else: an agent's channel that handed its place over, or an end that is still to be told
    }
    if (!visit?.talking) this.#calls.retire(call, this.#now);
  }

  #abandonedByHangup(visit: OpenVisit): void {
    if (this.#seesDialplan) this.#end(visit, "abandoned", visit.leftAt ?? visit.abandonedAt);
    else this.#conclude(visit);
  }

  #leftThenGone(visit: OpenVisit, event: ChannelHungUp): void {
    if (elsewhere(visit, event)) return this.#exitByKey(visit);
    if (!this.#seesDialplan) this.#doubt(visit);
    this.#leftEmpty(visit);
  }

  #leftEmpty(visit: OpenVisit): void {
    // known from a list alone: where he stood in the dialplan nobody said, so a key is not ruled out
    if (visit.context === null) visit.provisional = true;
    this.#end(visit, "exit_empty", visit.leftAt);
  }

  #agentGone(visit: OpenVisit, event: ChannelHungUp): void {
    visit.agentCause = event.cause;
    if (visit.closed) {
      if (event.cause === mediaLost && !visit.notes.has("phone_lost") && visit.endedBy === "agent") {
        visit.notes.add("phone_lost");
        this.#touch(visit);
      }
      return;
    }
    visit.leaveAgent(event.at);
    this.#settleTalk(visit);
  }

  // ---- what the PBX lists

  #queueListed(event: QueueSnapshot): void {
    this.#staff.replace(event.queue, event.members);
    for (const caller of event.waiting) {
      const known = this.#calls.latest(caller.uniqueid, event.queue);
      if (known?.waiting) {
        known.missing = 0;
        continue;
      }
      // his events may be on their way still: what was closed just now is not opened again
      if (known && (span(known.endedAt, event.at) ?? 0) < listRaceMs) continue;
      const visit = this.#calls.begin(this.#calls.of(caller.uniqueid), event.queue);
      visit.listed = true;
      visit.enteredAt = earlier(event.at, caller.waitMs);
      visit.number = caller.number;
      visit.name = caller.name;
      visit.notes.add("entered_before_connection");
      this.#touch(visit);
    }
    const named = new Set(event.waiting.map((caller) => caller.uniqueid));
    for (const visit of this.#calls.waiting(event.queue)) {
      if (!visit.left && !named.has(visit.call.uniqueid)) visit.missing += 1;
    }
  }

  #queuesListed(event: QueuesListed): void {
    // queues are listed only once Asterisk is ready, also to a client that may not see FullyBooted
    this.#awaitsReady = false;
    const listed = new Set(event.queues);
    for (const queue of this.#calls.queues()) {
      for (const visit of this.#calls.waiting(queue)) {
        if (!listed.has(queue)) visit.missing += 1;
        // once may be a race with his own events; after a gap there are none to come
        const isMissing = visit.missing > (this.#afterGap ? 0 : 1) && !visit.left;
        if (isMissing || visit.leftUnseen) this.#endUnseen(visit);
      }
    }
  }

  #channelsListed(event: ChannelsListed): void {
    const listed = new Map(event.channels.map((channel) => [channel.uniqueid, channel]));
    // before FullyBooted an empty list says nothing: it may be another Asterisk that answers
    if (this.#afterGap && !this.#awaitsReady) {
      this.#afterGap = false;
      for (const visit of this.#talks.talking()) {
        if (visit.agentChannel !== null && !listed.has(visit.agentChannel)) this.#endUnseen(visit);
      }
    }
    this.#retireMissing(listed);
    this.#rings.keepOnly(listed);
    for (const { queue, caller, member, isTalk } of listedCalls(event)) {
      if (isTalk) this.#talkListed(caller, member, queue);
    }
  }

  /** Calls of which nothing is open, and whose hang-up we missed. */
  #retireMissing(listed: ReadonlyMap<Uniqueid, ListedChannel>): void {
    for (const call of this.#calls.all()) {
      if (call.gone || listed.has(call.uniqueid) || call.visits.some((visit) => !visit.closed)) continue;
      call.gone = true;
      this.#calls.retire(call, this.#now);
    }
  }

  /** A caller in talk is in no queue's list: he is a channel in Queue(), bridged with a channel of AppQueue. */
  #talkListed(caller: ListedChannel, agent: ListedChannel, queue: QueueName): void {
    if (this.#talks.of(agent.uniqueid)) return;
    const call = this.#calls.of(caller.uniqueid);
    const known = this.#calls.latest(caller.uniqueid, queue);
    if (known && !known.waiting && !known.notes.has("ended_unseen")) return;
    const visit = known ?? this.#calls.begin(call, queue);
    this.#calls.leave(visit);
    visit.notes.delete("ended_unseen");
    visit.notes.add("talking_before_connection");
    visit.linkedid ??= caller.linkedid;
    visit.number ??= caller.number;
    visit.name ??= caller.name;
    visit.closed = false;
    visit.provisional = false;
    visit.endedAt = null;
    visit.outcome = "answered";
    visit.answered = true;
    // whether he was on hold already, nothing tells
    visit.holdMs = null;
    const phone = agent.channel === null ? null : interfaceOfChannel(agent.channel);
    const ring = this.#rings.find(agent.uniqueid, undefined, null);
    if (ring?.visit === visit) this.#rings.answered(ring, null);
    visit.interface = ring?.attempt.interface ?? (phone && this.#staff.named(queue, phone));
    visit.agentChannel = agent.uniqueid;
    this.#talks.add(visit);
    this.#touch(visit);
  }

  // ---- ends

  /** @param startedAt when the next one started, as far as it says */
  #asteriskDied(startedAt: EpochMs | null): void {
    this.#afterGap = false;
    // long enough for those who waited to have been answered before it died
    const isUnsure = (span(this.#heardAt, startedAt) ?? 0) > unheardMs;
    for (const call of this.#calls.all()) {
      for (const visit of call.visits) {
        if (visit.closed) continue;
        visit.notes.add("asterisk_died");
        visit.leaveAgent(null);
        if (visit.answered) this.#close(visit, null);
        else {
          visit.provisional ||= isUnsure;
          this.#end(visit, "lost", null);
        }
      }
    }
    this.#rings.clear();
    this.#talks.clear();
  }

  #endUnseen(visit: OpenVisit): void {
    visit.notes.add(this.#source === "queue_log" ? "no_end_in_log" : "ended_unseen");
    visit.provisional = true;
    visit.holdMs = null;
    this.#talks.completed(visit);
    this.#close(visit, null);
  }

  #end(visit: OpenVisit, outcome: Outcome, at: EpochMs | null): void {
    visit.outcome = outcome;
    this.#close(visit, at);
  }

  #close(visit: OpenVisit, at: EpochMs | null): void {
    this.#rings.waitOver(visit, at);
    visit.closed = true;
    visit.endedAt = at;
    this.#calls.leave(visit);
    this.#touch(visit);
    this.#calls.retire(visit.call, this.#now);
  }

  #touch(visit: OpenVisit): void {
    this.#touched.add(visit);
  }

  #keepUnmatched(event: CallCentreEvent): void {
    this.unmatched.count += 1;
    this.unmatched.last.push(event);
    if (this.unmatched.last.length > keptUnmatched) this.unmatched.last.shift();
  }

  #forget(): void {
    for (const visit of this.#calls.forget(this.#now)) {
      this.#rings.forget(visit);
      this.#talks.forget(visit);
      this.#forgotten?.(visit.record(this.pbx));
    }
  }
}

const nothing: Visit[] = [];
const goneWithAbandonMs = 250;
const concludeAfterMs = 1000;
const transferRaceMs = 1000;
const listRaceMs = 5000;
const unheardMs = 5000;
const outcomeOfStatus: Record<string, Outcome> = {
  TIMEOUT: "timeout",
  LEAVEEMPTY: "exit_empty",
  LEAVEUNAVAIL: "exit_empty",
  WITHDRAW: "withdrawn",
};

/** Whether what we know of a phone, from its channel's name perhaps, does not speak against this one. */
function isSamePhone(known: Interface | null, told: Interface): boolean {
  return known === null || phoneKey(known) === phoneKey(told);
}

/** Whether he waited as long as the dialplan said he may. Asterisk tells the wait in whole seconds. */
function reachedLimit({ call, queue, reportedWaitMs }: OpenVisit): boolean {
  return call.limit?.queue === queue && reportedWaitMs !== null && reportedWaitMs >= call.limit.ms - 1_000;
}

/** Whether the dialplan stands elsewhere than where the caller entered the queue: he left by a key. */
function elsewhere(visit: OpenVisit, now: { context: string | null; exten: string | null }): boolean {
  if (visit.context === null || now.context === null) return false;
  return now.context !== visit.context || (now.exten !== null && now.exten !== visit.exten);
}

/** The earlier of two instants; one alone where the other is not known. */
function earlierOf(a: EpochMs | null, b: EpochMs | null): EpochMs | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
