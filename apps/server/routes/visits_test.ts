import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { asInterface, pbxId, queueName, uniqueid } from "@qmanager/core";
import { putLogPosition } from "../db/log_positions.ts";
import { Partitions } from "../db/partitions.ts";
import { allSeen } from "../db/sight.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { findVisit, listVisits, visitsQuery } from "../db/visit_list.ts";
import { sealed } from "../http/opaque.ts";
import { matriz, record, support, visitAt } from "../records/visits_of_tests.ts";
import { type Ask, appOf, now, signedIn } from "./app_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const start = Date.parse("2026-03-02T12:00:00Z");
const at = (minute: number) => start + minute * 60_000;

let ask: Ask;
beforeEach(async () => {
  await sql`truncate visits, queue_counters, agent_calls, agent_counters, agents cascade`;
  ask = await signedIn(sql);
});

const idsOf = (answer: { json: { visits: { uniqueid: string }[] } }) => answer.json.visits.map((each) => each.uniqueid);
const found = async (query: string) => idsOf(await ask("GET", `/visits?${query}`));

describe("GET /visits", () => {
  test("lists the newest first, in pages that neither skip nor repeat", async () => {
    // Several of one instant: their keys alone tell them apart.
    const all = [0, 1, 1, 1, 2, 3, 3].map((minute, each) =>
      visitAt(at(minute), { uniqueid: uniqueid(`${at(0) / 1000}.${each}`) }),
    );
    await record(sql, ...all);
    for (const order of ["newest", "oldest"] as const) {
      const pages: string[][] = [];
      let cursor: string | null = null;
      do {
        const { status, json } = await ask("GET", `/visits?limit=3&order=${order}${cursor ? `&cursor=${cursor}` : ""}`);
        expect(status).toBe(200);
        pages.push(idsOf({ json }));
        cursor = json.next;
      } while (cursor !== null);
      expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
      const oldest = all.map((each) => each.uniqueid as string);
      expect(pages.flat()).toEqual(order === "oldest" ? oldest : oldest.toReversed());
    }
  });

  test("says there is no next page where the last one is full", async () => {
    await record(sql, visitAt(at(0)), visitAt(at(1)));
    expect((await ask("GET", "/visits?limit=2")).json.next).toBeNull();
    expect((await ask("GET", "/visits?limit=1")).json.next).toBeString();
  });

  test("goes on where it was when newer ones come meanwhile, over the end of a month", async () => {
    const [march, february] = [
      visitAt(Date.parse("2026-03-01T00:00:10Z")),
      visitAt(Date.parse("2026-02-28T23:59:50Z")),
    ];
    await record(sql, march, february);
    const first = await ask("GET", "/visits?limit=1");
    expect(idsOf(first)).toEqual([march.uniqueid]);
    await record(sql, visitAt(at(0)));
    expect(await found(`limit=1&cursor=${first.json.next}`)).toEqual([february.uniqueid]);
  });

  test("says what AMI alone tells though the log was read ten minutes beyond it", async () => {
    const logTo = (checkedAt: number, source = "/var/log/asterisk/queue_log") =>
      putLogPosition(
        sql,
        matriz,
        source,
        { cursor: {}, lines: 9, problems: 0, firstAt: at(1), lastAt: null, checkedAt },
        checkedAt,
      );
    const told = async () =>
      (await ask("GET", "/visits?order=oldest")).json.visits.map((each: { unconfirmed: boolean }) => each.unconfirmed);
    const last = now - 5 * 60_000;
    await record(sql, ...[at(0), at(2), last].map((each) => visitAt(each)), visitAt(at(3), { outcome: "refused" }));
    await logTo(now, "import/1");
    expect(await told()).toEqual([false, false, false, false]);
    // Before it began, who never waited, and what may come yet, is in no log.
    await logTo(now);
    expect(await told()).toEqual([false, true, false, false]);
    await logTo(now - 3 * 60_000);
    expect(await told()).toEqual([false, false, false, false]);
    await sql`truncate log_positions`;
  });

  test("gives every field as it was recorded, and the same visit by its id", async () => {
    const visit = visitAt(at(0), {
      ...{ outcome: "answered", endedBy: "caller", interface: asInterface("PJSIP/1001"), agent: "Ana", csat: 5 },
      ...{ answeredAt: at(1), endedAt: at(3), waitMs: 60_000, ringMs: 4_000, talkMs: 120_000, holdMs: 0 },
      attempts: [
        { interface: asInterface("PJSIP/1002"), startedAt: at(0) + 500, endedAt: at(0) + 15_500, result: "noanswer" },
        { interface: asInterface("PJSIP/1001"), startedAt: at(0) + 56_000, endedAt: at(1), result: "answered" },
      ],
      ...{ surveyOffered: true, callerName: "Carla <script>", notes: ["away_meanwhile"], provisional: true },
    });
    await record(sql, visit);
    const [listed] = (await ask("GET", "/visits")).json.visits;
    const { id, agentId, ...fields } = listed;
    expect(fields).toEqual({
      ...visit,
      sources: "live",
      unconfirmed: false,
      differences: [],
      agentName: null,
      removedAgentCode: null,
      callId: null,
    });
    expect(agentId).toBeNumber();
    expect(await found(`agent=${agentId}`)).toEqual([visit.uniqueid]);
    expect(await found(`agent=${agentId + 1}`)).toEqual([]);
    expect((await ask("GET", `/visits/${id}`)).json).toEqual({ visit: listed });
    // Told anew, it is the same visit.
    await record(sql, { ...visit, csat: 4 });
    expect((await ask("GET", `/visits/${id}`)).json.visit.csat).toBe(4);
  });

  test.each([
    ["queue=vendas", ["vendas"]],
    ["queue=vendas&queue=cobranca", ["cobranca", "vendas"]],
    ["pbx=filial", ["filial"]],
    ["outcome=answered", ["vendas"]],
    ["outcome=timeout&outcome=answered", ["cobranca", "vendas"]],
    ["endedBy=agent", ["vendas"]],
    ["interface=pjsip%2F1001", ["vendas"]],
    ["csat=1&csat=2", ["vendas"]],
    ["open=true", ["filial"]],
    ["open=false&queue=cobranca", ["cobranca"]],
    [`from=${at(1)}&to=${at(2)}`, ["cobranca"]],
    [`to=${at(1)}`, ["vendas"]],
    ["number=7766&outcome=abandoned", ["suporte"]],
    ["queue=nenhuma", []],
  ])("filters by %s", async (query, queues) => {
    const answered = { outcome: "answered", endedBy: "agent", interface: asInterface("PJSIP/1001"), csat: 2 } as const;
    await record(sql, visitAt(at(0), { queue: queueName("vendas"), ...answered }));
    await record(sql, visitAt(at(1), { queue: queueName("cobranca"), outcome: "timeout" }));
    await record(sql, visitAt(at(2)));
    const other = { pbx: pbxId("filial"), queue: queueName("filial"), outcome: null, open: true, callerNumber: null };
    await record(sql, visitAt(at(3), other));
    const { json } = await ask("GET", `/visits?${query}`);
    expect(json.visits.map((each: { queue: string }) => each.queue)).toEqual(queues);
  });

  test("takes a period by the site's clocks, and says from when to when it is", async () => {
    const midnight = Date.parse("2026-03-02T03:00:00Z");
    await record(sql, visitAt(midnight - 1), visitAt(midnight), visitAt(midnight + 24 * 3_600_000));
    const { json } = await ask("GET", "/visits?period=today");
    expect(idsOf({ json })).toEqual([visitAt(midnight).uniqueid]);
    const zone = "America/Sao_Paulo";
    expect(json).toMatchObject({ from: midnight, to: midnight + 24 * 3_600_000, zone, next: null });
    expect(await found("period=last_7_days")).toHaveLength(2);
    expect((await ask("GET", "/visits")).json).toMatchObject({ from: null, to: null, zone });
  });

  test("finds a number by its last digits, however it was written down and is typed", async () => {
    const written = [
      "48999887766",
      "+55 (48) 99988-7766",
      "0154899988-7766",
      "4833337766",
      "1147766",
      "anonymous",
      null,
    ];
    await record(sql, ...written.map((callerNumber, each) => visitAt(at(each), { callerNumber })));
    const numbers = async (typed: string) =>
      (await ask("GET", `/visits?order=oldest&number=${encodeURIComponent(typed)}`)).json.visits.map(
        (each: { callerNumber: string }) => each.callerNumber,
      );
    for (const typed of ["48999887766", "+55 48 99988-7766", "0 21 48 99988 7766", "999887766"]) {
      expect(await numbers(typed)).toEqual(written.slice(0, 3));
    }
    expect(await numbers("7766")).toEqual(written.slice(0, 5));
    expect(await numbers("47766")).toEqual(["1147766"]);
    expect(await numbers("1234")).toEqual([]);
  });

  test.each([
    { query: `from=${start}&to=${start}`, field: "to" },
    { query: `from=${start}&to=${start - 1}`, field: "to" },
    { query: "from=yesterday", field: "from" },
    { query: "period=yesterday", field: "period" },
    { query: `period=today&from=${start}`, field: "period" },
    { query: "from=1e300", field: "from" },
    { query: "to=-1", field: "to" },
    { query: "outcome=answered&outcome=won", field: "outcome.1" },
    { query: "csat=6", field: "csat.0" },
    { query: "open=perhaps", field: "open" },
    { query: "limit=501", field: "limit" },
    { query: "limit=0", field: "limit" },
    { query: "number=anonymous", field: "number" },
    { query: `number=${"9".repeat(10_000)}`, field: "number" },
    { query: "queue=%00", field: "queue.0" },
    { query: "pbx=%00", field: "pbx" },
    { query: "order=by_name", field: "order" },
    { query: "quueue=suporte", field: "" },
  ])("refuses a wrong $field, case %#", async ({ query, field }) => {
    const answer = await ask("GET", `/visits?${query}`);
    expect([answer.status, answer.problem, answer.json.errors[0].path]).toEqual([400, "bad-request", field]);
  });

  test.each([
    "none",
    "%00",
    sealed([]),
    sealed([start, "matriz", start, "1.1", 1, "more"]),
    sealed([start, "matriz", "now", "1.1", 1]),
    sealed([start, "mat\0riz", start, "1.1", 1]),
    sealed([1e300, "matriz", start, "1.1", 1]),
    sealed([start, "matriz", start, "1.1", 70_000]),
  ])("refuses the cursor %s", async (cursor) => {
    const answer = await ask("GET", `/visits?cursor=${cursor}`);
    expect([answer.status, answer.problem]).toEqual([400, "cursor-wrong"]);
  });

  test("is for those who are signed in", async () => {
    const stranger = appOf(sql);
    for (const path of ["/visits", "/visits/none"])
      expect((await stranger("GET", path)).problem).toBe("sign-in-needed");
  });

  test("of one who may see some queues holds those alone", async () => {
    await record(sql, visitAt(at(0)), visitAt(at(1), { queue: queueName("vendas") }));
    await record(sql, visitAt(at(2), { pbx: pbxId("filial") }));
    const page = { order: "newest", after: null, limit: 10 } as const;
    const seen = await listVisits(sql, {}, { queues: [{ pbx: matriz, queue: support }], agents: "all" }, page);
    expect(seen.map(({ pbx, queue }) => [pbx, queue])).toEqual([[matriz, support]]);
    expect(await listVisits(sql, {}, { queues: [], agents: "all" }, page)).toEqual([]);
  });
});

test.each(["none", "%00", sealed(["matriz", start, "9.9", 1]), sealed(["matriz"])])(
  "GET /visits/%s is a problem",
  async (id) => {
    const answer = await ask("GET", `/visits/${id}`);
    expect([answer.status, answer.problem]).toEqual([404, "visit-not-found"]);
  },
);

test("a number is found by an index among a million visits, and so is a page of the newest", async () => {
  await new Partitions(sql).have("visits", [at(0), at(60 * 24 * 40)]);
  await sql`
    insert into visits
      (pbx, called_at, uniqueid, visit, queue, caller_number, entered_at, outcome, attempts, provisional, notes, open, sources,
      live_visit)
    select 'matriz', at, extract(epoch from at)::bigint || '.' || n, 1, 'suporte', '48' || (900000000 + n * 89 % 99999999),
      at, 'abandoned', '[]', false, '{}', false, 'live', 1
    from (select n, ${at(0)}::timestamptz + n * interval '3 seconds' as at from generate_series(1, 1000000) n) as calls
  `;
  await sql`analyze visits`;
  const newest = { order: "newest", after: null, limit: 51 } as const;
  const plan = async (filter: Parameters<typeof visitsQuery>[1], page: Parameters<typeof visitsQuery>[3]) => {
    const query = visitsQuery(sql, filter, allSeen, page);
    return (await sql`explain ${query}`).map((row) => Object.values(row)[0]).join("\n");
  };
  const digits = "48999887766";
  const byNumber = await plan({ digits }, newest);
  expect(byNumber).toMatch(/Index Scan.*caller_digits|Bitmap Index Scan/s);
  expect(byNumber).not.toContain("Seq Scan on visits_2026_03");
  const [visit] = await listVisits(sql, { digits: "7766" }, allSeen, newest);
  expect(visit?.callerNumber).toEndWith("7766");
  const after = visit ?? null;
  expect(await plan({}, newest)).not.toContain("Seq Scan on visits_2026_03");
  expect(await plan({}, { ...newest, after })).not.toContain("Seq Scan on visits_2026_03");
  expect(visit && (await findVisit(sql, visit))).toEqual(visit ?? null);
});
