import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isRow, parseQueueLogLine, pbxId, type QueueLogRow, rowToEvent } from "./mod.ts";

const pbx = pbxId("test");

function eventOf(line: string, zone?: string) {
  const row = parseQueueLogLine(line, zone === undefined ? {} : { zone });
  if (!isRow(row)) throw new Error(row.reason);
  return rowToEvent(row, { pbx });
}

describe("parseQueueLogLine()", () => {
  test("reads a line of the file", () => {
    expect(parseQueueLogLine("1795338812|1795338810.72|suporte|Ana Souza|CONNECT|2|1795338810.73|1")).toEqual({
      at: 1_795_338_812_000,
      callid: "1795338810.72",
      queue: "suporte",
      agent: "Ana Souza",
      event: "CONNECT",
      data: ["2", "1795338810.73", "1"],
    });
  });

  test.each([
    {
      name: "tabs, an id and microseconds of local time",
      line: "77\t2025-11-13 10:02:03.250000\t1.1\tvendas\tAgent/101\tCOMPLETEAGENT\t2\t9\t1\tNULL\t",
    },
    { name: "no id", line: "2025-11-13 10:02:03.250000\t1.1\tvendas\tAgent/101\tCOMPLETEAGENT\t2\t9\t1\t\t" },
  ])("reads a row of a database's export: $name", ({ line }) => {
    expect(parseQueueLogLine(line, { zone: "America/Sao_Paulo" })).toEqual({
      at: Date.parse("2025-11-13T13:02:03.250Z"),
      callid: "1.1",
      queue: "vendas",
      agent: "Agent/101",
      event: "COMPLETEAGENT",
      data: ["2", "9", "1"],
    });
  });

  test("parts a sixth parameter, which databases append to the fifth", () => {
    const row = parseQueueLogLine(
      "1795338812\t1.1\tvendas\tAna\tATTENDEDTRANSFER\tLINK\tb1\tb2\t3\t14|1",
    ) as QueueLogRow;
    expect(row.data).toEqual(["LINK", "b1", "b2", "3", "14", "1"]);
  });

  test("finds the event behind a member's name that holds a bar", () => {
    const row = parseQueueLogLine("1795338812|1.1|vendas|Ana | manhã|CONNECT|2|1.2|1");
    expect(row).toMatchObject({ agent: "Ana | manhã", event: "CONNECT", data: ["2", "1.2", "1"] });
  });

  test.each([
    { line: "what is this", code: "fields", reason: /got 1 fields/ },
    { line: "yesterday|1.1|vendas|Ana|PAUSE|", code: "time", reason: /"yesterday" is neither epoch seconds nor/ },
    { line: "2025-11-13 10:02:03|1.1|vendas|Ana|PAUSE|", code: "local_time", reason: /is local: say of which zone/ },
    { line: "2025-02-30 10:02:03|1.1|vendas|Ana|PAUSE|", code: "no_such_time", reason: /does not exist/, zone: "UTC" },
  ])("keeps $line with its reason", ({ line, code, reason, zone }) => {
    const problem = parseQueueLogLine(line, zone ? { zone } : {});
    expect(problem).toMatchObject({ line, code, reason: expect.stringMatching(reason) });
  });

  test("never throws and never loses a line, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (line) => {
        const parsed = parseQueueLogLine(line, { zone: "America/Sao_Paulo" });
        if (isRow(parsed)) rowToEvent(parsed, { pbx });
        else expect(parsed.line).toBe(line);
      }),
    );
  });
});

describe("rowToEvent()", () => {
  test.each([
    {
      line: "1|1.1|q|NONE|ENTERQUEUE||11987650001|3",
      want: { type: "caller_joined", number: "11987650001", position: 3, linkedid: null },
    },
    { line: "1|1.1|q|NONE|ENTERQUEUE||unknown|1", want: { type: "caller_joined", number: null } },
    {
      line: "1|1.1|q|Ana|CONNECT|12|1.2|4",
      want: {
        type: "agent_connected",
        waitMs: 12_000,
        ringMs: 4_000,
        ringUniqueid: "1.2",
        interface: null,
        memberName: "Ana",
      },
    },
    { line: "1|1.1|q|PJSIP/1001|CONNECT|12|1.2|4", want: { interface: "PJSIP/1001" } },
    {
      line: "1|1.1|q|Ana|COMPLETECALLER|12|30|1",
      want: { type: "agent_completed", reason: "caller", waitMs: 12_000, talkMs: 30_000, originalPosition: 1 },
    },
    {
      line: "1|1.1|q|Ana|BLINDTRANSFER|1006|from-phones|12|30|1",
      want: { reason: "transfer", waitMs: 12_000, talkMs: 30_000 },
    },
    {
      line: "1|1.1|q|Ana|ATTENDEDTRANSFER|BRIDGE|4b42-66e3|12|30|1",
      want: { reason: "transfer", waitMs: 12_000, talkMs: 30_000 },
    },
    { line: "1|1.1|q|Ana|TRANSFER|1006|default|12|30", want: { reason: "transfer" } },
    {
      line: "1|1.1|q|NONE|ABANDON|1|2|9",
      want: { type: "visit_ended", outcome: "abandoned", position: 1, originalPosition: 2, waitMs: 9_000 },
    },
    { line: "1|1.1|q|NONE|EXITWITHTIMEOUT|1|2|9", want: { outcome: "timeout", waitMs: 9_000 } },
    { line: "1|1.1|q|NONE|EXITEMPTY|1|2|9", want: { outcome: "exit_empty", waitMs: 9_000 } },
    {
      line: "1|1.1|q|NONE|EXITWITHKEY|9|1|2|4",
      want: { outcome: "exit_key", key: "9", waitMs: 4_000, originalPosition: 2 },
    },
    { line: "1|1.1|q|NONE|WITHDRAW|1|2|9|closing", want: { outcome: "withdrawn", waitMs: 9_000, note: "closing" } },
    { line: "1|1.1|q|Ana|SYSCOMPAT|", want: { outcome: "abandoned", note: "SYSCOMPAT", waitMs: null } },
    { line: "1|1.1|q|Ana|RINGNOANSWER|8000", want: { type: "ring_missed", ringMs: 8_000 } },
    { line: "1|1.1|q|Ana|RINGCANCELED|3658", want: { type: "ring_canceled", ringMs: 3_658 } },
    {
      line: "1|MANAGER|q|PJSIP/1001|ADDMEMBER|PAUSED",
      want: { type: "member_added", interface: "PJSIP/1001", paused: true },
    },
    { line: "1|MANAGER|q|PJSIP/1001|REMOVEMEMBER|", want: { type: "member_removed", interface: "PJSIP/1001" } },
    {
      line: "1|NONE|q|Ana|PAUSE|Café | lanche",
      want: { type: "member_paused", paused: true, reason: "Café | lanche" },
    },
    { line: "1|NONE|q|Ana|UNPAUSE|", want: { type: "member_paused", paused: false, reason: null } },
    { line: "1|1.1|q|PJSIP/1001|CSAT|5", want: { type: "survey_answered", score: 5 } },
    { line: "1|NONE|NONE|NONE|QUEUESTART|", want: { type: "asterisk_started" } },
  ])("reads $line", ({ line, want }) => {
    expect(eventOf(line.replace(/^1\|/, "1795338812|"))).toMatchObject(want);
  });

  test.each(["PAUSEALL|Café", "CONFIGRELOAD|", "OUTCALL|ANSWER|3", "CSAT|9", "SOMETHING_OF_OURS|x"])(
    "passes over %s",
    (row) => {
      expect(eventOf(`1795338812|NONE|NONE|Ana|${row}`)).toBeNull();
    },
  );
});
