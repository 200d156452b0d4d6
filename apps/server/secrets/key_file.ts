/** Keys that the server keeps outside the database: whoever has a copy of the one has not the other. */
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf, Fault, reasonOf } from "../fault.ts";

const keyBytes = 32;

/**
 * The key of this name in the data folder, made at first use; its owner alone may read it.
 *
 * @throws {Fault} when it can be neither read nor made, or is none: with another key what was kept by the old one is lost
 */
export function keyFile(folder: string, name: string): Uint8Array {
  const path = join(folder, `${name}.key`);
  const own = `${path}.${process.pid}`;
  try {
    // Whole or not at all, however this ends, and whoever else makes one now.
    writeFileSync(own, crypto.getRandomValues(new Uint8Array(keyBytes)), { mode: 0o600, flush: true });
    linkSync(own, path);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw unusable(path, reasonOf(error), error);
  } finally {
    rmSync(own, { force: true });
  }
  return readKey(path);
}

function readKey(path: string): Uint8Array {
  let key: Uint8Array;
  let mode: number;
  try {
    key = readFileSync(path);
    mode = statSync(path).mode;
  } catch (error) {
    throw unusable(path, reasonOf(error), error);
  }
  if (key.length !== keyBytes) throw unusable(path, `it has ${key.length} bytes instead of ${keyBytes}`);
  if ((mode & 0o077) !== 0) throw unusable(path, "others may read it: take that from them with chmod 600");
  return key;
}

function unusable(path: string, reason: string, cause?: unknown): Fault {
  return new Fault(
    `Cannot use the key ${path}: ${reason}. It belongs to the database: bring it back from the same backup`,
    { cause },
  );
}
