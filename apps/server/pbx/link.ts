/**
 * The line to one PBX: its messages as events, its events as what is now and as finished visits.
 *
 * After every (re)connection it asks for everything (a snapshot); what comes meanwhile is applied in order. Every
 * {@link reconcileMs} it asks again and compares: what the live state had to correct then is drift, repaired and counted.
 */
import {
  AmiClient,
  type AmiClientState,
  type AmiClock,
  type AmiMessage,
  AmiRefusedError,
  type AmiStream,
  EventReader,
} from "@qmanager/ami";
import {
  AsteriskLife,
  type CallCentreEvent,
  type Change,
  type EpochMs,
  faceOf,
  LiveFigures,
  LiveState,
  type PbxView,
  type QueueFace,
  type QueueName,
  type QueueTopicSnapshot,
  type SettledSettings,
  startOfDay,
  type Uniqueid,
} from "@qmanager/core";
import { reasonOf } from "../fault.ts";
import type { Log } from "../log.ts";
import type { PbxRecords } from "../records/records.ts";
import type { DriftCount } from "./access.ts";
import type { ActionDesk } from "./action_desk.ts";
import { hidesRealtimeQueues, parseAsteriskVersion } from "./asterisk_version.ts";
import { LinkDesk } from "./desk.ts";
import { type PbxProblem, pbxProblem } from "./problem.ts";
import { RecordingNames } from "./recording_names.ts";
import type { PbxSettings } from "./settings.ts";

const reconcileMs = 30_000;
/** How often realtime queues that Asterisk has not loaded are looked for, where it hides them. */
const realtimeMs = 300_000;
/** After a snapshot that failed though the connection stands. */
const retryMs = 5_000;
/** A line on which nothing is heard for so long, not even an answer to a ping, is dead: its figures turn red then. */
const silenceMs = 5_000;
/** Pings are answered every two seconds: what comes after a longer silence may have happened in it. */
const lateMs = 3_000;
/** What had piled up meanwhile is read within this. */
const burstMs = 250;
/** A list of a large PBX may take its time, but not between two items. */
const listTimeoutMs = 15_000;

export interface LinkOptions {
  settings: PbxSettings;
  open(settings: PbxSettings, signal: AbortSignal): Promise<AmiStream>;
  clock: AmiClock;
  log: Log;
  /** IANA zone in which a day begins. */
  zone: string;
  /** What people say of a queue; when it is another, {@link PbxLink.reconfigure}. */
  settingsOf(queue: QueueName): SettledSettings;
  /** Where what happens is kept. */
  records: PbxRecords;
  /** Something changed in a queue. */
  changed(queue: QueueName, changes: readonly Change[]): void;
  /** Which queues there are changed. */
  queuesChanged(): void;
  /** The line itself changed: {@link PbxLink.view}. */
  lineChanged(): void;
}

export class PbxLink {
  readonly settings: PbxSettings;
  readonly #options: LinkOptions;
  readonly #client: AmiClient;
  readonly #reader: EventReader;
  readonly #live: LiveState;
  readonly #figures: LiveFigures;
  readonly #desk: LinkDesk;
  readonly #recordingNames: RecordingNames;
  /** When the day began whose figures are shown. */
  #day: EpochMs;
  /** Changes of the bytes that are being read, by queue: told together once all of them are read. */
  #untold = new Map<QueueName, Change[]>();
  #isTelling = false;
  /** Actions that this connection's user may not send, or that the PBX does not know: asked for once, and said once. */
  readonly #refused = new Set<string>();
  /** Counts connections: what was begun on an earlier one is dropped. */
  #connection = 0;
  #isConnected = false;
  #hasSnapshot = false;
  #everLive = false;
  /** A snapshot is being taken to compare; its corrections are drift. */
  #isComparing = false;
  #asteriskVersion: string | null = null;
  readonly #life = new AsteriskLife();
  #restartedAt: EpochMs | null = null;
  #problem: (PbxProblem & { text: string }) | null = null;
  /** The problem that was logged last. */
  #toldProblem: string | null = null;
  #state: AmiClientState = { state: "closed" };
  /** When it last spoke: a message, or what a tick found to have been heard. */
  #spokeAt: EpochMs = 0;
  #cancelNext: () => void = () => {};
  #endTellings: () => void = () => {};
  #realtimeLoadedAt = Number.NEGATIVE_INFINITY;
  readonly #drift: DriftCount = { checks: 0, drifted: 0, repaired: 0, lastDriftAt: null };
  #repairedNow = 0;

  constructor(options: LinkOptions) {
    const { settings, clock } = options;
    this.#options = options;
    this.settings = settings;
    this.#reader = new EventReader(settings.id);
    const { settingsOf } = options;
    this.#live = new LiveState(settings.id, { wrapupMs: (queue) => settingsOf(queue).wrapUpSeconds * 1_000 });
    const watchingSince = clock.now();
    this.#day = startOfDay(watchingSince, options.zone);
    this.#figures = new LiveFigures(settings.id, {
      day: this.#day,
      since: watchingSince,
      waiting: (queue) => this.#live.waitingIn(queue),
      queues: () => this.#live.queueNames(),
      settings: settingsOf,
    });
    this.#client = new AmiClient({
      address: `${settings.host}:${settings.port}`,
      user: settings.username,
      secret: settings.secret,
      clock,
      silenceMs,
      open: (signal) => options.open(settings, signal),
      onMessage: (message, at) => {
        this.#desk.heard(message);
        this.#read(message, at);
      },
      onState: (state) => this.#moved(state),
      onProblem: (problem) => {
        if (problem.type === "answer_unexpected") return;
        const reason = problem.type === "handler_failed" ? reasonOf(problem.error) : problem.text;
        options.log.error("A message of the PBX could not be taken in", { pbx: settings.id, reason });
      },
    });
    this.#desk = new LinkDesk({
      ...{ client: this.#client, live: this.#live, clock, address: `${settings.host}:${settings.port}` },
      isLive: () => this.#status() === "live",
    });
    this.#recordingNames = new RecordingNames({
      ask: (channel) => this.#askRecording(channel),
      named: (uniqueid, file) =>
        this.#apply({ type: "recording_named", pbx: settings.id, at: clock.now(), uniqueid, file }),
      missed: (channels, fault) =>
        options.log.warn("Names of recordings could not be asked for", {
          pbx: settings.id,
          channels,
          reason: fault === null ? "Too many calls were answered at once" : reasonOf(fault),
        }),
    });
  }

  /** What actions on members are done at. */
  get desk(): ActionDesk {
    return this.#desk;
  }

  start(): void {
    this.#client.start();
    void this.#loadDay();
  }

  /** Takes up what earlier runs recorded of today; meanwhile the figures are those of this run. */
  async #loadDay(): Promise<void> {
    const { records, log } = this.#options;
    const day = this.#day;
    const endCarried = records.onCarried((visit) => {
      for (const change of this.#figures.amend(visit)) this.#note(change);
    });
    const endWatch = records.onWatch((watch) => {
      for (const change of this.#figures.explain(watch)) this.#note(change);
    });
    this.#endTellings = () => {
      endCarried();
      endWatch();
    };
    try {
      const recorded = await records.day(day);
      // A day that ended meanwhile is not shown any more.
      if (day !== this.#day) return;
      for (const change of this.#figures.load(recorded)) this.#note(change);
    } catch (error) {
      log.warn("Today's earlier figures could not be read", { pbx: this.settings.id, reason: reasonOf(error) });
    }
  }

  /** The journal refused events for a while: what is, is told anew, as after a lost connection. */
  retell(gap: { since: EpochMs }): void {
    const { records, clock } = this.#options;
    if (!this.#isConnected) return;
    const pbx = this.settings.id;
    records.append({ type: "disconnected", pbx, at: gap.since });
    records.append({ type: "connected", pbx, at: clock.now(), amiVersion: null });
    const connection = this.#connection;
    this.#cancelNext();
    void this.#compare(connection);
  }

  /** What we hear now may have been said long ago, when is not known; what is, is asked for. */
  #spokeLate(since: EpochMs, at: EpochMs): void {
    this.#apply({ type: "spoke_late", pbx: this.settings.id, at, since, until: at + burstMs });
    this.#cancelNext();
    void this.#compare(this.#connection);
  }

  async close(): Promise<void> {
    this.#cancelNext();
    this.#endTellings();
    await this.#client.close();
  }

  get heardAt(): EpochMs | null {
    return this.#client.heardAt;
  }

  get drift(): DriftCount {
    return { ...this.#drift };
  }

  view(): PbxView {
    return {
      pbx: this.settings.id,
      name: this.settings.name,
      status: this.#status(),
      asteriskVersion: this.#asteriskVersion,
      restartedAt: this.#restartedAt,
      heardAt: this.heardAt,
      problem: this.#problem?.text ?? null,
      problemCode: this.#problem?.code ?? null,
      problemValues: this.#problem?.values ?? {},
      unrecordedSince: this.#options.records.unrecordedSince(),
    };
  }

  queueNames(): QueueName[] {
    return this.#live.queueNames();
  }

  queue(name: QueueName): QueueTopicSnapshot | null {
    const view = this.#live.view(name);
    return view && { ...view, face: this.#face(name), ...this.#figures.read(name, this.#options.clock.now()) };
  }

  /** What people say of queues is another: figures, faces and wrap-ups are told by it. */
  reconfigure(): void {
    for (const queue of this.queueNames()) {
      const view = this.#live.view(queue);
      if (view) this.#note({ kind: "queue", queue, strategy: view.strategy, maxWaiting: view.maxWaiting });
    }
    for (const change of [...this.#live.reconfigure(), ...this.#figures.reconfigure()]) this.#note(change);
  }

  #face(queue: QueueName): QueueFace {
    return faceOf(this.#options.settingsOf(queue));
  }

  /** Time went by. */
  tick(at: EpochMs): void {
    this.#spokeAt = Math.max(this.#spokeAt, this.heardAt ?? 0);
    const day = startOfDay(at, this.#options.zone);
    if (day !== this.#day) {
      this.#day = day;
      this.#figures.startDay(day);
      for (const queue of this.queueNames()) this.#noteToday(queue);
    }
    this.#apply({ type: "tick", pbx: this.settings.id, at });
  }

  #noteToday(queue: QueueName): void {
    this.#note({ kind: "today", queue, today: this.#figures.today(queue) });
  }

  #status(): PbxView["status"] {
    switch (this.#state.state) {
      case "ready":
        if (this.#hasSnapshot) return "live";
        break;
      case "refused":
        return "refused";
      case "connecting":
      case "connected":
      case "waiting":
      case "closed":
        break;
      default:
        return this.#state satisfies never;
    }
    return this.#everLive ? "reconnecting" : "connecting";
  }

  #read(message: AmiMessage, at: EpochMs): void {
    if (this.#hasSnapshot && at - this.#spokeAt > lateMs) this.#spokeLate(this.#spokeAt, at);
    this.#spokeAt = at;
    const events = this.#reader.read(message, at);
    for (const event of events) this.#apply(event);
    this.#recordingNames.heard(message, events);
  }

  #apply(event: CallCentreEvent): void {
    // While nobody is connected, time alone tells nothing.
    if (event.type !== "tick" || this.#hasSnapshot) this.#options.records.append(event);
    // Told with the line's next change: a line that is new says that it is ready right after this.
    if (this.#life.isAnother(event)) this.#restartedAt = this.#life.startedAt;
    const changes = this.#live.apply(event);
    if (this.#isComparing && isList(event)) this.#repairedNow += changes.length;
    for (const change of changes) this.#note(change);
    for (const change of this.#figures.apply(event, changes).changes) this.#note(change);
  }

  #note(told: Change): void {
    const change = told.kind === "queue" ? { ...told, face: this.#face(told.queue) } : told;
    const changes = this.#untold.get(change.queue);
    if (changes) changes.push(change);
    else this.#untold.set(change.queue, [change]);
    if (this.#isTelling) return;
    this.#isTelling = true;
    // A microtask runs when all messages of the bytes at hand are read: what they changed is one message for the page.
    queueMicrotask(() => this.#tell());
  }

  #tell(): void {
    const untold = this.#untold;
    this.#untold = new Map();
    this.#isTelling = false;
    let queuesChanged = false;
    for (const [queue, changes] of untold) {
      queuesChanged ||= changes.some((change) => change.kind === "queue" || change.kind === "queue_removed");
      this.#options.changed(queue, changes);
    }
    if (queuesChanged) this.#options.queuesChanged();
  }

  #moved(state: AmiClientState): void {
    this.#state = state;
    const { log, clock } = this.#options;
    const pbx = this.settings.id;
    const was = this.#isConnected;
    this.#isConnected = state.state === "connected" || state.state === "ready";
    if (was && !this.#isConnected) {
      this.#connection++;
      this.#cancelNext();
      this.#desk.lost();
      this.#recordingNames.lost();
      this.#hasSnapshot = false;
      this.#isComparing = false;
      // Of what came after its last word, nothing was seen.
      for (const event of this.#reader.disconnected(this.heardAt ?? clock.now())) this.#apply(event);
    }
    switch (state.state) {
      case "ready":
        this.#problem = null;
        this.#toldProblem = null;
        this.#refused.clear();
        // It may have been restarted, and have forgotten them.
        this.#realtimeLoadedAt = Number.NEGATIVE_INFINITY;
        this.#connection++;
        void this.#bringUp(this.#connection);
        break;
      case "connected":
        this.#problem = null;
        log.info("Signed in to the PBX", { pbx, amiVersion: state.version });
        break;
      case "waiting":
      case "refused":
        this.#warn(state.state === "refused" ? "The PBX refuses us" : "No line to the PBX", state.error.message);
        this.#problem = { ...pbxProblem(state.error, this.settings), text: state.error.message };
        break;
      case "connecting":
      case "closed":
        break;
      default:
        state satisfies never;
    }
    this.#options.lineChanged();
  }

  /** Tried again for hours, it is said once. */
  #warn(what: string, reason: string): void {
    if (reason === this.#toldProblem) return;
    this.#options.log.warn(what, { pbx: this.settings.id, reason });
    this.#toldProblem = reason;
  }

  /** Takes the first snapshot of a connection, and compares from then on. */
  async #bringUp(connection: number): Promise<void> {
    const { log } = this.#options;
    const pbx = this.settings.id;
    try {
      await this.#readVersion();
      await this.#askForAll();
      // Only where the PBX has it (Asterisk 13 and later, if the module is loaded); members carry their state besides.
      await this.#unlessRefused("DeviceStateList", () => this.#list("DeviceStateList"));
      if (connection !== this.#connection) return;
      this.#hasSnapshot = true;
      this.#everLive = true;
      this.#problem = null;
      this.#toldProblem = null;
      const version = this.#asteriskVersion;
      log.info("The PBX is live", { pbx, asteriskVersion: version, queues: this.#live.queueNames().length });
      this.#later(connection, reconcileMs, () => this.#compare(connection));
    } catch (error) {
      if (connection !== this.#connection) return;
      const reason = reasonOf(error);
      this.#problem = {
        code: "unreadable",
        values: { address: `${this.settings.host}:${this.settings.port}`, reason },
        text: `The PBX is connected, but could not be read: ${reason}`,
      };
      this.#warn("The PBX could not be read", reason);
      this.#later(connection, retryMs, () => this.#bringUp(connection));
    }
    this.#options.lineChanged();
  }

  /** Compares the live state with the PBX's own word. */
  async #compare(connection: number): Promise<void> {
    const { log, clock } = this.#options;
    const pbx = this.settings.id;
    this.#isComparing = true;
    this.#repairedNow = 0;
    try {
      await this.#askForAll();
      if (connection !== this.#connection) return;
      this.#drift.checks++;
      if (this.#repairedNow > 0) {
        this.#drift.drifted++;
        this.#drift.repaired += this.#repairedNow;
        this.#drift.lastDriftAt = clock.now();
        log.warn("The live state had drifted from the PBX and was put right", { pbx, repaired: this.#repairedNow });
      }
    } catch (error) {
      if (connection !== this.#connection) return;
      log.warn("The live state could not be compared with the PBX", { pbx, reason: reasonOf(error) });
    } finally {
      if (connection === this.#connection) this.#isComparing = false;
    }
    this.#later(connection, reconcileMs, () => this.#compare(connection));
  }

  #later(connection: number, ms: number, work: () => Promise<void>): void {
    // Of two comparisons that ran at the same time each plans the next one.
    this.#cancelNext();
    this.#cancelNext = this.#options.clock.after(ms, () => {
      if (connection === this.#connection) void work();
    });
  }

  async #list(action: string): Promise<void> {
    // Its items reach the reader as they come; only its end is waited for.
    await this.#client.list({ Action: action }, { timeoutMs: listTimeoutMs });
  }

  /** Queues and calls as they are. The queues anybody may ask for, and nothing is right without them; the calls need class system or reporting. */
  async #askForAll(): Promise<void> {
    await this.#loadRealtimeQueues();
    await this.#list("QueueStatus");
    await this.#unlessRefused("CoreShowChannels", () => this.#list("CoreShowChannels"));
  }

  /** What another Asterisk, before an upgrade, said is not kept where this one does not tell. */
  async #readVersion(): Promise<void> {
    this.#asteriskVersion = null;
    await this.#unlessRefused("CoreSettings", async () => {
      const response = await this.#client.send({ Action: "CoreSettings" });
      this.#asteriskVersion = response.get("AsteriskVersion") ?? null;
    });
  }

  async #loadRealtimeQueues(): Promise<void> {
    const { clock, log } = this.#options;
    if (!hidesRealtimeQueues(parseAsteriskVersion(this.#asteriskVersion ?? ""))) return;
    if (clock.now() - this.#realtimeLoadedAt < realtimeMs) return;
    this.#realtimeLoadedAt = clock.now();
    await this.#unlessRefused("queue show", () =>
      this.#client.send({ Action: "Command", Command: "queue show" }, { timeoutMs: listTimeoutMs }),
    ).catch((error) => {
      // The queues that are loaded can be shown all the same.
      log.warn("Realtime queues could not be loaded", { pbx: this.settings.id, reason: reasonOf(error) });
    });
  }

  /** The file into which a channel is recorded; null when nothing tells. Asterisk finds a channel by its uniqueid, too. */
  #askRecording(channel: Uniqueid): Promise<string | null> {
    return this.#unlessRefused("Getvar", async () => {
      try {
        await this.#client.ready();
        const question = { Action: "Getvar", Channel: channel, Variable: "MIXMONITOR_FILENAME" };
        return (await this.#client.send(question)).get("Value") || null;
      } catch (error) {
        // He has hung up meanwhile; the next one may still be asked for.
        if (error instanceof AmiRefusedError && error.reply === "No such channel") return null;
        throw error;
      }
    });
  }

  /** @returns what it is told; null when the PBX lets nobody ask, now or before on this connection */
  async #unlessRefused<T>(what: string, ask: () => Promise<T>): Promise<T | null> {
    if (this.#refused.has(what)) return null;
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof AmiRefusedError)) throw error;
      this.#refused.add(what);
      this.#options.log.info("The PBX does not let us, and we go on without", {
        pbx: this.settings.id,
        what,
        reason: error.reply,
      });
      return null;
    }
  }
}

function isList(event: CallCentreEvent): boolean {
  return event.type === "queue_snapshot" || event.type === "queues_listed" || event.type === "channels_listed";
}
