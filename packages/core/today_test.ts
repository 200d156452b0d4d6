import { expect, test } from "bun:test";
import fc from "fast-check";
import { pbxId, queueName, uniqueid } from "./ids.ts";
import { defaultQueueSettings, type QueueSettings, type ServiceSettings } from "./queue_settings.ts";
import { serviceFormulas } from "./service_level.ts";
import { Today } from "./today.ts";
import type { Visit } from "./visit.ts";

const suporte = queueName("suporte");
const midnight = Date.parse("2026-03-02T03:00:00Z");

function visit(id: string, more: Partial<Visit> = {}): Visit {
  return {
    pbx: pbxId("main"),
    uniqueid: uniqueid(id),
    linkedid: null,
    queue: suporte,
    visit: 1,
    callerNumber: null,
    callerName: null,
    enteredAt: midnight + 1_000,
    outcome: null,
    endedBy: null,
    interface: null,
    agent: null,
    answeredAt: null,
    endedAt: null,
    waitMs: null,
    ringMs: null,
    talkMs: null,
    holdMs: null,
    position: null,
    attempts: [],
    surveyOffered: null,
    csat: null,
    provisional: false,
    notes: [],
    open: false,
    ...more,
  };
}

test("Today.view() is all zeros for a queue without visits", () => {
  expect(new Today(midnight).view(suporte)).toEqual({
    since: midnight,
    offered: 0,
    answered: 0,
    abandoned: 0,
    timeout: 0,
    otherExits: 0,
    refused: 0,
    answeredWaitMs: 0,
    talkMs: 0,
    talks: 0,
    maxWaitMs: null,
    serviceLevel: null,
    formula: "F",
    thresholdMs: 60_000,
    missed: [],
  });
});

test("Today.add() counts each outcome in its place", () => {
  const today = new Today(midnight);
  today.add(visit("1", { outcome: "answered", waitMs: 10_000, talkMs: 90_000 }));
  today.add(visit("2", { outcome: "answered", waitMs: 70_000, open: true }));
  today.add(visit("3", { outcome: "abandoned", waitMs: 4_000 }));
  today.add(visit("4", { outcome: "abandoned", waitMs: 30_000 }));
  today.add(visit("5", { outcome: "timeout", waitMs: 90_000 }));
  today.add(visit("6", { outcome: "exit_key", waitMs: 8_000 }));
  today.add(visit("7", { outcome: "lost", waitMs: null }));
  today.add(visit("8", { outcome: "refused" }));
  today.add(visit("9", { open: true }));
  expect(today.view(suporte)).toEqual({
    since: midnight,
    offered: 8,
    answered: 2,
    abandoned: 2,
    timeout: 1,
    otherExits: 2,
    refused: 1,
    answeredWaitMs: 80_000,
    talkMs: 90_000,
    talks: 1,
    maxWaitMs: 90_000,
    // One of two answered in time; of four not served with a known wait, one gave up at once.
    serviceLevel: 1 / 5,
    formula: "F",
    thresholdMs: 60_000,
    missed: [],
  });
});

test("Today.add() puts a visit told again in the place of what it was", () => {
  const today = new Today(midnight);
  const changed = { queue: suporte, quarters: [midnight] };
  expect(today.add(visit("1", { open: true }))).toEqual(changed);
  expect(today.add(visit("1", { open: true }))).toBeNull();
  expect(today.add(visit("1", { outcome: "timeout", waitMs: 50_000 }))).toEqual(changed);
  today.add(visit("2", { outcome: "answered", waitMs: 20_000 }));
  today.add(visit("1", { outcome: "abandoned", waitMs: 10_000 }));
  expect(today.view(suporte)).toMatchObject({ offered: 2, timeout: 0, abandoned: 1, maxWaitMs: 20_000 });
});

test("Today.add() leaves out who entered before the day, though he is answered in it", () => {
  const today = new Today(midnight);
  const early = visit("1", { enteredAt: midnight - 1, outcome: "answered", answeredAt: midnight + 5_000 });
  expect(today.add(early)).toBeNull();
  expect(today.view(suporte).offered).toBe(0);
});

test("Today.startDay() begins anew, with those who entered since", () => {
  const today = new Today(midnight);
  const next = midnight + 86_400_000;
  today.add(visit("1", { outcome: "answered", waitMs: 10_000 }));
  today.add(visit("2", { enteredAt: next, open: true }));
  expect(today.startDay(next)).toEqual([suporte]);
  expect(today.view(suporte)).toMatchObject({ since: next, offered: 1, answered: 0, maxWaitMs: null });
  today.add(visit("1", { outcome: "answered", waitMs: 10_000, talkMs: 5_000 }));
  expect(today.view(suporte)).toMatchObject({ offered: 1, talks: 0 });
});

const ofQueue = (service: Partial<ServiceSettings>, exitsAreTimeouts = false): QueueSettings => ({
  ...defaultQueueSettings,
  service: { ...defaultQueueSettings.service, ...service },
  exitsAreTimeouts,
});

test("Today.view() measures by the queue's own policy and says its formula and threshold", () => {
  const today = new Today(midnight, () => ofQueue({ formula: "A", thresholdSeconds: 5, shortSeconds: 1 }));
  today.add(visit("1", { outcome: "answered", waitMs: 5_000 }));
  today.add(visit("2", { outcome: "answered", waitMs: 5_001 }));
  expect(today.view(suporte)).toMatchObject({ serviceLevel: 0.5, formula: "A", thresholdMs: 5_000 });
});

test("Today.reconfigure() counts by the new policy whoever came today, those too who are settled", () => {
  let settings = ofQueue({ thresholdSeconds: 60 });
  const today = new Today(midnight, () => settings);
  const visits = [
    visit("1", { outcome: "answered", waitMs: 5_000 }),
    visit("2", { outcome: "answered", waitMs: 5_001 }),
    visit("3", { outcome: "exit_key", waitMs: 9_000 }),
    visit("4", { outcome: "lost", waitMs: null }),
  ];
  for (const each of visits) today.add(each);
  today.settle(visits[0]!);
  today.settle(visits[2]!);
  expect(today.view(suporte)).toMatchObject({ serviceLevel: 2 / 3, timeout: 0, otherExits: 2 });

  settings = ofQueue({ formula: "C", thresholdSeconds: 5 }, true);
  expect(today.reconfigure()).toEqual([{ queue: suporte, quarters: [midnight] }]);
  expect(today.view(suporte)).toMatchObject({ serviceLevel: 1 / 3, formula: "C", timeout: 1, otherExits: 1 });
  expect(today.quarter(suporte, midnight)).toMatchObject({ offered: 4, timeout: 1, otherExits: 1 });
  // What is told again goes out of the figures as it came in.
  today.add(visit("2", { outcome: "abandoned", waitMs: 5_001 }));
  expect(today.view(suporte)).toMatchObject({ serviceLevel: 1 / 3, answered: 1, abandoned: 1 });

  settings = ofQueue({ formula: "C", thresholdSeconds: 9 }, true);
  expect(today.reconfigure()).toEqual([]);
  expect(today.view(suporte)).toMatchObject({ serviceLevel: 1 / 3, thresholdMs: 9_000 });
});

test("Today.reconfigure() counts as if the policy had been so all day, whatever came and was settled", () => {
  const policy = fc.record({
    formula: fc.constantFrom(...serviceFormulas),
    thresholdSeconds: fc.integer({ min: 0, max: 20 }),
    shortSeconds: fc.integer({ min: 0, max: 20 }),
  });
  const came = fc.record({
    id: fc.integer({ min: 1, max: 8 }),
    outcome: fc.constantFrom("answered", "abandoned", "timeout", "exit_key", "withdrawn", "refused", null),
    waitMs: fc.option(fc.integer({ min: 0, max: 22_000 })),
    settled: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(came, { maxLength: 30 }), policy, policy, fc.boolean(), (all, one, other, folded) => {
      let settings = ofQueue(one);
      const changed = new Today(midnight, () => settings);
      const constant = new Today(midnight, () => ofQueue(other, folded));
      const gone = new Set<number>();
      for (const { id, outcome, waitMs, settled } of all) {
        if (gone.has(id)) continue;
        const told = visit(String(id), { outcome, waitMs });
        for (const day of [changed, constant]) {
          day.add(told);
          if (settled) day.settle(told);
        }
        if (settled) gone.add(id);
      }
      settings = ofQueue(other, folded);
      changed.reconfigure();
      expect(changed.view(suporte)).toEqual(constant.view(suporte));
      expect(changed.quarters(suporte)).toEqual(constant.quarters(suporte));
    }),
  );
});

const outcomes = [
  "answered",
  "abandoned",
  "timeout",
  "exit_key",
  "exit_empty",
  "withdrawn",
  "lost",
  "refused",
  null,
] as const;

test("Today.add() comes to the same however often and in whatever versions a visit is told", () => {
  const version = fc.record({
    outcome: fc.constantFrom(...outcomes),
    waitMs: fc.option(fc.nat(120_000)),
    talkMs: fc.option(fc.nat(600_000)),
    open: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), version), { maxLength: 30 }), (told) => {
      const today = new Today(midnight);
      for (const [id, more] of told) today.add(visit(id, more));
      const once = new Today(midnight);
      for (const [id, more] of new Map(told)) once.add(visit(id, more));
      expect(today.view(suporte)).toEqual(once.view(suporte));
      expect(today.quarters(suporte)).toEqual(once.quarters(suporte));
    }),
  );
});

test("Today.quarters() sums up by the quarter of an hour of entering, and moves a visit whose entry is corrected", () => {
  const today = new Today(midnight);
  const next = midnight + 900_000;
  today.add(visit("1", { outcome: "answered", waitMs: 10_000 }));
  today.add(visit("2", { outcome: "abandoned", enteredAt: next }));
  today.add(visit("3", { outcome: "exit_key", enteredAt: next + 899_999 }));
  today.add(visit("4", { open: true, enteredAt: next + 5_000 }));
  expect(today.quarters(suporte)).toEqual([
    { from: midnight, offered: 1, answered: 1, abandoned: 0, timeout: 0, otherExits: 0 },
    { from: next, offered: 3, answered: 0, abandoned: 1, timeout: 0, otherExits: 1 },
  ]);
  const moved = today.add(visit("1", { outcome: "answered", waitMs: 10_000, enteredAt: next }));
  expect(moved?.quarters).toEqual([midnight, next]);
  expect(today.quarters(suporte).map((each) => each.offered)).toEqual([4]);
});

test("Today.settle() changes no figure, whatever comes after", () => {
  const told = fc.record({
    id: fc.constantFrom("a", "b", "c", "d"),
    outcome: fc.constantFrom(...outcomes),
    waitMs: fc.option(fc.nat(120_000)),
  });
  fc.assert(
    fc.property(fc.uniqueArray(told, { selector: (each) => each.id }), fc.array(told), (settled, later) => {
      const [today, whole] = [new Today(midnight), new Today(midnight)];
      for (const { id, ...more } of settled) {
        today.add(visit(id, more));
        today.settle(visit(id, more));
        whole.add(visit(id, more));
      }
      for (const { id, ...more } of later) {
        today.add(visit(`later ${id}`, more));
        whole.add(visit(`later ${id}`, more));
      }
      expect(today.view(suporte)).toEqual(whole.view(suporte));
      expect(today.quarters(suporte)).toEqual(whole.quarters(suporte));
    }),
  );
});
