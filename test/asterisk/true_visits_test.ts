import { expect, test } from "bun:test";
import { trueVisits } from "./true_visits.ts";

test("trueVisits() tells those that are over, first ended first, and what a crash made of those that were open", () => {
  const log = `10|9.0|orders|NONE|ENTERQUEUE||11987650001|1
11|9.1|orders|NONE|ENTERQUEUE||11987650002|2
12|9.0|orders|Ana Souza|CONNECT|2|9.7|1
13|9.2|orders|NONE|ENTERQUEUE||11987650003|2
14|9.1|orders|NONE|ABANDON|1|2|3
30|NONE|NONE|NONE|QUEUESTART|
31|30.0|orders|NONE|ENTERQUEUE||11987650004|1
`;
  const nobody = { endedBy: null, agent: null, talkMs: null };
  expect(trueVisits(log)).toEqual([
    {
      ...{ uniqueid: "9.0", queue: "orders", outcome: "answered", endedBy: null, agent: "Ana Souza", talkMs: null },
      ...{ enteredAt: 10_000, waitMs: 2_000, endedBefore: 13_000 },
    },
    {
      ...{ uniqueid: "9.2", queue: "orders", outcome: "lost", ...nobody },
      ...{ enteredAt: 13_000, waitMs: null, endedBefore: 14_000 },
    },
    {
      ...{ uniqueid: "9.1", queue: "orders", outcome: "abandoned", ...nobody },
      ...{ enteredAt: 11_000, waitMs: 3_000, endedBefore: 15_000 },
    },
  ]);
});
