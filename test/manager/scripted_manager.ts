/**
 * A server on loopback that speaks AMI as a test tells it to: for what a real Asterisk cannot be made to do at will, such
 * as to stop in the middle of a character.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { connect, createServer, type Server, type Socket } from "node:net";
import { type AmiClock, AmiParser, type AmiStream } from "@qmanager/ami";

export const banner = "Asterisk Call Manager/11.0.0\r\n";
export const secret = "s3cret ção";

/** What a client sent, as the server reads it. */
export interface Heard {
  action: string;
  id: string;
  get(name: string): string | undefined;
  entries: [name: string, value: string][];
}

export interface Manager {
  port: number;
  /** Every action of every connection but Ping, in order. */
  heard: Heard[];
  connections: Socket[];
}

export interface Script {
  banner?: string;
  /** Answers an action; what it leaves undefined is answered as a usual Asterisk would. */
  answer?(heard: Heard, socket: Socket, connection: number): string | undefined;
}

/** @param closing gets what closes it */
export async function scriptedManager(closing: (() => unknown)[], script: Script = {}): Promise<Manager> {
  const heard: Heard[] = [];
  const connections: Socket[] = [];
  const server: Server = createServer((socket) => {
    const connection = connections.push(socket);
    const parser = new AmiParser();
    parser.push(new TextEncoder().encode(banner));
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Uint8Array) => {
      for (const message of parser.push(bytes)) {
        const action: Heard = {
          action: message.get("Action") ?? "",
          id: message.actionId ?? "",
          get: (name) => message.get(name),
          entries: message.entries(),
        };
        if (action.action !== "Ping") heard.push(action);
        socket.write(script.answer?.(action, socket, connection) ?? usualAnswer(action));
      }
    });
    socket.write(script.banner ?? banner);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return { port: address.port, heard, connections };
}

export const success = (heard: Heard, rest = ""): string => `Response: Success\r\nActionID: ${heard.id}\r\n${rest}\r\n`;
export const failure = (heard: Heard, text: string): string =>
  `Response: Error\r\nActionID: ${heard.id}\r\nMessage: ${text}\r\n\r\n`;
export const fullyBooted = "Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\n";

function usualAnswer(heard: Heard): string {
  switch (heard.action.charAt(0).toUpperCase() + heard.action.slice(1)) {
    case "Challenge":
      return success(heard, "Challenge: 840415273\r\n");
    case "Login": {
      const right =
        heard.get("Key") === createHash("md5").update(`840415273${secret}`).digest("hex") ||
        heard.get("Secret") === secret;
      return right
        ? success(heard, "Message: Authentication accepted\r\n") + fullyBooted
        : failure(heard, "Authentication failed");
    }
    case "Logoff":
      return `Response: Goodbye\r\nActionID: ${heard.id}\r\n\r\n`;
    default:
      return success(heard);
  }
}

/** A plain TCP opener, as short as it can be; the server's own is in apps/server/pbx/socket.ts. */
export const opener = (port: number) => (): Promise<AmiStream> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", reject);
    socket.once("connect", () =>
      resolve({
        readable: new ReadableStream({
          start(controller) {
            socket.on("data", (bytes: Uint8Array) => controller.enqueue(new Uint8Array(bytes)));
            socket.once("end", () => controller.close());
          },
          cancel: () => void socket.removeAllListeners("data").removeAllListeners("end").destroy(),
        }),
        writable: new WritableStream({
          write: (bytes) => void socket.write(bytes),
          abort: () => void socket.destroy(),
        }),
      }),
    );
  });

/** The machine's own clock and chance. */
export const realClock: AmiClock = {
  now: Date.now,
  random: Math.random,
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
