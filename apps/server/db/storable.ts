/** A text that strangers chose, without the one character that PostgreSQL's texts cannot hold. */
export function storable(text: string): string;
export function storable(text: string | null): string | null;
export function storable(text: string | null): string | null {
  return text?.replaceAll("\0", "\ufffd") ?? null;
}
