/**
 * MD5 (RFC 1321), for the manager's challenge only: WebCrypto does not have it, and it protects nothing else.
 *
 * @module
 */

const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const sines = Array.from({ length: 64 }, (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32) | 0);

/** The digest of a text's UTF-8 bytes, as 32 hexadecimal digits. */
export function md5(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, bytes.length << 3, true);
  view.setUint32(padded.length - 4, Math.floor(bytes.length / 2 ** 29), true);

  let [a, b, c, d] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let block = 0; block < padded.length; block += 64) {
    const [a0, b0, c0, d0] = [a, b, c, d];
    for (let step = 0; step < 64; step++) {
      const round = step >> 4;
      let mix: number;
      let word: number;
      if (round === 0) [mix, word] = [(b & c) | (~b & d), step];
      else if (round === 1) [mix, word] = [(d & b) | (~d & c), 5 * step + 1];
      else if (round === 2) [mix, word] = [b ^ c ^ d, 3 * step + 5];
      else [mix, word] = [c ^ (b | ~d), 7 * step];
      const sum = (a + mix + sines[step]! + view.getInt32(block + (word & 15) * 4, true)) | 0;
      const shift = shifts[round * 4 + (step & 3)]!;
      [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
    }
    [a, b, c, d] = [(a + a0) | 0, (b + b0) | 0, (c + c0) | 0, (d + d0) | 0];
  }
  const digest = new DataView(new ArrayBuffer(16));
  for (const [word, value] of [a, b, c, d].entries()) digest.setInt32(word * 4, value, true);
  return Array.from(new Uint8Array(digest.buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
