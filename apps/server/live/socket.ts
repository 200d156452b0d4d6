/** The live WebSocket: Bun's sockets as clients of the hub. */
import { closedSignedOut, type EpochMs } from "@qmanager/core";
import { z } from "zod";
import { reasonOf } from "../fault.ts";
import type { Log } from "../log.ts";
import type { SignedIn } from "../sign_in/session.ts";
import type { Hub, LiveClient } from "./hub.ts";

/** What a socket is made with. */
export interface SocketData {
  signedIn: SignedIn;
}

/** Who each of them is now, in their order; null: he is not signed in any more. */
export type StillSignedIn = (all: readonly SignedIn[]) => Promise<(SignedIn | null)[]>;

/** Turns a request into a WebSocket; false when it is none. */
export type Upgrade = (request: Request, data: SocketData) => boolean;

/** Above this a socket counts as one that does not read. */
const fullBytes = 1024 * 1024;
/** The longest text a client has to say: some thousand topics. */
const longestRequest = 256 * 1024;
/** How long one may not read before the line is cut. */
const deafMs = 30_000;

const liveRequest = z.discriminatedUnion("type", [
  z.object({ type: z.literal("subscribe"), topics: z.array(z.string().max(300)).max(5_000) }),
  z.object({ type: z.literal("unsubscribe"), topics: z.array(z.string().max(300)).max(5_000) }),
]);

class Watcher implements LiveClient {
  signedIn: SignedIn;
  readonly socket: Bun.ServerWebSocket<SocketData>;
  deafSince: EpochMs | null = null;

  constructor(socket: Bun.ServerWebSocket<SocketData>) {
    this.socket = socket;
    this.signedIn = socket.data.signedIn;
  }

  get access() {
    return this.signedIn.access;
  }

  send(text: string): boolean {
    // -1: buffered, and sent later; 0: the connection is gone, and close() follows.
    this.socket.sendText(text);
    return this.socket.getBufferedAmount() < fullBytes;
  }
}

export interface LiveSockets {
  /** For `Bun.serve`. */
  handler: Bun.WebSocketHandler<SocketData>;
  /** Closes the sockets of one session that was ended. */
  signedOut(tokenHash: Uint8Array): void;
  /** Asks again whether those who look on may still do so, and what they may see; cuts off who does not read. */
  check(stillSignedIn: StillSignedIn): Promise<void>;
  closeAll(): void;
}

export function liveSockets(hub: Hub, log: Log, now: () => EpochMs): LiveSockets {
  const watchers = new Map<Bun.ServerWebSocket<SocketData>, Watcher>();
  let isChecking = false;
  /** Something changed while it was being checked. */
  let isDue = false;

  function heard(watcher: Watcher, text: string | Buffer): void {
    const request = readRequest(text);
    if (typeof request === "string") return hub.complain(watcher, request);
    if (request.type === "subscribe") hub.subscribe(watcher, request.topics);
    else hub.unsubscribe(watcher, request.topics);
  }

  function cutDeaf(): void {
    for (const watcher of [...watchers.values()]) {
      const { socket } = watcher;
      if (socket.getBufferedAmount() < fullBytes) watcher.deafSince = null;
      else watcher.deafSince ??= now();
      if (watcher.deafSince !== null && now() - watcher.deafSince > deafMs) {
        log.warn("A live connection that does not read is cut", { user: watcher.signedIn.user.name });
        socket.terminate();
      }
    }
  }

  async function checkSessions(stillSignedIn: StillSignedIn): Promise<void> {
    const asked = [...watchers.values()];
    try {
      const answers = await stillSignedIn(asked.map(({ signedIn }) => signedIn));
      for (const [at, watcher] of asked.entries()) {
        const signedIn = answers[at];
        const isOther = signedIn && !Bun.deepEquals(signedIn.access, watcher.access);
        if (signedIn) watcher.signedIn = signedIn;
        else watcher.socket.close(closedSignedOut, "The session is over");
        if (isOther) hub.reconsider(watcher);
      }
    } catch (error) {
      // The panel outlives an outage of the database; whose session ended meanwhile is found out after it.
      log.warn("Live sessions could not be checked", { reason: reasonOf(error) });
    }
  }

  return {
    handler: {
      maxPayloadLength: longestRequest,
      backpressureLimit: 16 * fullBytes,
      closeOnBackpressureLimit: true,
      idleTimeout: 60,
      sendPings: true,
      open(socket) {
        const watcher = new Watcher(socket);
        watchers.set(socket, watcher);
        hub.join(watcher);
      },
      message(socket, text) {
        const watcher = watchers.get(socket);
        if (watcher) heard(watcher, text);
      },
      drain(socket) {
        const watcher = watchers.get(socket);
        if (!watcher || socket.getBufferedAmount() > 0) return;
        watcher.deafSince = null;
        hub.caughtUp(watcher);
      },
      close(socket) {
        const watcher = watchers.get(socket);
        if (!watcher) return;
        hub.leave(watcher);
        watchers.delete(socket);
      },
    },
    signedOut(tokenHash) {
      for (const { socket } of watchers.values()) {
        if (Bun.deepEquals(socket.data.signedIn.tokenHash, tokenHash)) socket.close(closedSignedOut, "Signed out");
      }
    },
    async check(stillSignedIn) {
      // Before any question to the database: who does not read is cut off also while that is away.
      cutDeaf();
      // And while it is slow to answer, it is asked once more, and no oftener.
      isDue = true;
      if (isChecking) return;
      isChecking = true;
      try {
        while (isDue) {
          isDue = false;
          await checkSessions(stillSignedIn);
        }
      } finally {
        isChecking = false;
      }
    },
    closeAll() {
      for (const socket of watchers.keys()) socket.close(1001, "The server stops");
    },
  };
}

/** The request, or what is wrong with it. */
function readRequest(text: string | Buffer): z.infer<typeof liveRequest> | string {
  let json: unknown;
  try {
    json = JSON.parse(typeof text === "string" ? text : text.toString("utf8"));
  } catch (error) {
    return `This is no JSON: ${reasonOf(error)}`;
  }
  const read = liveRequest.safeParse(json);
  if (read.success) return read.data;
  return `Send {"type":"subscribe","topics":["queues"]} or the same with "unsubscribe". ${z.prettifyError(read.error).replace(/\s*\n\s*/g, " ")}`;
}
