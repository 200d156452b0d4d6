/**
 * A recorded Asterisk as it was at each moment of its recording: what it said to everybody, message by message, and what it
 * would have answered to whoever had asked for its queues and channels.
 */
import type { EpochMs } from "@qmanager/core";
import type { Scenario } from "./scenario.ts";

/** What Asterisk told everybody, byte for byte as latin1. */
export interface Told {
  at: EpochMs;
  text: string;
}

/** While it could be reached: one connection of the recording. */
export interface Span {
  from: EpochMs;
  to: EpochMs;
  /** When Asterisk had started; null where its user was not told. */
  startedAt: EpochMs | null;
  told: Told[];
  /** What it answered when the recording's client asked for all. */
  listed: Fields[];
}

type Fields = Map<string, string>;

/** The spans of a recording, in order. */
export async function spansOf(scenario: Scenario): Promise<Span[]> {
  const raw = Buffer.from(await scenario.amiBytes()).toString("latin1");
  const { connections, chunks } = await scenario.amiIndex();
  return connections.map(({ offset, end, opened, closed }) => {
    const span: Span = { from: opened, to: closed, startedAt: null, told: [], listed: [] };
    const received = chunks.filter(([from]) => from >= offset && from < end);
    const complete = new Set<string>();
    let chunk = 0;
    // the banner is a line of its own
    let begin = raw.indexOf("\r\n", offset) + 2;
    for (
      let stop = raw.indexOf("\r\n\r\n", begin);
      stop >= 0 && stop + 4 <= end;
      stop = raw.indexOf("\r\n\r\n", begin)
    ) {
      const text = raw.slice(begin, stop + 4);
      begin = stop + 4;
      while (chunk < received.length - 1 && received[chunk]![0] + received[chunk]![1] < begin) chunk += 1;
      const at = received[chunk]![2];
      const event = eventOf(text);
      if (event === "FullyBooted") span.startedAt ??= at - Number(fieldsOf(text).get("Uptime")) * 1000;
      const isAnswer = event === null || (/^ActionID: /m.test(text) && event !== "OriginateResponse");
      if (!isAnswer && event !== "FullyBooted") span.told.push({ at, text });
      if (event === null || !listEvents.has(event)) continue;
      const list = event.startsWith("Queue") ? "queues" : "channels";
      if (complete.has(list)) continue;
      if (event.endsWith("Complete")) complete.add(list);
      else span.listed.push(fieldsOf(text).set("at", String(at)));
    }
    return span;
  });
}

const listEvents = new Set([
  ...["QueueParams", "QueueMember", "QueueEntry", "QueueStatusComplete"],
  ...["CoreShowChannel", "CoreShowChannelsComplete"],
]);

/** Some messages of Asterisk's end with one empty line more. */
const eventOf = (text: string): string | null => /^(?:\r\n)*Event: (.+)\r\n/.exec(text)?.[1] ?? null;

function fieldsOf(text: string): Fields {
  const fields: Fields = new Map();
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(": ");
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2));
  }
  return fields;
}

interface Queue {
  params: Fields;
  members: Map<string, Fields>;
  waiting: Fields[];
}

const channelFields = [
  ...["Channel", "ChannelState", "ChannelStateDesc", "CallerIDNum", "CallerIDName", "ConnectedLineNum"],
  ...["ConnectedLineName", "Language", "AccountCode", "Context", "Exten", "Priority", "Uniqueid", "Linkedid"],
];
const callerFields = ["Channel", "Uniqueid", "CallerIDNum", "CallerIDName", "ConnectedLineNum", "ConnectedLineName"];

/** Queues and channels as they are now. */
export class RecordedPbx {
  #queues = new Map<string, Queue>();
  #channels = new Map<string, Fields>();

  /** A connection begins: all is as its client was told. */
  begin({ listed }: Span): void {
    this.#queues = new Map();
    this.#channels = new Map();
    for (const item of listed) {
      const since = (name: string, seconds: number) => item.set(name, String(Number(item.get("at")) - seconds * 1000));
      switch (item.get("Event")) {
        case "QueueParams":
          this.#queues.set(item.get("Queue")!, { params: item, members: new Map(), waiting: [] });
          break;
        case "QueueMember":
          this.#queues.get(item.get("Queue")!)?.members.set(item.get("Location")!, item);
          break;
        case "QueueEntry":
          this.#queues.get(item.get("Queue")!)?.waiting.push(since("since", Number(item.get("Wait"))));
          break;
        case "CoreShowChannel":
          this.#channels.set(item.get("Uniqueid")!, since("since", secondsOf(item.get("Duration")!)));
          break;
      }
    }
  }

  take({ at, text }: Told): void {
    const event = eventOf(text);
    if (event === null || !followed.test(event)) return;
    const told = fieldsOf(text);
    const queue = this.#queues.get(told.get("Queue") ?? "");
    const id = told.get("Uniqueid") ?? "";
    if (event === "Newchannel") this.#channels.set(id, new Map([["since", String(at)]]));
    const channel = this.#channels.get(id);
    if (channel) for (const name of channelFields) if (told.has(name)) channel.set(name, told.get(name)!);
    switch (event) {
      case "Rename":
        channel?.set("Channel", told.get("Newname")!);
        break;
      case "Newexten":
        channel?.set("Application", told.get("Application")!).set("ApplicationData", told.get("AppData")!);
        break;
      case "BridgeEnter":
        channel?.set("BridgeId", told.get("BridgeUniqueid")!);
        break;
      case "BridgeLeave":
        channel?.delete("BridgeId");
        break;
      case "Hangup":
        this.#channels.delete(id);
        break;
      case "BlindTransfer":
        this.#channels.get(told.get("TransfereeUniqueid") ?? "")?.delete("Application");
        break;
      case "AttendedTransfer":
        this.#placeTaken(told);
        break;
      case "QueueCallerJoin": {
        if (channel?.get("Application") !== "Queue")
          channel?.set("Application", "Queue").set("ApplicationData", told.get("Queue")!);
        if (!queue || queue.waiting.some((each) => each.get("Uniqueid") === id)) break;
        const entry: Fields = new Map([["since", String(at)]]);
        for (const name of callerFields) entry.set(name, plain(told.get(name)));
        queue.waiting.splice(Number(told.get("Position")) - 1, 0, entry);
        break;
      }
      case "QueueCallerLeave":
        if (queue) queue.waiting = queue.waiting.filter((each) => each.get("Uniqueid") !== id);
        break;
      case "QueueCallerAbandon":
        counted(queue, "Abandoned");
        break;
      case "AgentComplete":
        counted(queue, "Completed");
        break;
      case "AgentCalled":
        this.#channels.get(told.get("DestUniqueid") ?? "")?.set("Application", "AppQueue");
        break;
      case "QueueMemberRemoved":
        queue?.members.delete(told.get("Interface")!);
        break;
      default:
        if (event.startsWith("QueueMember")) {
          const item = told.set("Name", told.get("MemberName")!).set("Location", told.get("Interface")!);
          queue?.members.set(item.get("Location")!, item);
        }
    }
  }

  /** Who waited in a queue is another one now. */
  #placeTaken(told: Fields): void {
    for (const { waiting } of this.#queues.values()) {
      const entry = waiting.find((each) => each.get("Uniqueid") === told.get("SecondTransfererUniqueid"));
      if (entry) for (const name of callerFields) entry.set(name, plain(told.get(`Transferee${name}`)));
    }
  }

  /** The answer to QueueStatus. */
  queueStatus(actionId: string, now: EpochMs): string {
    const items = [...this.#queues].flatMap(([name, { params, members, waiting }]) => [
      message("QueueParams", params, actionId),
      ...[...members.values()].map((each) => message("QueueMember", each, actionId)),
      ...waiting.map((each, n) => {
        const wait = String(Math.floor((now - Number(each.get("since"))) / 1000));
        const place: [string, string][] = [
          ["Queue", name],
          ["Position", String(n + 1)],
          ["Wait", wait],
        ];
        return message("QueueEntry", new Map([...each, ...place]), actionId);
      }),
    ]);
    return list(actionId, items, "QueueStatusComplete");
  }

  /** The answer to CoreShowChannels. */
  channels(actionId: string, now: EpochMs): string {
    const items = [...this.#channels.values()].map((each) => {
      const duration = clockOf(Math.floor((now - Number(each.get("since"))) / 1000));
      return message("CoreShowChannel", new Map(each).set("Duration", duration), actionId);
    });
    return list(actionId, items, "CoreShowChannelsComplete");
  }
}

/** Of whose messages something is remembered. */
const followed =
  /^(Newchannel|Newstate|Newexten|NewConnectedLine|NewCallerid|Rename|Hangup|Bridge(Enter|Leave)|(Blind|Attended)Transfer|Queue.+|Agent.+)$/;

/** Names are escaped in events, and not in the list of who waits. */
const plain = (value = ""): string => value.replaceAll(/\\(["\\])/g, "$1");

function counted(queue: Queue | undefined, name: "Abandoned" | "Completed"): void {
  queue?.params.set(name, String(Number(queue.params.get(name)) + 1));
}

function list(actionId: string, items: string[], complete: string): string {
  const begin = `Response: Success\r\nActionID: ${actionId}\r\nEventList: start\r\n\r\n`;
  const end = `Event: ${complete}\r\nActionID: ${actionId}\r\nEventList: Complete\r\nListItems: ${items.length}\r\n\r\n`;
  return begin + items.join("") + end;
}

const ours = new Set(["Event", "ActionID", "Privilege", "at", "since"]);

function message(event: string, fields: Fields, actionId: string): string {
  const lines = [...fields].filter(([name]) => !ours.has(name)).map(([name, value]) => `${name}: ${value}\r\n`);
  return `Event: ${event}\r\nActionID: ${actionId}\r\n${lines.join("")}\r\n`;
}

const secondsOf = (clock: string): number => clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
const twoDigits = (value: number): string => String(value).padStart(2, "0");
const clockOf = (seconds: number): string =>
  [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(":");
