/** The licence of this installation: entered, kept sealed, and read anew whenever it matters. */
import type { EpochMs } from "@qmanager/core";
import {
  type EnteredLicence,
  type LicenceFault,
  type LicenceState,
  licenceAt,
  type SeatRule,
  seatRule,
} from "@qmanager/core/licence";
import type { JSONWebKeySet } from "jose";
import { lockSeats } from "../agents/seats.ts";
import type { Query } from "../db/connect.ts";
import { beginTrial, findLicence, findTrial, type LicenceOnFile, putLicence } from "../db/licences.ts";
import { KeyFault } from "../secrets/master_key.ts";
import { type SecretBox, UnreadableSecret } from "../secrets/secret_box.ts";
import { readLicence } from "./licence_token.ts";

/** What is entered for 15 days of everything. */
export const trialToken = "TRIAL";
const place = "licence/token";

export interface LicenceParts {
  secrets: SecretBox;
  /** The public keys of who issues licences; null: none are known. */
  keys: JSONWebKeySet | null;
  now: () => EpochMs;
  /** The IANA zone of the site. */
  zone: () => string;
}

export interface CurrentLicence {
  state: LicenceState;
  /** As it may be shown: `…8fQw`, or TRIAL; null: none was entered. */
  masked: string | null;
}

/** All stays as it was. */
export interface RefusedLicence {
  type: "refused";
  problem: Extract<SeatRule, { type: "stopped" }>["problem"];
  /** What is wrong, and what to do. */
  detail: string;
}

export type KeptLicence = { type: "kept"; before: CurrentLicence; after: CurrentLicence } | RefusedLicence;

export class Licences {
  readonly #parts: LicenceParts;

  constructor(parts: LicenceParts) {
    this.#parts = parts;
  }

  async current(sql: Query): Promise<CurrentLicence> {
    const onFile = await findLicence(sql);
    return { state: this.#at(await this.#entered(sql, onFile)), masked: maskedOf(onFile) };
  }

  /** For {@link takeSeats}. */
  readonly seatLimit = async (tx: Query): Promise<SeatRule> => seatRule((await this.current(tx)).state);

  /**
   * Takes in a token, or TRIAL. One that does not hold now is refused, since with it nobody could add agents. The caller
   * writes it down in the audit.
   *
   * @throws {KeyFault} when nothing can be sealed
   */
  async keep(tx: Query, given: string): Promise<KeptLicence> {
    await lockSeats(tx);
    const before = await this.current(tx);
    const onFile = isTrial(given) ? await this.#trial(tx) : await this.#checked(given.trim());
    if (onFile.type === "refused") return onFile;
    await putLicence(tx, onFile, this.#parts.now());
    return { type: "kept", before, after: await this.current(tx) };
  }

  /** Why a token would be refused; null: it would be taken in. */
  async check(token: string): Promise<RefusedLicence | null> {
    const read = isTrial(token) ? null : await this.#checked(token.trim());
    return read?.type === "refused" ? read : null;
  }

  /** Whether entering this would change nothing: it is on file. A trial is over as soon as a licence was entered. */
  async has(sql: Query, given: string): Promise<boolean> {
    const onFile = await findLicence(sql);
    if (isTrial(given)) return onFile.type !== "none";
    return onFile.type === "token" && (await this.#text(onFile.sealed)) === given.trim();
  }

  /** The IANA zone of the site: a licence's days begin and end in it. */
  get zone(): string {
    return this.#parts.zone();
  }

  /** @returns what it was */
  async remove(tx: Query): Promise<CurrentLicence> {
    await lockSeats(tx);
    const before = await this.current(tx);
    await putLicence(tx, { type: "none" }, this.#parts.now());
    return before;
  }

  async #trial(tx: Query): Promise<LicenceOnFile> {
    await beginTrial(tx, this.#parts.now());
    return { type: "trial" };
  }

  /** What is put on file, or why it is not. */
  async #checked(token: string): Promise<LicenceOnFile | RefusedLicence> {
    const read = await readLicence(token, this.#parts.keys);
    if (typeof read === "string") return refused(read, faultText(read));
    const state = this.#at({ type: "token", claims: read });
    if (state.type === "not_yet") {
      const clock = "if that day has come, the clock of the server is wrong";
      return refused("not_yet", `It holds from ${read.from} on. Enter it then; ${clock}`);
    }
    if (state.type === "expired") return refused("expired", `It ended on ${read.until}. Ask for one that goes on`);
    return { type: "token", sealed: await this.#parts.secrets.seal(place, token), last4: token.slice(-4) };
  }

  async #entered(sql: Query, onFile: LicenceOnFile): Promise<EnteredLicence> {
    switch (onFile.type) {
      case "none":
        return onFile;
      case "trial": {
        const since = await findTrial(sql);
        return since === null ? { type: "none" } : { type: "trial", since };
      }
      case "token": {
        const read = await this.#opened(onFile.sealed);
        return typeof read === "string" ? { type: "unusable", fault: read } : { type: "token", claims: read };
      }
      default:
        return onFile satisfies never;
    }
  }

  async #opened(sealed: string): ReturnType<typeof readLicence> {
    const token = await this.#text(sealed);
    return token === null ? "unreadable" : readLicence(token, this.#parts.keys);
  }

  /** The token on file; null: the key that sealed it is not there. */
  async #text(sealed: string): Promise<string | null> {
    try {
      return await this.#parts.secrets.open(place, sealed);
    } catch (error) {
      if (error instanceof UnreadableSecret || error instanceof KeyFault) return null;
      throw error;
    }
  }

  #at(entered: EnteredLicence): LicenceState {
    return licenceAt(entered, this.#parts.now(), this.#parts.zone());
  }
}

const isTrial = (token: string): boolean => token.trim().toUpperCase() === trialToken;

const refused = (problem: RefusedLicence["problem"], detail: string): RefusedLicence => ({
  ...{ type: "refused", problem, detail },
});

function maskedOf(onFile: LicenceOnFile): string | null {
  if (onFile.type === "none") return null;
  return onFile.type === "trial" ? trialToken : `…${onFile.last4}`;
}

/** What is wrong, and what to do. */
export function faultText(fault: LicenceFault): string {
  switch (fault) {
    case "malformed":
      return "It is no licence token. Copy the whole of it, from the first to the last character";
    case "wrong_signature":
      return "Its signature does not hold: it was changed, or another key signed it. Copy the whole of it again, or ask for another";
    case "unknown_key":
      return "A key signed it that QM_LICENCE_KEYS does not have. Put the issuer's present public keys there";
    case "no_keys":
      return "No licence can be checked here: QM_LICENCE_KEYS is not set to the issuer's public keys";
    case "unreadable":
      return "It cannot be read, since it was sealed with another key. Enter it again";
    default:
      return fault satisfies never;
  }
}
