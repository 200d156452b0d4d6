import { expect, test } from "bun:test";
import type { CallCentreEvent, CallerChannel } from "./event.ts";
import { pbxId, queueName, uniqueid } from "./ids.ts";
import { LiveFigures } from "./live_figures.ts";
import { LiveState } from "./live_state.ts";
import { VisitFold } from "./visit_fold.ts";

const pbx = pbxId("main");
const queue = queueName("suporte");
const midnight = Date.parse("2026-03-02T03:00:00Z");
const nine = midnight + 9 * 3_600_000;

const caller = (id: string): CallerChannel => ({
  ...{ uniqueid: uniqueid(id), linkedid: null, channel: null, number: id, name: null, context: null, exten: null },
});

/** The live state and its figures, fed alike. */
function stage() {
  const live = new LiveState(pbx);
  const figures = new LiveFigures(pbx, {
    ...{ day: midnight, since: midnight },
    waiting: (name) => live.waitingIn(name),
    queues: () => live.queueNames(),
  });
  const feed = (event: CallCentreEvent) => figures.apply(event, live.apply(event)).changes;
  const enter = (id: string, at: number) =>
    feed({ type: "caller_joined", pbx, at, queue, position: null, ...caller(id) });
  const leave = (id: string, at: number) => {
    feed({ type: "caller_left", pbx, at, queue, ...caller(id) });
    feed({ type: "abandon_reported", pbx, at, queue, uniqueid: uniqueid(id), waitMs: null, originalPosition: null });
    return feed({ type: "channel_hung_up", pbx, at, cause: 16, ...caller(id) });
  };
  return { figures, feed, enter, leave };
}

test("LiveFigures.apply() tells figures, quarter and news of who enters and of who gives up", () => {
  const { enter, leave, figures } = stage();
  expect(enter("1", nine).map(({ kind }) => kind)).toEqual(["news", "today", "quarter"]);
  expect(leave("1", nine + 30_000).map(({ kind }) => kind)).toContain("quarter");
  expect(figures.read(queue, nine + 31_000)).toMatchObject({
    today: { offered: 1, abandoned: 1 },
    quarters: [{ from: nine, offered: 1, abandoned: 1 }],
    news: [{ kind: "abandoned" }, { kind: "entered" }],
  });
});

test("LiveFigures.read() counts on how many wait while nothing happens", () => {
  const { enter, leave, figures } = stage();
  enter("1", nine);
  enter("2", nine + 1_000);
  leave("1", nine + 16_000);
  const { counts, from, stepMs } = figures.read(queue, nine + 50_000).waitingTrend;
  expect({ counts, from, stepMs }).toEqual({ counts: [2, 2, 1, 1], from: nine, stepMs: 15_000 });
});

test("LiveFigures.today() says since when the PBX was watched, and when not", () => {
  const { figures, feed } = stage();
  const lists = (at: number) => feed({ type: "queues_listed", pbx, at, queues: [queue] });
  feed({ type: "caller_joined", pbx, at: nine, queue, position: null, ...caller("1") });
  feed({ type: "connected", pbx, at: nine, amiVersion: null });
  expect(lists(nine + 1_000)).toMatchObject([{ kind: "today", today: { since: nine + 1_000, missed: [] } }]);
  expect(lists(nine + 31_000)).toEqual([]);
  feed({ type: "disconnected", pbx, at: nine + 60_000 });
  feed({ type: "connected", pbx, at: nine + 90_000, amiVersion: null });
  lists(nine + 91_000);
  const gap = { from: nine + 31_000, to: nine + 91_000 };
  expect(figures.today(queue)).toMatchObject({ since: nine + 1_000, missed: [{ ...gap, visits: null }] });
  const watch = { from: nine + 91_000, to: nine + 91_000 };
  const told = figures.explain({ ...watch, missed: { suporte: 4 } });
  expect(told).toMatchObject([{ kind: "today", queue, today: { missed: [{ ...gap, visits: 4 }] } }]);
  figures.explain({ ...watch, missed: { vendas: 2 } });
  expect(figures.today(queue).missed).toEqual([{ ...gap, visits: 0 }]);
});

test("LiveFigures.load() takes up what an earlier run recorded, and leaves to it the calls that it saw begin", () => {
  const { figures, feed, enter, leave } = stage();
  feed({ type: "connected", pbx, at: nine, amiVersion: null });
  feed({ type: "queues_listed", pbx, at: nine, queues: [queue] });
  const [open] = new VisitFold(pbx).apply({ type: "caller_joined", pbx, at: nine, queue, position: 1, ...caller("2") });
  const ended = { ...open!, uniqueid: uniqueid("1"), open: false, outcome: "abandoned" as const };
  // Known from a list meanwhile, as his first visit; on file it is his third.
  enter("2", nine + 10_000);
  const visits = [
    { ...ended, enteredAt: midnight, waitMs: 20_000 },
    { ...open!, enteredAt: nine - 60_000, visit: 3 },
  ];
  const watches = [{ from: midnight - 5_000, to: nine - 60_000, missed: null }];
  expect(figures.load({ visits, watches }).map(({ kind }) => kind)).toEqual(["today", "quarter", "quarter", "quarter"]);
  expect(figures.today(queue)).toMatchObject({
    ...{ since: midnight, missed: [{ from: nine - 60_000, to: nine, visits: null }] },
    ...{ offered: 2, abandoned: 1, maxWaitMs: 20_000 },
  });
  leave("2", nine + 30_000);
  expect(figures.today(queue)).toMatchObject({ offered: 2, abandoned: 1 });
  figures.amend({ ...visits[1]!, open: false, outcome: "abandoned", waitMs: 90_000 });
  expect(figures.today(queue)).toMatchObject({ offered: 2, abandoned: 2, maxWaitMs: 90_000 });
});

test("LiveFigures keeps its sums when the fold has forgotten a visit", () => {
  const { enter, leave, feed, figures } = stage();
  enter("1", nine);
  leave("1", nine + 30_000);
  // Long enough for the fold to let the call go, and one more that makes it look.
  for (let minute = 1; minute < 10; minute += 1) feed({ type: "tick", pbx, at: nine + minute * 60_000 });
  enter("2", nine + 3_600_000);
  expect(figures.today(queue)).toMatchObject({ offered: 2, abandoned: 1, maxWaitMs: 30_000 });
});
