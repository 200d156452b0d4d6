/**
 * A client that stays connected to one Asterisk.
 *
 * @module
 */
import type { AmiAction } from "./action.ts";
import type { AmiClock } from "./clock.ts";
import { AmiConnection, type AmiConnectionOptions, type AmiProblem, type AmiStream } from "./connection.ts";
import {
  AmiConnectError,
  AmiConnectionLostError,
  AmiError,
  AmiLoginError,
  AmiNotAsteriskError,
  AmiNotReadyError,
  AmiTimeoutError,
  AmiTooOldError,
} from "./errors.ts";
import type { AmiMessage, AmiPacket } from "./message.ts";
import type { AmiList, AmiSendOptions } from "./pending.ts";

export type AmiClientState =
  /** Reaching the server and logging in. */
  | { state: "connecting" }
  /** Logged in; Asterisk is still loading. `version` is the protocol's, `11.0.0`. */
  | { state: "connected"; version: string }
  /** Every action can be sent. */
  | { state: "ready"; version: string }
  /** Not reached, or lost; tried again at `retryAt` (epoch ms; null: no more). */
  | { state: "waiting"; error: AmiError; retryAt: number | null }
  /** Reached, and somebody has to change something: login refused, not an Asterisk, too old. Tried again, seldom. */
  | { state: "refused"; error: AmiError; retryAt: number | null }
  | { state: "closed" };

export interface AmiClientOptions extends AmiConnectionOptions {
  /** Opens a stream to the server; it is given up when the signal aborts. */
  open(signal: AbortSignal): Promise<AmiStream>;
  clock: AmiClock;
  /** Every message, banner and answers included, in order, while the bytes are being read: keep it short. */
  onMessage?(message: AmiMessage, at: number): void;
  onState?(state: AmiClientState): void;
  onProblem?(problem: AmiProblem): void;
  /** Whether to connect again after an end, now or as asked each time; true unless told. */
  reconnect?: boolean | (() => boolean);
  /** How long opening may take; 10 s unless told. */
  connectTimeoutMs?: number;
  /** The most to wait before connecting again, after the first failure and at the worst; 0.5 s and 30 s unless told. */
  firstRetryMs?: number;
  maxRetryMs?: number;
  /** How long to wait after a refusal; 60 s unless told. */
  refusedRetryMs?: number;
}

/** A connection that lasted so long starts the waiting times over. */
const steadyMs = 10_000;

/**
 * Connects, logs in, waits until Asterisk has loaded, asks every 2 s whether it is still there, and connects again when it
 * is not: after a random part of 0.5 s, 1 s, 2 s … at most 30 s, so that many clients do not come back at once.
 */
export class AmiClient {
  readonly #options: AmiClientOptions;
  readonly #idPrefix: string;
  #state: AmiClientState = { state: "closed" };
  #connection: AmiConnection | null = null;
  #connections = 0;
  #failures = 0;
  #heardAt: number | null = null;
  #problems = 0;
  #cancelRetry: () => void = () => undefined;
  #opening: AbortController | null = null;
  readonly #readyWaiters = new Set<{ resolve(): void; reject(error: AmiError): void }>();

  constructor(options: AmiClientOptions) {
    this.#options = options;
    this.#idPrefix = `qm${Math.floor(options.clock.random() * 36 ** 6).toString(36)}`;
  }

  get state(): AmiClientState {
    return this.#state;
  }

  /** Epoch ms of the last bytes received, on this connection or the one before; null when there were none. */
  get heardAt(): number | null {
    return this.#connection?.heardAt ?? this.#heardAt;
  }

  /** How many problems there were, reported or not. */
  get problems(): number {
    return this.#problems;
  }

  /** Begins every ActionID that the client chooses itself, those of its login and pings included. */
  get idPrefix(): string {
    return `${this.#idPrefix}-`;
  }

  /** Begins to connect, also again after it gave up; nothing happens while it is connected or going to try. */
  start(): void {
    const gaveUp = "retryAt" in this.#state && this.#state.retryAt === null;
    if (this.#state.state !== "closed" && !gaveUp) return;
    this.#failures = 0;
    void this.#connect();
  }

  /** Resolves when it is ready; rejects with what is wrong the first time that connecting fails, or when it is closed. */
  ready(): Promise<void> {
    if (this.#state.state === "ready") return Promise.resolve();
    if (this.#state.state === "closed") return Promise.reject(this.#closedError());
    return new Promise((resolve, reject) => this.#readyWaiters.add({ resolve, reject }));
  }

  /**
   * Sends an action.
   *
   * @returns its response
   * @throws {AmiActionError} not sent: it cannot be written
   * @throws {AmiNotReadyError} not sent: there is no connection that is ready
   * @throws {AmiRefusedError} Asterisk answered with an error
   * @throws {AmiTimeoutError} no answer in time
   * @throws {AmiConnectionLostError} the connection ended before the answer
   */
  async send(action: AmiAction, options: AmiSendOptions = {}): Promise<AmiPacket> {
    return (await this.#ready(action).request(action, false, options)).response;
  }

  /** Sends an action that answers by a list of events, and gathers them. Fails as {@link send} does. */
  async list(action: AmiAction, options: AmiSendOptions = {}): Promise<AmiList> {
    return await this.#ready(action).request(action, true, options);
  }

  /** Logs off and stays away until started again. */
  async close(): Promise<void> {
    if (this.#state.state === "closed") return;
    const connection = this.#connection;
    this.#heardAt = this.heardAt;
    this.#connection = null;
    this.#setState({ state: "closed" });
    this.#cancelRetry();
    this.#opening?.abort(this.#closedError());
    await connection?.logoff();
  }

  #closedError(): AmiConnectionLostError {
    return new AmiConnectionLostError(this.#options.address, "it was closed on our side");
  }

  #ready(action: AmiAction): AmiConnection {
    if (this.#connection && this.#state.state === "ready") return this.#connection;
    throw new AmiNotReadyError(this.#options.address, action.Action, this.#state.state);
  }

  async #connect(): Promise<void> {
    const { clock, address, connectTimeoutMs = 10_000 } = this.#options;
    const opening = new AbortController();
    this.#opening = opening;
    this.#setState({ state: "connecting" });
    const cancelTimeout = clock.after(connectTimeoutMs, () =>
      opening.abort(new AmiTimeoutError(address, "Connecting", connectTimeoutMs)),
    );
    let stream: AmiStream;
    try {
      stream = await abortable(this.#options.open(opening.signal), opening.signal);
    } catch (error) {
      if (this.#opening === opening) this.#failed(asAmiError(error, address));
      return;
    } finally {
      cancelTimeout();
    }
    if (this.#opening !== opening || this.#state.state !== "connecting") {
      discard(stream);
      return;
    }
    this.#attach(stream);
  }

  #attach(stream: AmiStream): void {
    const { clock } = this.#options;
    this.#connections += 1;
    let readyAt: number | null = null;
    let version = "";
    const connection: AmiConnection = new AmiConnection(
      stream,
      `${this.#idPrefix}-${this.#connections}-`,
      this.#options,
      clock,
      {
        onMessage: (message, at) => this.#guard(() => this.#options.onMessage?.(message, at)),
        onProblem: (problem) => this.#problem(problem),
        onLogin: (spoken) => {
          version = spoken;
          this.#setState({ state: "connected", version });
        },
        onReady: () => {
          readyAt = clock.now();
          this.#setState({ state: "ready", version });
        },
        onEnd: (error) => {
          if (this.#connection !== connection) return;
          this.#heardAt = connection.heardAt;
          this.#connection = null;
          if (readyAt !== null && clock.now() - readyAt >= steadyMs) this.#failures = 0;
          this.#failed(error);
        },
      },
    );
    this.#connection = connection;
  }

  #failed(error: AmiError): void {
    if (this.#state.state === "closed") return;
    const { clock, firstRetryMs = 500, maxRetryMs = 30_000, refusedRetryMs = 60_000 } = this.#options;
    const refused =
      error instanceof AmiLoginError || error instanceof AmiNotAsteriskError || error instanceof AmiTooOldError;
    const mostMs = Math.min(maxRetryMs, firstRetryMs * 2 ** Math.min(this.#failures, 30));
    const waitMs = refused ? refusedRetryMs * (1 + clock.random() / 2) : clock.random() * mostMs;
    this.#failures += 1;
    const { reconnect = true } = this.#options;
    const again = typeof reconnect === "function" ? reconnect() : reconnect;
    if (again) this.#cancelRetry = clock.after(waitMs, () => void this.#connect());
    const retryAt = again ? clock.now() + waitMs : null;
    this.#setState({ state: refused ? "refused" : "waiting", error, retryAt });
  }

  #setState(state: AmiClientState): void {
    this.#state = state;
    if (state.state === "ready") for (const waiter of this.#readyWaiters) waiter.resolve();
    else if (state.state === "closed") for (const waiter of this.#readyWaiters) waiter.reject(this.#closedError());
    else if ("error" in state) for (const waiter of this.#readyWaiters) waiter.reject(state.error);
    if (state.state !== "connecting" && state.state !== "connected") this.#readyWaiters.clear();
    this.#guard(() => this.#options.onState?.(state));
  }

  /** What a handler throws is its own problem: reading goes on. */
  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#problem({ type: "handler_failed", error });
    }
  }

  #problem(problem: AmiProblem): void {
    this.#problems += 1;
    try {
      this.#options.onProblem?.(problem);
    } catch {
      // The one who is told of problems has one himself: all that is left is to count it.
      this.#problems += 1;
    }
  }
}

/** A promise that also ends when the signal aborts, for openers that do not listen to it. */
function abortable(stream: Promise<AmiStream>, signal: AbortSignal): Promise<AmiStream> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => {
      reject(signal.reason);
      stream.then(discard, () => undefined);
    });
    stream.then(resolve, reject);
  });
}

/** Closes a stream that came too late. */
function discard(stream: AmiStream): void {
  const done = (): void => undefined;
  stream.readable.cancel().then(done, done);
  stream.writable.abort().then(done, done);
}

function asAmiError(error: unknown, address: string): AmiError {
  if (error instanceof AmiError) return error;
  return new AmiConnectError(address, error instanceof Error ? error.message : String(error), { cause: error });
}
