/**
 * A connection's messages as events, lists included: what `QueueStatus` and `CoreShowChannels` answer over many messages
 * becomes one event for each queue and one for all channels, in its place in the stream, so that what happened before a
 * list and after it is applied in the right order.
 *
 * @module
 */
import {
  type CallCentreEvent,
  type EpochMs,
  type ListedChannel,
  type Member,
  type PbxId,
  type QueueName,
  queueName,
  secondsToMs,
  uniqueid,
  type WaitingCaller,
} from "@qmanager/core";
import { callerChannel, incomplete, integer, known } from "./field.ts";
import { memberOf } from "./member_event.ts";
import type { AmiMessage } from "./message.ts";
import { type SurveyEvent, type ToEventOptions, toEvent } from "./to_event.ts";

export interface EventReaderOptions {
  surveyEvents?: readonly SurveyEvent[];
  /**
   * Which answers to QueueStatus describe all queues. `all`: every one, for a client that never asks for a single queue
   * or member. `first`: only the first of each connection, for captures, where what was asked is not known.
   */
  queueLists?: "all" | "first";
}

interface QueueList {
  queues: QueueName[];
  open: QueueInList | null;
}

interface QueueInList {
  params: AmiMessage;
  queue: QueueName;
  members: Member[];
  waiting: WaitingCaller[];
}

/** Counted, and the last ones kept for a look, header by header. */
export interface IncompleteMessages {
  count: number;
  last: [name: string, value: string][][];
}

const keptIncomplete = 20;
const nothing: CallCentreEvent[] = [];

/** Reads one connection after another to one PBX. Memory is bounded by the largest list in progress. */
export class EventReader {
  /** Messages of kinds that are followed, which did not say whom they are about. */
  readonly incomplete: IncompleteMessages = { count: 0, last: [] };
  readonly #options: ToEventOptions;
  readonly #queueLists: "all" | "first";
  readonly #queueStatus = new Map<string, QueueList>();
  readonly #channels = new Map<string, ListedChannel[]>();
  #queuesListed = false;

  constructor(pbx: PbxId, options: EventReaderOptions = {}) {
    this.#options = options.surveyEvents ? { pbx, surveyEvents: options.surveyEvents } : { pbx };
    this.#queueLists = options.queueLists ?? "all";
  }

  /**
   * @param at epoch ms of arrival, or null where it was not recorded
   * @returns the events that this message completes: none, one, or the last two of a list
   */
  read(message: AmiMessage, at: EpochMs | null): CallCentreEvent[] {
    switch (message.kind) {
      case "banner":
        return [this.#connected(message, at)];
      case "event":
        break;
      default:
        return [];
    }
    switch (message.event) {
      case "QueueParams":
        return this.#queueParams(message, at);
      case "QueueMember":
        this.#queueMember(message);
        return [];
      case "QueueEntry":
        this.#queueEntry(message);
        return [];
      case "QueueStatusComplete":
        return this.#queueStatusComplete(message, at);
      case "CoreShowChannel":
        this.#channel(message);
        return [];
      case "CoreShowChannelsComplete":
        return this.#channelsComplete(message, at);
      default: {
        const event = toEvent(message, at, this.#options);
        if (event === incomplete) this.#keepIncomplete(message);
        return event === null || event === incomplete ? nothing : [event];
      }
    }
  }

  /** The connection is gone: lists in progress will never end. */
  disconnected(at: EpochMs | null): CallCentreEvent[] {
    this.#forget();
    return [{ type: "disconnected", pbx: this.#options.pbx, at }];
  }

  #keepIncomplete(message: AmiMessage): void {
    this.incomplete.count += 1;
    this.incomplete.last.push(message.entries());
    if (this.incomplete.last.length > keptIncomplete) this.incomplete.last.shift();
  }

  #forget(): void {
    this.#queueStatus.clear();
    this.#channels.clear();
    this.#queuesListed = false;
  }

  #connected(message: AmiMessage, at: EpochMs | null): CallCentreEvent {
    this.#forget();
    return { type: "connected", pbx: this.#options.pbx, at, amiVersion: message.version ?? null };
  }

  #queueParams(message: AmiMessage, at: EpochMs | null): CallCentreEvent[] {
    const id = message.actionId ?? "";
    let list = this.#queueStatus.get(id);
    if (!list) {
      list = { queues: [], open: null };
      this.#queueStatus.set(id, list);
    }
    const done = this.#closeQueue(list, at);
    const name = message.get("Queue");
    if (name) {
      const queue = queueName(name);
      list.queues.push(queue);
      list.open = { params: message, queue, members: [], waiting: [] };
    }
    return done;
  }

  #queueMember(message: AmiMessage): void {
    const member = memberOf(message);
    if (member) this.#queueStatus.get(message.actionId ?? "")?.open?.members.push(member);
  }

  #queueEntry(message: AmiMessage): void {
    const id = message.get("Uniqueid");
    const position = integer(message.get("Position"));
    const waitMs = secondsToMs(message.get("Wait"));
    if (!id || position === null || waitMs === null) return;
    // the names of a QueueEntry are not escaped, unlike those of channel events
    this.#queueStatus.get(message.actionId ?? "")?.open?.waiting.push({
      uniqueid: uniqueid(id),
      channel: message.get("Channel") || null,
      number: known(message.get("CallerIDNum")),
      name: known(message.get("CallerIDName")),
      position,
      waitMs,
      priority: integer(message.get("Priority")),
    });
  }

  #queueStatusComplete(message: AmiMessage, at: EpochMs | null): CallCentreEvent[] {
    const id = message.actionId ?? "";
    const list = this.#queueStatus.get(id) ?? { queues: [], open: null };
    const last = this.#closeQueue(list, at);
    this.#queueStatus.delete(id);
    if (this.#ignored()) return [];
    this.#queuesListed = true;
    return [...last, { type: "queues_listed", pbx: this.#options.pbx, at, queues: list.queues }];
  }

  #ignored(): boolean {
    return this.#queueLists === "first" && this.#queuesListed;
  }

  #closeQueue(list: QueueList, at: EpochMs | null): CallCentreEvent[] {
    const { open } = list;
    list.open = null;
    if (!open || this.#ignored()) return [];
    return [
      {
        type: "queue_snapshot",
        pbx: this.#options.pbx,
        at,
        queue: open.queue,
        strategy: open.params.get("Strategy") || null,
        maxWaiting: integer(open.params.get("Max")),
        completed: integer(open.params.get("Completed")),
        abandoned: integer(open.params.get("Abandoned")),
        members: open.members,
        waiting: open.waiting,
      },
    ];
  }

  #channel(message: AmiMessage): void {
    const id = message.get("Uniqueid");
    if (!id) return;
    const actionId = message.actionId ?? "";
    let channels = this.#channels.get(actionId);
    if (!channels) {
      channels = [];
      this.#channels.set(actionId, channels);
    }
    channels.push({
      ...callerChannel(message, uniqueid(id)),
      state: integer(message.get("ChannelState")),
      application: message.get("Application") || null,
      data: message.get("ApplicationData") || null,
      bridgeId: message.get("BridgeId") || pairOf(id, message.get("BridgedUniqueID")),
      connectedNumber: known(message.get("ConnectedLineNum")),
      connectedName: known(message.get("ConnectedLineName")),
      ageMs: clockMs(message.get("Duration")),
    });
  }

  #channelsComplete(message: AmiMessage, at: EpochMs | null): CallCentreEvent[] {
    const id = message.actionId ?? "";
    const channels = this.#channels.get(id) ?? [];
    this.#channels.delete(id);
    return [{ type: "channels_listed", pbx: this.#options.pbx, at, channels }];
  }
}

/** Up to 11 a channel names the one it talks to instead of a bridge: both have the pair for one. */
function pairOf(one: string, other: string | undefined): string | null {
  return other ? [one, other].sort().join(" ") : null;
}

/** `01:02:03` in ms, or null. */
function clockMs(text: string | undefined): number | null {
  const parts = /^(\d+):(\d\d):(\d\d)$/.exec(text ?? "");
  return parts ? (Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3])) * 1000 : null;
}
