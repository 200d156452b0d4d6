import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { asInterface, type Call, callPartedAt, type Leg, linkedid, queueName, uniqueid } from "@qmanager/core";
import { putCalls } from "../db/calls.ts";
import { Partitions } from "../db/partitions.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { sealed } from "../http/opaque.ts";
import { matriz, record, support, visitAt } from "../records/visits_of_tests.ts";
import { type Ask, appOf, signedIn, signedInAs } from "./app_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const start = Date.parse("2026-03-02T12:00:00Z");
const at = (minute: number) => start + minute * 60_000;
const phone = asInterface("PJSIP/1001");

let ask: Ask;
beforeEach(async () => {
  await sql`truncate calls, visits, queue_counters, agents cascade`;
  ask = await signedIn(sql);
});

function callAt(beganAt: number, rest: Partial<Call> = {}): Call {
  const id = `${beganAt / 1000}.1`;
  return {
    ...{ pbx: matriz, linkedid: linkedid(id), uniqueid: uniqueid(id), beganAt, endedAt: beganAt + 30_000 },
    ...{ direction: "in", callerNumber: "48999887766", callerName: null, did: "4000", queues: [support] },
    ...{ interfaces: [], trunk: null, answered: false, talkMs: null, recordings: [], legs: [], steps: [], notes: [] },
    ...{ open: false, ...rest },
  };
}

async function put(...calls: readonly Call[]): Promise<void> {
  await new Partitions(sql).have("calls", calls.map(callPartedAt));
  await putCalls(sql, calls);
}

const found = async (query: string): Promise<string[]> =>
  (await ask("GET", `/calls?${query}`)).json.calls.map((each: Call) => each.linkedid);

describe("GET /calls", () => {
  test("lists the newest first, in pages that neither skip nor repeat", async () => {
    const all = [0, 1, 2, 3, 4].map((minute) => callAt(at(minute)));
    await put(...all);
    for (const order of ["newest", "oldest"] as const) {
      const pages: string[][] = [];
      let cursor: string | null = null;
      do {
        const { json } = await ask("GET", `/calls?limit=2&order=${order}${cursor ? `&cursor=${cursor}` : ""}`);
        pages.push(json.calls.map((each: Call) => each.linkedid));
        cursor = json.next;
      } while (cursor !== null);
      const oldest = all.map((each) => each.linkedid as string);
      expect(pages.flat()).toEqual(order === "oldest" ? oldest : oldest.toReversed());
      expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    }
  });

  test.each([
    ["queue=vendas", [1]],
    ["queue=vendas&queue=suporte", [1, 0]],
    ["direction=out&direction=internal", [2]],
    ["answered=true", [1]],
    ["open=true", [2]],
    ["interface=pjsip%2F1001", [1]],
    ["pbx=filial", []],
    ["number=%2B55+48+99988-7766", [0]],
    [`from=${at(1)}&to=${at(2)}`, [1]],
  ])("filters by %s", async (query, minutes) => {
    await put(callAt(at(0)));
    const talked = { answered: true, interfaces: [phone], queues: [queueName("vendas")], callerNumber: "1" };
    await put(callAt(at(1), talked));
    await put(callAt(at(2), { direction: "out", open: true, queues: [], callerNumber: "1001", did: "4833334444" }));
    expect(await found(query)).toEqual(minutes.map((minute) => `${at(minute) / 1000}.1`));
  });

  test.each([
    [`from=${start}&to=${start}`, "bad-request"],
    ["direction=sideways", "bad-request"],
    [`number=${"9".repeat(10_000)}`, "bad-request"],
    ["queue=%00", "bad-request"],
    ["cursor=none", "cursor-wrong"],
    [`cursor=${sealed([start, "matriz", start])}`, "cursor-wrong"],
  ])("refuses what is wrong, case %#", async (query, problem) => {
    const answer = await ask("GET", `/calls?${query}`);
    expect([answer.status, answer.problem]).toEqual([400, problem]);
  });
});

test("GET /calls/{id} gives a call as it was recorded, and its events what happened in it, with its visits", async () => {
  const leg: Leg = {
    ...{ interface: phone, direction: "in", number: null, startedAt: at(1), answeredAt: at(2), endedAt: at(3) },
    ...{ result: "answered", endedBy: "agent", talkMs: 60_000, holdMs: 0 },
  };
  const call = callAt(at(0), {
    ...{ answered: true, talkMs: 60_000, interfaces: [phone], legs: [leg], recordings: ["a.wav"], endedAt: at(3) },
    steps: [{ kind: "hung_up", at: at(3), interface: phone, by: "called", cause: 16 }],
  });
  await put(call);
  await record(sql, visitAt(at(0), { linkedid: call.linkedid }));
  const { id, ...shown } = (await ask("GET", "/calls")).json.calls[0];
  const { steps: _, ...own } = call;
  expect(shown).toEqual(own);
  expect((await ask("GET", `/calls/${id}`)).json).toEqual({ call: { id, ...own } });
  // Its visit leads to it.
  expect((await ask("GET", "/visits")).json.visits[0].callId).toBe(id);
  const { json } = await ask("GET", `/calls/${id}/events`);
  expect(json.events.map(({ kind, at: when }: { kind: string; at: number }) => [kind, (when - start) / 1_000])).toEqual(
    [
      ["entered", 0],
      ["left", 20],
      ["rang", 60],
      ["answered", 120],
      ["hung_up", 180],
    ],
  );
  expect(json.events.at(-1)).toEqual({ kind: "hung_up", at: at(3), interface: "PJSIP/1001", by: "called", cause: 16 });
});

test.each(["none", "%00", sealed(["matriz", start, "9.9"]), sealed(["matriz"])])(
  "GET /calls/%s is a problem",
  async (id) => {
    for (const path of [`/calls/${id}`, `/calls/${id}/events`]) {
      const answer = await ask("GET", path);
      expect([answer.status, answer.problem]).toEqual([404, "call-not-found"]);
    }
  },
);

test("calls are for those who are signed in", async () => {
  const stranger = appOf(sql);
  for (const path of ["/calls", "/calls/none", "/calls/none/events"]) {
    expect((await stranger("GET", path)).problem).toBe("sign-in-needed");
  }
});

test("who may see one of a call's queues learns nothing of the others", async () => {
  const { queues: _, ...rest } = callAt(at(0));
  const sales = queueName("vendas");
  const steps: Call["steps"] = [
    { kind: "exit_key", at: at(0), queue: sales, key: "1" },
    { kind: "scored", at: at(0), queue: support, score: 5 },
  ];
  await put(callAt(at(0), { ...rest, queues: [sales, support], steps }));
  const inSales = { ...visitAt(at(0)), queue: sales };
  await record(sql, inSales);
  const grant = { role: "supervisor", permissions: {}, spying: [], agents: "all" } as const;
  const own = await signedInAs(ask, sql, "limited", {
    ...grant,
    queues: { items: [{ pbx: matriz, queue: support }], groups: [] },
  });
  const [seen] = (await own("GET", "/calls")).json.calls;
  expect(seen.queues).toEqual([support]);
  const told = [(await own("GET", `/calls/${seen.id}`)).json, (await own("GET", `/calls/${seen.id}/events`)).json];
  expect(JSON.stringify(told)).not.toContain("vendas");
  expect(told[1].events.map((each: { kind: string }) => each.kind)).toContain("scored");
});
