import { describe, expect, test } from "bun:test";
import { asInterface, pbxId, queueName } from "./ids.ts";
import type { LoggedInterval } from "./member_mark.ts";
import { type LiveInterval, mergeIntervals } from "./merge_intervals.ts";

const place = { pbx: pbxId("pbx"), kind: "pause", queue: queueName("vendas") } as const;
const start = 1_700_000_000_000;
/** Seconds after the start. */
const at = (second: number | null) => (second === null ? null : start + Math.round(second * 1_000));

const live = (from: number | null, to: number | null | "open", rest: Partial<LiveInterval> = {}): LiveInterval => ({
  ...{ ...place, agent: "Ana", interface: asInterface("PJSIP/1"), reason: "Café", from: at(from), seenAt: start },
  ...{ to: to === "open" ? null : at(to), open: to === "open", ...rest },
});
const logged = (from: number | null, to: number | null, reason = "Café"): LoggedInterval => ({
  ...{ member: "Ana", reason, from: at(from), to: at(to) },
});

/** What is shown in the end. */
function shown(ami: LiveInterval[], log: LoggedInterval[]): string[] {
  const { told, confirmed, alone } = mergeIntervals(place, ami, log);
  const second = (value: number | null) => (value === null ? "?" : (value - start) / 1_000);
  return [...confirmed, ...alone, ...told]
    .toSorted((a, b) => (a.from ?? a.seenAt) - (b.from ?? b.seenAt))
    .map(
      ({ reason, from, to, open, interface: phone }) =>
        `${reason} ${second(from)}–${open ? "" : second(to)}${phone === null ? " by name" : ""}`,
    );
}

describe("mergeIntervals()", () => {
  test.each<{ name: string; ami: LiveInterval[]; log: LoggedInterval[]; want: string[] }>([
    {
      name: "keeps AMI's milliseconds",
      ami: [live(100.4, 160.9)],
      log: [logged(100, 160)],
      want: ["Café 100.4–160.9"],
    },
    { name: "takes the log's time", ami: [live(100.4, 150)], log: [logged(100, 160)], want: ["Café 100.4–160"] },
    {
      name: "takes the log's reason",
      ami: [live(100.4, 160)],
      log: [logged(100, 160, "Chá")],
      want: ["Chá 100.4–160"],
    },
    { name: "has what AMI missed", ami: [], log: [logged(100, 160)], want: ["Café 100–160 by name"] },
    { name: "has what the log lacks", ami: [live(100.4, 160)], log: [], want: ["Café 100.4–160"] },
    {
      name: "has the beginning from the log",
      ami: [live(null, "open")],
      log: [logged(-500, null)],
      want: ["Café -500–"],
    },
    { name: "has the end from AMI", ami: [live(100, 160.5)], log: [logged(100, null)], want: ["Café 100–160.5"] },
    {
      name: "has the beginning from AMI",
      ami: [live(100.5, "open")],
      log: [logged(null, 160)],
      want: ["Café 100.5–160"],
    },
    { name: "knows no end that nobody tells", ami: [], log: [logged(100, null)], want: ["Café 100–? by name"] },
    {
      name: "parts what AMI took for one while it was away",
      ami: [live(100.4, 300.6)],
      log: [logged(100, 160), logged(200, 300)],
      want: ["Café 100.4–160", "Café 200–300.6"],
    },
    {
      name: "keeps a change of reason without a gap",
      ami: [live(100.4, 160.2), live(160.2, 200.1, { reason: "Chá" })],
      log: [logged(100, 160), logged(160, 200, "Chá")],
      want: ["Café 100.4–160.2", "Chá 160.2–200.1"],
    },
    {
      name: "keeps one of AMI whose end it missed before the log's begins",
      ami: [live(100.4, 400.1)],
      log: [logged(200, 400)],
      want: ["Café 100.4–?", "Café 200–400.1"],
    },
    {
      name: "takes no session of years ago for one of today",
      ami: [live(null, "open")],
      log: [logged(-100_000_000, null)],
      want: ["Café -100000000–? by name", "Café ?–"],
    },
  ])("$name", ({ ami, log, want }) => {
    expect(shown(ami, log)).toEqual(want);
  });

  test("tells as confirmed what AMI tells just as the log does, so that nothing has to be written", () => {
    const own = live(100.4, 160.9);
    expect(mergeIntervals(place, [own], [logged(100, 160)])).toEqual({
      ...{ told: [], superseded: [], confirmed: [own], alone: [] },
    });
  });
});
