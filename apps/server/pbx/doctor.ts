/**
 * Examines the connection to a PBX: can it be reached, is it an Asterisk that will do, what may we read and ask for, and
 * what does each lack cost. Changes nothing on the PBX. Knows no command line; `qm doctor` and the server's connection
 * test both use it.
 */
import {
  AmiClient,
  type AmiClock,
  AmiConnectError,
  AmiLoginError,
  AmiNoBannerError,
  AmiNotAsteriskError,
  AmiRefusedError,
  type AmiStream,
  AmiTimeoutError,
  AmiTooOldError,
} from "@qmanager/ami";
import type { TextValues } from "@qmanager/core";
import { reasonOf } from "../fault.ts";
import { hidesRealtimeQueues, parseAsteriskVersion } from "./asterisk_version.ts";
import { type ClassSurvey, classKey, ReadSightings, surveyClasses } from "./class_survey.ts";
import { managerClasses } from "./manager_classes.ts";
import { managerConf } from "./manager_conf.ts";
import { pbxProblem } from "./problem.ts";
import type { PbxSettings } from "./settings.ts";
import type { PbxTrial } from "./trial.ts";

/** What was found, and the lines for manager.conf that would mend what lacks. */
export interface Diagnosis extends PbxTrial {
  managerConf: string[];
}

export interface DoctorOptions {
  open(settings: PbxSettings, signal: AbortSignal): Promise<AmiStream>;
  clock: AmiClock;
  /** Our own address as the PBX sees it, for its permit line; null when it is not known. */
  ownAddress?: string | null;
  /** How long to wait for a connection, a login, an answer; 5 s. */
  timeoutMs?: number;
  /** How long to listen for events where nothing else tells what may be read; 2 s. */
  listenMs?: number;
  /** How long all of it may take, also where every single answer comes in time; 30 s. */
  longestMs?: number;
}

/** Asterisk 11, the oldest that will do, speaks manager protocol 1.3. */
const oldestManager = "1.3";
const oldestAsterisk = 11;
/** A clock that is further off than this mixes up what came first. */
const clockToleranceMs = 2_000;

type Check = PbxTrial["checks"][number];

/** What does not work, and its code. */
type Cost = { code: string; text: string };

/** Never throws: what goes wrong is among the checks. */
export async function examinePbx(settings: PbxSettings, options: DoctorOptions): Promise<Diagnosis> {
  const { clock, timeoutMs = 5_000, longestMs = 30_000 } = options;
  const address = `${settings.host}:${settings.port}`;
  const sightings = new ReadSightings();
  const client = new AmiClient({
    address,
    user: settings.username,
    secret: settings.secret,
    clock,
    open: (signal) => options.open(settings, signal),
    onMessage: (message) => sightings.take(message),
    reconnect: false,
    minimumVersion: oldestManager,
    connectTimeoutMs: timeoutMs,
    loginTimeoutMs: timeoutMs,
    bootTimeoutMs: timeoutMs,
    silenceMs: timeoutMs * 2,
  });
  const visit = new Examination(settings, options, client, sightings);
  let isLate = false;
  const cancelEnd = clock.after(longestMs, () => {
    isLate = true;
    void client.close();
  });
  client.start();
  try {
    await client.ready();
    await visit.examine();
  } catch (error) {
    visit.broke(isLate ? new AmiTimeoutError(address, "The examination", longestMs) : error);
  } finally {
    cancelEnd();
    await client.close();
  }
  return visit.diagnosis();
}

class Examination {
  readonly #settings: PbxSettings;
  readonly #options: DoctorOptions;
  readonly #client: AmiClient;
  readonly #sightings: ReadSightings;
  readonly #checks: Check[] = [];
  #connected = false;
  #usable = true;
  #amiVersion: string | null = null;
  #asteriskVersion: string | null = null;
  #hidesRealtime = false;
  #queues: string[] = [];
  #survey: ClassSurvey | null = null;

  constructor(settings: PbxSettings, options: DoctorOptions, client: AmiClient, sightings: ReadSightings) {
    this.#settings = settings;
    this.#options = options;
    this.#client = client;
    this.#sightings = sightings;
  }

  async examine(): Promise<void> {
    const { state } = this.#client;
    this.#connected = true;
    this.#amiVersion = "version" in state ? state.version : null;
    const { host, port, username } = this.#settings;
    this.#note(
      "connection",
      true,
      found("connected", { address: `${host}:${port}`, user: username }),
      `Logged in to the manager at ${host}:${port} as "${username}"`,
    );
    await this.#version();
    await this.#clock();
    await this.#queuesAndMembers();
    await this.#classes();
    await this.#realtimeQueues();
    this.#writeTimeout();
  }

  /** The connection could not be made, or ended in the middle. */
  broke(error: unknown): void {
    this.#usable = false;
    const name =
      error instanceof AmiLoginError
        ? "login"
        : error instanceof AmiTooOldError
          ? "version"
          : this.#connected
            ? "answers"
            : "connection";
    const known =
      error instanceof AmiConnectError ||
      error instanceof AmiNotAsteriskError ||
      error instanceof AmiLoginError ||
      error instanceof AmiTooOldError ||
      error instanceof AmiNoBannerError;
    const hint = known
      ? ""
      : ". Look at Asterisk on the PBX (asterisk -rvvv): it is there, but it does not answer as it should";
    this.#note(name, false, pbxProblem(error, this.#settings), `${reasonOf(error)}${hint}`);
  }

  diagnosis(): Diagnosis {
    return {
      ok: this.#usable,
      asteriskVersion: this.#asteriskVersion,
      amiVersion: this.#amiVersion,
      queues: this.#queues.length,
      checks: this.#checks,
      managerConf: managerConf(this.#settings.username, {
        survey: this.#survey,
        hidesRealtimeQueues: this.#hidesRealtime,
        ownAddress: this.#options.ownAddress ?? null,
      }),
    };
  }

  #note(name: string, ok: boolean, { code, values }: Found, detail: string, cost?: Cost): void {
    const check = { name, ok, detail, code, values: { ...values } };
    this.#checks.push(cost === undefined ? check : { ...check, cost: cost.text, costCode: cost.code });
  }

  async #version(): Promise<void> {
    const settings = await this.#ask({ Action: "CoreSettings" });
    if (!settings) {
      return this.#note(
        "version",
        true,
        found("version_unknown", { manager: this.#amiVersion ?? "" }),
        `Unknown: CoreSettings is not permitted. Its manager speaks ${this.#amiVersion}`,
      );
    }
    const text = settings.get("AsteriskVersion") ?? "";
    const version = parseAsteriskVersion(text);
    this.#asteriskVersion = text;
    this.#hidesRealtime = hidesRealtimeQueues(version);
    if (version !== null && version.major < oldestAsterisk) {
      this.#usable = false;
      const detail = `Asterisk ${text} is too old: at least ${oldestAsterisk} is needed. Upgrade Asterisk`;
      return this.#note("version", false, found("asterisk_too_old", { version: text, oldest: oldestAsterisk }), detail);
    }
    const values = { version: text, manager: this.#amiVersion ?? "" };
    this.#note("version", true, found("version", values), `Asterisk ${text}, manager protocol ${this.#amiVersion}`);
  }

  /** Ping tells the time of the PBX to anybody; an answer lies somewhere between question and reply. */
  async #clock(): Promise<void> {
    const { clock } = this.#options;
    const before = clock.now();
    const pong = await this.#ask({ Action: "Ping" });
    const after = clock.now();
    const seconds = Number(pong?.get("Timestamp"));
    if (!pong?.get("Timestamp") || !Number.isFinite(seconds))
      return this.#note("clock", true, found("clock_unknown"), "Unknown: this Asterisk tells no time");
    const aheadMs = Math.round(seconds * 1000 - (before + after) / 2);
    const doubtMs = Math.ceil((after - before) / 2);
    const zone = (await this.#ask({ Action: "Getvar", Variable: "STRFTIME(,,%z)" }))?.get("Value");
    const where = zone ? `; its time zone is ${zone}` : "";
    const offSeconds = Number((Math.abs(aheadMs) / 1000).toFixed(1));
    const off = `${(Math.abs(aheadMs) / 1000).toFixed(1)} s ${aheadMs > 0 ? "ahead of" : "behind"} ours`;
    if (Math.abs(aheadMs) - doubtMs <= clockToleranceMs)
      return this.#note(
        "clock",
        true,
        found("clock_agrees", { seconds: offSeconds }),
        `The PBX's clock agrees with ours within ${(Math.abs(aheadMs) / 1000).toFixed(1)} s${where}`,
      );
    this.#note(
      "clock",
      false,
      found("clock_off", { seconds: aheadMs > 0 ? offSeconds : -offSeconds }),
      `The PBX's clock is ${off}${where}. Let both machines take their time from the same server (NTP)`,
      {
        code: "clock",
        text: "Times of queue_log and of live events do not fit together, and waits before a connection are wrong by as much",
      },
    );
  }

  async #queuesAndMembers(): Promise<void> {
    const list = await this.#client.list({ Action: "QueueStatus" }, { timeoutMs: this.#timeoutMs });
    this.#queues = list.items.filter((item) => item.event === "QueueParams").map((item) => item.get("Queue") ?? "");
    const members = list.items.filter((item) => item.event === "QueueMember");
    const phones = new Set(members.map((member) => (member.get("Location") ?? "").toLowerCase()));
    if (this.#queues.length === 0)
      this.#note(
        "queues",
        false,
        found("queues_none"),
        "Asterisk named no queue. Check queues.conf, and that app_queue is loaded (queue show)",
      );
    else {
      const values = { queues: this.#queues.length, names: shortened(this.#queues) };
      this.#note("queues", true, found("queues", values), `${values.queues}: ${values.names}`);
    }
    const fixed = members.filter((member) => member.get("Membership") !== "dynamic").length;
    const note =
      fixed > 0 ? `, ${fixed} of them fixed in the PBX's configuration: these can be paused, not removed` : "";
    const values = { memberships: members.length, phones: phones.size, fixed };
    this.#note(
      "members",
      true,
      found("members", values),
      `${members.length} memberships of ${phones.size} phones${note}`,
    );
  }

  async #classes(): Promise<void> {
    const survey = await surveyClasses(
      {
        send: (action) => this.#client.send(action, { timeoutMs: this.#timeoutMs }),
        sightings: this.#sightings,
        listen: () => new Promise((resolve) => this.#options.clock.after(this.#options.listenMs ?? 2_000, resolve)),
      },
      this.#settings.username,
    );
    this.#survey = survey;
    for (const { direction, name, need, cost } of managerClasses) {
      const verdict = survey.verdicts.get(classKey(direction, name)) ?? "unknown";
      const label = `class ${name} (${direction})`;
      const values = { class: name, direction, user: this.#settings.username };
      const loss: Cost = { code: `${direction}_${name}`, text: cost };
      if (verdict === "yes") {
        this.#note(label, true, found("class_permitted", values), `Permitted, says ${survey.evidence[direction]}`);
        continue;
      }
      if (verdict === "unknown") {
        this.#note(
          label,
          true,
          found("class_unknown", values),
          `Unknown: nothing tells whether it is permitted. Add it to ${direction}= if in doubt`,
          loss,
        );
        continue;
      }
      if (need === "required") this.#usable = false;
      const wanted = need !== "optional";
      const detail = wanted
        ? `Missing: add ${name} to the ${direction}= line of [${this.#settings.username}] in manager.conf`
        : "Not permitted, and not needed";
      this.#note(label, !wanted, found(wanted ? "class_missing" : "class_not_needed", values), detail, loss);
    }
  }

  async #realtimeQueues(): Promise<void> {
    const mayCommand = this.#survey?.verdicts.get(classKey("write", "command")) === "yes";
    if (this.#asteriskVersion === null)
      return this.#note(
        "realtime queues",
        true,
        found("realtime_unknown"),
        "Unknown, as its version is: before 16.25, 18.11 and 20 Asterisk hides queues of a database until something loads them",
      );
    if (!this.#hidesRealtime)
      return this.#note(
        "realtime queues",
        true,
        found("realtime_shown"),
        "This Asterisk names queues of a database like all others",
      );
    if (!mayCommand)
      return this.#note(
        "realtime queues",
        false,
        found("realtime_needs_command", { user: this.#settings.username }),
        `This Asterisk hides queues of a database until something loads them. Add command to the write= line of [${this.#settings.username}], if there are such queues`,
        { code: "realtime", text: "They stay invisible until their first caller" },
      );
    const shown = await this.#ask({ Action: "Command", Command: "queue show" });
    const all = (shown?.output ?? []).flatMap((line) => /^(\S+)\s+has \d+ calls? /.exec(line)?.[1] ?? []);
    const hidden = all.filter((name) => !this.#queues.includes(name));
    if (hidden.length > 0) this.#queues = [...this.#queues, ...hidden];
    this.#note(
      "realtime queues",
      true,
      hidden.length === 0
        ? found("realtime_none_hidden")
        : found("realtime_loaded", { queues: hidden.length, names: shortened(hidden) }),
      hidden.length === 0
        ? "None was hidden"
        : `${hidden.length} were hidden until now and are loaded: ${shortened(hidden)}`,
    );
  }

  #writeTimeout(): void {
    const ms = this.#survey?.writeTimeoutMs ?? null;
    if (ms === null)
      return this.#note(
        "writetimeout",
        true,
        found("write_timeout_unknown"),
        "Unknown: manager.conf may not be read from here. 5000 is a good value",
      );
    const detail =
      ms >= 1_000 ? `${ms} ms` : `${ms} ms: Asterisk cuts us off if we once read nothing for so long. 5000 is safer`;
    this.#note("writetimeout", true, found(ms >= 1_000 ? "write_timeout" : "write_timeout_short", { ms }), detail);
  }

  get #timeoutMs(): number {
    return this.#options.timeoutMs ?? 5_000;
  }

  /** The answer, or null where Asterisk refuses. */
  async #ask(action: { Action: string; [header: string]: string }) {
    try {
      return await this.#client.send(action, { timeoutMs: this.#timeoutMs });
    } catch (error) {
      if (error instanceof AmiRefusedError) return null;
      throw error;
    }
  }
}

interface Found {
  code: Check["code"];
  values: TextValues;
}

const found = (code: Check["code"], values: TextValues = {}): Found => ({ code, values });

function shortened(names: readonly string[]): string {
  const most = 12;
  return names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}
