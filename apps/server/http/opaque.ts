/** Ids and cursors that say nothing to whoever reads them: a list of values as one word of an address. */
import { z } from "zod";

/** PostgreSQL's texts have no room for that one character. */
export const storedText = z.string().regex(/^[^\0]*$/);
/** Nor have its instants, as we write them, for years of five figures. */
export const storedInstant = z.int().min(-8_640_000_000_000).max(250_000_000_000_000);

export function sealed(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/** The values again; null when they are none of ours. */
export function unsealed<Schema extends z.ZodType>(word: string, shape: Schema): z.infer<Schema> | null {
  if (!/^[A-Za-z0-9_-]+$/.test(word)) return null;
  try {
    return shape.safeParse(JSON.parse(Buffer.from(word, "base64url").toString())).data ?? null;
  } catch {
    // What was in it is no JSON.
    return null;
  }
}
