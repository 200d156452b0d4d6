import { expect, test } from "bun:test";
import { AmiParser, toEvent } from "@qmanager/ami";
import { isRow, parseQueueLogLine, pbxId, rowToEvent, type Visit, VisitFold, visitKey } from "@qmanager/core";
import { formatQueueLogRow, generatedQueue, Simulation, type SimulationOptions, type TrueVisit } from "./mod.ts";

const pbx = pbxId("sim");
const encoder = new TextEncoder();

// Two busy hours with too few agents and low limits, so that every way out of a queue is taken.
const crowded: SimulationOptions = {
  seed: 3,
  agents: 30,
  callsPerMinute: 14,
  byHour: false,
  odds: { queueTransfer: 0.05, attendedTransfer: 0.05, exitKey: 0.2, ignore: 0.15, busy: 0.05, reject: 0.05 },
  habits: { pauseEveryMs: 10 * 60_000, shiftMs: 40 * 60_000, breakMs: 20 * 60_000, phoneLostEveryMs: 60 * 60_000 },
};
const hours = 2;

function lived(): { truth: TrueVisit[]; fromAmi: Visit[]; fromLog: Visit[]; unmatched: number } {
  const simulation = new Simulation(crowded);
  const truth: TrueVisit[] = [];
  simulation.onVisit = (visit) => truth.push(visit);
  const parser = new AmiParser();
  parser.push(encoder.encode("Asterisk Call Manager/11.0.0\r\n"));
  const fold = new VisitFold(pbx);
  const fromAmi = new Map<string, Visit>();
  for (const message of simulation.messages(hours * 3_600_000)) {
    for (const parsed of parser.push(encoder.encode(message.text))) {
      const event = toEvent(parsed, message.at, { pbx });
      expect(event).not.toBe("incomplete");
      if (event && event !== "incomplete") for (const visit of fold.apply(event)) fromAmi.set(visitKey(visit), visit);
    }
  }
  const logFold = new VisitFold(pbx, { source: "queue_log" });
  const fromLog = new Map<string, Visit>();
  for (const row of simulation.pbx.book.rows) {
    const parsed = parseQueueLogLine(formatQueueLogRow(row));
    if (!isRow(parsed)) throw new Error(`Not a line of queue_log: ${formatQueueLogRow(row)}`);
    const event = rowToEvent(parsed, { pbx });
    if (event) for (const visit of logFold.apply(event)) fromLog.set(visitKey(visit), visit);
  }
  const closed = (visits: Map<string, Visit>) => [...visits.values()].filter((visit) => !visit.open);
  return { truth, fromAmi: closed(fromAmi), fromLog: closed(fromLog), unmatched: fold.unmatched.count };
}

const life = lived();
const order = (a: { enteredAt: number | null; uniqueid: string }, b: { enteredAt: number | null; uniqueid: string }) =>
  (a.enteredAt ?? 0) - (b.enteredAt ?? 0) || (a.uniqueid < b.uniqueid ? -1 : 1);

test("Simulation tells in AMI what really happened: the visits read from it are the true ones, to the millisecond", () => {
  const want = life.truth.toSorted(order);
  const got = life.fromAmi.toSorted(order).map((visit) => ({
    uniqueid: visit.uniqueid as string,
    linkedid: visit.linkedid as string,
    queue: visit.queue as string,
    callerNumber: visit.callerNumber ?? "",
    callerName: visit.callerName,
    outcome: visit.outcome,
    enteredAt: visit.enteredAt,
    waitMs: visit.waitMs,
    endedBy: visit.endedBy,
    ringMs: visit.ringMs,
    talkMs: visit.talkMs,
    interface: visit.interface as string | null,
    agent: visit.agent,
  }));
  expect(got).toEqual(want as typeof got);
  expect(life.unmatched).toBe(0);
});

test("Simulation writes a queue_log that tells the same visits, in whole seconds and without the refused ones", () => {
  // The order within one second is the log's own.
  const key = (visit: { uniqueid: string; queue: string; enteredAt: number | null }) =>
    `${visit.uniqueid} ${visit.queue} ${Math.floor((visit.enteredAt ?? 0) / 1000)}`;
  const logged = new Map(life.fromLog.map((visit) => [key(visit), visit]));
  const offered = life.truth.filter((visit) => visit.outcome !== "refused");
  for (const visit of offered) {
    const row = logged.get(key(visit));
    expect({ ...visit, outcome: row?.outcome, endedBy: row?.endedBy, agent: row?.agent }).toMatchObject({
      outcome: visit.outcome,
      endedBy: visit.endedBy,
      agent: visit.agent,
    });
    expect(Math.abs((row?.waitMs ?? -9_999) - (visit.waitMs ?? 0))).toBeLessThanOrEqual(1_000);
    expect(Math.abs((row?.talkMs ?? 0) - (visit.talkMs ?? 0))).toBeLessThanOrEqual(1_000);
  }
  expect(logged.size).toBe(offered.length);
});

test("Simulation knows every outcome and every ending", () => {
  const seen = new Set(life.truth.map((visit) => `${visit.outcome} ${visit.endedBy ?? ""}`.trim()));
  expect([...seen].sort()).toEqual([
    "abandoned",
    "answered agent",
    "answered caller",
    "answered transfer",
    "exit_empty",
    "exit_key",
    "refused",
    "timeout",
  ]);
});

function transcript(options: SimulationOptions): string {
  return [...new Simulation(options).messages(10 * 60_000)].map((message) => `${message.at} ${message.text}`).join("");
}

test("Simulation.messages() gives the same day for the same seed, and another for another", () => {
  const options = { ...crowded, agents: 12, callsPerMinute: 6 };
  const once = transcript(options);
  expect(transcript(options) === once).toBe(true);
  expect(transcript({ ...options, seed: 4 }) === once).toBe(false);
});

test("Simulation is busier at noon than at night", () => {
  const calls = (hour: number) => {
    const simulation = new Simulation({ seed: 5, callsPerMinute: 20, startAt: Date.UTC(2026, 2, 4, hour) });
    simulation.pbx.wanted = 0;
    simulation.advance(simulation.pbx.now + 30 * 60_000);
    return simulation.pbx.book.rows.filter((row) => row.event === "ENTERQUEUE").length;
  };
  expect(calls(10)).toBeGreaterThan(10 * calls(3));
});

test("generatedQueue() gives every queue a name and a number of its own", () => {
  const queues = Array.from({ length: 60 }, (_, index) => generatedQueue(index, false));
  expect(new Set(queues.map((queue) => queue.name)).size).toBe(60);
  expect(new Set(queues.map((queue) => queue.did)).size).toBe(60);
});
