import { expect, setDefaultTimeout, test } from "bun:test";
import { asInterface, type CallCentreEvent, type Member, pbxId, queueName } from "@qmanager/core";
import fc from "fast-check";
import { temporaryDatabase } from "../db/temporary.ts";
import { type ShownInterval, tellersOfTests } from "./intervals_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(300_000);

const { sql } = await temporaryDatabase();
const { live, log, onFile } = tellersOfTests(sql);
let count = 0;
const another = () => pbxId(`pbx-${++count}`);

const queue = queueName("suporte");
const start = Date.parse("2026-03-02T08:00:00Z");
const world = pbxId("world");

/** What truly was of one member. */
interface Stay {
  from: number;
  to: number;
  pauses: { from: number; to: number; reason: string; endsByLeaving: boolean }[];
}

/** One who comes and goes, and pauses; all lengths in ms, never so short that a second could hold two things. */
const stays = (pausesEndByLeaving: boolean) =>
  fc
    .array(
      fc.record({
        away: fc.integer({ min: 10_000, max: 5_000_000 }),
        parts: fc.array(
          fc.record({
            ready: fc.integer({ min: 5_000, max: 2_000_000 }),
            paused: fc.integer({ min: 5_000, max: 900_000 }),
            reason: fc.constantFrom("Café", "Almoço"),
            isChanged: fc.boolean(),
          }),
          { maxLength: 3 },
        ),
        rest: fc.integer({ min: 0, max: 2_000_000 }),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((days): Stay[] => {
      let at = start;
      return days.map(({ away, parts, rest }) => {
        at += away;
        const from = at;
        const pauses = parts.map(({ ready, paused, reason, isChanged }, n) => {
          at += isChanged && n > 0 ? 0 : ready;
          const begun = at;
          at += paused;
          return { from: begun, to: at, reason: isChanged ? `${reason} ${n}` : reason, endsByLeaving: false };
        });
        const last = pauses.at(-1);
        if (pausesEndByLeaving && last && rest < 5_000) last.endsByLeaving = true;
        else at += rest < 5_000 ? rest + 5_000 : rest;
        return { from, to: at, pauses };
      });
    });

const phone = asInterface("PJSIP/1001");
const member = (pauseReason: string | null): Member => ({
  ...{ interface: phone, name: "Ana", paused: pauseReason !== null, pauseReason, status: 1 },
  ...{ stateInterface: null, membership: null, penalty: null, inCall: null, callsTaken: null, lastCallAt: null },
  ...{ lastPauseAt: null, loginAt: null, wrapupMs: null, ringInUse: null },
});

type MemberEvent = Extract<CallCentreEvent, { type: "member_added" | "member_removed" | "member_paused" }>;

/** As it happens: what AMI tells of it, and the rows that the log has. */
function eventsOf(truth: readonly Stay[]): { ami: MemberEvent[]; rows: MemberEvent[] } {
  const [ami, rows]: [MemberEvent[], MemberEvent[]] = [[], []];
  const second = (at: number) => Math.floor(at / 1_000) * 1_000;
  const both = (event: MemberEvent & { at: number }, reason: string | null) => {
    ami.push({ ...event, interface: phone, memberName: "Ana", member: member(reason) });
    const isByPhone = event.type !== "member_paused";
    rows.push({
      ...{ ...event, at: second(event.at), member: null },
      ...(isByPhone ? { interface: phone, memberName: phone } : { interface: null, memberName: "Ana" }),
    });
  };
  const base = { pbx: world, queue, interface: null, memberName: null, member: null } as const;
  for (const { from, to, pauses } of truth) {
    both({ type: "member_added", ...base, at: from, paused: false }, null);
    for (const [n, pause] of pauses.entries()) {
      both({ type: "member_paused", ...base, at: pause.from, paused: true, reason: pause.reason }, pause.reason);
      const isChange = pauses[n + 1]?.from === pause.to;
      if (isChange || pause.endsByLeaving) continue;
      both({ type: "member_paused", ...base, at: pause.to, paused: false, reason: null }, null);
    }
    both({ type: "member_removed", ...base, at: to }, null);
  }
  return { ami, rows };
}

/** What AMI tells to one who listens in these times only: on coming back, the members as they are. */
function heard(events: readonly MemberEvent[], away: readonly { from: number; to: number }[]): CallCentreEvent[] {
  const isAway = (at: number) => away.some(({ from, to }) => at >= from && at < to);
  const told: CallCentreEvent[] = [];
  const listAt = (at: number): CallCentreEvent[] => {
    const before = events.filter((event) => (event.at ?? 0) <= at);
    const last = before.at(-1);
    const members = last === undefined || last.type === "member_removed" || last.member === null ? [] : [last.member];
    return [
      { type: "connected", pbx: world, at, amiVersion: null },
      {
        ...{ type: "queue_snapshot", pbx: world, at: at + 1, queue, strategy: null, maxWaiting: null },
        ...{ completed: null, abandoned: null, members, waiting: [] },
      },
      { type: "queues_listed", pbx: world, at: at + 2, queues: [queue] },
    ];
  };
  const all = [
    ...listAt(start),
    ...events.filter(({ at }) => !isAway(at ?? 0)),
    ...away.flatMap(({ from, to }) => (isAway(to) ? [] : [{ ...disconnected, at: from }, ...listAt(to)])),
  ];
  told.push(...all.sort((a, b) => (a.at ?? 0) - (b.at ?? 0)));
  return told;
}
const disconnected: CallCentreEvent = { type: "disconnected", pbx: world, at: null };

const absences = fc.array(
  fc.record({ from: fc.integer({ min: 1_000, max: 12_000_000 }), length: fc.integer({ min: 100, max: 4_000_000 }) }),
  { maxLength: 3 },
);

/** Never two at once, in order. */
function apart(list: readonly { from: number; length: number }[]): { from: number; to: number }[] {
  const all: { from: number; to: number }[] = [];
  for (const { from, length } of list.toSorted((a, b) => a.from - b.from)) {
    const begin = Math.max(start + from, (all.at(-1)?.to ?? 0) + 5_000);
    all.push({ from: begin, to: begin + length });
  }
  return all;
}

const isNear = (a: number | null, b: number) => a !== null && Math.abs(a - b) < 2_000;

/** What is not as it was. */
function wrongs(rows: readonly ShownInterval[], truth: readonly Stay[]): string[] {
  const left = [...rows];
  const wanted = truth.flatMap(({ from, to, pauses }) => [
    { kind: "session", reason: null, from, to },
    ...pauses.map((pause) => ({ kind: "pause", ...pause })),
  ]);
  const missing = wanted.filter(({ kind, reason, from, to }) => {
    const at = left.findIndex(
      (row) => row.kind === kind && row.reason === reason && isNear(row.from, from) && isNear(row.to, to) && !row.open,
    );
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [
    ...missing.map((each) => `missing: ${JSON.stringify(each)}`),
    ...left.map((each) => `never was: ${JSON.stringify(each)}`),
  ];
}

async function tell(...turns: AsyncGenerator<void>[]): Promise<void> {
  for (const turn of turns) for await (const _ of turn);
}

/** The rows in parts, the last two of which overlap. */
const partsOf = (rows: readonly MemberEvent[], cuts: readonly number[]) => {
  const places = [0, ...cuts.map((cut) => cut % rows.length).sort((a, b) => a - b), rows.length];
  return [...places.slice(1).map((to, n) => rows.slice(places[n], to)), rows.slice(places[1])];
};
const cuts = fc.array(fc.nat(60), { maxLength: 3 });
/** What happens next. */
const chances = fc.infiniteStream(fc.nat(1_000));

/** Whoever's turn it is. */
async function tellMixed(turns: AsyncGenerator<void>[], chance: Iterator<number>): Promise<void> {
  while (turns.length > 0) {
    const turn = turns[chance.next().value % turns.length]!;
    if ((await turn.next()).done) turns.splice(turns.indexOf(turn), 1);
  }
}

test("writeMarks() has all that was, once and as it was, however AMI was away and whoever told first", async () => {
  await fc.assert(
    fc.asyncProperty(stays(true), absences, cuts, chances, async (truth, away, places, chance) => {
      const { ami, rows } = eventsOf(truth);
      const told = heard(ami, apart(away));
      const first = another();
      await tell(log(first, rows, 1_000_000), live(first, told, 1));
      const whole = await onFile(first);
      expect(wrongs(whole, truth)).toEqual([]);
      const pbx = another();
      async function* parts() {
        for (const part of partsOf(rows, places)) yield* log(pbx, part, 7);
      }
      await tellMixed([parts(), live(pbx, told, 1)], chance);
      expect(await onFile(pbx)).toEqual(whole);
    }),
    { numRuns: 25 },
  );
});

test("writeMarks() makes the same of parts of a log in any order, and of what is told twice", async () => {
  await fc.assert(
    fc.asyncProperty(stays(false), absences, cuts, chances, async (truth, away, places, chance) => {
      const { ami, rows } = eventsOf(truth);
      const told = heard(ami, apart(away));
      const first = another();
      await tell(live(first, told, 1), log(first, rows, 1_000_000));
      const whole = await onFile(first);
      expect(wrongs(whole, truth)).toEqual([]);
      const pbx = another();
      await tellMixed([...partsOf(rows, places).map((part) => log(pbx, part, 4)), live(pbx, told, 1)], chance);
      expect(await onFile(pbx)).toEqual(whole);
    }),
    { numRuns: 25 },
  );
});
