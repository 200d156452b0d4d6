/**
 * Actions that wait for their answer.
 *
 * @module
 */
import type { AmiClock } from "./clock.ts";
import { type AmiError, AmiRefusedError, AmiTimeoutError } from "./errors.ts";
import type { AmiMessage, AmiPacket } from "./message.ts";

/** The answer to an action that lists things: its response, one event for each thing, and the event that ends it. */
export interface AmiList {
  response: AmiPacket;
  items: AmiPacket[];
  /** null when Asterisk began no list, for it had nothing to tell. */
  complete: AmiPacket | null;
}

export interface AmiSendOptions {
  /** How long to wait for the answer, or for a list's next item; 10 s unless told. */
  timeoutMs?: number;
  /** Gives up waiting. What was sent stays sent. */
  signal?: AbortSignal;
  /** The ActionID to send, for who must know it; chosen by the client unless told. No other action under way may have it. */
  actionId?: string;
}

/** How the lists of Asterisk 1.8 to 11 end; from 12 they say so themselves, by `EventList`. */
const lastEvents: Readonly<Record<string, string>> = {
  agents: "AgentsComplete",
  confbridgelist: "ConfbridgeListComplete",
  confbridgelistrooms: "ConfbridgeListRoomsComplete",
  coreshowchannels: "CoreShowChannelsComplete",
  dahdishowchannels: "DAHDIShowChannelsComplete",
  dbget: "DBGetResponse",
  iaxpeerlist: "PeerlistComplete",
  iaxpeers: "PeerlistComplete",
  iaxregistry: "RegistrationsComplete",
  meetmelist: "MeetmeListComplete",
  meetmelistrooms: "MeetmeListRoomsComplete",
  parkedcalls: "ParkedCallsComplete",
  queuestatus: "QueueStatusComplete",
  queuesummary: "QueueSummaryComplete",
  showdialplan: "ShowDialPlanComplete",
  sippeers: "PeerlistComplete",
  sipshowregistry: "RegistrationsComplete",
  status: "StatusComplete",
  voicemailuserslist: "VoicemailUserEntryComplete",
};

interface Pending {
  action: string;
  /** Whether the events of a list are wanted too. */
  list: boolean;
  response: AmiPacket | null;
  /** The event that ends the list where it does not say so itself. */
  lastEvent: string | undefined;
  items: AmiPacket[];
  heardAt: number;
  settle(result: AmiList | Error): void;
}

/** Matches answers to actions by ActionID, in whatever order they come. */
export class PendingActions {
  readonly #address: string;
  readonly #clock: AmiClock;
  readonly #pending = new Map<string, Pending>();
  /** How many of them collect events: while it is 0, events need not be looked at. */
  #lists = 0;

  constructor(address: string, clock: AmiClock) {
    this.#address = address;
    this.#clock = clock;
  }

  has(id: string): boolean {
    return this.#pending.has(id);
  }

  /** @returns the answer; rejects with AmiRefusedError, AmiTimeoutError, the signal's reason or what `failAll` is given */
  wait(id: string, action: string, list: boolean, options: AmiSendOptions): Promise<AmiList> {
    const timeoutMs = options.timeoutMs ?? 10_000;
    return new Promise((resolve, reject) => {
      const pending: Pending = {
        action,
        list,
        response: null,
        lastEvent: undefined,
        items: [],
        heardAt: this.#clock.now(),
        settle: (result) => {
          if (!this.#pending.delete(id)) return;
          if (list) this.#lists -= 1;
          cancelTimer();
          options.signal?.removeEventListener("abort", onAbort);
          if (result instanceof Error) reject(result);
          else resolve(result);
        },
      };
      const onAbort = (): void => pending.settle(asError(options.signal?.reason));
      // A list may take long as long as it goes on: the time counts from its last item.
      const watch = (ms: number): (() => void) =>
        this.#clock.after(ms, () => {
          const leftMs = pending.heardAt + timeoutMs - this.#clock.now();
          if (leftMs > 0) cancelTimer = watch(leftMs);
          else pending.settle(new AmiTimeoutError(this.#address, `The answer to ${action}`, timeoutMs));
        });
      let cancelTimer = watch(timeoutMs);
      this.#pending.set(id, pending);
      if (list) this.#lists += 1;
      if (options.signal?.aborted) onAbort();
      else options.signal?.addEventListener("abort", onAbort);
    });
  }

  /** @returns whether the message belongs to an action that waits */
  take(message: AmiMessage): boolean {
    if (message.kind === "event" ? this.#lists === 0 : message.kind !== "response") return false;
    const id = message.actionId;
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (!pending) return false;
    if (message.kind === "response") this.#answer(pending, message);
    else if (message.kind === "event" && pending.list && pending.response)
      this.#item(pending, pending.response, message);
    return true;
  }

  /** Every action that waits fails with this. */
  failAll(error: AmiError): void {
    for (const pending of [...this.#pending.values()]) pending.settle(error);
  }

  #answer(pending: Pending, response: AmiPacket): void {
    pending.heardAt = this.#clock.now();
    if (/^error$/i.test(response.get("Response") ?? "")) {
      pending.settle(new AmiRefusedError(this.#address, pending.action, response));
      return;
    }
    const marked = /^start$/i.test(response.get("EventList") ?? "");
    pending.lastEvent = marked ? undefined : lastEvents[pending.action.toLowerCase()];
    if (pending.list && (marked || pending.lastEvent !== undefined)) pending.response = response;
    else pending.settle({ response, items: [], complete: null });
  }

  #item(pending: Pending, response: AmiPacket, event: AmiPacket): void {
    pending.heardAt = this.#clock.now();
    const isLast =
      pending.lastEvent === undefined ? event.get("EventList") !== undefined : event.event === pending.lastEvent;
    if (!isLast) pending.items.push(event);
    else pending.settle({ response, items: pending.items, complete: event });
  }
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error("Aborted", { cause: reason });
