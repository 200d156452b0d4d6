/** How a file is packed, by the bytes with which it begins. */

export const packings = ["gzip", "zip", "bzip2", "xz", "zstd", "7z"] as const;
export type Packing = (typeof packings)[number];

const beginnings: Record<Packing, readonly number[]> = {
  gzip: [0x1f, 0x8b],
  zip: [0x50, 0x4b, 0x03, 0x04],
  bzip2: [0x42, 0x5a, 0x68],
  xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
  "7z": [0x37, 0x7a, 0xbc, 0xaf],
};
/** So many bytes tell. */
export const packingBytes = 5;

/** Null: it is not packed, or in no way that is known here. */
export function packingOf(start: Uint8Array): Packing | null {
  return packings.find((each) => beginnings[each].every((byte, at) => start[at] === byte)) ?? null;
}
