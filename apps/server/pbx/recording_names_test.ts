import { beforeEach, expect, test } from "bun:test";
import { AmiParser } from "@qmanager/ami";
import { type CallCentreEvent, pbxId, queueName, type Uniqueid, uniqueid } from "@qmanager/core";
import { RecordingNames } from "./recording_names.ts";

interface Question {
  channel: Uniqueid;
  answer(file: string | null): void;
  fail(error: Error): void;
}

let questions: Question[];
let named: string[];
let missed: [number, unknown][];
let names: RecordingNames;
beforeEach(() => {
  [questions, named, missed] = [[], [], []];
  names = new RecordingNames({
    ask: (channel) => new Promise((answer, fail) => questions.push({ channel, answer, fail })),
    named: (channel, file) => named.push(`${channel} ${file}`),
    missed: (channels, fault) => missed.push([channels, fault]),
  });
});

const told = (name: string) => {
  const [, message] = new AmiParser().push(
    new TextEncoder().encode(`Asterisk Call Manager/11.0.0\r\nEvent: ${name}\r\n\r\n`),
  );
  if (message?.kind !== "event") throw new Error(`${name} is no event`);
  return message;
};

function connected(id: string): void {
  const event: CallCentreEvent = {
    ...{ type: "agent_connected", pbx: pbxId("p"), at: 1, queue: queueName("q"), uniqueid: uniqueid(id) },
    ...{ interface: null, memberName: null, ringUniqueid: null, waitMs: null, ringMs: null },
  };
  names.heard(told("AgentConnect"), [event]);
}

/** Answers the questions in turn, those that an answer brings as well. */
async function answerAll(): Promise<void> {
  for (let n = 0; n < questions.length; n++) {
    questions[n]?.answer(`${questions[n]?.channel}.wav`);
    await Bun.sleep(0);
  }
}

test("RecordingNames asks for one after the other", async () => {
  for (const id of ["1.1", "1.2", "1.3"]) connected(id);
  expect(questions.map(({ channel }) => String(channel))).toEqual(["1.1"]);
  await answerAll();
  expect(named).toEqual(["1.1 1.1.wav", "1.2 1.2.wav", "1.3 1.3.wav"]);
  connected("1.4");
  await answerAll();
  expect(named).toHaveLength(4);
  expect(missed).toEqual([]);
});

test("RecordingNames tells of nobody who is not recorded", async () => {
  connected("1.1");
  questions[0]?.answer(null);
  await Bun.sleep(0);
  expect(named).toEqual([]);
  expect(missed).toEqual([]);
});

test("RecordingNames lets go of the oldest when too many wait, and says how many", async () => {
  for (let n = 0; n <= 202; n++) connected(`1.${n}`);
  await answerAll();
  expect(named).toHaveLength(201);
  expect(named.slice(0, 2)).toEqual(["1.0 1.0.wav", "1.3 1.3.wav"]);
  expect(missed).toEqual([[2, null]]);
});

test("RecordingNames goes on after a question that had no answer, and says why", async () => {
  const fault = new Error("no answer in time");
  connected("1.1");
  connected("1.2");
  questions[0]?.fail(fault);
  await Bun.sleep(0);
  questions[1]?.answer("2.wav");
  await Bun.sleep(0);
  expect(named).toEqual(["1.2 2.wav"]);
  expect(missed).toEqual([[1, fault]]);
});

test("RecordingNames asks for none once the PBX tells variables, until the connection is lost", async () => {
  connected("1.1");
  connected("1.2");
  names.heard(told("VarSet"), []);
  connected("1.3");
  await answerAll();
  expect(questions).toHaveLength(1);
  names.lost();
  connected("2.1");
  expect(questions).toHaveLength(2);
});

test("RecordingNames keeps nothing of a connection that is lost", async () => {
  connected("1.1");
  connected("1.2");
  names.lost();
  connected("2.1");
  await answerAll();
  expect(questions.map(({ channel }) => String(channel))).toEqual(["1.1", "2.1"]);
  expect(named).toEqual(["2.1 2.1.wav"]);
});
