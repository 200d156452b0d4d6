/**
 * One connection to one Asterisk, from its banner to its end.
 *
 * @module
 */
import { type AmiAction, formatAction } from "./action.ts";
import type { AmiClock } from "./clock.ts";
import {
  AmiActionError,
  AmiConnectionLostError,
  AmiError,
  AmiLoginError,
  AmiNoBannerError,
  AmiNotAsteriskError,
  AmiNotReadyError,
  AmiRefusedError,
  AmiTimeoutError,
  AmiTooOldError,
} from "./errors.ts";
import { md5 } from "./md5.ts";
import type { AmiMessage } from "./message.ts";
import { AmiParser } from "./parser.ts";
import { type AmiList, type AmiSendOptions, PendingActions } from "./pending.ts";

/** Bytes both ways: a TCP or TLS socket, or anything else. */
export interface AmiStream {
  readable: ReadableStream<Uint8Array>;
  writable: WritableStream<Uint8Array>;
}

export interface AmiConnectionOptions {
  /** Names the server in errors, `10.0.0.5:5038`. */
  address: string;
  user: string;
  secret: string;
  /** `md5`, unless told, never sends the secret; `plain` is for servers that cannot do it. */
  login?: "md5" | "plain";
  /** Which events to be sent: `on` (all that the user may read, unless told), `off`, or classes (`system,call,agent`). */
  events?: string;
  /** The oldest protocol that will do; 1.1 (Asterisk 1.8) unless told. */
  minimumVersion?: string;
  maxMessageBytes?: number;
  /** How long banner, login and each of their answers may take; 10 s unless told. */
  loginTimeoutMs?: number;
  /** How long to wait for an Asterisk that is still loading; 2 min unless told. Then it is taken as it is. */
  bootTimeoutMs?: number;
  /** How often to ask whether it is still there; 2 s unless told. */
  pingMs?: number;
  /** How long nothing at all may be heard; 10 s unless told. */
  silenceMs?: number;
}

/** What is reported and does not end the connection. */
export type AmiProblem =
  | { type: "handler_failed"; error: unknown }
  /** A message could not be read. */
  | { type: "message_unreadable"; text: string }
  /** An answer came that nobody waits for any more. */
  | { type: "answer_unexpected"; message: AmiMessage };

/** What a connection tells. All of these are called synchronously while the bytes are being read. */
export interface AmiConnectionHandlers {
  onMessage(message: AmiMessage, at: number): void;
  onProblem(problem: AmiProblem): void;
  /** Logged in; Asterisk may still be loading. */
  onLogin(version: string): void;
  /** Asterisk has loaded and takes every action. */
  onReady(): void;
  /** Once, at the end, however it came. */
  onEnd(error: AmiError): void;
}

/** How long FullyBooted may take to follow a login before it is asked for: users who may not read class system get none. */
const bootProbeMs = 250;
const bootProbeAgainMs = 1_000;

/** Reads as long as the stream gives: whatever its handlers do, it never keeps the server waiting. */
export class AmiConnection {
  readonly #options: AmiConnectionOptions;
  readonly #handlers: AmiConnectionHandlers;
  readonly #clock: AmiClock;
  readonly #idPrefix: string;
  readonly #parser: AmiParser;
  readonly #pending: PendingActions;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #encoder = new TextEncoder();
  readonly #cancels = new Set<() => void>();
  #state: "logging in" | "waiting for Asterisk to load" | "ready" | "closed" = "logging in";
  #version: string | undefined;
  /** Whether FullyBooted came: often in the same bytes as the answer to the login, so before we know of that. */
  #booted = false;
  #sent = 0;
  #heardAt: number;

  /** @param idPrefix begins every ActionID; another one for each connection, so that no late answer can match */
  constructor(
    stream: AmiStream,
    idPrefix: string,
    options: AmiConnectionOptions,
    clock: AmiClock,
    handlers: AmiConnectionHandlers,
  ) {
    this.#options = options;
    this.#handlers = handlers;
    this.#clock = clock;
    this.#idPrefix = idPrefix;
    this.#parser = new AmiParser(
      options.maxMessageBytes === undefined ? {} : { maxMessageBytes: options.maxMessageBytes },
    );
    this.#pending = new PendingActions(options.address, clock);
    this.#writer = stream.writable.getWriter();
    this.#reader = stream.readable.getReader();
    this.#heardAt = clock.now();
    this.#writer.closed.catch((error: unknown) => this.#lost("it could not be written to", error));
    this.#after(this.#loginTimeoutMs, () => {
      if (this.#version === undefined) this.end(new AmiNoBannerError(options.address, this.#loginTimeoutMs));
    });
    void this.#read();
  }

  /** Epoch ms of the last bytes received. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** @returns the answer to an action; see {@link PendingActions.wait} for how it fails */
  async request(action: AmiAction, list: boolean, options: AmiSendOptions): Promise<AmiList> {
    if (this.#state !== "ready") throw new AmiNotReadyError(this.#options.address, action.Action, this.#state);
    return await this.#request(action, list, options);
  }

  /** Ends it: every action under way fails with this error, and so does `onEnd`. */
  end(error: AmiError): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    for (const cancel of this.#cancels) cancel();
    this.#pending.failAll(error);
    // Both sides may be broken already; how they end changes nothing any more.
    const done = (): void => undefined;
    this.#reader.cancel(error).then(done, done);
    this.#writer.abort(error).then(done, done);
    this.#handlers.onEnd(error);
  }

  /** Says goodbye before ending, as far as the server still listens. */
  async logoff(): Promise<void> {
    if (this.#state === "closed") return;
    const goodbye = this.#encoder.encode(formatAction({ Action: "Logoff" }, `${this.#idPrefix}off`));
    const sent = this.#writer.write(goodbye).catch((error: unknown) => this.#lost("it could not be written to", error));
    const waited = new Promise<void>((resolve) => this.#after(1_000, resolve));
    await Promise.race([sent, waited]);
    this.end(new AmiConnectionLostError(this.#options.address, "it was closed on our side"));
  }

  get #loginTimeoutMs(): number {
    return this.#options.loginTimeoutMs ?? 10_000;
  }

  #after(ms: number, run: () => void): void {
    const cancel = this.#clock.after(ms, () => {
      this.#cancels.delete(cancel);
      run();
    });
    this.#cancels.add(cancel);
  }

  #lost(why: string, cause?: unknown): void {
    const options = cause === undefined ? undefined : { cause };
    const detail = cause instanceof Error && cause.message !== "" ? `${why} (${cause.message})` : why;
    this.end(new AmiConnectionLostError(this.#options.address, detail, options));
  }

  #request(action: AmiAction, list: boolean, options: AmiSendOptions): Promise<AmiList> {
    this.#sent += 1;
    const id = options.actionId ?? `${this.#idPrefix}${this.#sent}`;
    if (this.#pending.has(id)) throw new AmiActionError("ActionID", "another action under way has it");
    const text = formatAction(action, id);
    if (options.signal?.aborted) return Promise.reject(options.signal.reason);
    const answer = this.#pending.wait(id, action.Action, list, options);
    this.#writer
      .write(this.#encoder.encode(text))
      .catch((error: unknown) => this.#lost("it could not be written to", error));
    return answer;
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const { value, done } = await this.#reader.read();
        if (done) break;
        this.#heardAt = this.#clock.now();
        for (const message of this.#parser.push(value)) {
          if (this.#state === "closed") return;
          this.#receive(message, this.#heardAt);
        }
      }
      this.#lost(
        this.#version === undefined
          ? "the server closed it before saying anything. Check the port, and authlimit= in manager.conf"
          : "the server closed it",
      );
    } catch (error) {
      this.#lost("it broke", error);
    }
  }

  #receive(message: AmiMessage, at: number): void {
    if (message.kind === "banner") return this.#banner(message.version, message, at);
    if (message.kind === "error") {
      if (message.reason === "not_asterisk") {
        return this.end(new AmiNotAsteriskError(this.#options.address, message.text));
      }
      this.#handlers.onProblem({ type: "message_unreadable", text: message.text });
    }
    const taken = this.#pending.take(message);
    if (message.kind === "response" && !taken) this.#handlers.onProblem({ type: "answer_unexpected", message });
    this.#handlers.onMessage(message, at);
    if (this.#state !== "ready" && message.event === "FullyBooted") {
      this.#booted = true;
      this.#ready();
    }
  }

  #banner(version: string, message: AmiMessage, at: number): void {
    const minimum = this.#options.minimumVersion ?? "1.1";
    this.#version = version;
    if (isOlder(version, minimum)) return this.end(new AmiTooOldError(this.#options.address, version, minimum));
    this.#handlers.onMessage(message, at);
    void this.#logIn(version);
  }

  async #logIn(version: string): Promise<void> {
    const { user, secret, address } = this.#options;
    const options = { timeoutMs: this.#loginTimeoutMs };
    const login = { Action: "Login", Username: user, Events: this.#options.events ?? "on" };
    try {
      if (this.#options.login === "plain") {
        await this.#request({ ...login, Secret: secret }, false, options);
      } else {
        const { response } = await this.#request({ Action: "Challenge", AuthType: "MD5" }, false, options);
        const key = md5((response.get("Challenge") ?? "") + secret);
        await this.#request({ ...login, AuthType: "MD5", Key: key }, false, options);
      }
    } catch (error) {
      if (error instanceof AmiRefusedError) this.end(new AmiLoginError(address, user, error.reply));
      else
        this.end(
          error instanceof AmiError ? error : new AmiConnectionLostError(address, "login failed", { cause: error }),
        );
      return;
    }
    if (this.#state !== "logging in") return;
    this.#state = "waiting for Asterisk to load";
    this.#handlers.onLogin(version);
    this.#watchSilence();
    if (this.#booted) this.#ready();
    else this.#after(bootProbeMs, () => void this.#probeBoot(this.#clock.now()));
  }

  /**
   * FullyBooted comes after every login once Asterisk has loaded, but only to users who read class system. Until then
   * an action of a module that is loaded late is unknown, and anybody may ask for it.
   */
  async #probeBoot(since: number): Promise<void> {
    if (this.#state !== "waiting for Asterisk to load") return;
    try {
      await this.#request({ Action: "QueueSummary", Queue: "-" }, false, { timeoutMs: this.#loginTimeoutMs });
    } catch (error) {
      const unknown = error instanceof AmiRefusedError && /unknown command/i.test(error.reply);
      const waitedMs = this.#clock.now() - since;
      if ((unknown || error instanceof AmiTimeoutError) && waitedMs < (this.#options.bootTimeoutMs ?? 120_000)) {
        this.#after(bootProbeAgainMs, () => void this.#probeBoot(since));
        return;
      }
    }
    this.#ready();
  }

  #ready(): void {
    if (this.#state !== "waiting for Asterisk to load") return;
    this.#state = "ready";
    this.#handlers.onReady();
  }

  /** Asks now and then whether the server is there. Anything heard counts as an answer: a busy server may answer late. */
  #watchSilence(): void {
    if (this.#state === "closed") return;
    const silenceMs = this.#options.silenceMs ?? 10_000;
    const silentMs = this.#clock.now() - this.#heardAt;
    if (silentMs >= silenceMs) {
      this.#lost(`nothing was heard for ${Math.round(silentMs / 1_000)} s, not even an answer to Ping`);
      return;
    }
    // A ping that fails says nothing that the silence, or the end of the connection, does not say.
    const ignored = (): void => undefined;
    this.#request({ Action: "Ping" }, false, { timeoutMs: silenceMs }).then(ignored, ignored);
    this.#after(this.#options.pingMs ?? 2_000, () => this.#watchSilence());
  }
}

/** Compares versions such as `1.3` and `2.10.4` number by number. What is not a number is not older than anything. */
export function isOlder(version: string, minimum: string): boolean {
  const [ours, theirs] = [version, minimum].map((text) => text.split(".").map(Number)) as [number[], number[]];
  for (const [place, wanted] of theirs.entries()) {
    const found = ours[place] ?? 0;
    if (Number.isNaN(found) || found > wanted) return false;
    if (found < wanted) return true;
  }
  return false;
}
