/** `qm licence` as a process: keys, a token, and what it says. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

setDefaultTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), "qm-licence-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const key = join(folder, "private.jwk");

async function licence(args: string[], environment: Record<string, string> = {}) {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "qm.ts"), "licence", ...args], {
    ...{ env: { PATH: process.env.PATH ?? "", QM_DATA: folder, ...environment } },
    ...{ stdin: "ignore", stdout: "pipe", stderr: "pipe" },
  });
  const [out, error] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, out, error };
}

test("qm licence makes keys, issues a token with them and shows it, and takes no nonsense", async () => {
  const made = await licence(["keys", key]);
  expect(made.code).toBe(0);
  const set = JSON.parse(made.out);
  expect(set.keys).toEqual([expect.objectContaining({ kty: "OKP", crv: "Ed25519", kid: expect.any(String) })]);
  expect(made.out).not.toContain(JSON.parse(readFileSync(key, "utf8")).d);
  expect(statSync(key).mode & 0o777).toBe(0o600);
  const before = readFileSync(key, "utf8");
  expect((await licence(["keys", key])).code).toBe(1);
  expect(readFileSync(key, "utf8")).toBe(before);

  const asked = ["--customer", "Central São João", "--agents", "20", "--until", "2999-01-31", "--services", "a, b"];
  const issued = await licence(["issue", "--key", key, ...asked, "--from", "2026-01-01"]);
  expect([issued.code, issued.error]).toEqual([0, ""]);
  const token = issued.out.trim();
  const publicKeys = join(folder, "public.jwks");
  writeFileSync(publicKeys, made.out);
  for (const keys of [made.out, publicKeys]) {
    const shown = await licence(["show", token], { QM_LICENCE_KEYS: keys });
    expect([shown.code, shown.error]).toEqual([0, ""]);
    expect(shown.out).toContain(
      "customer   Central São João\nagents     20\nservices   a, b\nvalidity   2026-01-01 to 2999-01-31",
    );
  }
  expect((await licence(["show", token])).error).toContain("QM_LICENCE_KEYS is not set");
  // Nothing was ever started in this folder: that is no installation without a licence.
  expect(await licence(["show"])).toEqual({
    ...{ code: 1, out: "" },
    error: expect.stringContaining(`no database in ${folder}. Give the QM_DATA`),
  });
  const privateSet = JSON.stringify({ keys: [JSON.parse(before)] });
  const leaked = await licence(["show", token], { QM_LICENCE_KEYS: privateSet });
  expect([leaked.code, leaked.error]).toEqual([2, expect.stringContaining("It is a private key")]);
  expect(leaked.error).not.toContain(JSON.parse(before).d);

  for (const [args, said] of [
    [["--key", key, "--customer", "A", "--agents", "0", "--until", "2999-01-31"], "--agents"],
    [
      ["--key", key, "--customer", "A", "--agents", "5", "--until", "31/01/2999"],
      "--until: Write a day as 2027-01-31\n",
    ],
    [["--key", key, "--customer", "A", "--agents", "5", "--until", "2999-02-30"], "--until"],
    [["--key", key, "--agents", "5", "--until", "2999-01-31"], "--customer"],
    [["--customer", "A", "--agents", "5", "--until", "2999-01-31"], "--key"],
    [["--key", publicKeys, "--customer", "A", "--agents", "5", "--until", "2999-01-31"], "no private"],
  ] as const) {
    const wrong = await licence(["issue", ...args]);
    expect([wrong.code, wrong.out, wrong.error]).toEqual([2, "", expect.stringContaining(said)]);
  }
});
