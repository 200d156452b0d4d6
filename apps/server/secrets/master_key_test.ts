import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeyFault, openMasterKey, readKey } from "./master_key.ts";

const root = mkdtempSync(join(tmpdir(), "qm-key-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = () => mkdtempSync(join(root, "data-"));

describe("openMasterKey()", () => {
  test("makes a key at first use, for its owner only, and finds it again", async () => {
    const data = folder();
    const first = openMasterKey(data, null);
    expect(first.fault).toBeNull();
    expect(first.place).toBe(join(data, "secret.key"));
    expect(statSync(join(data, "secret.key")).mode & 0o777).toBe(0o600);
    expect(readdirSync(data)).toEqual(["secret.key"]);
    const again = openMasterKey(data, null);
    expect(await again.keyFor("sealing")).toEqual(await first.keyFor("sealing"));
    expect(await again.id()).toBe(await first.id());
  });

  test("makes another one for another installation", async () => {
    const [one, other] = [openMasterKey(folder(), null), openMasterKey(folder(), null)];
    expect(await one.id()).not.toBe(await other.id());
    expect(await one.keyFor("sealing")).not.toEqual(await other.keyFor("sealing"));
  });

  test("takes from the file the rights that others have on it", () => {
    const data = folder();
    openMasterKey(data, null);
    chmodSync(join(data, "secret.key"), 0o644);
    expect(openMasterKey(data, null).fault).toBeNull();
    expect(statSync(join(data, "secret.key")).mode & 0o777).toBe(0o600);
  });

  test("prefers the key of the environment, and makes no file then", async () => {
    const data = folder();
    const given = readKey("ab".repeat(32));
    expect((await openMasterKey(data, given).keyFor("sealing")).length).toBe(32);
    expect(readdirSync(data)).toEqual([]);
  });

  test.each(["", "short", "\0\u0001\u0002", "A".repeat(44), `${"A".repeat(43)}=\nmore`])(
    "says what to do with a file that holds %j, and leaves it as it is",
    async (text) => {
      const data = folder();
      writeFileSync(join(data, "secret.key"), text);
      const key = openMasterKey(data, null);
      expect(key.fault?.message).toContain(
        `The key file ${join(data, "secret.key")} cannot be used: it holds no key. Restore it`,
      );
      expect(await key.keyFor("sealing").catch((error) => error)).toBeInstanceOf(KeyFault);
      expect(readFileSync(join(data, "secret.key"), "utf8")).toBe(text);
    },
  );

  test("says what is wrong where a folder has the file's name", () => {
    const data = folder();
    mkdtempSync(join(data, "secret.key"));
    rmSync(join(data, "secret.key"), { recursive: true, force: true });
    expect(openMasterKey(join(data, "not-there"), null).fault?.message).toContain("ENOENT");
  });
});

test("MasterKey.keyFor() gives each purpose another key", async () => {
  const key = openMasterKey(folder(), null);
  expect(await key.keyFor("sealing")).not.toEqual(await key.keyFor("agent-pepper"));
  expect(await key.keyFor("agent-pepper")).toHaveLength(32);
});

test("MasterKey.keyFor() is what it was in the first release: what was sealed then opens for ever", async () => {
  const key = openMasterKey(folder(), readKey("00".repeat(32)));
  expect(Buffer.from(await key.keyFor("sealing")).toString("hex")).toMatchInlineSnapshot(
    `"9fd107ac8a08f1d7cc4a844b386b94246baffd0608adc7033e07d0d39814b3b4"`,
  );
  expect(await key.id()).toMatchInlineSnapshot(`"35fd15bc"`);
});

test.each([
  { text: Buffer.alloc(32, 7).toString("base64"), is: true },
  { text: `  ${Buffer.alloc(32, 255).toString("base64url")}\n`, is: true },
  { text: "AB".repeat(32), is: true },
  { text: "AB".repeat(31), is: false },
  { text: "a passphrase", is: false },
  { text: "", is: false },
])("readKey() takes 32 bytes in Base64 or in hexadecimal, and nothing else: %j", ({ text, is }) => {
  expect(readKey(text)?.length ?? null).toBe(is ? 32 : null);
});
