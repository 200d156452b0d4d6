/**
 * A connection to Asterisk's manager interface, read in the plainest way that works against a well-behaved server.
 * The tests use it to make things happen and to ask Asterisk itself; it owes nothing to the product's own client.
 */
import { eventually, within } from "./deadline.ts";

/** Headers of one message; of a repeated header, `Output` excepted, the last value. */
export type ManagerMessage = Record<string, string>;

export interface ManagerAccount {
  user: string;
  secret: string;
}

interface Pending {
  items: ManagerMessage[];
  done: PromiseWithResolvers<{ response: ManagerMessage; items: ManagerMessage[] }>;
  response: ManagerMessage | null;
}

export class Manager {
  #socket: Bun.Socket | null = null;
  #text = "";
  #decoder = new TextDecoder();
  #number = 0;
  #pending = new Map<string, Pending>();
  #closed = Promise.withResolvers<void>();

  private constructor(private readonly onBytes: (bytes: Uint8Array) => void) {}

  /**
   * Connects and logs in, as soon as Asterisk takes connections, and waits until it has booted.
   *
   * @param onBytes is given every byte as it was received
   */
  static async connect(
    port: number,
    account: ManagerAccount,
    onBytes: (bytes: Uint8Array) => void = () => {},
  ): Promise<Manager> {
    return eventually("manager connection", async () => {
      const manager = new Manager(onBytes);
      manager.#socket = await Bun.connect({
        hostname: "127.0.0.1",
        port,
        socket: {
          data: (_socket, bytes) => manager.#receive(bytes),
          close: () => manager.#lost(),
        },
      });
      const booted = manager.#expect("FullyBooted");
      // Where it goes away again at once, the login says so.
      booted.catch(() => {});
      await manager.do("Login", { Username: account.user, Secret: account.secret });
      await within(booted, "FullyBooted");
      return manager;
    });
  }

  /** Sends an action and gives its response. @throws when Asterisk answers with an error */
  async do(action: string, fields: Record<string, string> = {}): Promise<ManagerMessage> {
    const { response } = await this.#send(action, fields);
    if (response.Response === "Error") throw new Error(`Asterisk answered "${response.Message}" to ${action}`);
    return response;
  }

  /** Sends an action that is answered with a list, and gives the list. */
  async list(action: string, fields: Record<string, string> = {}): Promise<ManagerMessage[]> {
    const { response, items } = await this.#send(action, fields);
    if (response.Response === "Error") throw new Error(`Asterisk answered "${response.Message}" to ${action}`);
    return items;
  }

  /** Resolves when the connection is over, whoever ended it. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  close(): void {
    this.#socket?.end();
  }

  #send(
    action: string,
    fields: Record<string, string>,
  ): Promise<{ response: ManagerMessage; items: ManagerMessage[] }> {
    this.#number += 1;
    const id = String(this.#number);
    const done = Promise.withResolvers<{ response: ManagerMessage; items: ManagerMessage[] }>();
    this.#pending.set(id, { items: [], done, response: null });
    const lines = Object.entries({ Action: action, ActionID: id, ...fields }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    this.#socket?.write(`${lines.join("\r\n")}\r\n\r\n`);
    return within(done.promise, `answer to ${action}`, 15);
  }

  #expect(event: string): Promise<void> {
    const seen = Promise.withResolvers<{ response: ManagerMessage; items: ManagerMessage[] }>();
    this.#pending.set(event, { items: [], done: seen, response: null });
    return seen.promise.then(() => {});
  }

  #receive(bytes: Uint8Array): void {
    this.onBytes(bytes);
    this.#text += this.#decoder.decode(bytes, { stream: true });
    for (;;) {
      const end = this.#text.indexOf("\r\n\r\n");
      if (end < 0) return;
      const block = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 4);
      this.#take(messageOf(block));
    }
  }

  #take(message: ManagerMessage): void {
    this.#pending.get(message.Event ?? "")?.done.resolve({ response: message, items: [] });
    const pending = this.#pending.get(message.ActionID ?? "");
    if (!pending) return;
    if (message.Response) pending.response = message;
    else if (message.EventList !== "Complete") pending.items.push(message);
    const listFollows = message.Response === "Success" && message.EventList === "start";
    if (listFollows || (message.Event && message.EventList !== "Complete")) return;
    this.#pending.delete(message.ActionID!);
    pending.done.resolve({ response: pending.response ?? message, items: pending.items });
  }

  #lost(): void {
    for (const { done } of this.#pending.values()) done.reject(new Error("Asterisk closed the manager connection"));
    this.#pending.clear();
    this.#closed.resolve();
  }
}

function messageOf(block: string): ManagerMessage {
  const message: ManagerMessage = {};
  for (const line of block.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon < 0) continue; // The banner.
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trimStart();
    message[name] = name === "Output" && message.Output ? `${message.Output}\n${value}` : value;
  }
  return message;
}
