/** Seals what an earlier version kept as plain text. */
import type { Sql } from "../db/connect.ts";
import { listPlainPbxs, updatePbx } from "../db/pbxs.ts";
import { sealPbx } from "../pbx/sealed_pbx.ts";
import type { SecretBox } from "./secret_box.ts";

/**
 * At each start; after the first one there is nothing to do.
 *
 * @returns how many PBXs were sealed
 * @throws {KeyFault} when nothing can be sealed: all stays as it is
 */
export async function sealStored(sql: Sql, box: SecretBox, now: () => number): Promise<number> {
  return sql.begin(async (tx) => {
    const plain = await listPlainPbxs(tx);
    for (const each of plain) await updatePbx(tx, await sealPbx(box, each), now());
    return plain.length;
  }) as Promise<number>;
}
