import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  asInterface,
  type CallCentreEvent,
  type CallerChannel,
  linkedid,
  pbxId,
  queueName,
  uniqueid,
  unknownMember,
  type Watch,
} from "@qmanager/core";
import { listCalls } from "../db/call_list.ts";
import type { Sql } from "../db/connect.ts";
import { findPosition } from "../db/journal_positions.ts";
import { Partitions } from "../db/partitions.ts";
import { allSeen } from "../db/sight.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { silentLog } from "../log.ts";
import { AgentRegister } from "./agent_register.ts";
import { Journal } from "./journal.ts";
import { Recorder } from "./recorder.ts";
import { Records } from "./records.ts";

// A real database and a real disk, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const pbx = pbxId("matriz");
const queue = queueName("suporte");
/** In the past: what the channels' ids say has to agree. */
const start = Date.parse("2026-03-02T12:00:00Z");

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await sql`truncate visits, calls, queue_counters, agent_intervals, watches, journal_positions, agents cascade`;
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "qm-records-"));
  stops.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const records = (path: string, database: Sql = sql) =>
  new Records({ folder: path, sql: database, log: silentLog, now: Date.now, refused: () => {}, resumed: () => {} });

const id = (second: number) => uniqueid(`${start / 1000 + second}.1`);
const caller = (second: number): CallerChannel => ({
  ...{
    uniqueid: id(second),
    linkedid: null,
    channel: null,
    number: "4833334444",
    name: "Ana\0",
    context: null,
    exten: null,
  },
});
const connected: CallCentreEvent[] = [
  { type: "connected", pbx, at: start, amiVersion: null },
  { type: "queues_listed", pbx, at: start, queues: [queue] },
];
const joined = (second: number): CallCentreEvent => ({
  ...{ type: "caller_joined", pbx, at: start + second * 1000, queue, position: 1 },
  ...caller(second),
});
/** Gives up after so many ms. */
const gaveUp = (second: number, afterMs: number): CallCentreEvent[] => {
  const at = start + second * 1000 + afterMs;
  return [
    { type: "abandon_reported", pbx, at, queue, uniqueid: id(second), waitMs: null, originalPosition: 1 },
    { type: "caller_left", pbx, at, queue, ...caller(second) },
    { type: "channel_hung_up", pbx, at, cause: 16, ...caller(second) },
  ];
};
const tick = (second: number): CallCentreEvent => ({ type: "tick", pbx, at: start + second * 1000 });

const onFile = () =>
  sql<{ uniqueid: string; outcome: string | null; waitMs: number | null; open: boolean; callerName: string }[]>`
    select uniqueid, outcome, wait_ms as "waitMs", open, caller_name as "callerName" from visits order by uniqueid
  `;

async function until<T>(read: () => Promise<T[]>, holds: (rows: T[]) => boolean): Promise<T[]> {
  for (;;) {
    const rows = await read();
    if (holds(rows)) return rows;
    await Bun.sleep(20);
  }
}

test("Records keep a visit from its beginning on, and what becomes of it in its place", async () => {
  const all = records(folder());
  stops.push(() => all.close());
  const { append } = all.of(pbx);
  for (const event of [...connected, joined(1)]) append(event);
  const open = await until(onFile, (rows) => rows.length === 1);
  // A text of PostgreSQL cannot hold a NUL.
  expect(open).toEqual([{ uniqueid: id(1), outcome: null, waitMs: null, open: true, callerName: "Ana\ufffd" }]);
  for (const event of gaveUp(1, 4_321)) append(event);
  const ended = await until(onFile, ([row]) => row?.open === false);
  expect(ended).toMatchObject([{ outcome: "abandoned", waitMs: 4_321 }]);
});

test("Records go on after a restart with the calls that were open, to the millisecond", async () => {
  const path = folder();
  const first = records(path);
  for (const event of [...connected, joined(1), joined(2), ...gaveUp(2, 700)]) first.of(pbx).append(event);
  await until(onFile, (rows) => rows.length === 2);
  await first.close();
  const second = records(path);
  stops.push(() => second.close());
  const carried: (number | null)[] = [];
  second.of(pbx).onCarried((visit) => carried.push(visit.waitMs));
  const { visits } = await second.of(pbx).day(start);
  expect(visits.map((visit) => [visit.uniqueid, visit.open])).toEqual([
    [id(1), true],
    [id(2), false],
  ]);
  for (const event of gaveUp(1, 60_001)) second.of(pbx).append(event);
  const rows = await until(onFile, (all) => all.every((row) => !row.open));
  expect(rows).toMatchObject([
    { uniqueid: id(1), outcome: "abandoned", waitMs: 60_001 },
    { uniqueid: id(2), outcome: "abandoned", waitMs: 700 },
  ]);
  expect(carried.at(-1)).toBe(60_001);
});

test("Records doubt the rings and holds of a visit during which the line was away, and of no other", async () => {
  const all = records(folder());
  stops.push(() => all.close());
  const { append } = all.of(pbx);
  const away: CallCentreEvent[] = [
    { type: "disconnected", pbx, at: start + 10_000 },
    { type: "connected", pbx, at: start + 20_000, amiVersion: null },
  ];
  for (const event of [...connected, joined(1), ...gaveUp(1, 2_000), joined(5), ...away, joined(22)]) append(event);
  for (const event of [...gaveUp(5, 30_000), ...gaveUp(22, 5_000)]) append(event);
  await until(onFile, (rows) => rows.length === 3 && rows.every(({ open }) => !open));
  const notes = await sql<{ notes: string[] }[]>`select notes from visits order by uniqueid`;
  expect(
    Object.fromEntries(
      [id(1), id(5), id(22)].sort().map((each, n) => [each, notes[n]?.notes.includes("away_meanwhile")]),
    ),
  ).toEqual({
    ...{ [id(1)]: false, [id(5)]: true, [id(22)]: false },
  });
});

test("Records that were journaled and not written are written at the next start", async () => {
  const path = folder();
  const away = (await temporaryDatabase({ migrated: false })).sql;
  // This database has no tables: nothing can be written.
  const first = records(path, away);
  for (const event of [...connected, joined(1), ...gaveUp(1, 900)]) first.of(pbx).append(event);
  await first.close();
  expect(await onFile()).toHaveLength(0);
  const second = records(path);
  stops.push(() => second.close());
  const { visits } = await second.of(pbx).day(start);
  expect(visits).toMatchObject([{ uniqueid: id(1), outcome: "abandoned", waitMs: 900, position: 1 }]);
});

test("Records of a journal that begins anew are written, though the old one had gone further", async () => {
  const first = records(folder());
  for (const event of [...connected, ...[1, 2, 3].flatMap((each) => [joined(each), ...gaveUp(each, 100)])]) {
    first.of(pbx).append(event);
  }
  await until(onFile, (rows) => rows.filter((row) => !row.open).length === 3);
  await first.close();
  const second = records(folder());
  stops.push(() => second.close());
  second.of(pbx).append(joined(9));
  await until(onFile, (rows) => rows.length === 4);
});

test("Records tell when a PBX was watched, also up to the moment of a crash, and what ended unseen between", async () => {
  const path = folder();
  const first = records(path);
  const counts = (at: number, completed: number): CallCentreEvent => ({
    ...{ type: "queue_snapshot", pbx, at: start + at * 1_000, queue, strategy: null, maxWaiting: null },
    ...{ completed, abandoned: 0, members: [], waiting: [] },
  });
  const listed = (at: number, completed: number): CallCentreEvent[] => [
    { type: "connected", pbx, at: start + at * 1_000, amiVersion: null },
    counts(at + 1, completed),
    { type: "queues_listed", pbx, at: start + (at + 1) * 1_000, queues: [queue] },
  ];
  const lost: CallCentreEvent = { type: "disconnected", pbx, at: start + 55_000 };
  for (const event of [...connected, tick(50), counts(50, 10), lost, ...listed(70, 13), tick(80)]) {
    first.of(pbx).append(event);
  }
  await first.close();
  const second = records(path);
  stops.push(() => second.close());
  expect((await second.of(pbx).day(start)).watches).toEqual([
    { from: start, to: start + 50_000, missed: null },
    { from: start + 71_000, to: start + 80_000, missed: { [queue]: 3 } },
  ]);
  const told = Promise.withResolvers<Watch>();
  second.of(pbx).onWatch(told.resolve);
  for (const event of listed(90, 14)) second.of(pbx).append(event);
  expect(await told.promise).toMatchObject({ from: start + 91_000, missed: { [queue]: 1 } });
});

const ana = { interface: asInterface("PJSIP/1001"), memberName: "Ana" };
const memberTold = { ...unknownMember(ana.interface), name: "Ana", paused: false, status: 1 };
const memberEvent = (
  type: "member_added" | "member_removed",
  second: number,
  paused: boolean | null,
): CallCentreEvent =>
  ({ type, pbx, at: start + second * 1000, queue, ...ana, member: memberTold, paused }) as CallCentreEvent;
const pauseEvent = (second: number, paused: boolean, reason: string | null): CallCentreEvent => ({
  ...{ type: "member_paused", pbx, at: start + second * 1000, queue, ...ana, paused, reason },
  member: { ...memberTold, paused, pauseReason: reason },
});
const intervals = async () =>
  (
    await sql<{ kind: string; reason: string | null; from: number; to: number | null; open: boolean }[]>`
      select kind, reason, from_at as "from", to_at as "to", open from agent_intervals order by from_at, id
    `
  ).map(({ kind, reason, from, to, open }) =>
    [kind, reason ?? "", (from - start) / 1000, to === null ? "?" : (to - start) / 1000, open ? "open" : ""]
      .join(" ")
      .trim(),
  );

test("Records keep sessions and pauses from their beginning on, over a restart, each once", async () => {
  const path = folder();
  const first = records(path);
  const before = [memberEvent("member_added", 5, false), pauseEvent(10, true, "Café"), pauseEvent(20, false, null)];
  for (const event of [...connected, ...before, pauseEvent(30, true, "Almoço")]) first.of(pbx).append(event);
  const went = ["session  5 ? open", "pause Café 10 20", "pause Almoço 30 ? open"];
  await until(intervals, (rows) => rows.length === 3);
  expect(await intervals()).toEqual(went);
  await first.close();

  const second = records(path);
  stops.push(() => second.close());
  const listed = { ...memberTold, paused: true, pauseReason: "Almoço" };
  const again: CallCentreEvent[] = [
    { type: "connected", pbx, at: start + 60_000, amiVersion: null },
    {
      ...{ type: "queue_snapshot", pbx, at: start + 60_000, queue, strategy: null, maxWaiting: null, completed: null },
      ...{ abandoned: null, members: [listed], waiting: [] },
    },
    { type: "queues_listed", pbx, at: start + 60_000, queues: [queue] },
  ];
  for (const event of [...again, pauseEvent(70, false, null), memberEvent("member_removed", 80, null)]) {
    second.of(pbx).append(event);
  }
  await until(intervals, (rows) => rows.length > 0 && rows.every((row) => !row.endsWith("open")));
  expect(await intervals()).toEqual(["session  5 80", "pause Café 10 20", "pause Almoço 30 70"]);
  // All of one whom nobody has told us of.
  const owners = await sql`
    select agents.name, code, count(*)::integer as count from agent_intervals left join agents on agents.id = agent_id
    group by agents.id
  `;
  expect([...owners]).toEqual([{ name: "Ana", code: null, count: 3 }]);
});

const desk = { uniqueid: id(1), linkedid: linkedid(id(1)), channel: "PJSIP/1001-00000001", number: "1001" };
const world = {
  uniqueid: uniqueid(`${id(1)}2`),
  linkedid: desk.linkedid,
  channel: "PJSIP/trunk-00000002",
  number: null,
};
const rest = { name: null, context: "from-phones", exten: "011955550100" };
/** A phone dials out, and is answered after three seconds. */
const calledOut: CallCentreEvent[] = [
  { type: "channel_created", pbx, at: start + 1_000, state: 4, ...desk, ...rest },
  { type: "channel_created", pbx, at: start + 1_010, state: 0, ...world, ...rest },
  {
    ...{ type: "dial_began", pbx, at: start + 1_020, uniqueid: desk.uniqueid, linkedid: desk.linkedid },
    ...{ destUniqueid: world.uniqueid, destChannel: world.channel },
  },
];
const inTalk = [desk, world].map(
  ({ uniqueid, linkedid, channel }): CallCentreEvent => ({
    ...{
      type: "bridge_entered",
      pbx,
      at: start + 4_000,
      bridgeId: "b",
      uniqueid,
      linkedid,
      channel,
      swapUniqueid: null,
    },
  }),
);
const farAnswered: CallCentreEvent = {
  ...{
    type: "dial_ended",
    pbx,
    at: start + 4_000,
    uniqueid: desk.uniqueid,
    destUniqueid: world.uniqueid,
    status: "ANSWER",
  },
};
const hungUp = [desk, world].map(
  (channel): CallCentreEvent => ({ type: "channel_hung_up", pbx, at: start + 9_500, cause: 16, ...channel, ...rest }),
);
const callsOnFile = () => listCalls(sql, {}, allSeen, { order: "oldest", after: null, limit: 10 });

test("Records keep a call without a queue, over a restart in the middle of it, to the millisecond", async () => {
  const path = folder();
  const first = records(path);
  for (const event of [...connected, ...calledOut, farAnswered, ...inTalk]) first.of(pbx).append(event);
  const [talking] = await until(callsOnFile, (calls) => calls.length === 1);
  expect(talking).toMatchObject({ open: true, answered: true, direction: "out", did: "011955550100", talkMs: null });
  await first.close();
  const second = records(path);
  stops.push(() => second.close());
  for (const event of hungUp) second.of(pbx).append(event);
  const ended = await until(callsOnFile, ([call]) => call?.open === false);
  expect(ended).toMatchObject([
    {
      ...{
        linkedid: desk.linkedid,
        beganAt: start + 1_000,
        endedAt: start + 9_500,
        talkMs: 5_500,
        trunk: "PJSIP/trunk",
      },
      ...{ interfaces: ["PJSIP/1001"], callerNumber: "1001", notes: [] },
      legs: [
        { interface: "PJSIP/1001", direction: "out", startedAt: start + 1_020, result: "answered", talkMs: 5_500 },
      ],
    },
  ]);
});

test("Records keep the part of a journal in which a call that is up began", async () => {
  const path = folder();
  let now = start;
  const journal = Journal.open({
    folder: path,
    log: silentLog,
    now: () => now,
    refused: () => {},
    resumed: () => {},
    segmentBytes: 200,
  });
  const partitions = new Partitions(sql);
  const agents = new AgentRegister(() => now);
  const recorder = new Recorder({ pbx, journal, sql, partitions, agents, log: silentLog, now: () => now });
  recorder.start();
  stops.push(async () => {
    await journal.close();
    await recorder.stop();
  });
  const first = () => journal.segments()[0]?.first;
  // Each a group of its own: in a part of its own.
  const tell = async (event: CallCentreEvent) => {
    const synced = Promise.withResolvers<void>();
    const end = journal.onSynced(synced.resolve);
    journal.append(event);
    await synced.promise;
    end();
  };
  for (const event of [...connected, ...calledOut]) await tell(event);
  /** Time goes by until something holds. */
  const passes = (holds: () => Promise<boolean>) =>
    until(
      async () => {
        now += 60_000;
        await tell({ type: "tick", pbx, at: now });
        return [await holds()];
      },
      ([isSo]) => isSo === true,
    );
  const recorded = async () => (await findPosition(sql, pbx, journal.id)) ?? 0;
  await passes(async () => now > start + 3_600_000 && (await recorded()) > 10);
  expect(first()).toBe(1);
  for (const event of hungUp) await tell({ ...event, at: now });
  await passes(async () => first() !== 1);
});
