import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { AmiClock } from "@qmanager/ami";
import { type ActionOutcome, type ActionResult, asInterface, pbxId, settledSettings } from "@qmanager/core";
import { actionsOf } from "@qmanager/core/audit";
import { addMember } from "../../../test/simulator/membership.ts";
import {
  type Behaviour,
  generatedQueue,
  parsePrivileges,
  SimulatedPbx,
  type SimulatedPbxOptions,
} from "../../../test/simulator/mod.ts";
import { withoutLimit } from "../agents/seats.ts";
import { createApp } from "../app.ts";
import { listAudit } from "../db/audit_list.ts";
import { emptied, temporaryDatabase } from "../db/temporary.ts";
import { silentLog } from "../log.ts";
import { PbxLines } from "../pbx/lines.ts";
import { openSocket } from "../pbx/socket.ts";
import { AgentRegister } from "../records/agent_register.ts";
import { QueueBook } from "../records/queue_book.ts";
import { unrecorded } from "../records/unrecorded.ts";
import { digitPasswords } from "../secrets/digit_passwords.ts";
import { SiteClock } from "../settings/site_clock.ts";
import { noMail } from "../sign_in/password_links.ts";
import { SetupGate } from "../sign_in/setup_gate.ts";
import { createPage } from "../web/page.ts";
import { importsOf, licences, secrets, settingsOfTests } from "./app_of_tests.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});
beforeEach(async () => {
  await emptied(sql, "users", "sessions", "pbxs", "settings", "audit", "user_extensions");
});

/** Real time, but patience ends soon. */
const clock: AmiClock = {
  now: Date.now,
  after(ms, run) {
    const timer = setTimeout(run, ms >= 10_000 && ms < 30_000 ? ms / 20 : ms);
    return () => clearTimeout(timer);
  },
  random: () => 0.1,
};

const people: Behaviour = {
  caller: () => ({ patienceMs: 1e9, keyAfterMs: null }),
  member: () => ({ kind: "answer", afterMs: 20 }),
  talk: () => ({ talkMs: 1e9, holds: [], ending: "agent" }),
  dialled: () => ({ kind: "answer", afterMs: 20 }),
  score: () => 5,
};

/** Nobody calls, nobody moves: only what the test does happens. */
const still: SimulatedPbxOptions = {
  ...{ agents: 6, onlineShare: 0, callsPerMinute: 0, queueSettings: [0, 1].map((each) => generatedQueue(each, false)) },
  habits: { pauseEveryMs: 1e12, shiftMs: 1e12, callOutEveryMs: 1e12, phoneLostEveryMs: 1e12 },
  behaviour: people,
};

const support = "suporte";
const sales = "vendas";
const at = { pbx: "sim", interface: "PJSIP/1001" };

/**
 * A server at a simulated PBX, signed in to. Members of the support queue: Ana (1001) and Bruno (1002, by configuration); of the
 * sales queue: Ana and Carla (1003).
 */
async function callCentre(simulator: SimulatedPbxOptions = {}) {
  const pbx = new SimulatedPbx({ ...still, ...simulator });
  const inside = pbx.simulation.pbx;
  const member = (queue: string, number: string, name: string, penalty: number, membership?: "static") =>
    addMember(inside, queue, `PJSIP/${number}`, { name, penalty, paused: false, ...(membership && { membership }) });
  member(support, "1001", "Ana", 1);
  member(support, "1002", "Bruno", 0, "static");
  member(sales, "1001", "Ana", 2);
  member(sales, "1003", "Carla", 0);
  const port = await pbx.start();
  stops.push(() => pbx.stop());
  const away = { id: pbxId("away"), name: "Away", host: "127.0.0.1", port: 1 };
  const there = { id: pbxId("sim"), name: "Simulated", host: "127.0.0.1", port };
  const lines = new PbxLines({
    fixed: [there, away].map((each) => ({ ...each, username: "qmanager", secret: "qmanager", tls: false })),
    open: (settings, signal) => openSocket({ host: settings.host, port: settings.port, signal }),
    ...{ clock, log: silentLog, site: { zone: "America/Sao_Paulo" }, publish: () => {}, replace: () => {} },
    records: () => unrecorded,
    settingsOf: () => settledSettings(),
    agentOf: () => null,
  });
  lines.configure([]);
  stops.push(() => lines.close());
  await until(() => lines.pbxs().some((each) => each.status === "live"), "the line is live");

  const app = createApp({
    ...{ passwords: digitPasswords(async () => new Uint8Array(32)), seatLimit: withoutLimit, licences },
    ...{ sql, now: Date.now, log: silentLog, version: "1", gate: new SetupGate(Date.now) },
    ...{
      pbxs: lines,
      desks: lines,
      live: lines,
      secrets,
      follow: async () => {},
      signedOut: () => {},
      accessChanged: async () => {},
    },
    ...{
      site: new SiteClock("America/Sao_Paulo"),
      ...settingsOfTests,
      keeping: () => null,
      partitions: { forget: () => {} },
      agents: new AgentRegister(Date.now),
      queueBook: new QueueBook(),
    },
    ...{ imports: importsOf(sql), logs: { state: () => null } },
    client: { trustedProxies: [], hostname: "center.example" },
    hub: { counts: { clients: 0, slowed: 0 } },
    mail: noMail,
    page: createPage(new Map()),
  });
  let cookie = "";
  const ask = async (method: string, path: string, body?: unknown) => {
    const headers = { host: "192.168.0.2", cookie, ...(body !== undefined && { "content-type": "application/json" }) };
    const init: RequestInit = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const answer = await app.request(`/api/v1${path}`, init, { address: "192.168.0.7" });
    cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    const text = await answer.text();
    return { status: answer.status, json: text === "" ? null : JSON.parse(text) };
  };
  expect((await ask("POST", "/setup", { adminPassword: "correct horse" })).status).toBe(201);

  const act = async (action: object) => {
    const answer = await ask("POST", "/actions", action);
    const problem = answer.status === 200 ? null : String(answer.json.type).replace("urn:q-manager:problem:", "");
    const results: ActionResult[] = answer.json.results ?? [];
    return { ...answer, problem, results, undo: (answer.json as ActionOutcome).undo };
  };
  /** Has it done, and all of it undone. */
  const undo = async (actions: readonly object[]) => {
    for (const action of actions) expect((await act(action)).status).toBe(200);
  };
  const memberOf = (queue: string, number: string) =>
    inside.queues.get(queue)?.members.find((each) => each.phone.interface === `PJSIP/${number}`);
  const rows = () =>
    inside.book.rows
      .filter((row) => /^(UN)?PAUSE|MEMBER|PENALTY/.test(row.event))
      .map((row) => [row.queue, row.agent, row.event, ...row.data].join(" ").trim());
  const forget = () => inside.book.rows.splice(0);
  forget();
  return { pbx, inside, lines, ask, act, undo, memberOf, rows, forget };
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 3_000) throw new Error(`Waited in vain until ${what}`);
    await Bun.sleep(10);
  }
}

const briefly = (results: readonly ActionResult[]): unknown[] =>
  results.map(({ interface: phone, queue, done, obstacle }) => [phone, queue, done, obstacle]);

describe("pause", () => {
  test("of everywhere is one act on the PBX, and so is its undo", async () => {
    const { act, undo, rows, forget } = await callCentre();
    const paused = await act({ type: "pause", ...at, queue: null });
    expect([paused.status, briefly(paused.results)]).toEqual([
      200,
      [
        ["PJSIP/1001", support, true, null],
        ["PJSIP/1001", sales, true, null],
      ],
    ]);
    const all = (event: string, reason: string) => [
      `NONE Ana ${event}ALL ${reason}`.trim(),
      `${support} Ana ${event} ${reason}`.trim(),
      `${sales} Ana ${event} ${reason}`.trim(),
    ];
    expect(rows()).toEqual(all("PAUSE", "Default Pause"));
    expect<unknown>(paused.undo).toEqual([{ type: "unpause", ...at, queue: null }]);
    forget();
    await undo(paused.undo);
    expect(rows()).toEqual(all("UNPAUSE", ""));
  });

  test("with another reason is another pause, and its undo brings the former one back", async () => {
    const { act, undo, memberOf, rows } = await callCentre();
    await act({ type: "pause", ...at, queue: support, reason: "Almoço" });
    const changed = await act({ type: "pause", ...at, queue: support, reason: "Reunião" });
    expect(memberOf(support, "1001")?.pausedReason).toBe("Reunião");
    await undo(changed.undo);
    expect(memberOf(support, "1001")?.pausedReason).toBe("Almoço");
    expect(memberOf(sales, "1001")?.paused).toBe(false);
    expect(rows()).toEqual(["Almoço", "Reunião", "Almoço"].map((reason) => `${support} Ana PAUSE ${reason}`));
  });

  test("of everywhere leaves alone where it is so already, and its undo too", async () => {
    const { act, undo, memberOf, rows, forget } = await callCentre();
    await act({ type: "pause", ...at, queue: support });
    forget();
    const paused = await act({ type: "pause", ...at, queue: null });
    expect(briefly(paused.results)).toEqual([
      ["PJSIP/1001", support, true, "already_so"],
      ["PJSIP/1001", sales, true, null],
    ]);
    expect(rows()).toEqual([`${sales} Ana PAUSE Default Pause`]);
    await undo(paused.undo);
    expect([memberOf(support, "1001")?.paused, memberOf(sales, "1001")?.paused]).toEqual([true, false]);
  });

  test("reaches a phone that its queues write in two ways", async () => {
    const { act, inside, lines } = await callCentre();
    const ways = ["Local/1021@desk/n", "Local/1021@desk"] as const;
    const wish = { name: "Úrsula", penalty: 0, paused: false };
    for (const [index, way] of ways.entries()) addMember(inside, [support, sales][index] ?? "", way, wish);
    await until(() => lines.desk(pbxId("sim"))?.places(asInterface(ways[0])).length === 2, "both are known");
    const paused = await act({ type: "pause", pbx: "sim", interface: "local/1021@desk", queue: null });
    expect(paused.results.map((each) => [String(each.interface), each.done])).toEqual(ways.map((way) => [way, true]));
    expect(ways.map((way) => inside.phone(way)?.memberships[0]?.paused)).toEqual([true, true]);
  });

  test("is ended, also when nobody is paused any more", async () => {
    const { act, undo, memberOf } = await callCentre();
    await act({ type: "pause", ...at, queue: null, reason: "Almoço" });
    const ended = await act({ type: "unpause", ...at, queue: null });
    expect(memberOf(support, "1001")?.paused).toBe(false);
    const again = await act({ type: "unpause", ...at, queue: null });
    expect([again.status, again.results.map((each) => each.obstacle)]).toEqual([200, ["already_so", "already_so"]]);
    expect(again.undo).toEqual([]);
    await undo(ended.undo);
    expect([memberOf(support, "1001")?.pausedReason, memberOf(sales, "1001")?.pausedReason]).toEqual([
      "Almoço",
      "Almoço",
    ]);
  });

  test("of a phone that is no member is refused, with the result", async () => {
    const { act } = await callCentre();
    const answer = await act({ type: "pause", ...at, interface: "PJSIP/1006", queue: support });
    expect([answer.status, answer.problem]).toEqual([409, "action-refused"]);
    expect(briefly(answer.results)).toEqual([["PJSIP/1006", support, false, "not_a_member"]]);
  });
});

describe("remove", () => {
  test("takes him out, and its undo brings him back as he was", async () => {
    const { act, undo, memberOf } = await callCentre();
    await act({ type: "pause", ...at, queue: support, reason: "Almoço" });
    const removed = await act({ type: "remove", ...at, queue: support });
    expect(briefly(removed.results)).toEqual([["PJSIP/1001", support, true, null]]);
    expect(memberOf(support, "1001")).toBeUndefined();
    await undo(removed.undo);
    const { name, penalty, paused, pausedReason } = memberOf(support, "1001") ?? {};
    expect({ name, penalty, paused, pausedReason }).toEqual({
      ...{ name: "Ana", penalty: 1, paused: true, pausedReason: "Almoço" },
    });
  });

  test("pauses who is fixed, says why, and its undo ends the pause", async () => {
    const { act, undo, memberOf } = await callCentre();
    const removed = await act({ type: "remove", ...at, interface: "PJSIP/1002", queue: support });
    expect(briefly(removed.results)).toEqual([["PJSIP/1002", support, true, "fixed_member"]]);
    expect(removed.results[0]?.detail).toContain("he was paused instead");
    expect(memberOf(support, "1002")?.paused).toBe(true);
    await undo(removed.undo);
    expect(memberOf(support, "1002")?.paused).toBe(false);
  });

  test("by two supervisors at once is done by one, and was so already for the other", async () => {
    const { act, memberOf } = await callCentre();
    const action = { type: "remove", ...at, queue: support };
    const both = await Promise.all([act(action), act(action)]);
    expect(both.map((each) => [each.status, each.results[0]?.done])).toEqual([
      [200, true],
      [200, true],
    ]);
    expect(both.map((each) => each.results[0]?.obstacle).sort()).toEqual(["already_so", null]);
    expect(memberOf(support, "1001")).toBeUndefined();
    expect((await act(action)).results[0]?.obstacle).toBe("already_so");
  });
});

test("log_off takes him out of every queue, pauses him where he is fixed, and its undo brings him back", async () => {
  const { act, undo, inside, memberOf } = await callCentre();
  const bruno = { pbx: "sim", interface: "PJSIP/1002" };
  await act({ type: "add", pbx: "sim", queue: sales, members: [{ interface: bruno.interface, penalty: 4 }] });
  expect(memberOf(sales, "1002")?.name).toBe("Bruno");
  const off = await act({ type: "log_off", ...bruno });
  expect(briefly(off.results)).toEqual([
    [bruno.interface, support, true, "fixed_member"],
    [bruno.interface, sales, true, null],
  ]);
  expect(inside.phone(bruno.interface)?.memberships.map((each) => each.queue.settings.name)).toEqual([support]);
  await undo(off.undo);
  expect([memberOf(support, "1002")?.paused, memberOf(sales, "1002")?.penalty]).toEqual([false, 4]);
});

describe("add", () => {
  test("takes several at once, each with his penalty, and says who was there", async () => {
    const { act, undo, memberOf } = await callCentre();
    const members = [
      { interface: "PJSIP/1003", penalty: 3 },
      { interface: "PJSIP/1001", penalty: 9 },
      { interface: "PJSIP/1004", name: "Davi", paused: true, pauseReason: "Chega às 9" },
    ];
    const added = await act({ type: "add", pbx: "sim", queue: support, members });
    expect(briefly(added.results)).toEqual([
      ["PJSIP/1003", support, true, null],
      ["PJSIP/1001", support, true, "already_so"],
      ["PJSIP/1004", support, true, null],
    ]);
    expect([memberOf(support, "1003")?.name, memberOf(support, "1003")?.penalty]).toEqual(["Carla", 3]);
    expect([memberOf(support, "1001")?.penalty, memberOf(support, "1004")?.pausedReason]).toEqual([1, "Chega às 9"]);
    await undo(added.undo);
    expect(["1001", "1003", "1004"].map((each) => memberOf(support, each) !== undefined)).toEqual([true, false, false]);
  });

  test("takes a thousand at once", async () => {
    const { act, inside } = await callCentre();
    const members = Array.from({ length: 1_000 }, (_, each) => ({ interface: `PJSIP/${2_000 + each}`, penalty: 1 }));
    const added = await act({ type: "add", pbx: "sim", queue: support, members });
    expect([added.status, added.results.length, added.undo.length]).toEqual([200, 1_000, 1_000]);
    expect(inside.queues.get(support)?.members).toHaveLength(1_002);
    const more = await act({ type: "add", pbx: "sim", queue: support, members: [...members, members[0]] });
    expect([more.status, more.problem]).toEqual([400, "bad-request"]);
  });

  test("that loses its line in the middle says of each what became of him", async () => {
    const { act, pbx, inside } = await callCentre();
    const members = Array.from({ length: 500 }, (_, each) => ({ interface: `PJSIP/${2_000 + each}` }));
    const adding = act({ type: "add", pbx: "sim", queue: support, members });
    await until(() => (inside.queues.get(support)?.members.length ?? 0) > 20, "some are added");
    pbx.dropConnections();
    const { status, results, undo } = await adding;
    const count = (obstacle: string | null) => results.filter((each) => each.obstacle === obstacle).length;
    expect([status, results.length, count("not_answered")]).toEqual([200, 500, 1]);
    expect(count(null)).toBeGreaterThan(10);
    expect(count("pbx_away")).toBe(499 - count(null));
    expect(undo).toHaveLength(count(null));
  });
});

test("set_penalty changes it, and its undo brings the former one back", async () => {
  const { act, undo, memberOf, rows } = await callCentre();
  const changed = await act({ type: "set_penalty", ...at, queue: sales, penalty: 7 });
  expect(briefly(changed.results)).toEqual([["PJSIP/1001", sales, true, null]]);
  expect([memberOf(sales, "1001")?.penalty, memberOf(support, "1001")?.penalty]).toEqual([7, 1]);
  expect((await act({ type: "set_penalty", ...at, queue: sales, penalty: 7 })).results[0]?.obstacle).toBe("already_so");
  await undo(changed.undo);
  expect(rows()).toEqual([`${sales} PJSIP/1001 PENALTY 7`, `${sales} PJSIP/1001 PENALTY 2`]);
  const gone = await act({ type: "set_penalty", ...at, interface: "PJSIP/1006", queue: sales, penalty: 7 });
  expect([gone.status, gone.results[0]?.obstacle]).toEqual([409, "not_a_member"]);
});

describe("listen", () => {
  const listen = { type: "listen", ...at };

  type Setting = Awaited<ReturnType<typeof callCentre>>;
  const knownTalk = ({ lines }: Setting) => lines.desk(pbxId("sim"))?.talkChannel(asInterface(at.interface));

  /** Ana talks with a caller, and the server knows. @returns her channel */
  async function talking(setting: Setting): Promise<string> {
    const { inside, act, pbx } = setting;
    await act({ type: "pause", pbx: "sim", interface: "PJSIP/1002", queue: support });
    pbx.simulation.callIn("4000", "11987650001");
    const channel = () => [...inside.channels.values()].find((each) => each.device === "PJSIP/1001" && each.bridge);
    await until(() => channel() !== undefined && knownTalk(setting) === channel()?.name, "Ana talks");
    return channel()?.name ?? "";
  }

  test("asks once for the supervisor's phone, rings it, spies on the agent's channel, and leaves a trace", async () => {
    const setting = await callCentre();
    const { act, ask, inside } = setting;
    const channel = await talking(setting);
    const asked = await act(listen);
    expect([asked.status, asked.problem]).toEqual([409, "extension-needed"]);
    expect(await ask("PUT", "/profile/extensions/sim", { extension: "1005" })).toEqual({
      ...{ status: 200, json: { pbx: "sim", interface: "PJSIP/1005" } },
    });
    const listened = await act(listen);
    expect([listened.status, briefly(listened.results)]).toEqual([200, [["PJSIP/1001", null, true, null]]]);
    const spy = () => [...inside.channels.values()].find((each) => each.application === "ChanSpy");
    await until(() => spy() !== undefined, "the supervisor listens");
    expect([spy()?.device, spy()?.data]).toEqual(["PJSIP/1005", `${channel},quES`]);
    const [row] = await listAudit(sql, { actions: ["member_listen"] }, { after: null, limit: 10 });
    expect(row).toMatchObject({
      ...{ userName: "admin", target: "sim/PJSIP/1001", address: "192.168.0.7" },
      detail: { listener: "PJSIP/1005", channel, results: [{ done: true, obstacle: null }] },
    });
  });

  test("says that there is no call to listen to, also when it has just ended", async () => {
    const setting = await callCentre();
    const { act, ask, inside } = setting;
    await ask("PUT", "/profile/extensions/sim", { extension: "PJSIP/1005" });
    expect((await act(listen)).results[0]?.obstacle).toBe("not_in_a_call");
    const channel = await talking(setting);
    inside.channels.get(channel)?.onHangupAsked?.();
    await until(() => ![...inside.channels.values()].some((each) => each.device === "PJSIP/1001"), "the talk is over");
    await until(() => knownTalk(setting) === null, "its end is known");
    const late = await act(listen);
    expect([late.status, late.problem, late.results[0]?.obstacle]).toEqual([409, "action-refused", "not_in_a_call"]);
  });

  test("tells at once that the supervisor's phone cannot be rung, in Asterisk's own words", async () => {
    const setting = await callCentre();
    const { act, ask } = setting;
    await talking(setting);
    await ask("PUT", "/profile/extensions/sim", { extension: "PJSIP/7777" });
    const answer = await act(listen);
    expect([answer.status, briefly(answer.results)]).toEqual([409, [["PJSIP/1001", null, false, "phone_not_reached"]]]);
    expect(answer.results[0]?.reply).toBe("OriginateResponse: Failure, Reason 0 (failed)");
  });

  test("says that the AMI user may not ring phones", async () => {
    const users = [
      { name: "qmanager", secret: "qmanager", read: parsePrivileges("all"), write: parsePrivileges("system,agent") },
    ];
    const setting = await callCentre({ users });
    await talking(setting);
    await setting.ask("PUT", "/profile/extensions/sim", { extension: "PJSIP/1005" });
    const answer = await setting.act(listen);
    expect([answer.status, briefly(answer.results)]).toEqual([409, [["PJSIP/1001", null, false, "not_permitted"]]]);
  });

  test("rings a phone that nobody picks up, and says so at once", async () => {
    const behaviour = { ...people, dialled: () => ({ kind: "ignore" as const }) };
    const setting = await callCentre({ behaviour });
    await talking(setting);
    await setting.ask("PUT", "/profile/extensions/sim", { extension: "PJSIP/1005" });
    expect((await setting.act(listen)).status).toBe(200);
  });
});

describe("what cannot be done", () => {
  test("is told apart: no such PBX, no such queue, a queue that has just gone", async () => {
    const { act, ask, inside } = await callCentre();
    const pause = { type: "pause", ...at, queue: support };
    const told = async (action: object) => {
      const { status, problem, results } = await act(action);
      return [status, problem, results[0]?.obstacle];
    };
    expect(await told({ ...pause, pbx: "other" })).toEqual([404, "pbx-not-found", undefined]);
    expect(await told({ ...pause, queue: "nenhuma" })).toEqual([404, "queue-not-found", undefined]);
    expect((await ask("GET", "/queues/sim/nenhuma/candidates")).status).toBe(404);
    inside.queues.delete(support);
    const add = { type: "add", pbx: "sim", queue: support, members: [{ interface: "PJSIP/1003" }] };
    expect(await told(add)).toEqual([409, "action-refused", "no_such_queue"]);
  });

  test("because the AMI user lacks the class says so", async () => {
    const users = [
      { name: "qmanager", secret: "qmanager", read: parsePrivileges("all"), write: parsePrivileges("system,call") },
    ];
    const { act, memberOf } = await callCentre({ users });
    const answer = await act({ type: "pause", ...at, queue: null });
    expect([answer.status, answer.problem]).toEqual([409, "action-refused"]);
    expect(answer.results.map((each) => each.obstacle)).toEqual(["not_permitted", "not_permitted"]);
    expect(answer.results[0]?.reply).toBe("Permission denied");
    expect(memberOf(support, "1001")?.paused).toBe(false);
  });

  test("because the PBX is away says that nothing was done", async () => {
    const { act, ask } = await callCentre();
    const answer = await act({ type: "pause", ...at, pbx: "away", queue: null });
    expect([answer.status, answer.problem]).toEqual([503, "pbx-away"]);
    expect((await ask("GET", "/queues/away/suporte/candidates")).status).toBe(503);
  });

  test("because the PBX does not answer says that it may have been done", async () => {
    const { act, pbx } = await callCentre();
    pbx.stopAnswering();
    const answer = await act({ type: "remove", ...at, queue: support });
    expect([answer.status, answer.problem]).toEqual([503, "action-unknown"]);
    const [row] = await listAudit(sql, { actions: ["member_remove"] }, { after: null, limit: 10 });
    expect(row).toMatchObject({ detail: { results: [{ done: false, obstacle: "not_answered" }] } });
  });

  test("to be written down is not tried", async () => {
    const { act, memberOf, rows } = await callCentre();
    // As PostgreSQL does it, with its own code (53100, disk_full).
    await sql.unsafe(`
      create function full_disk() returns trigger language plpgsql as $$
        begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
      create trigger full_disk before insert on audit execute function full_disk();
    `);
    const answer = await act({ type: "pause", ...at, queue: null });
    await sql.unsafe("drop trigger full_disk on audit; drop function full_disk");
    expect([answer.status, answer.problem]).toEqual([507, "disk-full"]);
    expect([memberOf(support, "1001")?.paused, rows()]).toEqual([false, []]);
  });

  const long = "x".repeat(10_000);
  test.each([
    ["nothing", {}, "type"],
    ["an action of no kind", { type: "call", ...at }, "type"],
    ["a header of its own", { type: "pause", ...at, queue: `a\r\nAction: Command`, reason: "b" }, "queue"],
    ["a line break in a reason", { type: "pause", ...at, queue: null, reason: "a\nb" }, "reason"],
    ["an endless reason", { type: "pause", ...at, queue: null, reason: long }, "reason"],
    ["a reason longer than Asterisk keeps", { type: "pause", ...at, queue: null, reason: "é".repeat(40) }, "reason"],
    ["a reason that would split Asterisk's list", { type: "pause", ...at, queue: null, reason: "a|b" }, "reason"],
    ["no reason", { type: "pause", ...at, queue: null, reason: "" }, "reason"],
    ["no word of the queue", { type: "pause", ...at }, "queue"],
    ["a name instead of a phone", { type: "log_off", pbx: "sim", interface: "Ana" }, "interface"],
    ["an endless phone", { type: "log_off", pbx: "sim", interface: `PJSIP/${long}` }, "interface"],
    ["a phone with a line break", { type: "log_off", pbx: "sim", interface: "PJSIP/1\r\nX: y" }, "interface"],
    ["an endless PBX", { type: "log_off", ...at, pbx: long }, "pbx"],
    ["a negative penalty", { type: "set_penalty", ...at, queue: support, penalty: -1 }, "penalty"],
    ["half a penalty", { type: "set_penalty", ...at, queue: support, penalty: 0.5 }, "penalty"],
    ["a penalty that is too high", { type: "set_penalty", ...at, queue: support, penalty: 2 ** 31 }, "penalty"],
    ["nobody to add", { type: "add", pbx: "sim", queue: support, members: [] }, "members"],
    [
      "a name with a line break",
      { type: "add", pbx: "sim", queue: support, members: [{ interface: "PJSIP/1", name: "a\rb" }] },
      "members.0.name",
    ],
  ])("because the request has %s names the field", async (_what, action, path) => {
    const { act, rows } = await callCentre();
    const answer = await act(action);
    expect([answer.status, answer.problem]).toEqual([400, "bad-request"]);
    expect(answer.json.errors.map((each: { path: string }) => each.path)).toContain(path);
    expect(rows()).toEqual([]);
    expect(await sql`select from audit where action like 'member_%'`).toHaveLength(0);
  });
});

test("every action leaves an audit row that says what was asked and what became of it", async () => {
  const { act } = await callCentre();
  await act({ type: "pause", ...at, queue: null, reason: "Almoço" });
  await act({ type: "add", pbx: "sim", queue: support, members: [{ interface: "PJSIP/1003", penalty: 2 }] });
  await act({ type: "remove", ...at, interface: "PJSIP/1006", queue: sales });
  const actions = actionsOf(["queue_panel"], undefined);
  const rows = (await listAudit(sql, { actions }, { after: null, limit: 10 })).reverse();
  expect(rows.map(({ action, target, userName }) => [action, target, userName])).toEqual([
    ["member_pause", "sim/PJSIP/1001", "admin"],
    ["member_add", `sim/${support}`, "admin"],
    ["member_remove", "sim/PJSIP/1006", "admin"],
  ]);
  expect(rows[0]?.detail).toMatchObject({ queue: null, reason: "Almoço", results: [{ done: true }, { done: true }] });
  expect(rows[1]?.detail).toMatchObject({ members: [{ interface: "PJSIP/1003", penalty: 2 }] });
  expect(rows[2]?.detail).toMatchObject({ results: [{ obstacle: "already_so" }] });
  expect(JSON.stringify(rows)).not.toContain("secret");
});

test("GET /queues/{pbx}/{queue}/candidates lists every phone that is a member elsewhere, with state, name and queues", async () => {
  const { act, ask } = await callCentre();
  await act({ type: "pause", pbx: "sim", interface: "PJSIP/1003", queue: sales });
  const { status, json } = await ask("GET", `/queues/sim/${support}/candidates`);
  expect([status, json.candidates]).toEqual([
    200,
    [{ interface: "PJSIP/1003", name: "Carla", stateInterface: "PJSIP/1003", state: "paused", queues: [sales] }],
  ]);
  const others = await ask("GET", `/queues/sim/${sales}/candidates`);
  expect(others.json.candidates.map((each: { name: string }) => each.name)).toEqual(["Bruno"]);
});

test("GET /queues/{pbx}/{queue}/candidates knows a queue by any name", async () => {
  const name = "Vendas/São Paulo 100% <b>";
  const { ask } = await callCentre({
    queueSettings: [0, 1, 2]
      .map((each) => generatedQueue(each, false))
      .map((each, index) => (index === 2 ? { ...each, name } : each)),
  });
  const { status, json } = await ask("GET", `/queues/sim/${encodeURIComponent(name)}/candidates`);
  expect([status, json.candidates.map((each: { name: string }) => each.name)]).toEqual([
    200,
    ["Ana", "Bruno", "Carla"],
  ]);
});

describe("the phones of a profile", () => {
  test("are kept one a PBX, listed, replaced and forgotten, each time with an audit row", async () => {
    const { ask } = await callCentre();
    expect((await ask("GET", "/profile/extensions")).json).toEqual({ extensions: [] });
    for (const extension of ["1005", "SIP/1006", "Local/1006@from-internal"]) {
      expect((await ask("PUT", "/profile/extensions/sim", { extension })).status).toBe(200);
    }
    expect((await ask("GET", "/profile/extensions")).json).toEqual({
      extensions: [{ pbx: "sim", interface: "Local/1006@from-internal" }],
    });
    // The second finds nothing to forget.
    for (const _ of [1, 2]) expect((await ask("DELETE", "/profile/extensions/sim")).status).toBe(204);
    expect((await ask("GET", "/profile/extensions")).json).toEqual({ extensions: [] });
    const rows = await sql`select action, target, detail from audit where action like 'extension_%' order by id`;
    expect(rows.map(({ action }) => action)).toEqual([...Array(3).fill("extension_changed"), "extension_removed"]);
    expect(rows[0]).toMatchObject({ target: "sim", detail: { interface: "PJSIP/1005" } });
  });

  test.each(["", "Ana Souza", "PJSIP/1005&PJSIP/1006", "PJSIP/1005,30", "1005\r\nX: y", "PJSIP/", "x".repeat(81)])(
    "are not %p",
    async (extension) => {
      const { ask } = await callCentre();
      const answer = await ask("PUT", "/profile/extensions/sim", { extension });
      expect([answer.status, answer.json.errors[0].path]).toEqual([400, "extension"]);
    },
  );

  test("are asked with their technology where no member tells it", async () => {
    const { ask } = await callCentre();
    const answer = await ask("PUT", "/profile/extensions/away", { extension: "1005" });
    expect([answer.status, answer.json.detail]).toEqual([
      400,
      "Write it with its technology, as PJSIP/1005: no member of the PBX tells it",
    ]);
    expect((await ask("PUT", "/profile/extensions/away", { extension: "PJSIP/1005" })).status).toBe(200);
    expect((await ask("PUT", "/profile/extensions/none", { extension: "PJSIP/1005" })).status).toBe(404);
    expect((await ask("DELETE", "/profile/extensions/%00")).status).toBe(400);
  });
});
