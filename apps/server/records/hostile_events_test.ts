import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  asInterface,
  type CallCentreEvent,
  type CallerChannel,
  pbxId,
  queueName,
  uniqueid,
  unknownMember,
} from "@qmanager/core";
import fc from "fast-check";
import { temporaryDatabase } from "../db/temporary.ts";
import { createLog } from "../log.ts";
import { AgentRegister } from "./agent_register.ts";
import { Records } from "./records.ts";
import { matriz, record, visitAt } from "./visits_of_tests.ts";
import { writeNews } from "./write_news.ts";

// A real database and a real disk, on machines that have other work too.
setDefaultTimeout(240_000);

const { sql } = await temporaryDatabase();
const pbx = pbxId("matriz");
const queue = queueName("suporte");
const start = Date.parse("2026-03-02T12:00:00Z");

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await sql`
    truncate visits, calls, queue_counters, agent_intervals, agent_calls, agent_counters, watches, journal_positions, refused_records,
      agents cascade
  `;
});

const ana = { interface: asInterface("PJSIP/1001"), memberName: "Ana" };
const member = { ...unknownMember(ana.interface), name: "Ana", paused: false, status: 1 };

/** One call and one agent's minute, as Asterisk tells them. */
function story(nth: number): CallCentreEvent[] {
  const at = (second: number) => start + (nth * 100 + second) * 1000;
  const channel: CallerChannel = {
    ...{ uniqueid: uniqueid(`${at(0) / 1000}.${nth}`), linkedid: null, channel: `PJSIP/provider-0000000${nth}` },
    ...{ number: "4833334444", name: "Bia", context: "from-trunk", exten: "4000" },
  };
  const called = { ...ana, ringChannel: "PJSIP/1001-0000000a", ringUniqueid: uniqueid(`${at(1) / 1000}.9${nth}`) };
  const told: object[] = [
    { type: "connected", at: at(0), amiVersion: null },
    { type: "member_added", at: at(0), queue, ...ana, member, paused: false },
    {
      type: "member_paused",
      at: at(1),
      queue,
      ...ana,
      paused: true,
      reason: "Café",
      member: { ...member, paused: true },
    },
    { type: "member_paused", at: at(9), queue, ...ana, paused: false, reason: null, member },
    { type: "channel_created", at: at(0), ...channel, state: 4 },
    { type: "caller_joined", at: at(10), queue, position: 1, ...channel },
    { type: "agent_called", at: at(11), queue, ...channel, ...called },
    { type: "agent_connected", at: at(15), queue, ...channel, ...called, waitMs: 5_000, ringMs: 4_000 },
    {
      type: "agent_completed",
      at: at(60),
      queue,
      ...channel,
      ...called,
      waitMs: 5_000,
      talkMs: 45_000,
      reason: "agent",
    },
    { type: "channel_hung_up", at: at(60), cause: 16, ...channel },
    { type: "member_removed", at: at(61), queue, ...ana, member, paused: null },
    {
      ...{
        type: "queue_snapshot",
        at: at(62),
        queue,
        strategy: null,
        maxWaiting: null,
        completed: null,
        abandoned: null,
      },
      ...{
        members: [{ ...member, lastPauseAt: at(3), loginAt: at(1) }],
        waiting: [{ ...channel, position: 1, waitMs: 3_000 }],
      },
    },
    { type: "queues_listed", at: at(62), queues: [queue] },
    { type: "disconnected", at: at(70) },
  ];
  return told.map((each) => ({ pbx, ...each }) as CallCentreEvent);
}

const text = fc.oneof(
  fc.constantFrom(
    "",
    "\0",
    "a\0b",
    "\ud800",
    "\\u0000",
    "'; drop table visits; --",
    "9999999999.1",
    "100000000.1",
    "{}",
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.integer({ min: 1_000, max: 10_000 }).map((length) => "ç".repeat(length)),
  fc.integer({ min: 1_000, max: 10_000 }).map((length) => "7".repeat(length)),
);
const number = fc.oneof(
  fc.constantFrom(0, -1, 32_768, 2_147_483_648, 1e10, 1e12, 1e15, 9e15, 1e300, Number.NaN, Number.POSITIVE_INFINITY),
  fc.constantFrom(0, 86_400_000, Date.parse("1999-12-31T23:59:59Z"), Date.parse("2200-01-01T00:00:00Z")),
  fc.double(),
  fc.integer(),
);
/** Which field of which event, and what stands there instead. */
const harm = fc.record({ event: fc.nat(), field: fc.nat(), text, number });

/** The same story with other values in some of its fields, however deep. */
function harmed(
  events: CallCentreEvent[],
  harms: readonly (typeof harm extends fc.Arbitrary<infer Each> ? Each : never)[],
) {
  const all = structuredClone(events);
  for (const { event, field, text: words, number: count } of harms) {
    const places: [{ [name: string]: unknown }, string][] = [];
    const look = (object: { [name: string]: unknown }) => {
      for (const [name, value] of Object.entries(object)) {
        // Words of our own, which no message of Asterisk's can change.
        if (name === "type" || name === "pbx" || (name === "reason" && object.type === "agent_completed")) continue;
        if (typeof value === "object" && value !== null) look(value as { [name: string]: unknown });
        else if (typeof value !== "boolean") places.push([object, name]);
      }
    };
    look(all[event % all.length] as unknown as { [name: string]: unknown });
    const place = places[field % Math.max(1, places.length)];
    if (!place) continue;
    const [object, name] = place;
    // By our own clock: what it can say at all is right.
    if (name === "at" && count >= Date.parse("2000-01-01T00:00:00Z") && count < Date.parse("2100-01-01T00:00:00Z"))
      continue;
    object[name] = typeof object[name] === "number" ? count : words;
  }
  return all;
}

test("Records go on whatever an event has in its fields, and what was told rightly is on file", async () => {
  const path = mkdtempSync(join(tmpdir(), "qm-hostile-"));
  stops.push(() => rmSync(path, { recursive: true, force: true }));
  const errors: string[] = [];
  const log = createLog((line) => line.includes(" error ") && errors.push(line), Date.now);
  const all = new Records({ folder: path, sql, log, now: Date.now, resumed: () => {}, refused: () => {} });
  stops.push(() => all.close());
  let nth = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(harm, { minLength: 1, maxLength: 12 }), async (harms) => {
      for (const event of harmed(story(++nth), harms)) all.of(pbx).append(event);
      // The next call is a good one.
      const [good, id] = [story(++nth), uniqueid(`${start / 1000 + nth * 100}.${nth}`)];
      for (const event of good) all.of(pbx).append(event);
      const taken = all.keeping(pbx)?.taken ?? 0;
      while (errors.length === 0) {
        const recorded = await sql`select 1 from journal_positions where number >= ${taken}`;
        if (recorded.length > 0) break;
        await Bun.sleep(20);
      }
      expect(errors).toEqual([]);
      const visits = await sql`
        select outcome, ended_by, agent, wait_ms, talk_ms from visits where uniqueid = ${id} and queue = ${queue}
      `;
      const whole = { outcome: "answered", ended_by: "agent", agent: "Ana", wait_ms: 5_000, talk_ms: 45_000 };
      expect([...visits]).toEqual([whole]);
    }),
    { numRuns: 60, endOnFailure: true },
  );
  expect(errors).toEqual([]);
  const months = await sql`select 1 from pg_class where relname like 'visits\_2%' and relkind = 'r'`;
  expect(months.length).toBeLessThan(10);
});

test("What the database refuses all the same is kept aside with the reason, and the rest is recorded", async () => {
  await record(sql, visitAt(start));
  const [good, alsoGood] = [visitAt(start + 1_000), visitAt(start + 2_000)];
  // No constraint lets a score of nine in.
  const bad = { ...visitAt(start + 3_000), csat: 9 };
  const told = { source: "live", visits: [good, bad, alsoGood], calls: [], marks: [], intervals: null } as const;
  const errors: string[] = [];
  const log = createLog((line) => errors.push(line), Date.now);
  const writer = { sql, pbx: matriz, agents: new AgentRegister(Date.now), log, now: () => start };
  let rest = 0;
  for (const _ of [1, 2]) {
    const keep = await writeNews(writer, told, async () => {
      rest += 1;
    });
    keep();
  }
  expect(rest).toBe(2);
  expect(await sql`select 1 from visits`).toHaveLength(3);
  const refused = await sql<{ kind: string; record: string; reason: string }[]>`
    select kind, record, reason from refused_records
  `;
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatchObject({ kind: "visit", reason: expect.stringContaining("csat") });
  expect(JSON.parse(refused[0]?.record ?? "")).toMatchObject({ csat: 9, uniqueid: bad.uniqueid });
  expect(errors).toHaveLength(2);
});
