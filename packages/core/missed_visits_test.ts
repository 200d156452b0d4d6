import { expect, test } from "bun:test";
import type { CallCentreEvent } from "./event.ts";
import { asInterface, pbxId, queueName, uniqueid } from "./ids.ts";
import { MissedVisitsFold } from "./missed_visits.ts";

const base = { pbx: pbxId("main"), at: 1_000 };
const queue = queueName("suporte");
const counted = (completed: number | null, abandoned = 0, of = queue): CallCentreEvent => ({
  ...{ ...base, type: "queue_snapshot", queue: of, strategy: null, maxWaiting: null },
  ...{ completed, abandoned, members: [], waiting: [] },
});
const completed: CallCentreEvent = {
  ...{ ...base, type: "agent_completed", queue, uniqueid: uniqueid("1.1"), ringUniqueid: null },
  ...{ interface: asInterface("PJSIP/1001"), memberName: null, waitMs: 1, talkMs: 1, reason: "agent" },
  originalPosition: 1,
};
const abandoned: CallCentreEvent = {
  ...{ ...base, type: "abandon_reported", queue, uniqueid: uniqueid("1.2"), waitMs: 1, originalPosition: 1 },
};

function missed(...events: CallCentreEvent[]) {
  const fold = new MissedVisitsFold();
  for (const event of events) fold.apply(event);
  return fold.take();
}

test("MissedVisitsFold counts by what Asterisk's counters grew, less what was seen to end", () => {
  expect(missed(counted(10, 3), completed, abandoned, counted(13, 5))).toEqual({ suporte: 3 });
  expect(missed(counted(10, 3), completed, abandoned, counted(11, 4))).toEqual({});
});

test("MissedVisitsFold counts each queue by itself", () => {
  const sales = queueName("vendas");
  expect(missed(counted(1), counted(5, 0, sales), counted(2), counted(9, 0, sales))).toEqual({ suporte: 1, vendas: 4 });
});

test("MissedVisitsFold cannot tell without counters from before, or where a PBX tells none", () => {
  expect(missed(counted(10), completed)).toBeNull();
  expect(missed(counted(null), counted(7))).toBeNull();
});

test("MissedVisitsFold takes no visit back of which the counter was told before the end", () => {
  expect(missed(counted(10), counted(11), completed, counted(11))).toEqual({ suporte: 1 });
});

test("MissedVisitsFold counts what ended in another Asterisk, which began at zero", () => {
  const started: CallCentreEvent = { ...base, type: "asterisk_started" };
  expect(missed(counted(2), started, counted(4))).toEqual({ suporte: 4 });
});

test("MissedVisitsFold.take() begins anew", () => {
  const fold = new MissedVisitsFold();
  for (const event of [counted(1), counted(3)]) fold.apply(event);
  expect([fold.take(), fold.take()]).toEqual([{ suporte: 2 }, null]);
  fold.apply(counted(4));
  expect(fold.take()).toEqual({ suporte: 1 });
});
