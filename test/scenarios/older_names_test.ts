/** Asterisk 11, of which there is no recording: its names and headers as `apps/app_queue.c` of that branch writes them. */
import { expect, test } from "bun:test";
import { intervalsOf } from "../../apps/server/cli/agents.ts";
import { visitsOf } from "../../apps/server/cli/calls.ts";
import { type Capture, readCapture } from "../../apps/server/cli/capture.ts";

const start = 1_795_338_688;

/** Messages at their seconds, as a capture of a manager with `timestampevents=yes`. */
function capture(...messages: [second: number, event: string, headers: string][]): Promise<Capture> {
  const wire = messages.map(
    ([second, event, headers]) =>
      `Event: ${event}\r\nPrivilege: agent,all\r\nTimestamp: ${start + second}.000000\r\n${headers.split("|").join("\r\n")}\r\n\r\n`,
  );
  const bytes = new TextEncoder().encode(`Asterisk Call Manager/1.3\r\n${wire.join("")}`);
  return readCapture(new Blob([bytes]).stream(), "hand-made");
}

const caller = "Channel: SIP/trunk-00000001|Uniqueid: 1.1";
const joined = "CallerIDNum: 1199|CallerIDName: Ana|Queue: vendas|Position: 1|Count: 1";
const called = (phone: number) =>
  `Queue: vendas|AgentCalled: SIP/${phone}|AgentName: Agente ${phone}|ChannelCalling: SIP/trunk-00000001|` +
  `DestinationChannel: SIP/${phone}-0000000a|CallerIDNum: 1199|Uniqueid: 1.1`;
const member = (phone: number) => `Queue: vendas|Uniqueid: 1.1|Member: SIP/${phone}|MemberName: Agente ${phone}`;

const answered = () =>
  capture(
    [0, "Join", `${caller}|${joined}`],
    [1, "AgentCalled", called(1001)],
    [6, "AgentRingNoAnswer", `${member(1001)}|Channel: SIP/trunk-00000001|Ringtime: 5000`],
    [7, "AgentCalled", called(1002)],
    [10, "Leave", `${caller}|Queue: vendas|Count: 0|Position: 1`],
    [10, "AgentConnect", `${member(1002)}|Channel: SIP/1002-0000000a|Holdtime: 10|BridgedChannel: 1.3|Ringtime: 3`],
    [30, "AgentComplete", `${member(1002)}|Channel: SIP/1002-0000000a|HoldTime: 10|TalkTime: 20|Reason: agent`],
    [30, "Hangup", "Channel: SIP/1002-0000000a|Uniqueid: 1.3|Cause: 16"],
    [30, "Hangup", `${caller}|Cause: 16`],
  );

const at = (second: number) => (start + second) * 1000;

test("qm calls reads an answered call of Asterisk 11, each ring once", async () => {
  expect((await visitsOf(await answered())) as unknown[]).toMatchObject([
    {
      queue: "vendas",
      linkedid: null,
      callerNumber: "1199",
      callerName: "Ana",
      outcome: "answered",
      endedBy: "agent",
      interface: "SIP/1002",
      agent: "Agente 1002",
      waitMs: 10_000,
      ringMs: 3_000,
      talkMs: 20_000,
      attempts: [
        { interface: "SIP/1001", startedAt: at(1), endedAt: at(6), result: "noanswer" },
        { interface: "SIP/1002", startedAt: at(7), endedAt: at(10), result: "answered" },
      ],
    },
  ]);
});

test("qm agents reads rings, talks, a session and its pauses of Asterisk 11", async () => {
  const kinds = (intervals: Awaited<ReturnType<typeof intervalsOf>>) =>
    intervals.map(({ agent, kind, reason, from, to }) => [agent, kind, reason, from, to] as const);
  expect(kinds(await intervalsOf(await answered()))).toEqual([
    ["Agente 1001", "ring", null, at(1), at(6)],
    ["Agente 1002", "ring", null, at(7), at(10)],
    ["Agente 1002", "talk", null, at(10), at(30)],
  ]);
  const place = "Queue: vendas|Location: SIP/1001|MemberName: Ana";
  const worked = capture(
    [0, "QueueMemberAdded", `${place}|Membership: dynamic|Penalty: 0|CallsTaken: 0|LastCall: 0|Status: 1|Paused: 0`],
    [5, "QueueMemberPaused", `${place}|Paused: 1|Reason: Lanche`],
    [9, "QueueMemberPaused", `${place}|Paused: 1|Reason: Banheiro`],
    [12, "QueueMemberPaused", `${place}|Paused: 0`],
    [20, "QueueMemberRemoved", place],
  );
  expect(kinds(await intervalsOf(await worked))).toEqual([
    ["Ana", "session", null, at(0), at(20)],
    ["Ana", "pause", "Lanche", at(5), at(9)],
    ["Ana", "pause", "Banheiro", at(9), at(12)],
  ]);
});

test.each([
  { name: "gave up", status: null, hangup: "HangupRequest", want: "abandoned" },
  { name: "reached the time limit", status: "TIMEOUT", hangup: null, want: "timeout" },
  { name: "found nobody any more", status: "LEAVEEMPTY", hangup: null, want: "exit_empty" },
])("qm calls knows of Asterisk 11 that a caller $name", async ({ status, hangup, want }) => {
  const visits = await visitsOf(
    await capture(
      [0, "Join", `${caller}|${joined}`],
      [1, "AgentCalled", called(1001)],
      ...(hangup ? ([[8, hangup, caller]] as [number, string, string][]) : []),
      [8, "QueueCallerAbandon", "Queue: vendas|Uniqueid: 1.1|Position: 1|OriginalPosition: 1|HoldTime: 8"],
      [8, "Leave", `${caller}|Queue: vendas|Count: 0|Position: 1`],
      ...(status
        ? ([[8, "VarSet", `${caller}|Variable: QUEUESTATUS|Value: ${status}`]] as [number, string, string][])
        : []),
      [9, "Hangup", `${caller}|Cause: 16`],
    ),
  );
  expect(visits).toMatchObject([{ outcome: want, waitMs: 8_000, attempts: [{ result: "caller_left" }] }]);
});
