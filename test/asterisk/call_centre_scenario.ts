/** A whole call centre at work: all scenarios are played at once on one Asterisk. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { expectSameVisits } from "./agreement.ts";
import { Bed } from "./bed.ts";
import { queues } from "./call_centre.ts";
import { eventually } from "./deadline.ts";
import { loggedVisits } from "./queue_log_truth.ts";
import { arriveEarly, type EarlyBirds, earlyScenarios } from "./scenarios/early.ts";
import { memberScenarios } from "./scenarios/members.ts";
import { talkingScenarios } from "./scenarios/talking.ts";
import { transferScenarios } from "./scenarios/transfers.ts";
import { waitingScenarios } from "./scenarios/waiting.ts";

setDefaultTimeout(120_000);

let bed: Bed;
let early: EarlyBirds;

beforeAll(async () => {
  bed = await Bed.make("call_centre");
  early = await arriveEarly(bed);
  await bed.startProduct();
});

afterAll(async () => {
  await bed.clear();
});

earlyScenarios(
  () => bed,
  () => early,
);
waitingScenarios(() => bed);
talkingScenarios(() => bed);
transferScenarios(() => bed);
memberScenarios(() => bed);

test("all visits of the day are told, and no others", async () => {
  await expectSameVisits(bed);
});

test("today's figures of every queue are those of queue_log", async () => {
  // The server was not there when the early birds came.
  for (const { name } of queues.filter((each) => each.name !== "early_birds")) {
    bed.product?.panel.watch(name);
    await eventually(
      `figures of ${name}`,
      async () => {
        const visits = loggedVisits(await bed.asterisk.queueLog()).filter(({ queue }) => queue === name);
        const count = (outcome: RegExp) => visits.filter((each) => outcome.test(each.outcome ?? "")).length;
        expect(bed.product?.panel.queue(name)?.today).toMatchObject({
          offered: visits.length,
          answered: count(/^answered$/),
          abandoned: count(/^abandoned$/),
          timeout: count(/^timeout$/),
          otherExits: count(/^(exit_key|exit_empty|withdrawn)$/),
          refused: name === "strict_hours" ? 1 : 0,
        });
        return true;
      },
      10,
    );
  }
});
