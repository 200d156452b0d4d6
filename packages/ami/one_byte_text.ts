/**
 * Text with exactly one character for each byte, so that a place in the text is a place in the bytes. The wire is framed
 * and split in this form, which engines keep as one-byte strings whatever the bytes are; a value is read as UTF-8 only
 * when somebody asks for it and it has a byte above 0x7F.
 *
 * @module
 */

type Latin1Slice = (this: Uint8Array, from: number, to: number) => string;

interface NativeBuffer {
  prototype: { latin1Slice?: Latin1Slice };
  byteLength(text: string): number;
}

// Node and Bun have a native copy to Latin-1. Elsewhere "latin1" means windows-1252, which moves 27 of the bytes from
// 0x80 to 0x9F to other characters, still one for each.
const native = (globalThis as { Buffer?: NativeBuffer }).Buffer;
const nativeSlice = native?.prototype.latin1Slice;
const windows1252 = new TextDecoder("windows-1252");
const movedBytes = new Map(
  Array.from({ length: 32 }, (_, offset) => [
    windows1252.decode(Uint8Array.of(0x80 + offset)).charCodeAt(0),
    0x80 + offset,
  ]),
);
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The bytes from `from` to `to` as one-byte text, by what the platform does fastest. */
export const oneByteText: (bytes: Uint8Array, from: number, to: number) => string = nativeSlice
  ? (bytes, from, to) => nativeSlice.call(bytes, from, to)
  : portableOneByteText;

/** {@link oneByteText} by Web APIs alone. */
export function portableOneByteText(bytes: Uint8Array, from: number, to: number): string {
  return windows1252.decode(bytes.subarray(from, to));
}

/** Reads a part of one-byte text as UTF-8; bytes that are not UTF-8 become U+FFFD. */
export function utf8Slice(text: string, from: number, to: number): string {
  for (let at = from; at < to; at++) {
    if (text.charCodeAt(at) > 0x7f) return decode(text, from, to);
  }
  return text.slice(from, to);
}

/** Whether a part of one-byte text has no byte above 0x7F: what UTF-8 would write in as many bytes. */
export function isAscii(text: string, from: number, to: number): boolean {
  const part = text.slice(from, to);
  return native ? native.byteLength(part) === part.length : !/[^\0-\x7f]/.test(part);
}

function decode(text: string, from: number, to: number): string {
  const bytes = new Uint8Array(to - from);
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    bytes[at - from] = unit < 0x100 ? unit : (movedBytes.get(unit) ?? 0);
  }
  return utf8.decode(bytes);
}
