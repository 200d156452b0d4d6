/** A text as it is searched for: without case and accents, so that `sao` finds São. */
export function plainText(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
