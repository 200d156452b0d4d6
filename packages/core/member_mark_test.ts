import { describe, expect, test } from "bun:test";
import { pbxId, queueName } from "./ids.ts";
import { joinedMarks, loggedIntervals, type MemberMark, MemberMarks, memberKey } from "./member_mark.ts";
import { isRow, parseQueueLogLine, rowToEvent } from "./queue_log.ts";

const at = (second: number) => 1_700_000_000_000 + second * 1_000;

/** `second|callid|queue|agent|event|…` */
function marksOf(lines: readonly string[], members = new MemberMarks()): MemberMark[] {
  return lines.flatMap((line) => {
    const [second, ...rest] = line.split("|");
    const row = parseQueueLogLine([1_700_000_000 + Number(second), ...rest].join("|"));
    if (!isRow(row)) throw new Error(row.reason);
    const event = rowToEvent(row, { pbx: pbxId("pbx") });
    return event ? members.apply(event) : [];
  });
}

/** What lies between the marks of each member, queue and kind. */
const spansOf = (lines: readonly string[]) =>
  [...Map.groupBy(marksOf(lines), ({ kind, queue, member }) => `${kind} ${queue} ${memberKey(member)}`)].flatMap(
    ([key, marks]) =>
      loggedIntervals(marks).map(({ from, to, reason }) =>
        [key, reason ?? "", from === null ? "?" : (from - at(0)) / 1_000, to === null ? "?" : (to - at(0)) / 1_000]
          .filter((each) => each !== "")
          .join(" "),
      ),
  );

describe("MemberMarks", () => {
  test("read a session and its pauses, of which a change of reason ends one and begins the next", () => {
    const rows = [
      "0|MANAGER|vendas|PJSIP/1|ADDMEMBER|",
      "10|NONE|vendas|Ana|PAUSE|Café",
      "20|NONE|vendas|Ana|PAUSE|Almoço",
      "30|NONE|vendas|Ana|UNPAUSE|",
      "40|MANAGER|vendas|pjsip/1|REMOVEMEMBER|",
    ];
    expect(spansOf(rows)).toEqual([
      "session vendas pjsip/1 0 40",
      "pause vendas Ana Café 10 20",
      "pause vendas Ana Almoço 20 30",
    ]);
  });

  test("end the pause of a member who leaves, whose name no row tells beside his interface", () => {
    const rows = ["0|A|vendas|PJSIP/1|ADDMEMBER|", "5|NONE|vendas|Ana|PAUSE|", "9|A|vendas|PJSIP/1|REMOVEMEMBER|"];
    expect(spansOf(rows)).toContain("pause vendas Ana 5 9");
  });

  test("doubt the end of a pause where he could be either of two, until all have left", () => {
    const both = ["0|A|vendas|PJSIP/1|ADDMEMBER|", "1|A|vendas|PJSIP/2|ADDMEMBER|", "5|NONE|vendas|Ana|PAUSE|"];
    const [one, other] = ["9|A|vendas|PJSIP/1|REMOVEMEMBER|", "9|A|vendas|PJSIP/2|REMOVEMEMBER|"];
    expect(spansOf([...both, one, "20|NONE|vendas|Ana|PAUSE|"])).toContain("pause vendas Ana 5 ?");
    expect(spansOf([...both, one, "20|NONE|vendas|Ana|UNPAUSE|"])).toContain("pause vendas Ana 5 20");
    expect(spansOf([...both, one, other])).toContain("pause vendas Ana 5 9");
  });

  test("begin a pause with who is added paused, and end it when he is ready under his name", () => {
    const rows = ["0|A|vendas|PJSIP/1|ADDMEMBER|PAUSED", "5|NONE|vendas|Ana|UNPAUSE|"];
    expect(spansOf(rows)).toContain("pause vendas pjsip/1 0 5");
  });

  test("read of PAUSEALL the rows of the queues alone, and nothing from a restart of Asterisk", () => {
    const rows = [
      "0|NONE|NONE|Ana|PAUSEALL|Café",
      "0|NONE|vendas|Ana|PAUSE|Café",
      "0|NONE|suporte|Ana|PAUSE|Café",
      "3|NONE|NONE|NONE|QUEUESTART|",
      "8|NONE|NONE|Ana|UNPAUSEALL|",
      "8|NONE|vendas|Ana|UNPAUSE|",
      "8|NONE|suporte|Ana|UNPAUSE|",
    ];
    expect(spansOf(rows)).toEqual(["pause vendas Ana Café 0 8", "pause suporte Ana Café 0 8"]);
  });

  test("know by what was told before whose interface is whose name", () => {
    const members = new MemberMarks();
    members.resume(marksOf(["0|A|vendas|PJSIP/1|ADDMEMBER|", "5|NONE|vendas|Ana|PAUSE|"]));
    expect(marksOf(["9|A|vendas|PJSIP/1|REMOVEMEMBER|"], members)).toContainEqual({
      ...{ at: at(9), kind: "pause", queue: queueName("vendas"), member: "Ana", word: "ended", reason: null },
    });
  });
});

describe("loggedIntervals()", () => {
  test("has no beginning for who was there before the log, and no end for who is added again or stays", () => {
    const [add, remove] = ["A|vendas|PJSIP/1|ADDMEMBER|", "A|vendas|PJSIP/1|REMOVEMEMBER|"];
    expect(spansOf([`5|${remove}`, `10|${add}`, `20|${add}`])).toEqual([
      ...["session vendas pjsip/1 ? 5", "session vendas pjsip/1 10 ?", "session vendas pjsip/1 20 ?"],
    ]);
  });

  test("has no pause that an UNPAUSE alone tells: Asterisk writes it also for one who is not paused", () => {
    expect(spansOf(["5|NONE|vendas|Ana|UNPAUSE|"])).toEqual([]);
  });
});

describe("joinedMarks()", () => {
  const mark = (word: MemberMark["word"], reason: string | null = null): MemberMark => ({
    ...{ at: at(0), kind: "pause", queue: queueName("vendas"), member: "Ana", word, reason },
  });
  const [a, b, c] = [mark("began", "Café"), mark("ended"), mark("began", "Almoço")];

  test.each([
    { name: "is what is known, told again", known: [a, b], told: [a, b], want: [a, b] },
    { name: "is what is known, told in part", known: [a, b, c], told: [b, c], want: [a, b, c] },
    { name: "is what is told, if more of it is", known: [b], told: [a, b, c], want: [a, b, c] },
    { name: "is both, where one part ends in the other", known: [a, b], told: [b, c], want: [a, b, c] },
    { name: "is both, where the later part was told first", known: [b, c], told: [a, b], want: [a, b, c] },
    { name: "is one after the other, where they share nothing", known: [a], told: [b], want: [a, b] },
  ])("$name", ({ known, told, want }) => {
    expect(joinedMarks(known, told)).toEqual(want);
  });
});
