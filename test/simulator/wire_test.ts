import { expect, test } from "bun:test";
import { type AmiMessage, AmiParser } from "@qmanager/ami";
import { scenarios } from "../scenarios/scenario.ts";
import { generatedQueue, type QueueSettings, Simulation, type SimulationOptions } from "./mod.ts";

const encoder = new TextEncoder();
const recordings = (await scenarios()).filter((each) => each.version === "22");

/** The simulated stream as messages, from the same parser that reads the recordings. */
function simulated(options: SimulationOptions, forMs: number): AmiMessage[] {
  const parser = new AmiParser();
  parser.push(encoder.encode("Asterisk Call Manager/11.0.0\r\n"));
  const messages: AmiMessage[] = [];
  for (const message of new Simulation(options).messages(forMs))
    messages.push(...parser.push(encoder.encode(message.text)));
  return messages;
}

async function recorded(name: string): Promise<AmiMessage[]> {
  const scenario = recordings.find((each) => each.name === `asterisk-22/${name}`);
  if (!scenario) throw new Error(`There is no recording asterisk-22/${name}`);
  return [...new AmiParser().push(await scenario.amiBytes())];
}

const shape = (message: AmiMessage) =>
  message
    .entries()
    .map(([name]) => name)
    .join(" ");

test("Simulation sends no event whose headers, in their order, Asterisk 22 was not seen to send", async () => {
  const known = new Set<string>();
  for (const scenario of recordings) {
    for (const message of new AmiParser().push(await scenario.amiBytes())) {
      if (message.event && message.get("Privilege")) known.add(`${message.event}: ${shape(message)}`);
    }
  }
  const odds = {
    blindTransfer: 0.1,
    attendedTransfer: 0.1,
    queueTransfer: 0.05,
    hold: 0.5,
    exitKey: 0.2,
    busy: 0.1,
    reject: 0.1,
  };
  const habits = {
    pauseEveryMs: 300_000,
    shiftMs: 900_000,
    breakMs: 600_000,
    callOutEveryMs: 600_000,
    phoneLostEveryMs: 900_000,
  };
  // Seen on larger systems: the caller's channel was gone already, the agent's was not.
  const connect = [...known].find((each) => each.startsWith("AgentComplete: Event Privilege Channel ")) ?? "";
  known.add(connect.replace(/Privilege Channel .*? Linkedid /, "Privilege "));
  const strange = new Set<string>();
  const kinds = new Set<string>();
  for (const message of simulated(
    { seed: 2, agents: 20, callsPerMinute: 10, byHour: false, odds, habits },
    3_600_000,
  )) {
    kinds.add(message.event ?? "");
    const told = `${message.event}: ${shape(message)}`;
    if (!known.has(told)) strange.add(told);
  }
  expect([...strange]).toEqual([]);
  expect(kinds.size).toBeGreaterThanOrEqual(38);
});

const decisive = new Set([
  "QueueCallerJoin",
  "AgentCalled",
  "DialBegin",
  "AgentRingNoAnswer",
  "QueueCallerLeave",
  "AgentConnect",
  "QueueCallerAbandon",
  "BridgeEnter",
  "BridgeLeave",
  "HangupRequest",
  "AgentComplete",
  "DTMFEnd",
  "MusicOnHoldStart",
  "MusicOnHoldStop",
]);

/** The story of the first queue call, as its events come: what a reader decides by. */
function story(messages: readonly AmiMessage[]): string[] {
  const caller = messages.find((message) => message.event === "QueueCallerJoin")?.get("Uniqueid");
  const told: string[] = [];
  for (const message of messages) {
    const id = message.get("Uniqueid");
    if (message.get("Privilege") === undefined || message.get("Linkedid") !== caller) continue;
    const who = id === caller ? "caller" : "agent";
    const variable = message.get("Variable") ?? "";
    if (message.event === "VarSet" && (variable === "QUEUESTATUS" || variable === "ABANDONED"))
      told.push(`${variable}=${message.get("Value")}`);
    else if (message.event === "Hangup") told.push(`Hangup ${who} ${message.get("Cause")}`);
    else if (message.event !== undefined && decisive.has(message.event)) told.push(`${message.event} ${who}`);
  }
  return told;
}

type Ending = "agent" | "caller" | "abandon" | "timeout" | "key";

/** One call, and nothing else, to one agent. */
function oneCall(ending: Ending): AmiMessage[] {
  const queue: QueueSettings = {
    ...generatedQueue(0, false),
    strategy: ending === "timeout" ? "leastrecent" : "ringall",
    ringMs: ending === "timeout" ? 5_000 : 8_000,
    survey: ending === "agent" || ending === "abandon",
    limitMs: ending === "timeout" ? 18_000 : null,
  };
  const answers = ending === "agent" || ending === "caller";
  const simulation = new Simulation({
    agents: 1,
    onlineShare: 1,
    callsPerMinute: 0,
    queueSettings: [queue],
    habits: { pauseEveryMs: 1e12, shiftMs: 1e12, callOutEveryMs: 1e12, phoneLostEveryMs: 1e12 },
    behaviour: {
      caller: () => ({ patienceMs: ending === "abandon" ? 3_000 : 1e9, keyAfterMs: ending === "key" ? 2_500 : null }),
      member: () => (answers ? { kind: "answer", afterMs: 1_500 } : { kind: "ignore" }),
      talk: () => ({ talkMs: 4_000, holds: [], ending: ending === "caller" ? "caller" : "agent" }),
      dialled: () => ({ kind: "ignore" }),
      score: () => null,
    },
  });
  const parser = new AmiParser();
  parser.push(encoder.encode("Asterisk Call Manager/11.0.0\r\n"));
  simulation.pbx.agenda.after(10, () => simulation.callIn(queue.did, "11987650001", "Maria Silva"));
  return [...simulation.messages(60_000)].flatMap((sent) => [...parser.push(encoder.encode(sent.text))]);
}

test.each([
  { ending: "agent", recording: "answered-ended-by-agent" },
  { ending: "caller", recording: "answered-ended-by-caller" },
  { ending: "abandon", recording: "abandoned" },
  { ending: "timeout", recording: "timeout" },
  { ending: "key", recording: "exit-with-key" },
] satisfies { ending: Ending; recording: string }[])(
  "Simulation tells a call that ends like $recording in the order of the recording",
  async ({ ending, recording }) => {
    const [told, real] = [story(oneCall(ending)), story(await recorded(recording))];
    // Two channels that end at the same moment hang up in either order.
    const isHangup = (line: string) => line.startsWith("Hangup ");
    expect(told.filter((line) => !isHangup(line))).toEqual(real.filter((line) => !isHangup(line)));
    expect(told.filter(isHangup).sort()).toEqual(real.filter(isHangup).sort());
  },
);
