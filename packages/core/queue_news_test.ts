import { expect, test } from "bun:test";
import type { CallCentreEvent } from "./event.ts";
import { asInterface, pbxId, queueName, uniqueid } from "./ids.ts";
import { mostNews } from "./live_view.ts";
import { QueueNews } from "./queue_news.ts";
import type { Visit } from "./visit.ts";

const pbx = pbxId("main");
const queue = queueName("suporte");
const tick: CallCentreEvent = { type: "tick", pbx, at: 1 };

function visit(id: string, more: Partial<Visit> = {}): Visit {
  return {
    ...{ pbx, uniqueid: uniqueid(id), linkedid: null, queue, visit: 1, callerNumber: "48900150000", callerName: null },
    ...{
      enteredAt: 1_000,
      outcome: null,
      endedBy: null,
      interface: null,
      agent: null,
      answeredAt: null,
      endedAt: null,
    },
    ...{
      waitMs: null,
      ringMs: null,
      talkMs: null,
      holdMs: null,
      position: null,
      attempts: [],
      csat: null,
      surveyOffered: null,
    },
    ...{ provisional: false, notes: [], open: true },
    ...more,
  };
}

const answered: Partial<Visit> = {
  ...{ outcome: "answered", answeredAt: 5_000, waitMs: 4_000, interface: asInterface("PJSIP/1001"), agent: "Ana" },
};

const paused = (at: number, isPaused: boolean): CallCentreEvent => ({
  ...{ type: "member_paused", pbx, at, queue, interface: asInterface("PJSIP/1001"), memberName: "Ana", member: null },
  ...{ paused: isPaused, reason: "Café" },
});

const shown = (news: QueueNews) => news.items(queue).map(({ kind, at }) => `${kind} ${at}`);

test("QueueNews.take() tells a visit step by step, each once", () => {
  const news = new QueueNews();
  expect(news.take(tick, [visit("1")]).map((change) => change.kind)).toEqual(["news"]);
  expect(news.take(tick, [visit("1")])).toEqual([]);
  news.take(tick, [visit("1", answered)]);
  news.take(tick, [visit("1", { ...answered, endedBy: "transfer", endedAt: 9_000, open: false })]);
  expect(shown(news)).toEqual(["transferred 9000", "answered 5000", "entered 1000"]);
  expect(news.items(queue)[1]).toMatchObject({
    caller: { number: "48900150000" },
    member: { name: "Ana" },
    waitMs: 4_000,
  });
});

test("QueueNews.take() tells of one whom a crash took away when it is known: of his end there is no time", () => {
  const news = new QueueNews();
  news.take(tick, [visit("1")]);
  news.take({ ...tick, at: 70_000 }, [visit("1", { outcome: "lost", open: false })]);
  expect(shown(news)).toEqual(["lost 70000", "entered 1000"]);
});

test("QueueNews.take() puts a corrected end in the place of the first one", () => {
  const news = new QueueNews();
  const end = { endedAt: 60_000, waitMs: 59_000, open: false };
  news.take(tick, [visit("1", { ...end, outcome: "abandoned" })]);
  const [change] = news.take(tick, [visit("1", { ...end, outcome: "timeout" })]);
  expect(change).toMatchObject({ kind: "news", item: { kind: "timeout", waitMs: 59_000 } });
  expect(shown(news)).toEqual(["timeout 60000", "entered 1000"]);
});

test("QueueNews.take() tells breaks with their reason, and their end without", () => {
  const news = new QueueNews();
  news.take(paused(2_000, true), []);
  news.take(paused(3_000, false), []);
  expect(news.items(queue).map(({ kind, reason }) => [kind, reason])).toEqual([
    ["unpaused", null],
    ["paused", "Café"],
  ]);
});

test("QueueNews.take() tells a ring that many phones missed once, and none that never rang", () => {
  const news = new QueueNews();
  const missed = (phone: string, ringMs: number): CallCentreEvent => ({
    ...{ type: "ring_missed", pbx, at: 4_000, queue, uniqueid: uniqueid("1"), ringUniqueid: null },
    ...{ interface: asInterface(phone), memberName: phone, ringMs },
  });
  news.take(missed("PJSIP/1001", 0), []);
  for (const phone of ["PJSIP/1002", "PJSIP/1003"]) news.take(missed(phone, 15_000), []);
  expect(news.items(queue).map((each) => each.member?.name)).toEqual(["PJSIP/1003"]);
});

test("QueueNews.items() keeps the newest, whatever comes late", () => {
  const news = new QueueNews();
  for (let at = 10; at < 10 + mostNews + 5; at += 1) news.take(paused(at, at % 2 === 0), []);
  expect(news.items(queue)).toHaveLength(mostNews);
  expect(news.take(paused(1, true), [])).toEqual([]);
  expect(news.items(queue)[0]?.at).toBe(10 + mostNews + 4);
});
