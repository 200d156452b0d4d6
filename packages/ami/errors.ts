/**
 * What can go wrong between us and an Asterisk, one class each, all of them {@link AmiError}. Texts say what was tried,
 * what was found and where to look.
 *
 * @module
 */
import type { AmiPacket } from "./message.ts";

/** The base of every error this package throws. */
export class AmiError extends Error {
  override name = "AmiError";
}

/** An action that cannot be sent as it is: Asterisk would refuse it, or read something else into it. */
export class AmiActionError extends AmiError {
  override name = "AmiActionError";
  readonly header: string;

  constructor(header: string, problem: string) {
    super(`Cannot send the header ${JSON.stringify(header)}: ${problem}`);
    this.header = header;
  }
}

/** The address could not be reached, or TLS could not be agreed. Openers throw it with a text of their own. */
export class AmiConnectError extends AmiError {
  override name = "AmiConnectError";
  readonly address: string;

  constructor(address: string, problem: string, options?: ErrorOptions) {
    super(`Cannot connect to AMI at ${address}: ${problem}`, options);
    this.address = address;
  }
}

/** What answers there is not an Asterisk manager. */
export class AmiNotAsteriskError extends AmiError {
  override name = "AmiNotAsteriskError";
  readonly address: string;
  /** How its first line begins. */
  readonly firstLine: string;

  constructor(address: string, firstLine: string) {
    super(
      `What answers at ${address} is not an Asterisk manager: its first line is ${JSON.stringify(firstLine)}. ` +
        "Check the host and the port (manager.conf, port=, 5038 unless changed)",
    );
    this.address = address;
    this.firstLine = firstLine;
  }
}

/** The manager speaks a version of the protocol that is older than what the caller needs. */
export class AmiTooOldError extends AmiError {
  override name = "AmiTooOldError";
  readonly version: string;
  readonly minimum: string;

  constructor(address: string, version: string, minimum: string) {
    super(
      `The Asterisk at ${address} is too old: its manager speaks version ${version}, at least ${minimum} is needed ` +
        "(1.1 is Asterisk 1.8, 1.3 is 11, 2.10 is 13, 5.0 is 16). Upgrade Asterisk",
    );
    this.version = version;
    this.minimum = minimum;
  }
}

/** User or secret are wrong, or the user may not come from our address. Asterisk does not say which. */
export class AmiLoginError extends AmiError {
  override name = "AmiLoginError";
  readonly address: string;
  readonly user: string;
  readonly reply: string;

  constructor(address: string, user: string, reply: string) {
    super(
      `Cannot log in to AMI at ${address} as "${user}": Asterisk answered "${reply}". ` +
        `Check the secret of [${user}] and its permit= line in manager.conf`,
    );
    this.address = address;
    this.user = user;
    this.reply = reply;
  }
}

/** No answer within the time allowed. */
export class AmiTimeoutError extends AmiError {
  override name = "AmiTimeoutError";
  readonly timeoutMs: number;

  constructor(address: string, what: string, timeoutMs: number, advice?: string) {
    super(`${what} at ${address} took longer than ${timeoutMs} ms${advice === undefined ? "" : `. ${advice}`}`);
    this.timeoutMs = timeoutMs;
  }
}

/** The address can be reached, and who listens there said nothing: a manager greets first. */
export class AmiNoBannerError extends AmiTimeoutError {
  override name = "AmiNoBannerError";

  constructor(address: string, timeoutMs: number) {
    super(address, "The banner", timeoutMs, notGreeted);
  }
}

const notGreeted =
  "Who listens there does not greet as an Asterisk manager does. Check the port (manager.conf, port=, 5038 unless " +
  "changed); if it is the manager's, Asterisk hangs: look at it on the PBX (asterisk -rvvv)";

/** The connection ended. For an action under way: it may or may not have been carried out. */
export class AmiConnectionLostError extends AmiError {
  override name = "AmiConnectionLostError";
  readonly address: string;

  constructor(address: string, why: string, options?: ErrorOptions) {
    super(`The connection to AMI at ${address} ended: ${why}`, options);
    this.address = address;
  }
}

/** An action was asked for while there is no connection that is ready. It was not sent. */
export class AmiNotReadyError extends AmiError {
  override name = "AmiNotReadyError";
  readonly action: string;

  constructor(address: string, action: string, state: string) {
    super(`${action} was not sent: the connection to AMI at ${address} is ${state}. Try again once it is ready`);
    this.action = action;
  }
}

/** Asterisk answered `Response: Error`. */
export class AmiRefusedError extends AmiError {
  override name = "AmiRefusedError";
  readonly action: string;
  /** Asterisk's own words: `Permission denied`, `Unable to add interface: Already there`. */
  readonly reply: string;
  readonly response: AmiPacket;

  constructor(address: string, action: string, response: AmiPacket) {
    const reply = response.get("Message") ?? "";
    const hint = /permission denied/i.test(reply) ? `. The user's write= line in manager.conf lacks its class` : "";
    super(`Asterisk at ${address} refused ${action}: ${reply || "no reason given"}${hint}`);
    this.action = action;
    this.reply = reply;
    this.response = response;
  }
}
