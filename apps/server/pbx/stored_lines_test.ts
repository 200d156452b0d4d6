import { expect, setDefaultTimeout, test } from "bun:test";
import { pbxId } from "@qmanager/core";
import { insertPbx } from "../db/pbxs.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { secrets } from "../routes/app_of_tests.ts";
import { sealPbx } from "./sealed_pbx.ts";
import type { PbxSettings } from "./settings.ts";
import { storedLines } from "./stored_lines.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const pbx = (id: string): PbxSettings => ({
  ...{ id: pbxId(id), name: id, host: "127.0.0.1", port: 5038, username: "u", secret: "s", tls: false },
});

test("storedLines() ends with the lines that are stored, however many changes come at once", async () => {
  const configured: string[][] = [];
  const follow = storedLines(sql, secrets, { configure: (stored) => configured.push(stored.map((each) => each.id)) });
  const ids = Array.from({ length: 20 }, (_, n) => `pbx-${String(n).padStart(2, "0")}`);
  await Promise.all(
    ids.map(async (id) => {
      await insertPbx(sql, await sealPbx(secrets, pbx(id)), 0);
      await follow();
      expect(configured.at(-1)).toContain(id);
    }),
  );
  expect(configured.at(-1)).toEqual(ids);
  for (const [n, list] of configured.entries())
    expect(list.length).toBeGreaterThanOrEqual(configured[n - 1]?.length ?? 0);
});

test("storedLines() reads again after a reading that failed", async () => {
  let isBroken = true;
  const configured: number[] = [];
  const follow = storedLines(sql, secrets, {
    configure(stored) {
      if (isBroken) throw new Error("Broken");
      configured.push(stored.length);
    },
  });
  const first = await follow().catch((error: Error) => error.message);
  isBroken = false;
  await follow();
  expect([first, configured.length]).toEqual(["Broken", 1]);
});
