import { expect, test } from "bun:test";
import { loggedVisits } from "./queue_log_truth.ts";

test("loggedVisits() reads a time limit and the answer in the next queue as two visits of one caller", () => {
  const log = `1|9.0|triage|NONE|ENTERQUEUE||11987650001|1
4|9.0|triage|Ana Souza|RINGNOANSWER|3000
5|9.0|triage|NONE|EXITWITHTIMEOUT|1|1|4
5|9.0|second_line|NONE|ENTERQUEUE||11987650001|2
7|9.0|second_line|Bruno Lima|CONNECT|2|9.7|1
19|9.0|second_line|Bruno Lima|COMPLETECALLER|2|12|2
`;
  const [first, second] = loggedVisits(log);
  expect(first).toMatchObject({ queue: "triage", outcome: "timeout", waitSeconds: 4, talkSeconds: null, agent: null });
  expect(first?.missed).toEqual([{ agent: "Ana Souza", ringMs: 3000 }]);
  const answer = {
    outcome: "answered",
    endedBy: "caller",
    agent: "Bruno Lima",
    waitSeconds: 2,
    talkSeconds: 12,
    position: 2,
  };
  expect(second).toMatchObject(answer);
});

test("loggedVisits() follows a caller who was transferred into a line in which the agent waited", () => {
  const log = `1|9.4|claims|NONE|ENTERQUEUE||1014|1
6|9.0|claims|Ana Souza|CONNECT|5|9.9|5
9|9.0|claims|Ana Souza|COMPLETEAGENT|5|3|1
`;
  expect(loggedVisits(log)).toMatchObject([
    { uniqueid: "9.4", answeredAs: "9.0", outcome: "answered", endedBy: "agent", talkSeconds: 3, open: false },
  ]);
});

test("loggedVisits() ends a talk whose last row names the channel from which the agent asked", () => {
  const log = `1|9.0|orders|NONE|ENTERQUEUE||11987650001|1
1|9.0|orders|Ana Souza|CONNECT|0|9.1|0
2|9.2|claims|NONE|ENTERQUEUE||1001|1
3|9.2|orders|Ana Souza|ATTENDEDTRANSFER|APP|Queue|0|2|1
4|9.0|claims|Bruno Lima|CONNECT|2|9.3|1
`;
  expect(loggedVisits(log)).toMatchObject([
    { uniqueid: "9.0", queue: "orders", endedBy: "transfer", talkSeconds: 2, open: false },
    { uniqueid: "9.2", answeredAs: "9.0", queue: "claims", open: true },
  ]);
});

test("loggedVisits() leaves open what a crash left open", () => {
  const log = "1|9.0|orders|NONE|ENTERQUEUE||11987650001|1\n9|NONE|NONE|NONE|QUEUESTART|\n";
  expect(loggedVisits(log)).toMatchObject([{ outcome: null, open: true, isCut: true, enteredAt: 1 }]);
});
