import { describe, expect, test } from "bun:test";
import { type CallCentreEvent, pbxId } from "@qmanager/core";
import { AmiParser, EventReader, type EventReaderOptions, unescapeC } from "./mod.ts";

const pbx = pbxId("test");

/** Headers of messages, as they are on the wire, as events; an empty line parts messages. */
function read(text: string, options: EventReaderOptions = {}, at: number | null = 5_000): CallCentreEvent[] {
  const parser = new AmiParser();
  const reader = new EventReader(pbx, options);
  const wire = `Asterisk Call Manager/11.0.0\r\n${text.trim().replaceAll("\n", "\r\n")}\r\n\r\n`;
  return parser
    .push(new TextEncoder().encode(wire))
    .flatMap((message) => reader.read(message, at))
    .filter((event) => event.type !== "connected");
}

const caller = `Channel: PJSIP/trunk-00000001
CallerIDNum: 11987650001
CallerIDName: O\\'Brien, \\"Bob\\"
Context: queues
Exten: vendas
Uniqueid: 1.1
Linkedid: 1.1`;

const agent = `DestChannel: PJSIP/1001-00000002
DestUniqueid: 1.2
Queue: vendas
Interface: PJSIP/1001
MemberName: Ana`;

describe("EventReader.read()", () => {
  test("reads a caller who enters, with the escapes of his name undone once", () => {
    expect(read(`Event: QueueCallerJoin\n${caller}\nQueue: vendas\nPosition: 2`)).toEqual([
      {
        type: "caller_joined",
        pbx,
        at: 5_000,
        queue: "vendas",
        uniqueid: "1.1",
        linkedid: "1.1",
        channel: "PJSIP/trunk-00000001",
        number: "11987650001",
        name: `O'Brien, "Bob"`,
        context: "queues",
        exten: "vendas",
        position: 2,
      } as unknown as CallCentreEvent,
    ]);
  });

  test.each(
    [
      {
        text: `Event: Join\nChannel: SIP/x-1\nCallerIDNum: unknown\nCallerIDName: unknown\nQueue: vendas\nPosition: 1\nCount: 1\nUniqueid: 1.1`,
        want: { type: "caller_joined", number: null, name: null, linkedid: null },
      },
      {
        text: "Event: Leave\nChannel: SIP/x-1\nQueue: vendas\nCount: 0\nPosition: 1\nUniqueid: 1.1",
        want: { type: "caller_left" },
      },
      {
        text: "Event: QueueMemberPaused\nQueue: vendas\nLocation: SIP/1001\nMemberName: Ana\nPaused: 1\nReason: Lanche",
        want: { type: "member_paused", interface: "SIP/1001", paused: true, reason: "Lanche" },
      },
      {
        text: `Event: QueueCallerAbandon\nQueue: vendas\nUniqueid: 1.1\nPosition: 1\nOriginalPosition: 2\nHoldTime: 9`,
        want: { type: "abandon_reported", waitMs: 9_000, originalPosition: 2 },
      },
      {
        text: `Event: AgentRingNoAnswer\n${caller}\n${agent}\nRingTime: 8000`,
        want: { type: "ring_missed", ringMs: 8_000, ringUniqueid: "1.2" },
      },
      {
        text: `Event: AgentConnect\n${caller}\n${agent}\nHoldTime: 3\nRingTime: 2`,
        want: { type: "agent_connected", waitMs: 3_000, ringMs: 2_000 },
      },
      {
        text: "Event: AgentConnect\nQueue: vendas\nUniqueid: 1.1\nChannel: SIP/1001-2\nMember: SIP/1001\nMemberName: Ana\nHoldtime: 3\nBridgedChannel: 1.2\nRingtime: 2",
        want: {
          interface: "SIP/1001",
          memberName: "Ana",
          ringUniqueid: "1.2",
          waitMs: 3_000,
          ringMs: 2_000,
        },
      },
      {
        text: "Event: AgentComplete\nQueue: vendas\nInterface: PJSIP/1001\nMemberName: Ana\nHoldTime: 3\nTalkTime: 61\nReason: agent",
        want: { type: "agent_completed", uniqueid: null, ringUniqueid: null, talkMs: 61_000, reason: "agent" },
      },
      {
        text: `Event: VarSet\n${caller}\nVariable: MIXMONITOR_FILENAME\nValue: /var/spool/asterisk/monitor/1.1.wav`,
        want: { type: "recording_named", uniqueid: "1.1", file: "/var/spool/asterisk/monitor/1.1.wav" },
      },
      {
        text: `Event: VarSet\n${caller}\nVariable: QUEUESTATUS\nValue: TIMEOUT`,
        want: { type: "queue_status_set", status: "TIMEOUT" },
      },
      { text: `Event: Hangup\n${caller}\nCause: 17`, want: { type: "channel_hung_up", cause: 17, context: "queues" } },
      {
        text: `Event: SoftHangupRequest\n${caller}\nCause: 16`,
        want: { type: "hangup_requested", soft: true, cause: 16 },
      },
      {
        text: `Event: SessionTimeout\n${caller}\nSource: RTPTimeout`,
        want: { type: "hangup_requested", soft: true, cause: 44 },
      },
      { text: `Event: Hold\n${caller}\nMusicClass: default`, want: { type: "hold_changed", held: true } },
      {
        text: "Event: BlindTransfer\nResult: Success\nTransfererUniqueid: 1.2\nTransfereeUniqueid: 1.1\nExtension: 1006",
        want: { type: "transferred", kind: "blind", transferers: ["1.2"], exten: "1006" },
      },
      {
        text: "Event: AttendedTransfer\nResult: Success\nOrigTransfererUniqueid: 1.2\nSecondTransfererUniqueid: 1.3\nTransfereeUniqueid: 1.1\nDestBridgeUniqueid: b",
        want: { kind: "attended", transferers: ["1.2", "1.3"], destBridgeId: "b" },
      },
      {
        text: "Event: LocalBridge\nLocalOneUniqueid: 1.5\nLocalTwoUniqueid: 1.6",
        want: { type: "local_bridged", one: "1.5", two: "1.6" },
      },
      {
        text: `Event: UserEvent\n${caller}\nUserEvent: CSAT\nUniqueid: 9.9\nScore: 4`,
        want: { type: "survey_answered", uniqueid: "9.9", score: 4 },
      },
      {
        text: `Event: UserEvent\n${caller}\nUserEvent: QueueData\nqueue: vendas\noptions: t\ntimeout: 180`,
        want: { type: "caller_sent", uniqueid: "1.1", queue: "vendas", limitMs: 180_000 },
      },
      {
        text: "Event: DeviceStateChange\nDevice: PJSIP/1001\nState: RINGING",
        want: { type: "device_state", device: "PJSIP/1001", state: "RINGING" },
      },
      {
        text: "Event: FullyBooted\nPrivilege: system,all\nUptime: 3\nLastReload: 3",
        want: { type: "asterisk_ready", startedAt: 2_000 },
      },
      { text: "Event: Shutdown\nShutdown: Cleanly\nRestart: True", want: { type: "asterisk_stopping", restart: true } },
    ].map((each) => ({ ...each, name: each.text.split("\n", 1)[0] })),
  )("reads $name", ({ text, want }) => {
    expect(read(text)).toMatchObject([want]);
  });

  test.each([
    {
      name: "variables that say nothing of a call",
      text: `Event: VarSet\n${caller}\nVariable: DIALSTATUS\nValue: ANSWER`,
    },
    {
      name: "pseudo devices of queues",
      text: "Event: DeviceStateChange\nDevice: Queue:vendas_pause_PJSIP/1001\nState: NOT_INUSE",
    },
    { name: "transfers that failed", text: "Event: BlindTransfer\nResult: Fail\nTransfererUniqueid: 1.2" },
    { name: "surveys without a digit", text: `Event: UserEvent\n${caller}\nUserEvent: CSAT\nScore: ` },
    { name: "events it does not follow", text: "Event: RTCPSent\nUniqueid: 1.1" },
    { name: "an event whose name is a property of every object", text: "Event: constructor\nUniqueid: 1.1" },
  ])("passes over $name", ({ text }) => {
    expect(read(text)).toEqual([]);
  });

  test("takes the time of an event from its Timestamp where no other is known", () => {
    const text = `Event: Hangup\nTimestamp: 1795338688.250000\n${caller}\nCause: 16`;
    expect(read(text, {}, null)[0]?.at).toBe(1_795_338_688_250);
  });

  test("puts the messages of a QueueStatus together, queue by queue", () => {
    const events = read(`Event: QueueParams
Queue: vendas
Max: 0
Strategy: ringall
Calls: 1
Completed: 7
Abandoned: 2
ActionID: q

Event: QueueMember
Queue: vendas
Name: Ana
Location: PJSIP/1001
StateInterface: PJSIP/1001
Membership: dynamic
Penalty: 1
LastCall: 1795338688
InCall: 0
Status: 1
Paused: 1
PausedReason: Lanche
Wrapuptime: 3
ActionID: q

Event: QueueEntry
Queue: vendas
Position: 1
Channel: PJSIP/trunk-1
Uniqueid: 1.1
CallerIDNum: 11987650001
CallerIDName: unknown
Wait: 65
Priority: 0
ActionID: q

Event: Hangup
${caller}
Cause: 16

Event: QueueParams
Queue: suporte
Max: 8
Strategy: linear
ActionID: q

Event: QueueStatusComplete
ActionID: q
EventList: Complete`);
    expect(events.map(({ type }) => type)).toEqual([
      "channel_hung_up",
      "queue_snapshot",
      "queue_snapshot",
      "queues_listed",
    ]);
    expect(events[1]).toMatchObject({
      queue: "vendas",
      strategy: "ringall",
      completed: 7,
      abandoned: 2,
      members: [
        {
          interface: "PJSIP/1001",
          name: "Ana",
          membership: "dynamic",
          penalty: 1,
          paused: true,
          pauseReason: "Lanche",
          wrapupMs: 3_000,
          inCall: false,
          loginAt: null,
          lastCallAt: 1_795_338_688_000,
        },
      ],
      waiting: [{ uniqueid: "1.1", number: "11987650001", name: null, waitMs: 65_000, position: 1 }],
    });
    expect(events[3]).toMatchObject({ queues: ["vendas", "suporte"] });
  });

  test("takes only the first QueueStatus of a connection for a whole one when told so", () => {
    const list = (id: string) =>
      `Event: QueueParams\nQueue: vendas\nActionID: ${id}\n\nEvent: QueueStatusComplete\nActionID: ${id}`;
    expect(read(`${list("a")}\n\n${list("b")}`, { queueLists: "first" })).toHaveLength(2);
    expect(read(`${list("a")}\n\n${list("b")}`)).toHaveLength(4);
  });

  test("lists all channels as one event", () => {
    const text = `Event: CoreShowChannel\nActionID: c\n${caller}\nChannelState: 6\nApplication: Queue\nApplicationData: vendas,tT\nDuration: 01:02:03\nBridgeId: b\n\nEvent: CoreShowChannelsComplete\nActionID: c`;
    expect(read(text)).toMatchObject([
      {
        type: "channels_listed",
        channels: [{ uniqueid: "1.1", application: "Queue", data: "vendas,tT", bridgeId: "b", ageMs: 3_723_000 }],
      },
    ]);
  });

  test("names the pair of two channels of Asterisk 11, which has no bridges, as one", () => {
    const channel = (id: string, other: string) =>
      `Event: CoreShowChannel\nUniqueID: ${id}\nApplication: Queue\nBridgedUniqueID: ${other}\n\n`;
    const text = `${channel("1.1", "1.2")}${channel("1.2", "1.1")}${channel("1.3", "")}Event: CoreShowChannelsComplete`;
    const [listed] = read(text);
    const bridges = listed?.type === "channels_listed" ? listed.channels.map(({ bridgeId }) => bridgeId) : [];
    expect(bridges).toEqual(["1.1 1.2", "1.1 1.2", null]);
  });

  test("forgets a list that a new connection cut off", () => {
    const parser = new AmiParser({ bannerAnywhere: true });
    const reader = new EventReader(pbx);
    const wire = [
      "Asterisk Call Manager/11.0.0\r\nEvent: QueueParams\r\nQueue: old\r\nActionID: q\r\n\r\n",
      "Asterisk Call Manager/11.0.0\r\nEvent: QueueParams\r\nQueue: new\r\nActionID: q\r\n\r\nEvent: QueueStatusComplete\r\nActionID: q\r\n\r\n",
    ].join("");
    const events = parser.push(new TextEncoder().encode(wire)).flatMap((message) => reader.read(message, 1));
    expect(events.at(-1)).toMatchObject({ type: "queues_listed", queues: ["new"] });
  });
});

describe("EventReader.incomplete", () => {
  test("counts and keeps messages that do not say whom they are about", () => {
    const parser = new AmiParser();
    const reader = new EventReader(pbx);
    const wire = "Asterisk Call Manager/11.0.0\r\nEvent: QueueCallerJoin\r\nQueue: vendas\r\n\r\nEvent: Hangup\r\n\r\n";
    const events = parser.push(new TextEncoder().encode(wire)).flatMap((message) => reader.read(message, 1));
    expect(events.map(({ type }) => type)).toEqual(["connected"]);
    expect(reader.incomplete).toEqual({
      count: 2,
      last: [
        [
          ["Event", "QueueCallerJoin"],
          ["Queue", "vendas"],
        ],
        [["Event", "Hangup"]],
      ],
    });
  });
});

describe("unescapeC()", () => {
  test.each([
    [String.raw`O\'Brien`, "O'Brien"],
    [String.raw`\"Bob\"`, `"Bob"`],
    [String.raw`back\\slash`, String.raw`back\slash`],
    [String.raw`\\\"`, String.raw`\"`],
    [String.raw`tab\there`, "tab\there"],
    ["plain", "plain"],
  ])("of %s is %s", (escaped, plain) => {
    expect(unescapeC(escaped)).toBe(plain);
  });
});
