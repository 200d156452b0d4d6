/**
 * Where the last empty line is: what comes after it is not a whole message yet.
 *
 * @module
 */

type LastIndexOf = (this: Uint8Array, bytes: Uint8Array) => number;

// Node and Bun look for several bytes at once natively, which for a long message without an empty line is the dearest part.
const native = (globalThis as { Buffer?: { prototype: { lastIndexOf?: LastIndexOf } } }).Buffer?.prototype.lastIndexOf;
const newline = 0x0a;
const carriageReturn = 0x0d;
const crlf = Uint8Array.of(newline, carriageReturn, newline);
const lf = Uint8Array.of(newline, newline);

/** Where the last empty line between `from` and `to` ends, or -1; searched from the end, by what is fastest here. */
export const lastEmptyLineEnd: (bytes: Uint8Array, from: number, to: number) => number = native
  ? (bytes, from, to) => {
      const searched = bytes.subarray(from, to);
      const long = native.call(searched, crlf);
      const short = native.call(long < 0 ? searched : searched.subarray(long), lf);
      if (short >= 0) return from + Math.max(long, 0) + short + lf.length;
      return long < 0 ? -1 : from + long + crlf.length;
    }
  : portableLastEmptyLineEnd;

/** {@link lastEmptyLineEnd} by Web APIs alone. */
export function portableLastEmptyLineEnd(bytes: Uint8Array, from: number, to: number): number {
  const searched = bytes.subarray(from, to);
  for (let at = searched.lastIndexOf(newline); at > 0; at = searched.lastIndexOf(newline, at - 1)) {
    const before = searched[at - 1] === carriageReturn ? at - 2 : at - 1;
    if (searched[before] === newline) return from + at + 1;
  }
  return -1;
}
