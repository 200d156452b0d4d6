import { beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import {
  asInterface,
  defaultQueueSettings,
  faceOf,
  type MemberView,
  noOwnSettings,
  type OwnQueueSettings,
  type PbxId,
  pbxId,
  type QueueName,
  type QueueTopicSnapshot,
  queueName,
  settledSettings,
} from "@qmanager/core";
import { emptied, temporaryDatabase } from "../db/temporary.ts";
import { QueueBook } from "../records/queue_book.ts";
import { type Ask, signedIn, signedInAs } from "./app_of_tests.ts";

setDefaultTimeout(60_000);

const { sql } = await temporaryDatabase();
const matriz = pbxId("matriz");
const names = ["suporte", "vendas"].map(queueName);
const ana = { interface: "PJSIP/1001", name: "Ana", penalty: 2, membership: "dynamic" as const };

function snapshot(queue: QueueName): QueueTopicSnapshot {
  const member: MemberView = {
    ...{ queue, ...ana, interface: asInterface(ana.interface), state: "free", since: 0, paused: false },
    ...{ pauseReason: null, call: null, wrapupUntil: null, lastTalkMs: null, loginAt: null },
  };
  return {
    ...{ pbx: matriz, queue, strategy: "rrmemory", maxWaiting: 0, members: [member], waiting: [], news: [] },
    face: faceOf(settledSettings()),
    today: {
      ...{ since: 0, offered: 0, answered: 0, abandoned: 0, timeout: 0, otherExits: 0, refused: 0, talks: 0 },
      ...{ answeredWaitMs: 0, talkMs: 0, maxWaitMs: null, serviceLevel: null, formula: "F", thresholdMs: 60_000 },
      missed: [],
    },
    ...{ quarters: [], waitingTrend: { from: 0, stepMs: 15_000, counts: [] } },
  };
}
const live = {
  ...{ pbxs: () => [], heardAt: () => ({}), agentOf: () => null },
  queueNames: () => names.map((queue) => ({ pbx: matriz, queue })),
  queue: (pbx: PbxId, queue: QueueName) => (pbx === matriz && names.includes(queue) ? snapshot(queue) : null),
};

let ask: Ask;
let told = 0;
let queueBook: QueueBook;
beforeEach(async () => {
  await emptied(sql, "queue_settings");
  told = 0;
  queueBook = new QueueBook(() => told++);
  ask = await signedIn(sql, { live, queueBook });
  await queueBook.read(sql);
});

const own: OwnQueueSettings = {
  displayName: "Suporte técnico",
  service: { formula: "E", thresholdSeconds: 20, shortSeconds: 10, goalPercent: 80 },
  waitAlert: { warnSeconds: 30, alertSeconds: 45 },
  shifts: [{ days: [1, 2, 3, 4, 5], from: "08:00", to: "18:00" }],
  exitsAreTimeouts: true,
  wrapUpSeconds: 15,
};
const path = "/queues/matriz/suporte/settings";
const audited = async () =>
  (await sql`select action, target, detail from audit where action like 'queue%' order by id`).map((row) => ({
    ...row,
  }));

test("a queue of which nobody said anything is as the product comes", async () => {
  const { json } = await ask("GET", "/queues/settings");
  expect(json.defaults).toEqual(defaultQueueSettings);
  expect(json.queues).toEqual(
    names.map((queue) => ({
      ...{ pbx: "matriz", queue, live: true, strategy: "rrmemory", own: noOwnSettings, settings: defaultQueueSettings },
    })),
  );
  expect((await ask("GET", path)).json.members).toEqual([ana]);
});

test("what is said of a queue holds for what is live at once, and the audit tells it", async () => {
  const put = await ask("PUT", path, own);
  expect(put.status).toBe(200);
  const { displayName, ...settings } = own;
  expect(put.json).toMatchObject({ own, settings });
  expect(told).toBe(2);
  expect(queueBook.of(matriz, names[0]!)).toMatchObject({ displayName, ...settings });
  expect(queueBook.of(matriz, names[1]!)).toEqual(settledSettings());
  expect((await ask("GET", path)).json.own).toEqual(own);
  const { service: _, ...others } = own;
  expect((await ask("PUT", path, { ...own, service: null })).json.settings).toEqual({
    ...{ ...others, displayName: undefined, service: defaultQueueSettings.service },
  });
  expect((await audited()).at(-1)).toEqual({
    ...{ action: "queue_settings_changed", target: "suporte" },
    detail: { pbx: "matriz", before: { service: own.service }, after: { service: null } },
  });
});

test("the defaults hold for queues that do not say otherwise, also for those that come later", async () => {
  await ask("PUT", path, own);
  const defaults = { ...defaultQueueSettings, waitAlert: { warnSeconds: 10, alertSeconds: 20 } };
  expect((await ask("PUT", "/queues/settings", defaults)).json).toEqual(defaults);
  expect(queueBook.of(matriz, names[0]!).waitAlert).toEqual(own.waitAlert!);
  for (const queue of ["vendas", "nova"]) {
    expect(queueBook.of(matriz, queueName(queue)).waitAlert).toEqual(defaults.waitAlert);
  }
  expect((await audited()).at(-1)).toEqual({
    ...{ action: "queue_defaults_changed", target: null },
    detail: { before: { waitAlert: defaultQueueSettings.waitAlert }, after: { waitAlert: defaults.waitAlert } },
  });
});

test("the counters of a queue are judged by its own policy, unless another is asked for", async () => {
  await ask("PUT", path, own);
  const counters = "/queues/matriz/suporte/counters?step=day";
  const answer = await ask("GET", `${counters}&from=1772420400000&to=1772463600000`);
  expect([answer.status, answer.json.policy]).toEqual([200, { formula: "E", thresholdMs: 20_000, shortMs: 10_000 }]);
  const other = await ask("GET", `${counters}&from=1772420400000&to=1772463600000&formula=A&thresholdMs=5000`);
  expect(other.json.policy).toEqual({ formula: "A", thresholdMs: 5_000, shortMs: 10_000 });
});

const week = [1, 2, 3, 4, 5];
test.each([
  { name: "a name of 10,000 characters", part: { displayName: "a".repeat(10_000) }, at: "displayName" },
  { name: "a name of nothing", part: { displayName: "   " }, at: "displayName" },
  { name: "a name on two lines", part: { displayName: "a\nb" }, at: "displayName" },
  { name: "a formula that there is not", part: { service: { ...own.service, formula: "G" } }, at: "service.formula" },
  {
    name: "a threshold below 0",
    part: { service: { ...own.service, thresholdSeconds: -1 } },
    at: "service.thresholdSeconds",
  },
  { name: "half a second", part: { service: { ...own.service, shortSeconds: 0.5 } }, at: "service.shortSeconds" },
  { name: "a goal over 100", part: { service: { ...own.service, goalPercent: 101 } }, at: "service.goalPercent" },
  { name: "a goal of emoji", part: { service: { ...own.service, goalPercent: "😀" } }, at: "service.goalPercent" },
  {
    name: "a red alert before the yellow one",
    part: { waitAlert: { warnSeconds: 60, alertSeconds: 59 } },
    at: "waitAlert.alertSeconds",
  },
  {
    name: "an alert from the start",
    part: { waitAlert: { warnSeconds: 0, alertSeconds: 59 } },
    at: "waitAlert.warnSeconds",
  },
  {
    name: "a shift that ends before it begins",
    part: { shifts: [{ days: week, from: "22:00", to: "06:00" }] },
    at: "shifts.0.to",
  },
  { name: "a shift of no day", part: { shifts: [{ days: [], from: "08:00", to: "18:00" }] }, at: "shifts.0.days" },
  { name: "a shift at no time", part: { shifts: [{ days: week, from: "8h", to: "18:00" }] }, at: "shifts.0.from" },
  {
    name: "shifts that overlap",
    part: { shifts: [own.shifts![0], { days: [5], from: "17:00", to: "19:00" }] },
    at: "shifts.1.to",
  },
  { name: "more shifts than there may be", part: { shifts: Array(21).fill(own.shifts![0]) }, at: "shifts" },
  { name: "a wrap-up of more than a day", part: { wrapUpSeconds: 86_401 }, at: "wrapUpSeconds" },
  { name: "neither yes nor no", part: { exitsAreTimeouts: 1 }, at: "exitsAreTimeouts" },
])("$name is refused, its field is named, and nothing is changed", async ({ part, at }) => {
  const refused = await ask("PUT", path, { ...own, ...part });
  expect([refused.status, refused.problem]).toEqual([400, "bad-request"]);
  expect(refused.json.errors.map((each: { path: string }) => each.path)).toContain(at);
  expect((await ask("GET", path)).json.own).toEqual(noOwnSettings);
  expect(told).toBe(1);
});

test("half a document is refused: what is left out would be lost", async () => {
  const { wrapUpSeconds: _, ...half } = own;
  expect((await ask("PUT", path, half)).json.errors).toEqual([{ path: "wrapUpSeconds", detail: expect.any(String) }]);
  expect((await ask("PUT", "/queues/settings", {})).status).toBe(400);
});

test("odd names are kept as they are written", async () => {
  for (const displayName of ["<b>Suporte</b>", "'; drop table queue_settings; --", "☎ 支持"]) {
    await ask("PUT", path, { ...own, displayName });
    expect((await ask("GET", path)).json.own.displayName).toBe(displayName);
  }
});

test("a queue that the PBX lost is listed while something is said of it, and an unknown one is none", async () => {
  await ask("PUT", path, own);
  const lost = await signedIn(sql, { queueBook });
  // The administrator was made anew; what is said of queues stays.
  const { json } = await lost("GET", "/queues/settings");
  expect(json.queues).toMatchObject([{ queue: "suporte", live: false, strategy: null, own }]);
  expect((await lost("PUT", path, { ...own, displayName: null })).status).toBe(200);
  expect((await lost("GET", "/queues/matriz/vendas/settings")).problem).toBe("queue-not-found");
  expect((await lost("PUT", "/queues/matriz/vendas/settings", own)).problem).toBe("queue-not-found");
});

test("of two who change a queue at once the audit tells of each what was before it", async () => {
  const wanted = ["A", "B", "C", "D"].map((displayName) => ({ ...own, displayName }));
  await Promise.all(wanted.map((each) => ask("PUT", path, each)));
  const rows = await audited();
  const steps = rows.map(({ detail }) => [detail.before.displayName, detail.after.displayName]);
  expect(steps[0]?.[0]).toBe(null);
  for (const [at, [before]] of steps.slice(1).entries()) expect(before).toBe(steps[at]?.[1]);
  expect((await ask("GET", path)).json.own.displayName).toBe(steps.at(-1)?.[1]);
  expect(queueBook.of(matriz, names[0]!).displayName).toBe(steps.at(-1)?.[1]);
});

test("one sees and changes the queues in his sight, and the defaults only who sees all", async () => {
  const grant = {
    ...{ role: "custom" as const, spying: [], agents: { items: [], groups: [] } },
    permissions: { queue_settings: "modify" as const },
    queues: { items: [{ pbx: matriz, queue: names[1]! }], groups: [] },
  };
  const lead = await signedInAs(ask, sql, "lead", grant);
  expect((await lead("GET", "/queues/settings")).json.queues.map((each: { queue: string }) => each.queue)).toEqual([
    "vendas",
  ]);
  expect((await lead("PUT", "/queues/matriz/vendas/settings", own)).status).toBe(200);
  expect((await lead("GET", "/queues/matriz/vendas/settings")).json.members).toEqual([]);
  expect((await lead("GET", path)).problem).toBe("forbidden");
  expect((await lead("PUT", path, own)).problem).toBe("forbidden");
  expect((await lead("GET", "/queues/matriz/nowhere/settings")).problem).toBe("forbidden");
  expect((await lead("PUT", "/queues/settings", defaultQueueSettings)).problem).toBe("forbidden");
  const viewer = await signedInAs(ask, sql, "viewer", { ...grant, permissions: { queue_settings: "view" } });
  expect((await viewer("GET", "/queues/settings")).status).toBe(200);
  expect((await viewer("PUT", "/queues/matriz/vendas/settings", own)).problem).toBe("forbidden");
});
