/**
 * For tests: bytes in pieces, and messages as plain values to compare.
 *
 * @module
 */
import type { AmiMessage, AmiParser } from "./mod.ts";

export interface Plain {
  kind: AmiMessage["kind"];
  entries: [name: string, value: string][];
  output: string[];
}

export const plain = (message: AmiMessage): Plain => ({
  kind: message.kind,
  entries: message.entries(),
  output: message.output,
});

/** Texts, as UTF-8, and bytes, one after the other. */
export function wire(...parts: (string | Uint8Array)[]): Uint8Array {
  const encoder = new TextEncoder();
  return new Uint8Array(parts.flatMap((part) => [...(typeof part === "string" ? encoder.encode(part) : part)]));
}

/** What a parser gives for bytes in pieces of one size, or cut at the given places. */
export function pushed(parser: AmiParser, bytes: Uint8Array, size: number | readonly number[]): AmiMessage[] {
  const messages: AmiMessage[] = [];
  if (typeof size === "number") {
    for (let from = 0; from < bytes.length; from += size)
      messages.push(...parser.push(bytes.subarray(from, from + size)));
    return messages;
  }
  let from = 0;
  for (const cut of [...size].sort((a, b) => a - b)) {
    messages.push(...parser.push(bytes.subarray(from, cut)));
    from = cut;
  }
  messages.push(...parser.push(bytes.subarray(from)));
  return messages;
}
