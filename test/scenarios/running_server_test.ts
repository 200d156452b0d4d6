/** Every recording through the running server: AMI over TCP, a queue_log that is followed, and REST, against the truth. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MergedVisit, type PbxId, pbxId, settledSettings, type Visit } from "@qmanager/core";
import { visitsOf } from "../../apps/server/cli/calls.ts";
import { temporaryDatabase } from "../../apps/server/db/temporary.ts";
import { silentLog } from "../../apps/server/log.ts";
import { PbxLines } from "../../apps/server/pbx/lines.ts";
import type { PbxSettings } from "../../apps/server/pbx/settings.ts";
import { QueueLogs } from "../../apps/server/queue_log/queue_logs.ts";
import { Records } from "../../apps/server/records/records.ts";
import { signedIn } from "../../apps/server/routes/app_of_tests.ts";
import { Random } from "../simulator/random.ts";
import { type Span, spansOf } from "./recorded_pbx.ts";
import { type Cut, replayOf } from "./replay.ts";
import { type Scenario, scenarios } from "./scenario.ts";
import { wrongsInPart } from "./wrongs_in_part.ts";
import { wrongsOfBoth } from "./wrongs_of_both.ts";
import { wrongsOfSource } from "./wrongs_of_source.ts";

// A real database and real sockets, on machines that have other work too.
setDefaultTimeout(300_000);

/** Another one cuts elsewhere: `QM_CUTS_SEED=7 bun test test/scenarios/running_server_test.ts`. */
const seed = Number(process.env.QM_CUTS_SEED ?? 4);

/** What the server has of a PBX. */
const witnesses = ["AMI alone", "queue_log alone", "both", "both, and AMI is cut"] as const;
type Witness = (typeof witnesses)[number];

const all = await scenarios();
const folder = mkdtempSync(join(tmpdir(), "qm-replay-"));
const { sql } = await temporaryDatabase();
const closing: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

const idOf = (scenario: Scenario, witness: Witness): PbxId =>
  pbxId(`${scenario.name.replace("/", "-")}-${witnesses.indexOf(witness)}`);
const logOf = (pbx: PbxId): string => join(folder, pbx, "queue_log");
const settingsOf = (pbx: PbxId, port: number, queueLog: string | null): PbxSettings => ({
  ...{ id: pbx, name: pbx, host: "127.0.0.1", port, username: "qmanager", secret: "unasked", tls: false, queueLog },
});

// To the server it is the hour after the recordings, whenever that is.
const lateBy = Date.now() - Math.max(...all.map(({ truth }) => truth.endMs));
const now = () => Date.now() - lateBy;
const records = new Records({
  ...{ folder: join(folder, "journal"), sql, log: silentLog, now, refused: () => {}, resumed: () => {} },
});
closing.push(() => records.close());
const { agents, partitions } = records;
const logged = witnesses.filter((witness) => witness !== "AMI alone");
const logs = new QueueLogs({
  ...{ sql, partitions, agents, site: { zone: "UTC" }, log: silentLog, now },
  fixed: all
    .flatMap((scenario) => logged.map((each) => idOf(scenario, each)))
    .map((id) => settingsOf(id, 1, logOf(id))),
});
closing.push(() => logs.close());
const ask = await signedIn(sql, { agents, partitions, logs, keeping: (pbx) => records.keeping(pbx), now });

/** The way to the PBX is cut now and then: more often in the longer ones. */
function cutsOf(scenario: Scenario, spans: readonly Span[]): Cut[] {
  const random = new Random(seed).stream(scenario.name);
  const messages = spans.reduce((sum, { told }) => sum + told.length, 0);
  const cuts: Cut[] = [];
  const many = Math.max(2, Math.ceil(messages / 2_000));
  let from = 0;
  for (;;) {
    from += 1 + Math.floor(random.exponential(messages / many / 2));
    const to = from + 1 + Math.floor(random.exponential(messages / many / 4));
    if (to >= messages) return cuts;
    cuts.push({ from, to, kind: random.chance(0.75) ? "broken" : "held" });
    from = to;
  }
}

/** Plays a recording to a line of its own, whose time is that of the recording. */
async function play(scenario: Scenario, witness: Witness, spans: readonly Span[], cuts: readonly Cut[]): Promise<void> {
  const pbx = idOf(scenario, witness);
  const ends: (() => unknown)[] = [];
  const { clock, open, port, play: playAll } = await replayOf(spans, scenario.version, cuts, ends);
  const lines = new PbxLines({
    ...{ fixed: [settingsOf(pbx, port, null)], open, clock, log: silentLog, site: { zone: "UTC" } },
    ...{ records: (id: PbxId) => records.of(id), agentOf: () => null, publish: () => {}, replace: () => {} },
    settingsOf: () => settledSettings(),
  });
  const beat = () => {
    lines.tick(clock.now());
    clock.after(1_000, beat);
  };
  beat();
  lines.configure([]);
  await playAll();
  await lines.close();
  for (const end of ends) end();
}

const rows = (text: string): string[] => text.split("\n").slice(0, -1);

beforeAll(async () => {
  logs.configure([]);
  for (const scenario of all) {
    for (const witness of witnesses) mkdirSync(join(folder, idOf(scenario, witness)));
    const spans = await spansOf(scenario);
    const log = rows(await scenario.queueLogText());
    writeFileSync(logOf(idOf(scenario, "queue_log alone")), `${log.join("\n")}\n`);
    for (const witness of ["AMI alone", "both", "both, and AMI is cut"] as const) {
      // The log is read before the rest is heard of, or after it.
      const early = new Random(seed).stream(`${scenario.name} log`).below(log.length + 1);
      const append = (some: string[]) =>
        witness !== "AMI alone" &&
        appendFileSync(logOf(idOf(scenario, witness)), some.map((row) => `${row}\n`).join(""));
      append(log.slice(0, early));
      await play(scenario, witness, spans, witness === "both, and AMI is cut" ? cutsOf(scenario, spans) : []);
      append(log.slice(early));
    }
  }
});

/** Done when all that the server took in of a PBX is on file. */
async function onFile(pbx: PbxId, lines: number): Promise<void> {
  for (;;) {
    const taken = records.keeping(pbx)?.taken ?? 0;
    const [told] = await sql`select 1 from journal_positions where pbx = ${pbx} and number >= ${taken}`;
    const [read] = await sql`select 1 from log_positions where pbx = ${pbx} and lines >= ${lines}`;
    if ((taken === 0 || told) && (lines === 0 || read)) return;
    await Bun.sleep(20);
  }
}

/** As REST tells them, page by page. */
async function visitsOverRest(pbx: PbxId): Promise<MergedVisit[]> {
  const visits: MergedVisit[] = [];
  let cursor: string | null = null;
  do {
    const after = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, json } = await ask("GET", `/visits?pbx=${pbx}&order=oldest&limit=100${after}`);
    expect(status).toBe(200);
    visits.push(...json.visits);
    cursor = json.next;
  } while (cursor !== null);
  return visits;
}

async function visitsBy(scenario: Scenario, witness: Witness): Promise<MergedVisit[]> {
  const pbx = idOf(scenario, witness);
  await onFile(pbx, witness === "AMI alone" ? 0 : rows(await scenario.queueLogText()).length);
  return await visitsOverRest(pbx);
}

/** With an Asterisk that dies the line goes as well: what its last calls did until then is not known. */
function cutByDeath(visit: Visit): Visit {
  const isCut = visit.notes.includes("asterisk_died") && visit.endedAt === null;
  return isCut ? { ...visit, notes: [...visit.notes, "away_meanwhile"] } : visit;
}

describe.each(all.map((scenario) => [scenario.name, scenario] as const))(
  "%s through the running server",
  (_, scenario) => {
    test("REST has all visits as they were, by AMI alone and by queue_log alone", async () => {
      expect(wrongsOfSource(scenario, await visitsBy(scenario, "AMI alone"), "ami")).toEqual([]);
      expect(wrongsOfSource(scenario, await visitsBy(scenario, "queue_log alone"), "queue_log")).toEqual([]);
    });

    test("REST has all visits as they were, by both", async () => {
      const heard = (await visitsOf(await scenario.ami())).map(cutByDeath);
      expect(wrongsOfBoth(scenario, await visitsBy(scenario, "both"), heard)).toEqual([]);
    });

    test("REST has all of the log, and nothing wrong beside it, wherever AMI is cut", async () => {
      const wrongs = wrongsInPart(scenario, await visitsBy(scenario, "both, and AMI is cut"));
      expect({ seed, wrongs }).toEqual({ seed, wrongs: [] });
    });
  },
);
