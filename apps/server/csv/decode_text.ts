/** The text of a file of which nobody says how it was written: UTF-8, or what spreadsheets make of it. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    // Leaves a byte order mark out.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Excel in Brazil writes its CSV so; every byte is a letter of it.
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
