import { expect, test } from "bun:test";
import type { CallCentreEvent } from "./event.ts";
import { pbxId } from "./ids.ts";
import { logEventsOf } from "./log_events.ts";
import { withTold } from "./log_tellings.ts";
import { isRow, parseQueueLogLine, rowToEvent } from "./queue_log.ts";
import { type Visit, visitKey } from "./visit.ts";
import { VisitFold } from "./visit_fold.ts";

const pbx = pbxId("pbx");

function events(lines: readonly string[]): CallCentreEvent[] {
  return lines.flatMap((line) => {
    const row = parseQueueLogLine(line);
    return (isRow(row) ? rowToEvent(row, { pbx }) : null) ?? [];
  });
}

function visitsOf(all: readonly CallCentreEvent[]): Visit[] {
  const fold = new VisitFold(pbx, { source: "queue_log" });
  const visits = new Map<string, Visit>();
  for (const event of all) for (const visit of fold.apply(event)) visits.set(visitKey(visit), visit);
  return [...visits.values()];
}

const twice = [
  "1795338600|1795338599.1|vendas|NONE|ENTERQUEUE||48999990000|1",
  "1795338610|1795338599.1|vendas|Ana|RINGNOANSWER|5000",
  "1795338620|1795338599.1|vendas|NONE|EXITWITHTIMEOUT|1|1|20",
  "1795338630|1795338599.1|vendas|NONE|ENTERQUEUE||48999990000|2",
  "1795338640|1795338599.1|vendas|Ana|RINGNOANSWER|3000",
  "1795338650|1795338599.1|vendas|Bia|CONNECT|20|1795338645.2|5",
  "1795338700|1795338599.1|vendas|Bia|COMPLETECALLER|20|50|2",
  "1795338710|1795338599.1|vendas|Bia|CSAT|5",
];
const whole = visitsOf(events(twice));

test("withTold() knows a visit again, though a later part of the log counts from one", () => {
  expect(withTold(whole, visitsOf(events(twice.slice(3))))).toEqual(whole);
});

test("withTold() joins the beginning of one part and the end of another", () => {
  const beginning = visitsOf(events(twice.slice(0, 5)));
  const [end, ...others] = visitsOf(events(twice.slice(5)));
  expect(others).toEqual([]);
  expect(end).toMatchObject({ visit: 1, notes: ["entry_not_in_log"] });
  expect(withTold(beginning, [end!])).toEqual(whole);
  expect(withTold([end!], beginning)).toEqual([whole[1]!, whole[0]!]);
});

test("withTold() takes the telling that has more of a visit, whichever comes first", () => {
  const waiting = visitsOf(events(twice.slice(0, 4)));
  expect(withTold(whole, waiting)).toEqual(whole);
  expect(withTold(waiting, whole)).toEqual(whole);
});

test("withTold() keeps two visits of one second apart", () => {
  const again = twice.slice(0, 3).map((line) => line.replace(/^\d+/, "1795338620"));
  const both = visitsOf(events([...twice.slice(0, 3), ...again, ...again]));
  expect(both).toHaveLength(3);
  expect(withTold(both, both)).toEqual(both);
});

test("logEventsOf() gives events of which the same visit is made again", () => {
  expect(visitsOf(whole.flatMap(logEventsOf))).toEqual(whole);
});
