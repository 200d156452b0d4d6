/** Keeps the lines to the PBXs as the database says. */
import type { Sql } from "../db/connect.ts";
import { listPbxs } from "../db/pbxs.ts";
import type { SecretBox } from "../secrets/secret_box.ts";
import type { PbxAccess } from "./access.ts";
import { openPbx } from "./sealed_pbx.ts";

/**
 * Makes a function that reads the stored PBXs and has the lines follow. One reading after another: of two changes at the
 * same time an older list must not come last.
 */
export function storedLines(sql: Sql, box: SecretBox, lines: Pick<PbxAccess, "configure">): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  const read = async () => lines.configure(await Promise.all((await listPbxs(sql)).map((each) => openPbx(box, each))));
  return () => {
    // Whoever asked for the one before was told how that went.
    last = last.then(read, read);
    return last;
  };
}
