/**
 * The npm package asterisk-manager and our drop-in for it, fed with bytes as a socket would feed them.
 *
 * @module
 */
import { EventEmitter } from "node:events";
import net from "node:net";
import { StringDecoder } from "node:string_decoder";
import { asteriskManager } from "@qmanager/ami/asterisk-manager";
import AsteriskManager from "asterisk-manager";

export interface Fed {
  /** Resolves when every event of these bytes has been emitted. */
  push(bytes: Uint8Array): Promise<void>;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** @param onEvent called for each `managerevent`, as a program that listens to all events is */
export function referenceManager(onEvent: () => void): Fed {
  // The package makes its own socket: here it is given one that carries what the bench pushes, and nothing else changes.
  const socket = Object.assign(new EventEmitter(), {
    readyState: "open",
    setKeepAlive: () => undefined,
    setNoDelay: () => undefined,
    setEncoding: () => undefined,
    write: () => true,
    end: () => undefined,
  });
  const kept = net.createConnection;
  Object.assign(net, { createConnection: () => socket });
  const manager = new AsteriskManager(5038, "127.0.0.1");
  Object.assign(net, { createConnection: kept });
  manager.on("managerevent", onEvent);
  const decoder = new StringDecoder("utf8");
  return {
    push(bytes) {
      socket.emit("data", decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)));
      // Its events come by process.nextTick.
      return nextTurn();
    },
  };
}

/** The same program on our drop-in: logged in, with its pings and all. */
export async function dropInManager(onEvent: () => void): Promise<Fed> {
  let socket: ReadableStreamDefaultController<Uint8Array> | undefined;
  const send = (text: string): void => socket?.enqueue(new TextEncoder().encode(text));
  const Manager = asteriskManager({
    open: async () => ({
      readable: new ReadableStream({
        start(controller) {
          socket = controller;
          send("Asterisk Call Manager/11.0.0\r\n");
        },
      }),
      writable: new WritableStream({
        write(bytes: Uint8Array) {
          const id = /ActionID: (\S+)/.exec(new TextDecoder().decode(bytes))?.[1];
          send(`Response: Success\r\nActionID: ${id}\r\nChallenge: 1\r\n\r\nEvent: FullyBooted\r\n\r\n`);
        },
      }),
    }),
    // It never has to wait: no timer runs.
    clock: { now: Date.now, random: Math.random, after: () => () => undefined },
  });
  const manager = new Manager(5038, "127.0.0.1", "user", "secret", true);
  await new Promise<void>((resolve) => manager.login(() => resolve()));
  manager.on("managerevent", onEvent);
  return {
    push(bytes) {
      socket?.enqueue(bytes);
      return nextTurn();
    },
  };
}
