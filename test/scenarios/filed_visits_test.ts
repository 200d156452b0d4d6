/** Every recorded call through the real database, as each source tells it piece by piece, against what truly happened. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  type CallCentreEvent,
  type MergedVisit,
  type PbxId,
  pbxId,
  type Visit,
  VisitFold,
  visitKey,
} from "@qmanager/core";
import fc from "fast-check";
import { visitsOf } from "../../apps/server/cli/calls.ts";
import type { Capture } from "../../apps/server/cli/capture.ts";
import { Partitions } from "../../apps/server/db/partitions.ts";
import { temporaryDatabase } from "../../apps/server/db/temporary.ts";
import { calledAt, visitsSince } from "../../apps/server/db/visits.ts";
import { knownBefore } from "../../apps/server/queue_log/known_before.ts";
import { AgentRegister } from "../../apps/server/records/agent_register.ts";
import { type VisitSource, writeVisits } from "../../apps/server/records/write_visits.ts";
import { type Scenario, scenarios } from "./scenario.ts";
import { wrongsOfBoth } from "./wrongs_of_both.ts";
import { wrongsOfSource } from "./wrongs_of_source.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const partitions = new Partitions(sql);
const agents = new AgentRegister(Date.now);

/** What is written at once. */
interface Telling {
  source: VisitSource;
  visits: Visit[];
}

/** What a recorder would write after each so many events. */
async function tellings(
  pbx: PbxId,
  capture: Capture,
  eventsAtOnce: number,
  before: readonly CallCentreEvent[] = [],
): Promise<Telling[]> {
  const fold = new VisitFold(pbx, { source: capture.source });
  for (const event of before) fold.apply(event);
  const all: Telling[] = [];
  let told = new Map<string, Visit>();
  let events = 0;
  const tell = () => {
    if (told.size > 0) all.push({ source: capture.source === "ami" ? "live" : "log", visits: [...told.values()] });
    told = new Map();
  };
  for await (const event of capture.events) {
    for (const visit of fold.apply({ ...event, pbx })) told.set(visitKey(visit), visit);
    events += 1;
    if (events % eventsAtOnce === 0) tell();
  }
  tell();
  return all;
}

async function* iterated<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list;
}

async function write(pbx: PbxId, all: readonly Telling[]): Promise<number> {
  let touched = 0;
  for (const { source, visits } of all) {
    await partitions.have("visits", visits.map(calledAt));
    touched += (await sql.begin((tx) => writeVisits(tx, pbx, source, visits, agents))).length;
  }
  return touched;
}

const onFile = (pbx: PbxId): Promise<MergedVisit[]> => visitsSince(sql, pbx, 0);
/** With the version of each row: a row that is written anew, though the same, has another. */
const versions = (pbx: PbxId) =>
  sql`select *, xmin::text from visits where pbx = ${pbx} order by called_at, uniqueid, visit`;

const all = await scenarios();
let count = 0;
const another = (scenario: Scenario) => pbxId(`${scenario.name.replace("/", "-")}-${++count}`);

describe.each(all.map((scenario) => [scenario.name, scenario] as const))("%s", (_, scenario) => {
  test("visits on file are as they were, by AMI alone and by queue_log alone", async () => {
    const [a, b] = [another(scenario), another(scenario)];
    await write(a, await tellings(a, await scenario.ami(), 7));
    await write(b, await tellings(b, await scenario.queueLog(), 3));
    expect(wrongsOfSource(scenario, await onFile(a), "ami")).toEqual([]);
    expect(wrongsOfSource(scenario, await onFile(b), "queue_log")).toEqual([]);
  });

  test("visits on file are as they were and the same by both, in whatever order they tell", async () => {
    const ami = await visitsOf(await scenario.ami());
    const first = another(scenario);
    await write(first, await tellings(first, await scenario.ami(), 1_000_000));
    await write(first, await tellings(first, await scenario.queueLog(), 1_000_000));
    const visits = await onFile(first);
    expect(wrongsOfBoth(scenario, visits, ami)).toEqual([]);
    const whole = visits.map((visit) => ({ ...visit, pbx: null }));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 8 }),
        fc.infiniteStream(fc.boolean()),
        async (few, fewer, turns) => {
          const pbx = another(scenario);
          const live = await tellings(pbx, await scenario.ami(), few);
          const log = await tellings(pbx, await scenario.queueLog(), fewer);
          const mixed: Telling[] = [];
          while (live.length > 0 || log.length > 0) {
            const next = (turns.next().value ? live : log).shift();
            if (next) mixed.push(next);
          }
          await write(pbx, mixed);
          expect((await onFile(pbx)).map((visit) => ({ ...visit, pbx: null }))).toEqual(whole);
        },
      ),
      { numRuns: 2 },
    );
  });

  test("visits of which one part of the log tells the beginning and another the end are as they were", async () => {
    const rows = await Array.fromAsync((await scenario.queueLog()).events);
    await fc.assert(
      fc.asyncProperty(fc.nat(rows.length), fc.integer({ min: 1, max: 8 }), async (cut, few) => {
        const pbx = another(scenario);
        const part = async (events: CallCentreEvent[]) => ({
          ...(await scenario.queueLog()),
          events: iterated(events),
        });
        await write(pbx, await tellings(pbx, await part(rows.slice(0, cut)), few));
        const rest = rows.slice(cut);
        await write(pbx, await tellings(pbx, await part(rest), few, await knownBefore(sql, pbx, rest)));
        expect(wrongsOfSource(scenario, await onFile(pbx), "queue_log")).toEqual([]);
      }),
      { numRuns: 4 },
    );
  });

  test("visits told again, all of them or as a later part of the log has them, change no row", async () => {
    const pbx = another(scenario);
    const live = await tellings(pbx, await scenario.ami(), 1_000_000);
    const log = await tellings(pbx, await scenario.queueLog(), 1_000_000);
    await write(pbx, [...live, ...log]);
    const before = await versions(pbx);
    expect(await write(pbx, [...log, ...live])).toBe(0);
    const { events } = await scenario.queueLog();
    const rows = await Array.fromAsync(events);
    for (const share of [0.25, 0.5, 0.75]) {
      const later = rows.slice(Math.floor(rows.length * share));
      const part = { ...(await scenario.queueLog()), events: iterated(later) };
      await write(pbx, await tellings(pbx, part, 5, await knownBefore(sql, pbx, later)));
    }
    expect(await versions(pbx)).toEqual(before);
  });
});
