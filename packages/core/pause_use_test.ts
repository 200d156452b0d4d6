import { expect, test } from "bun:test";
import type { AgentInterval } from "./agent_interval.ts";
import { asInterface, pbxId, queueName } from "./ids.ts";
import { pauseUse } from "./pause_use.ts";

const minute = 60_000;
const day = { from: 0, to: 600 * minute };

function stretch(kind: "pause" | "talk", from: number | null, to: number | null, more: Partial<AgentInterval> = {}) {
  return {
    ...{ pbx: pbxId("matriz"), agent: "Ana", interface: asInterface("PJSIP/1001"), kind, queue: queueName("suporte") },
    ...{ reason: kind === "pause" ? "Almoço" : null, from: from === null ? null : from * minute },
    ...{ to: to === null ? null : to * minute, ...more },
  } satisfies AgentInterval;
}
const minutes = (used: Map<string, number>) => Object.fromEntries([...used].map(([key, ms]) => [key, ms / minute]));

test("pauseUse() adds up a day's pauses of one reason, however it is written, in however many queues", () => {
  const ended = [
    stretch("pause", 10, 20),
    stretch("pause", 10, 20, { queue: queueName("vendas") }),
    stretch("pause", 100, 105, { reason: "ALMOÇO" }),
    stretch("pause", 200, 230, { reason: "Café" }),
  ];
  expect(minutes(pauseUse(ended, [], day))).toEqual({ almoço: 15, café: 30 });
});

test("pauseUse() counts what goes on up to the period's end, and of what began before it what is in it", () => {
  expect(minutes(pauseUse([stretch("pause", -30, 10)], [stretch("pause", 590, null)], day))).toEqual({ almoço: 20 });
  expect(minutes(pauseUse([], [stretch("pause", null, null)], day))).toEqual({ almoço: 600 });
});

test("pauseUse() counts a pause that was asked for in a talk from the end of the talk", () => {
  const ended = [stretch("talk", 10, 18), stretch("pause", 12, 30)];
  expect(minutes(pauseUse(ended, [], day))).toEqual({ almoço: 12 });
});
