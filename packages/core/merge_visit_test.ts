import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { asInterface, linkedid, pbxId, queueName, uniqueid } from "./ids.ts";
import { mergeVisit, withAbsences } from "./merge_visit.ts";
import type { Visit, VisitNote } from "./visit.ts";

const ten = Date.parse("2026-03-02T10:00:00Z");

const blank: Visit = {
  pbx: pbxId("main"),
  uniqueid: uniqueid("1.1"),
  linkedid: null,
  queue: queueName("suporte"),
  visit: 1,
  callerNumber: "11987650001",
  callerName: null,
  enteredAt: ten,
  outcome: null,
  endedBy: null,
  interface: null,
  agent: null,
  answeredAt: null,
  endedAt: null,
  waitMs: null,
  ringMs: null,
  talkMs: null,
  holdMs: null,
  position: null,
  attempts: [],
  surveyOffered: null,
  csat: null,
  provisional: false,
  notes: [],
  open: false,
};

/** A caller who waited 4 s, as AMI tells it. */
const heard = (more: Partial<Visit> = {}): Visit => ({
  ...blank,
  linkedid: linkedid("1.0"),
  callerName: "Rita Prado",
  enteredAt: ten + 312,
  outcome: "answered",
  endedBy: "agent",
  interface: asInterface("PJSIP/1001"),
  agent: "Ana Souza",
  answeredAt: ten + 4_612,
  endedAt: ten + 64_900,
  waitMs: 4_300,
  ringMs: 2_950,
  talkMs: 60_288,
  holdMs: 5_000,
  position: 1,
  attempts: [
    { interface: asInterface("PJSIP/1001"), startedAt: ten + 1_662, endedAt: ten + 4_612, result: "answered" },
  ],
  csat: 5,
  ...more,
});

/** The same, as it is written. */
const written = (more: Partial<Visit> = {}): Visit => ({
  ...blank,
  outcome: "answered",
  endedBy: "agent",
  agent: "Ana Souza",
  answeredAt: ten + 4_000,
  endedAt: ten + 64_000,
  waitMs: 4_000,
  ringMs: 2_000,
  talkMs: 60_000,
  position: 1,
  attempts: [{ interface: null, startedAt: ten + 2_000, endedAt: ten + 4_000, result: "answered" }],
  ...more,
});

const noted = (...notes: VisitNote[]) => ({ notes });

describe("mergeVisit()", () => {
  test("takes the rings of the log while AMI knows of no end and the log does", () => {
    const log = written();
    const waiting = heard({ outcome: null, endedBy: null, answeredAt: null, endedAt: null, attempts: [], open: true });
    expect(mergeVisit(waiting, log).attempts).toEqual(log.attempts);
    expect(mergeVisit(heard(), log).attempts).toEqual(heard().attempts);
  });

  test("leaves a visit of one source as it is, and says which", () => {
    expect(mergeVisit(heard(), null)).toEqual({ ...heard(), sources: "live", differences: [] });
    expect(mergeVisit(null, written())).toEqual({ ...written(), sources: "log", differences: [] });
    expect(mergeVisit(null, null)).toBeNull();
  });

  test("keeps what AMI heard to the millisecond where the log agrees", () => {
    expect(mergeVisit(heard(), written())).toEqual({ ...heard(), sources: "confirmed", differences: [] });
  });

  test("takes the log's span where they are more than a second apart, and keeps the difference", () => {
    const merged = mergeVisit(heard({ waitMs: 5_000 }), written());
    expect(merged).toMatchObject({ waitMs: 5_000, differences: [] });
    expect(mergeVisit(heard({ waitMs: 5_001 }), written())).toMatchObject({
      waitMs: 4_000,
      differences: [{ field: "waitMs", ami: 5_001, log: 4_000 }],
    });
  });

  test("believes AMI of a talk whose agent it saw leave, and keeps what the log has", () => {
    const redirected = heard({ endedBy: "transfer", talkMs: 2_025, endedAt: ten + 6_637, ...noted("redirected") });
    expect(mergeVisit(redirected, written({ endedBy: "caller" }))).toMatchObject({
      endedBy: "transfer",
      talkMs: 2_025,
      endedAt: ten + 6_637,
      notes: ["redirected"],
      differences: [
        { field: "endedBy", ami: "transfer", log: "caller" },
        { field: "talkMs", ami: 2_025, log: 60_000 },
      ],
    });
  });

  test("believes the log of an ending that AMI only concluded from the hang-ups", () => {
    const concluded = heard({ endedBy: "caller", provisional: true, ...noted("no_agent_complete") });
    expect(mergeVisit(concluded, written())).toMatchObject({ endedBy: "agent", provisional: false, notes: [] });
    // but keeps a redirect that only the times betray: the log has nothing better
    const late = heard({ endedBy: "transfer", provisional: true, ...noted("redirected") });
    expect(mergeVisit(late, written())).toMatchObject({ endedBy: "transfer", provisional: true });
  });

  test("believes the log of how he left the line", () => {
    const concluded = heard({
      ...noTalk,
      outcome: "timeout",
      waitMs: 30_400,
      provisional: true,
      ...noted("no_dialplan_class"),
    });
    const abandoned = { ...blank, outcome: "abandoned" as const, waitMs: 30_000, position: 2 };
    expect(mergeVisit(concluded, abandoned)).toMatchObject({
      outcome: "abandoned",
      waitMs: 30_000,
      position: 2,
      provisional: false,
      notes: [],
      differences: [
        { field: "outcome", ami: "timeout", log: "abandoned" },
        { field: "position", ami: 1, log: 2 },
      ],
    });
  });

  test("has nothing of a talk that the log knows never was", () => {
    expect(mergeVisit(heard(), { ...blank, outcome: "abandoned", waitMs: 4_000 })).toMatchObject(noTalk);
  });

  test("has the log's talk of a visit that AMI saw leave the line, no more", () => {
    const unseen = heard({ ...noTalk, outcome: null, endedAt: null, waitMs: null, ...noted("ended_unseen") });
    expect(mergeVisit(unseen, written())).toMatchObject({
      ...written(),
      linkedid: "1.0" as never,
      callerName: "Rita Prado",
      csat: 5,
      notes: [],
    });
  });

  test("has the log's spans, entry and rings of what AMI heard in part, and AMI's names and holds", () => {
    const listed = heard({ enteredAt: ten - 700, waitMs: 5_312, attempts: [], ...noted("entered_before_connection") });
    expect(mergeVisit(listed, written())).toMatchObject({
      enteredAt: ten,
      waitMs: 4_000,
      ringMs: 2_000,
      talkMs: 60_000,
      attempts: written().attempts,
      interface: asInterface("PJSIP/1001"),
      holdMs: 5_000,
      callerName: "Rita Prado",
      notes: [],
    });
  });

  test("takes AMI's word while the log has not written the end yet", () => {
    const unfinished = written({ endedBy: null, endedAt: null, talkMs: null, open: true });
    expect(mergeVisit(heard(), unfinished)).toEqual({ ...heard(), sources: "confirmed", differences: [] });
    const waiting = { ...blank, position: 1, open: true };
    expect(mergeVisit(heard(), waiting)).toEqual({ ...heard(), sources: "confirmed", differences: [] });
    const lost = { ...blank, position: 1, provisional: true, ...noted("no_end_in_log") };
    expect(mergeVisit(heard(), lost)).toEqual({ ...heard(), sources: "confirmed", differences: [] });
  });

  test("takes the log's word where it is ahead of AMI", () => {
    const waiting = heard({ ...noTalk, outcome: null, endedAt: null, waitMs: null, open: true });
    expect(mergeVisit(waiting, written())).toMatchObject({ outcome: "answered", talkMs: 60_000, open: false });
  });

  test("knows a member whose name a database cut, and keeps the whole of it", () => {
    const name = "Maria Aparecida dos Santos de Oliveira";
    const merged = mergeVisit(heard({ agent: name }), written({ agent: name.slice(0, 32) }));
    expect(merged).toMatchObject({ agent: name, interface: asInterface("PJSIP/1001"), differences: [] });
  });

  test("has no phone and no hold of another member than the log's", () => {
    expect(mergeVisit(heard({ agent: "Bia Lima" }), written())).toMatchObject({
      agent: "Ana Souza",
      interface: null,
      holdMs: null,
      differences: [{ field: "agent", ami: "Bia Lima", log: "Ana Souza" }],
    });
  });

  test("drops the note of a crash that the log did not have", () => {
    const died = heard({ endedBy: null, endedAt: null, talkMs: null, holdMs: null, ...noted("asterisk_died") });
    expect(mergeVisit(died, written())).toMatchObject({ endedBy: "agent", talkMs: 60_000, notes: [] });
    const both = written({ endedBy: null, endedAt: null, talkMs: null, ...noted("asterisk_died") });
    expect(mergeVisit(died, both)).toMatchObject({ endedBy: null, talkMs: null, notes: ["asterisk_died"] });
  });

  test("keeps a visit under the key of whose place was taken, where that was seen", () => {
    const agents = { uniqueid: uniqueid("7.7"), visit: 2, ...noted("joined_by_transfer") };
    expect(mergeVisit(heard(noted("entered_before_connection")), written(agents))).toMatchObject({
      uniqueid: uniqueid("7.7"),
      visit: 2,
    });
    expect(mergeVisit(heard(agents), written(noted("entry_not_in_log")))).toMatchObject({
      uniqueid: uniqueid("7.7"),
      visit: 2,
    });
  });

  test("gives of every field what one of the two told, or null", () => {
    const version = fc.record({
      outcome: fc.constantFrom("answered", "abandoned", "timeout", "lost", null),
      endedBy: fc.constantFrom("agent", "caller", "transfer", null),
      agent: fc.constantFrom("Ana Souza", "Bia Lima", null),
      waitMs: fc.option(fc.nat(9_000)),
      talkMs: fc.option(fc.nat(9_000)),
      holdMs: fc.option(fc.nat(9_000)),
      open: fc.boolean(),
      provisional: fc.boolean(),
      notes: fc.subarray<VisitNote>([
        "entered_before_connection",
        "ended_unseen",
        "no_agent_complete",
        "no_end_in_log",
      ]),
    });
    fc.assert(
      fc.property(version, version, (one, other) => {
        const [ami, log] = [heard(one), written(other)];
        const { sources, differences, ...merged } = mergeVisit(ami, log);
        for (const field of Object.keys(merged) as (keyof Visit)[]) {
          if (field === "notes" || field === "open" || field === "provisional") continue;
          expect([ami[field], log[field], null]).toContainEqual(merged[field]);
        }
        if (log.outcome !== null) expect(merged.outcome).toBe(log.outcome);
        if (merged.outcome !== "answered") expect(merged).toMatchObject(noTalk);
      }),
    );
  });
});

const noTalk = {
  endedBy: null,
  interface: null,
  agent: null,
  answeredAt: null,
  ringMs: null,
  talkMs: null,
  holdMs: null,
} as const;

describe("withAbsences()", () => {
  const { enteredAt, endedAt } = heard();
  test.each([
    { name: "before it", from: ten - 9_000, to: enteredAt, isTouched: false },
    { name: "into its beginning", from: ten - 9_000, to: enteredAt! + 1, isTouched: true },
    { name: "in the middle", from: ten + 5_000, to: ten + 6_000, isTouched: true },
    { name: "after it", from: endedAt! + 1, to: endedAt! + 2, isTouched: false },
    { name: "that goes on", from: endedAt!, to: null, isTouched: true },
  ])("minds an absence $name", ({ from, to, isTouched }) => {
    const touched = { ...heard(), holdMs: null, notes: ["away_meanwhile"] };
    expect(withAbsences(heard(), [{ from, to }])).toEqual(isTouched ? (touched as Visit) : heard());
  });

  test("makes the log's rings and spans be believed", () => {
    const away = withAbsences(heard(), [{ from: ten + 5_000, to: ten + 6_000 }]);
    expect(withAbsences(away, [{ from: ten + 5_000, to: null }])).toBe(away);
    expect(mergeVisit(away, written())).toMatchObject({
      waitMs: 4_000,
      holdMs: null,
      attempts: written().attempts,
      notes: ["away_meanwhile"],
    });
  });
});
