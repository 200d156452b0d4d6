import type { Transaction } from "../db/connect.ts";
import { codeOf, reasonOf } from "../fault.ts";

/**
 * Writes what can be written of a list and hands the rest to `refuse`, where the database would not take it all in: halves of
 * it, and halves of these, are tried, each on its own within the transaction.
 */
export async function writeApart<Item>(
  tx: Transaction,
  items: readonly Item[],
  write: (tx: Transaction, items: readonly Item[]) => Promise<void>,
  refuse: (item: Item, reason: string) => Promise<void>,
): Promise<void> {
  if (items.length === 0) return;
  try {
    await tx.savepoint((inner) => write(inner, items));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const [only] = items;
    if (items.length === 1 && only !== undefined) return await refuse(only, reasonOf(error));
    const half = Math.ceil(items.length / 2);
    await writeApart(tx, items.slice(0, half), write, refuse);
    await writeApart(tx, items.slice(half), write, refuse);
  }
}

/**
 * Whether it is what was to be written that is wrong, so that it would be refused again: data exceptions, constraints, limits
 * of the database, and what cannot even be put into words for it.
 */
export function isRefusal(error: unknown): boolean {
  const code = codeOf(error);
  if (code === null) return error instanceof RangeError || error instanceof TypeError;
  return /^(22|23|54)[0-9A-Z]{3}$/.test(code);
}
