/**
 * A recorded Asterisk that a server of ours connects to, over TCP: it says what it said then, at its time, and answers as it
 * would have. Time goes on once all that it brought is taken in, so hours pass in seconds and nothing depends on how fast.
 */
import type { Socket } from "node:net";
import type { AmiStream } from "@qmanager/ami";
import type { OpenPbx } from "../../apps/server/pbx/lines.ts";
import { openSocket } from "../../apps/server/pbx/socket.ts";
import { failure, type Heard, type Manager, scriptedManager, success } from "../manager/scripted_manager.ts";
import { RecordedPbx, type Span } from "./recorded_pbx.ts";
import { SteeredClock } from "./steered_clock.ts";

/**
 * From one message to another, counted over all spans, the way to the PBX is cut. `broken`: at once, in the middle of the
 * first. `held`: nothing gets through, and what is not given up by then comes late.
 */
export interface Cut {
  from: number;
  to: number;
  kind: "broken" | "held";
}

export interface Replay {
  clock: SteeredClock;
  open: OpenPbx;
  port: number;
  /** Plays the recording to its end. */
  play(): Promise<void>;
}

/** What went over one connection, as our side sees it. */
interface Wire {
  sent: number;
  read: number;
  isOver: boolean;
}

/** @param closing gets what closes it */
export async function replayOf(
  spans: readonly Span[],
  version: string,
  cuts: readonly Cut[],
  closing: (() => unknown)[],
): Promise<Replay> {
  const pbx = new RecordedPbx();
  const wires: Wire[] = [];
  let span: Span | null = null;
  let cut: Cut | null = null;
  let opening = 0;
  let held: { socket: Socket; text: string }[] = [];
  const isQuiet = () => opening === 0 && wires.length === manager.connections.length && wires.every(isStill);
  const isStill = (wire: Wire, nth: number) => {
    const socket = manager.connections[nth]!;
    if (wire.isOver || socket.writableEnded) return wire.isOver;
    return socket.bytesRead === wire.sent && socket.bytesWritten === wire.read;
  };
  const settled = async () => {
    // What follows from bytes that were read follows within a turn.
    for (let calm = 0; calm < 2; calm = isQuiet() ? calm + 1 : 0) await new Promise(setImmediate);
  };
  const clock = new SteeredClock(spans[0]!.from, settled);
  const manager: Manager = await scriptedManager(closing, {
    answer(heard, socket) {
      const text = answerTo(heard);
      if (text === undefined) return undefined;
      if (cut?.kind === "held") held.push({ socket, text });
      else socket.write(text, "latin1");
      return "";
    },
  });

  function answerTo(heard: Heard): string | undefined {
    switch (heard.action) {
      case "Login": {
        const accepted = success(heard, "Message: Authentication accepted\r\n");
        if (!span || span.startedAt === null) return accepted;
        const uptime = Math.floor((clock.now() - span.startedAt) / 1000);
        return `${accepted}Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: ${uptime}\r\nStatus: Fully Booted\r\n\r\n`;
      }
      case "CoreSettings":
        return success(heard, `AsteriskVersion: ${version}.30.0\r\n`);
      case "QueueStatus":
        return pbx.queueStatus(heard.id, clock.now());
      case "CoreShowChannels":
        return pbx.channels(heard.id, clock.now());
      case "DeviceStateList":
        return failure(heard, "Invalid/unknown command: DeviceStateList.");
      case "Ping":
        return success(heard, "Ping: Pong\r\n");
      default:
        return undefined;
    }
  }

  const open: OpenPbx = async ({ host, port }, signal) => {
    if (span === null || cut !== null) throw new Error("No route to host");
    opening += 1;
    try {
      const stream = await openSocket({ host, port, signal });
      const wire: Wire = { sent: 0, read: 0, isOver: false };
      wires.push(wire);
      return counted(stream, wire);
    } finally {
      opening -= 1;
    }
  };

  /** Connections that stand. */
  const connected = () => manager.connections.filter((each, nth) => !each.destroyed && !wires[nth]?.isOver);

  async function say(text: string): Promise<void> {
    for (const socket of connected()) {
      if (cut?.kind === "held") held.push({ socket, text });
      else socket.write(text, "latin1");
    }
    await settled();
  }

  async function begin(next: Cut, text: string): Promise<void> {
    cut = next;
    if (cut.kind === "held") return;
    for (const socket of connected()) {
      socket.write(text.slice(0, text.length / 2), "latin1");
      socket.end();
    }
    await settled();
  }

  async function mend(): Promise<void> {
    cut = null;
    const late = held;
    held = [];
    for (const { socket, text } of late) if (!socket.destroyed) socket.write(text, "latin1");
    await settled();
  }

  async function play(): Promise<void> {
    let nth = 0;
    for (const each of spans) {
      await clock.moveTo(each.from);
      pbx.begin(each);
      span = each;
      for (const told of each.told) {
        await clock.moveTo(told.at);
        pbx.take(told);
        const next = cuts.find(({ from }) => from === nth);
        if (next) await begin(next, told.text);
        if (cut?.to === nth) await mend();
        await say(told.text);
        nth += 1;
      }
      await clock.moveTo(each.to);
      if (cut) await mend();
      span = null;
      for (const socket of connected()) socket.end();
      await settled();
    }
  }
  return { clock, open, port: manager.port, play };
}

/** The same stream, read only as fast as it is taken in. */
function counted({ readable, writable }: AmiStream, wire: Wire): AmiStream {
  const reader = readable.getReader();
  const writer = writable.getWriter();
  const over = () => {
    wire.isOver = true;
  };
  return {
    readable: new ReadableStream(
      {
        async pull(controller) {
          const { value, done } = await reader.read().catch(() => ({ value: undefined, done: true }));
          if (done || !value) {
            over();
            controller.close();
            return;
          }
          controller.enqueue(value);
          wire.read += value.length;
        },
        async cancel(reason) {
          over();
          await reader.cancel(reason);
        },
      },
      { highWaterMark: 0 },
    ),
    writable: new WritableStream({
      async write(bytes) {
        wire.sent += bytes.length;
        await writer.write(bytes);
      },
      async close() {
        over();
        await writer.close();
      },
      async abort(reason) {
        over();
        await writer.abort(reason);
      },
    }),
  };
}
