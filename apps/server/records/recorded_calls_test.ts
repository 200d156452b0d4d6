/** Recordings of real Asterisk through journal and database, with a restart of the server in the middle. */

import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Call, type CallCentreEvent, CallFold, callKey, pbxId } from "@qmanager/core";
import { scenarios } from "../../../test/scenarios/scenario.ts";
import { listCalls } from "../db/call_list.ts";
import { allSeen } from "../db/sight.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { silentLog } from "../log.ts";
import { Records } from "./records.ts";

// A real database and a real disk, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const folder = mkdtempSync(join(tmpdir(), "qm-recorded-calls-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const wanted = ["busy-hour", "attended-transfer", "local-members", "click-to-call", "ami-mid-call", "crash"];
const found = (await scenarios()).filter(({ name }) => wanted.includes(name.slice(name.indexOf("/") + 1)));

test("there are recordings of both Asterisks", () => {
  expect(found).toHaveLength(2 * wanted.length);
});

test.each(found.map((scenario) => [scenario.name, scenario] as const))(
  "Records of %s have each call as CallFold tells it, over a restart in the middle",
  async (name, scenario) => {
    const pbx = pbxId(name.replace("/", "-"));
    const events: CallCentreEvent[] = [];
    for await (const event of (await scenario.ami()).events) events.push({ ...event, pbx });
    const fold = new CallFold(pbx);
    const calls = new Map<string, Call>();
    for (const event of events) for (const call of fold.apply(event)) calls.set(callKey(call), call);
    const half = Math.floor(events.length / 2);
    for (const part of [events.slice(0, half), events.slice(half), []]) {
      const records = new Records({ folder, sql, log: silentLog, now: Date.now, refused: () => {}, resumed: () => {} });
      const { append, day } = records.of(pbx);
      // What the run before had not written is on file then.
      await day(Date.now());
      for (const event of part) append(event);
      await records.close();
    }
    const onFile = await listCalls(sql, { pbx }, allSeen, { order: "oldest", after: null, limit: 1_000 });
    const kept = onFile.map(({ calledAt, listedAt, ...call }) => call);
    const byId = (a: Call, b: Call) => (a.linkedid < b.linkedid ? -1 : 1);
    expect(kept.sort(byId)).toEqual([...calls.values()].sort(byId));
  },
);
