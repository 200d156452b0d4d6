/** Every recorded call, from AMI and from queue_log, against what truly happened. */
import { describe, expect, test } from "bun:test";
import { visitsOf } from "../../apps/server/cli/calls.ts";
import { scenarios } from "./scenario.ts";
import { wrongsOfSource } from "./wrongs_of_source.ts";

const all = await scenarios();

test("there are 44 recordings of each Asterisk", () => {
  expect(all.filter(({ version }) => version === "22")).toHaveLength(44);
  expect(all.filter(({ version }) => version === "16")).toHaveLength(44);
});

describe.each(all.map((scenario) => [scenario.name, scenario] as const))("%s", (_, scenario) => {
  test("qm calls reads the visits from AMI as they were", async () => {
    expect(wrongsOfSource(scenario, await visitsOf(await scenario.ami()), "ami")).toEqual([]);
  });

  test("qm calls reads the visits from queue_log as it has them", async () => {
    expect(wrongsOfSource(scenario, await visitsOf(await scenario.queueLog()), "queue_log")).toEqual([]);
  });
});
