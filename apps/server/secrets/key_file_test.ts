import { expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault } from "../fault.ts";
import { keyFile } from "./key_file.ts";

const folder = () => mkdtempSync(join(tmpdir(), "qm-key-"));

test("a key is made once, for its owner alone, and is the same ever after", () => {
  const own = folder();
  const key = keyFile(own, "pepper");
  expect(key.length).toBe(32);
  expect(keyFile(own, "pepper")).toEqual(key);
  expect(keyFile(own, "other")).not.toEqual(key);
  expect(statSync(join(own, "pepper.key")).mode & 0o777).toBe(0o600);
  // Nothing is left of how it was made.
  expect(readdirSync(own).sort()).toEqual(["other.key", "pepper.key"]);
});

test("a key that is cut off, or that others may read, is refused and stays as it is", () => {
  const own = folder();
  writeFileSync(join(own, "short.key"), "x", { mode: 0o600 });
  expect(() => keyFile(own, "short")).toThrow(Fault);
  expect(() => keyFile(own, "short")).toThrow("it has 1 bytes instead of 32");
  keyFile(own, "open");
  chmodSync(join(own, "open.key"), 0o644);
  expect(() => keyFile(own, "open")).toThrow("chmod 600");
  expect(() => keyFile(join(own, "missing"), "pepper")).toThrow("Cannot use the key");
});
