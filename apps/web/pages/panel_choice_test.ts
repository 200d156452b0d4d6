import { expect, test } from "bun:test";
import {
  addressOf,
  choiceOf,
  isShown,
  toggled,
  wantedOf,
  wantedQueue,
  withChoice,
  withoutWanted,
} from "./panel_choice.ts";

const all = ["queue/a/um", "queue/a/dois", "queue/b/três, quatro & cinco"];

test("choiceOf() reads what withChoice() wrote, whatever the names are", () => {
  for (const choice of [new Set(all), new Set(all.slice(1)), new Set<string>()]) {
    expect(choiceOf(withChoice("?x=1", choice))).toEqual(choice);
  }
});

test("withChoice() leaves the rest of an address, and says nothing of all", () => {
  expect(withChoice("?x=1&queues=a/um", "all")).toBe("?x=1");
  expect(withChoice("?queues=a/um", "all")).toBe("");
  expect(withChoice("", new Set(["queue/a/um"]))).toBe("?queues=a/um");
});

test("choiceOf() is null where an address says nothing, and none where it says so", () => {
  expect(choiceOf("?queue=a/um")).toBeNull();
  expect(choiceOf("?queues=")).toEqual(new Set());
});

test("toggled() hides one of all, and gives all back when the last hidden one is shown", () => {
  const two = toggled("all", "queue/a/um", all);
  expect(all.map((each) => isShown(two, each))).toEqual([false, true, true]);
  expect(toggled(two, "queue/a/um", all)).toBe("all");
});

test("toggled() keeps a chosen queue that is away for now", () => {
  const choice = toggled(new Set(["queue/a/um", "queue/z/away"]), "queue/a/um", all);
  expect(choice).toEqual(new Set(["queue/z/away"]));
});

test("wantedQueue() is the topic of the address, which withoutWanted() takes out", () => {
  expect(wantedQueue("?queue=a/um%20dois")).toBe("queue/a/um dois");
  expect(wantedQueue("?queues=a/um")).toBeNull();
  expect(withoutWanted("?queue=a/um&queues=a/um")).toBe("?queues=a/um");
});

test.each([
  { name: "an agent by his phone", part: { agent: "PJSIP/1001" }, want: { kind: "agent", key: "pjsip/1001" } },
  {
    name: "a caller by his uniqueid",
    part: { caller: "matriz-1795554247.12" },
    want: { kind: "caller", key: "matriz-1795554247.12" },
  },
] as const)("wantedOf() of an address that addressOf() wrote is $name", ({ part, want }) => {
  const { search } = new URL(addressOf("matriz", "três & quatro/#5", part), "http://localhost");
  const topic = wantedQueue(search) ?? "";
  expect(topic).toBe("queue/matriz/três & quatro/#5");
  expect(wantedOf(topic, search)).toEqual({ topic, ...want });
  expect(withoutWanted(search)).toBe("");
});

test("wantedOf() of an address that names a queue alone is nobody", () => {
  expect(wantedOf("queue/a/um", "?queue=a/um&agent=")).toBeNull();
});
