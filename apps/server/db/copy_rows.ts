/** Many new rows by PostgreSQL's COPY: in a third of the time that INSERT takes, which has to look whether each is there. */
import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import type { Query } from "./connect.ts";

/** A query of the driver, with what it calls when it hears of an error. */
type CopyQuery = ReturnType<Query> & { reject?: (error: unknown) => void };

/** As the column's type is written: JSON and arrays as text. */
export type CopiedValue = string | number | boolean | null;

/** From so many rows on it pays to copy them. */
export const worthCopying = 50;

/**
 * Adds rows, none of which may be there.
 *
 * @param tx a transaction: COPY takes its connection for itself until it is done
 */
export async function copyRows<Column extends string>(
  tx: Query,
  table: string,
  columns: readonly Column[],
  rows: Iterable<{ [Name in Column]: CopiedValue }>,
): Promise<void> {
  let text = "";
  for (const row of rows) {
    let separator = "";
    for (const column of columns) {
      text += separator + copied(row[column]);
      separator = "\t";
    }
    text += "\n";
  }
  const query: CopyQuery = tx`copy ${tx(table)} (${tx([...columns] as string[])}) from stdin`;
  const copy = await query.writable();
  // An error after the last row finds the stream's end waiting, and the driver rejects the query alone, which was answered
  // when the stream was there.
  const refused = Promise.withResolvers<never>();
  query.reject = refused.reject;
  try {
    await Promise.race([pipeline([text], copy), refused.promise]);
  } finally {
    // In going it tells the database, which takes no notice: before the next COPY begins, whose end it would be.
    copy.destroy();
    if (!copy.closed) await once(copy, "close");
  }
}

function copied(value: CopiedValue): string {
  if (value === null) return "\\N";
  if (typeof value !== "string") return String(value);
  return special.test(value) ? value.replace(specials, (each) => escapes[each] ?? each) : value;
}

const special = /[\\\t\n\r]/;
const specials = /[\\\t\n\r]/g;
const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };
