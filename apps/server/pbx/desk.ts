/** What a line to a PBX does for actions: tells how its members stand, sends, and rings a phone. */
import {
  type AmiAction,
  type AmiClient,
  type AmiClock,
  AmiConnectionLostError,
  type AmiMessage,
  type AmiPacket,
} from "@qmanager/ami";
import type { Interface, LiveState, MemberPlace, QueueName } from "@qmanager/core";
import type { ActionDesk } from "./action_desk.ts";

/**
 * A phone that cannot be rung is told at once; one that rings, within this time. What says nothing for so long (Asterisk 11
 * does not tell whose channel rings) is taken to ring.
 */
const ringWordMs = 5_000;

/** `Reason` of OriginateResponse: a frame of control, Asterisk `include/asterisk/frame.h`. */
const reasons: Readonly<Record<string, string>> = {
  0: "failed",
  1: "no answer",
  3: "no answer",
  5: "busy",
  8: "congestion",
};

/** What is heard of a phone that is being rung. */
type Word = { type: "rings" } | { type: "failed"; reply: string } | { type: "lost" };

export interface LinkDeskParts {
  client: AmiClient;
  live: LiveState;
  clock: AmiClock;
  address: string;
  isLive(): boolean;
}

export class LinkDesk implements ActionDesk {
  readonly #parts: LinkDeskParts;
  /** Phones that are being rung, by the id that is both the action's and the channel's. */
  readonly #rings = new Map<string, (word: Word) => void>();
  #count = 0;

  constructor(parts: LinkDeskParts) {
    this.#parts = parts;
  }

  isLive(): boolean {
    return this.#parts.isLive();
  }

  hasQueue(queue: QueueName): boolean {
    return this.#parts.live.has(queue);
  }

  places(name: Interface): MemberPlace[] {
    return this.#parts.live.places(name);
  }

  phones(): MemberPlace[][] {
    return this.#parts.live.phones();
  }

  talkChannel(name: Interface): string | null {
    return this.#parts.live.talkChannel(name);
  }

  async send(action: AmiAction): Promise<AmiPacket> {
    return await this.#parts.client.send(action);
  }

  async ring(action: AmiAction): Promise<string | null> {
    const { client, clock, address } = this.#parts;
    // Also the Uniqueid of its channel, which no other call may ever have had: at most 32 characters fit everywhere.
    const id = `${client.idPrefix}${clock.now().toString(36)}-${++this.#count}`;
    const word = Promise.withResolvers<Word>();
    this.#rings.set(id, word.resolve);
    const cancel = clock.after(ringWordMs, () => word.resolve({ type: "rings" }));
    try {
      await client.send({ ...action, ChannelId: id }, { actionId: id });
      const heard = await word.promise;
      if (heard.type === "lost")
        throw new AmiConnectionLostError(address, "Asterisk had not told whether the phone rings");
      return heard.type === "failed" ? heard.reply : null;
    } finally {
      cancel();
      this.#rings.delete(id);
    }
  }

  /** A message of the PBX: it may tell what became of a phone that is being rung. */
  heard(message: AmiMessage): void {
    if (this.#rings.size === 0 || message.kind !== "event") return;
    if (message.event === "OriginateResponse") {
      const isFailure = /^failure$/i.test(message.get("Response") ?? "");
      this.#rings.get(message.actionId ?? "")?.(
        isFailure ? { type: "failed", reply: failureOf(message) } : { type: "rings" },
      );
    } else if (message.event === "Newstate" && /^[56]$/.test(message.get("ChannelState") ?? "")) {
      this.#rings.get(message.get("Uniqueid") ?? "")?.({ type: "rings" });
    }
  }

  /** The connection is lost, and with it whatever it would have told. */
  lost(): void {
    for (const tell of this.#rings.values()) tell({ type: "lost" });
  }
}

function failureOf(message: AmiPacket): string {
  const reason = message.get("Reason") ?? "";
  return `OriginateResponse: Failure, Reason ${reason} (${reasons[reason] ?? "unknown"})`;
}
