import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { KeyFault, MasterKey } from "./master_key.ts";
import { SecretBox, UnreadableSecret } from "./secret_box.ts";

const keyOf = (byte: number) => new MasterKey(new Uint8Array(32).fill(byte), "/data/secret.key");
const box = new SecretBox(keyOf(1));
const place = "pbx/matriz/secret";
const failed = (work: Promise<unknown>) => work.then(() => null).catch((error: unknown) => error);

describe("SecretBox", () => {
  test("opens what it sealed, whatever the text is, and shows none of it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 200 }), async (secret) => {
        const sealed = await box.seal(place, secret);
        expect(sealed).toMatch(/^qm1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+$/);
        if (secret.length > 8) expect(sealed).not.toContain(secret);
        expect(await box.open(place, sealed)).toBe(secret);
      }),
      { numRuns: 50 },
    );
  });

  test("opens with the same key after a restart, and seals the same text another way each time", async () => {
    const sealed = await box.seal(place, "s3cret");
    expect(await new SecretBox(keyOf(1)).open(place, sealed)).toBe("s3cret");
    expect(await box.seal(place, "s3cret")).not.toBe(sealed);
  });

  test("does not open what was sealed for another place", async () => {
    const error = await failed(box.open("pbx/filial/secret", await box.seal(place, "s3cret")));
    expect(error).toBeInstanceOf(UnreadableSecret);
  });

  test("says which key is missing, and what to do", async () => {
    const error = await failed(new SecretBox(keyOf(2)).open(place, await box.seal(place, "s3cret")));
    expect(error).toBeInstanceOf(UnreadableSecret);
    expect(String(error)).toMatch(
      /sealed with the key [0-9a-f]{8}, and that of \/data\/secret\.key is [0-9a-f]{8}\. Put the former key there and start anew, or enter/,
    );
  });

  test("does not open a text in which any one character was changed", async () => {
    const sealed = await box.seal(place, "s3cret");
    const [form, id, text = ""] = sealed.split(".");
    for (let n = 0; n < text.length - 1; n++) {
      const changed = `${text.slice(0, n)}${text[n] === "A" ? "B" : "A"}${text.slice(n + 1)}`;
      expect(await failed(box.open(place, `${form}.${id}.${changed}`))).toBeInstanceOf(UnreadableSecret);
    }
  });

  test.each(["", "plain", "qm1.", "qm1.00000000.", "qm1.zzzzzzzz.AAAA", "qm2.00000000.AAAA"])(
    "does not take %j for a sealed secret",
    async (text) => {
      expect(await failed(box.open(place, text))).toBeInstanceOf(UnreadableSecret);
    },
  );

  test("does not open what was cut short", async () => {
    const sealed = await box.seal(place, "");
    for (const length of [14, 20, 30, sealed.length - 2]) {
      expect(await failed(box.open(place, sealed.slice(0, length)))).toBeInstanceOf(UnreadableSecret);
    }
  });

  test("neither seals nor opens without a key, and says why", async () => {
    const keyless = new SecretBox(new MasterKey(new KeyFault("The key file is gone"), "/data/secret.key"));
    expect(String(await failed(keyless.seal(place, "s")))).toContain("The key file is gone");
    expect(await failed(keyless.open(place, await box.seal(place, "s")))).toBeInstanceOf(KeyFault);
  });
});
