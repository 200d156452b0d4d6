/**
 * The first access: whoever does it becomes the administrator. It is open to this machine and this network, and from
 * anywhere else to who has the one-time code that the server printed when it started.
 */
import { timingSafeEqual } from "node:crypto";
import type { Client } from "../http/client.ts";
import { Attempts } from "./attempts.ts";
import { randomText } from "./password.ts";

export type Passage = { type: "open" } | { type: "code_wrong" } | { type: "wait"; ms: number };

export class SetupGate {
  /** As printed: `abcd-efgh-jkmn`, about 59 bits. */
  readonly code: string;
  readonly #attempts: Attempts;

  constructor(now: () => number, code = (randomText(12).match(/.{4}/g) ?? []).join("-")) {
    this.code = code;
    this.#attempts = new Attempts({ free: 10, firstMs: 10_000, longestMs: 60_000 }, now);
  }

  needsCode(client: Client): boolean {
    return !client.isLocal;
  }

  pass(client: Client, code: string | undefined): Passage {
    if (!this.needsCode(client)) return { type: "open" };
    // One count for all: the code belongs to the installation, not to an address.
    const ms = this.#attempts.begin("code");
    if (ms > 0) return { type: "wait", ms };
    if (!isSame(plain(code ?? ""), plain(this.code))) return { type: "code_wrong" };
    this.#attempts.succeeded("code");
    return { type: "open" };
  }
}

/** As people copy it: any case, with or without hyphens and spaces. */
function plain(code: string): string {
  return code.toLowerCase().replace(/[\s-]/g, "");
}

function isSame(one: string, other: string): boolean {
  const hash = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}
