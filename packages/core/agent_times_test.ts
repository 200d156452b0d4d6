import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { AgentInterval } from "./agent_interval.ts";
import { type AgentTimes, agentTimes, untilNow } from "./agent_times.ts";
import { asInterface, pbxId, type QueueName, queueName } from "./ids.ts";
import { difference, intersection, lengthMs, union } from "./time_set.ts";

const minute = 60_000;
const suporte = queueName("suporte");
const vendas = queueName("vendas");

interface More {
  queue?: QueueName | null;
  reason?: string;
}

/** From one minute to another. */
function interval(kind: AgentInterval["kind"], from: number | null, to: number | null, more: More = {}): AgentInterval {
  return {
    pbx: pbxId("main"),
    agent: "Ana Souza",
    interface: asInterface("PJSIP/1001"),
    kind,
    queue: more.queue === undefined ? suporte : more.queue,
    reason: more.reason ?? null,
    from: from === null ? null : from * minute,
    to: to === null ? null : to * minute,
  };
}

const minutes = (set: AgentTimes["online"]) => set.map(({ from, to }) => [from / minute, to / minute]);
const pauses = (times: AgentTimes) => times.pauses.map(({ reason, from, to }) => [reason, from / minute, to / minute]);

describe("agentTimes()", () => {
  test("is online from the first queue he joins to the last he leaves, and comes as often as he was in none", () => {
    const times = agentTimes([
      interval("session", 0, 60),
      interval("session", 10, 90, { queue: vendas }),
      interval("session", 100, 120),
    ]);
    expect(minutes(times.online)).toEqual([
      [0, 90],
      [100, 120],
    ]);
    expect(times.logins).toEqual([0, 100 * minute]);
  });

  test("counts two talks at once, and two rings, once", () => {
    const times = agentTimes([
      interval("talk", 0, 10),
      interval("talk", 5, 12, { queue: null }),
      interval("ring", 20, 21),
      interval("ring", 20, 22, { queue: vendas }),
    ]);
    expect(minutes(times.talk)).toEqual([[0, 12]]);
    expect(minutes(times.ring)).toEqual([[20, 22]]);
  });

  test("takes pauses in all his queues for one, and another reason for another", () => {
    const times = agentTimes([
      interval("session", 0, 100),
      interval("pause", 10, 20, { reason: "almoço" }),
      interval("pause", 10.01, 20.01, { reason: "almoço", queue: vendas }),
      interval("pause", 20, 30, { reason: "banheiro" }),
      interval("pause", 20.01, 30.01, { reason: "banheiro", queue: vendas }),
    ]);
    expect(pauses(times)).toEqual([
      ["almoço", 10, 20.01],
      ["banheiro", 20, 30.01],
    ]);
    expect(minutes(times.paused)).toEqual([[10, 30.01]]);
    expect(minutes(times.available)).toEqual([
      [0, 10],
      [30.01, 100],
    ]);
  });

  test("begins another pause where the same is asked for again", () => {
    const twice = [interval("pause", 10, 20), interval("pause", 20, 30)];
    const inVendas = [
      interval("pause", 10.01, 20.01, { queue: vendas }),
      interval("pause", 20.01, 30, { queue: vendas }),
    ];
    for (const all of [twice, [...twice, ...inVendas], [...inVendas, ...twice]]) {
      expect(pauses(agentTimes(all))).toEqual([
        ["", 10, 20],
        ["", 20, 30],
      ]);
    }
    // a short one is one, too, in two queues
    expect(
      pauses(agentTimes([interval("pause", 10, 10.02), interval("pause", 10.01, 10.03, { queue: vendas })])),
    ).toEqual([["", 10, 10.03]]);
    // and two with a moment between are not joined
    expect(pauses(agentTimes([interval("pause", 10, 10.01), interval("pause", 10.02, 12)]))).toHaveLength(2);
  });

  test("begins a pause that was asked for in a talk with the end of that talk", () => {
    const talks = [interval("talk", 10, 15), interval("talk", 14, 18, { queue: null })];
    const times = agentTimes([interval("session", 0, 60), ...talks, interval("pause", 12, 30)]);
    expect(pauses(times)).toEqual([["", 18, 30]]);
    expect(minutes(times.available)).toEqual([
      [0, 18],
      [30, 60],
    ]);
    expect(minutes(times.talkInPause)).toEqual([]);
    // taken back before the talk was over, it never was
    expect(pauses(agentTimes([...talks, interval("pause", 12, 17)]))).toEqual([]);
  });

  test("tells apart the talk that began in a pause, which is no part of what he was available for", () => {
    const times = agentTimes([
      interval("session", 0, 60),
      interval("pause", 10, 30),
      interval("talk", 20, 40, { queue: null }),
    ]);
    expect(minutes(times.talkInPause)).toEqual([[20, 30]]);
    expect(minutes(times.busy)).toEqual([[30, 40]]);
  });

  test("wraps up after a call of a queue, until the next call, and no longer than he is online", () => {
    const wrapUpMs = (queue: QueueName) => (queue === suporte ? 2 * minute : 0);
    const times = agentTimes(
      [
        interval("session", 0, 31),
        interval("talk", 5, 10),
        interval("talk", 11, 15, { queue: null }),
        interval("talk", 20, 25, { queue: vendas }),
        interval("talk", 26, 30),
      ],
      { wrapUpMs },
    );
    expect(minutes(times.wrapUp)).toEqual([
      [10, 11],
      [30, 31],
    ]);
    expect(agentTimes([interval("session", 0, 31), interval("talk", 5, 10)]).wrapUp).toEqual([]);
  });

  test("counts what goes on up to now, and what was so before the record from its beginning", () => {
    const open = untilNow([interval("session", 0, null), interval("talk", 50, null)], 60 * minute);
    expect(minutes(agentTimes(open).online)).toEqual([[0, 60]]);
    const before = [interval("session", null, 30), interval("pause", null, 10)];
    const times = agentTimes(before, { since: 5 * minute });
    expect(minutes(times.online)).toEqual([[5, 30]]);
    expect(times.logins).toEqual([]);
    expect(times.pauses).toEqual([{ from: 5 * minute, to: 10 * minute, startedAt: null, reason: "" }]);
  });

  test("does not count what began or ended nobody knows when", () => {
    const times = agentTimes([interval("session", null, 30), interval("talk", 10, null)]);
    expect([times.online, times.talk]).toEqual([[], []]);
  });

  test("comes to the same in whatever order the intervals are, and its parts never exceed their whole", () => {
    const any = fc
      .tuple(
        fc.constantFrom("session", "pause", "ring", "talk"),
        fc.nat(100),
        fc.nat(30),
        fc.constantFrom(suporte, vendas, null),
        fc.constantFrom("", "almoço"),
      )
      .map(([kind, from, length, queue, reason]) => interval(kind as "talk", from, from + length, { queue, reason }));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 25 }), (all) => {
        const options = { wrapUpMs: () => 3 * minute };
        const times = agentTimes(all, options);
        expect(agentTimes(all.toReversed(), options)).toEqual(times);
        expect(difference(times.busy, times.available)).toEqual([]);
        expect(lengthMs(times.available) + lengthMs(intersection(times.online, times.paused))).toBe(
          lengthMs(times.online),
        );
        expect(union(times.pauses)).toEqual(times.paused);
        for (const reason of ["", "almoço"]) {
          const same = times.pauses.filter((pause) => pause.reason === reason);
          expect(lengthMs(same)).toBe(lengthMs(union(same)));
        }
      }),
    );
  });
});
