/**
 * The API of the npm package asterisk-manager 0.2.0 on this package's parser and client: for programs that were written
 * for it. It has none of that package's defects; the README lists what differs.
 *
 * @example
 * ```ts
 * import { asteriskManager } from "@qmanager/ami/asterisk-manager";
 *
 * const AsteriskManager = asteriskManager({ open, clock }); // as for AmiClient; see the README
 * const ami = new AsteriskManager(5038, "10.0.0.5", "user", "secret", true);
 * ami.keepConnected();
 * ami.on("managerevent", (event) => console.log(event.event));
 * ami.action({ action: "QueueStatus" }, (error, response) => console.log(error ?? response));
 * ```
 *
 * @module
 */
import type { AmiAction, AmiValue } from "./action.ts";
import { AmiClient, type AmiClientState } from "./client.ts";
import type { AmiClock } from "./clock.ts";
import type { AmiStream } from "./connection.ts";
import { type AmiError, AmiNotReadyError, AmiRefusedError } from "./errors.ts";
import { Listeners } from "./listeners.ts";
import type { AmiMessage } from "./message.ts";
import { type PlainMessage, plainMessage } from "./plain_message.ts";

export { type PlainMessage, type PlainValue, plainMessage } from "./plain_message.ts";

/** What the package has from Node and this one is handed. */
export interface AsteriskManagerRuntime {
  open(host: string, port: number, signal: AbortSignal): Promise<AmiStream>;
  clock: AmiClock;
}

/** An action by its headers in any case; a list is joined with commas, an object is a line `name=value` for each. */
export type PlainAction = Record<string, unknown>;

/**
 * @param error undefined when all is well; Asterisk's answer when it refused; an Error when there is no answer
 */
export type ActionCallback = (error: PlainMessage | Error | undefined, response?: PlainMessage) => void;

export interface AsteriskManagerOptions {
  port: number | undefined;
  host: string;
  username: string;
  password: string;
  events: boolean;
}

/** Called with `new` or without, as the package is. Connects at once if it is given a port. */
export type AsteriskManagerConstructor = {
  new (port?: number, host?: string, username?: string, password?: string, events?: boolean): AsteriskManager;
  (port?: number, host?: string, username?: string, password?: string, events?: boolean): AsteriskManager;
};

/** How long an action waits for a connection before it fails. */
const holdMs = 30_000;

/** The package's constructor, for a program that tells how to open a socket. */
export function asteriskManager(runtime: AsteriskManagerRuntime): AsteriskManagerConstructor {
  // A function that returns an object works with `new` and without.
  function Manager(port?: number, host = "", username = "", password = "", events = false): AsteriskManager {
    return new AsteriskManager(runtime, { port, host, username, password, events });
  }
  return Manager as unknown as AsteriskManagerConstructor;
}

interface Held {
  send(client: AmiClient): void;
  fail(error: Error): void;
}

/**
 * Emits `connect`, `close`, `end` and `error` for the connection; `managerevent` and the event's name in small letters for
 * events, `userevent-<name>` for user events; `response` for answers; `asterisk` for all that is no event; `rawevent` for
 * everything.
 */
export class AsteriskManager extends Listeners {
  readonly options: AsteriskManagerOptions;
  readonly #runtime: AsteriskManagerRuntime;
  readonly #held = new Set<Held>();
  #client: AmiClient | null = null;
  #connected = false;
  #keep = false;
  #ids = 0;
  #onLogin: ((error?: Error) => void)[] = [];

  constructor(runtime: AsteriskManagerRuntime, options: AsteriskManagerOptions) {
    super();
    this.options = options;
    this.#runtime = runtime;
    if (options.port) this.connect(options.port, options.host);
  }

  /** Connects and logs in, in one step; nothing happens if it already does. The callback is for the connection. */
  connect(port?: number, host?: string, callback?: (error: Error | null) => void): void {
    const { options } = this;
    options.port = port ?? options.port;
    options.host = host ?? options.host;
    if (this.#connected) {
      callback?.(null);
      return;
    }
    if (callback) {
      const settle = (error?: Error): void => {
        this.removeListener("connect", settle).removeListener("error", settle);
        callback(error ?? null);
      };
      this.once("connect", settle).once("error", settle);
    }
    this.#client ??= this.#newClient(options.host, options.port ?? 5038);
    this.#client.start();
  }

  /** Connects if that has not been done; the callback is for the login, with what was wrong if it was refused. */
  login(callback?: (error?: Error) => void): void {
    if (this.#client?.state.state === "ready") {
      callback?.();
      return;
    }
    if (callback) this.#onLogin.push(callback);
    if (!this.#connected) this.connect();
  }

  /** From now on connects again when the connection ends, whether there is one now or not. */
  keepConnected(): void {
    this.#keep = true;
    // It may have ended already, before this was called.
    this.#client?.start();
  }

  /** Ends the connection for good; what is under way fails. */
  disconnect(callback?: () => void): void {
    this.#keep = false;
    const client = this.#client;
    this.#client = null;
    const done = callback ?? ((): void => undefined);
    (client?.close() ?? Promise.resolve()).then(done, done);
  }

  isConnected(): boolean {
    return this.#connected;
  }

  connected(): boolean {
    return this.#connected;
  }

  /**
   * Sends an action, or holds it until it is logged in, for at most 30 s. Its answer, or why there is none, always comes to
   * the callback, once.
   *
   * @returns its ActionID: the action's own `actionid`, or one that is made
   */
  action(action: PlainAction, callback: ActionCallback = () => undefined): string {
    const { wire, given } = wireAction(action);
    this.#ids += 1;
    const id = given ?? `${this.#runtime.clock.now()}${this.#ids}`;
    const send = (client: AmiClient): void => {
      client.send(wire, { actionId: id }).then(
        (response) => callback(undefined, plainMessage(response)),
        (error: Error) => {
          if (!(error instanceof AmiRefusedError)) return callback(error);
          const refusal = plainMessage(error.response);
          callback(refusal, refusal);
        },
      );
    };
    if (this.#client?.state.state === "ready") send(this.#client);
    else this.#hold(wire.Action, send, callback);
    return id;
  }

  #hold(action: string, send: (client: AmiClient) => void, callback: ActionCallback): void {
    const { host } = this.options;
    const held: Held = {
      send: (client) => {
        settle();
        send(client);
      },
      fail: (error) => {
        settle();
        callback(error);
      },
    };
    const cancel = this.#runtime.clock.after(holdMs, () => held.fail(new AmiNotReadyError(host, action, "not ready")));
    const settle = (): void => {
      cancel();
      this.#held.delete(held);
    };
    this.#held.add(held);
  }

  #newClient(host: string, port: number): AmiClient {
    const { username, password, events } = this.options;
    const client: AmiClient = new AmiClient({
      open: (signal) => this.#runtime.open(host, port, signal),
      clock: this.#runtime.clock,
      address: `${host}:${port}`,
      user: username,
      secret: password,
      events: events ? "on" : "off",
      // keepConnected() may come later: whether to try again is asked when there is a reason to.
      reconnect: () => this.#keep,
      onMessage: (message) => this.#receive(message, client.idPrefix),
      onState: (state) => this.#change(client, state),
      onProblem: (problem) => {
        if (problem.type === "handler_failed") this.emit("error", problem.error);
      },
    });
    return client;
  }

  #change(client: AmiClient, state: AmiClientState): void {
    switch (state.state) {
      case "ready":
        this.#settleLogin();
        for (const held of [...this.#held]) held.send(client);
        break;
      case "waiting":
      case "refused":
        this.#end(state.error, state.state === "refused" || state.retryAt === null);
        break;
      case "closed":
        this.#end(new AmiNotReadyError(this.options.host, "What was held", "closed"), true);
        break;
      case "connecting":
      case "connected":
        break;
      default:
        state satisfies never;
    }
  }

  /** @param givesUp whether no connection will be made soon, so that nothing may wait for it */
  #end(error: AmiError, givesUp: boolean): void {
    const wasConnected = this.#connected;
    this.#connected = false;
    if (givesUp) {
      this.#settleLogin(error);
      for (const held of [...this.#held]) held.fail(error);
    }
    if (this.#client !== null) this.emit("error", error);
    if (wasConnected) this.emit("end");
    this.emit("close", !wasConnected);
  }

  #settleLogin(error?: Error): void {
    const callbacks = this.#onLogin;
    this.#onLogin = [];
    for (const callback of callbacks) callback(error);
  }

  #receive(message: AmiMessage, ownPrefix: string): void {
    if (message.kind === "banner") {
      this.#connected = true;
      this.emit("connect");
      return;
    }
    if (message.kind === "error") return;
    const item = plainMessage(message);
    // The login and the pings are the client's own affair.
    if (typeof item.actionid === "string" && item.actionid.startsWith(ownPrefix)) return;
    this.emit("rawevent", item);
    if (message.event === undefined) {
      if (message.kind === "response") this.emit("response", item);
      this.emit("asterisk", item);
      return;
    }
    const name = message.event.toLowerCase();
    this.emit("managerevent", item);
    this.emit(name, item);
    if (name === "userevent" && typeof item.userevent === "string") {
      this.emit(`userevent-${item.userevent.toLowerCase()}`, item);
    }
  }
}

/** An action as {@link AmiClient} takes it, and its ActionID if it has one. */
function wireAction(action: PlainAction): { wire: AmiAction; given: string | undefined } {
  const headers: Record<string, AmiValue> = {};
  let name = "";
  let given: string | undefined;
  for (const [key, value] of Object.entries(action)) {
    const header = key.trim();
    if (header === "" || value === undefined || value === null) continue;
    if (header.toLowerCase() === "actionid") given = String(value);
    else if (header.toLowerCase() === "action") name = String(value);
    else headers[header.charAt(0).toUpperCase() + header.slice(1)] = wireValue(value);
  }
  return { wire: { ...headers, Action: name }, given };
}

function wireValue(value: unknown): AmiValue {
  if (Array.isArray(value)) return value.map(String).join(",");
  if (typeof value !== "object" || value === null || value instanceof RegExp) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)]));
}
