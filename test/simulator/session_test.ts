import { afterEach, expect, test } from "bun:test";
import type { AmiAction, AmiClientOptions, AmiMessage } from "@qmanager/ami";
import { connectTo, type TestClient } from "./client.ts";
import { generatedQueue, parsePrivileges, SimulatedPbx, type SimulatedPbxOptions } from "./mod.ts";

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Nobody calls, nobody moves: only what the test does happens. */
const still: SimulatedPbxOptions = {
  agents: 3,
  onlineShare: 1,
  callsPerMinute: 0,
  queueSettings: [generatedQueue(0, false), { ...generatedQueue(1, false), wrapupMs: 7_000 }],
  habits: { pauseEveryMs: 1e12, shiftMs: 1e12, callOutEveryMs: 1e12, phoneLostEveryMs: 1e12 },
  behaviour: {
    caller: () => ({ patienceMs: 1e9, keyAfterMs: null }),
    member: () => ({ kind: "answer", afterMs: 20 }),
    talk: () => ({ talkMs: 1e9, holds: [], ending: "agent" }),
    dialled: () => ({ kind: "answer", afterMs: 20 }),
    score: () => 5,
  },
};

async function started(
  options: SimulatedPbxOptions = still,
  client: Partial<AmiClientOptions> = {},
): Promise<TestClient & { pbx: SimulatedPbx }> {
  const pbx = new SimulatedPbx(options);
  const port = await pbx.start();
  const connected = connectTo(port, client);
  endings.push(
    () => pbx.stop(),
    () => connected.client.close(),
  );
  await connected.client.ready();
  return { ...connected, pbx };
}

const named = (event: string) => (message: AmiMessage) => message.event === event;

test.each(["md5", "plain"] as const)("SimulatedPbx takes a %s login and says FullyBooted", async (login) => {
  const { client, until } = await started(still, { login });
  expect(client.state).toEqual({ state: "ready", version: "11.0.0" });
  expect((await until(named("FullyBooted"))).get("Status")).toBe("Fully Booted");
});

test("SimulatedPbx refuses a wrong secret in Asterisk's words and closes", async () => {
  await expect(started(still, { secret: "wrong" })).rejects.toThrow('Asterisk answered "Authentication failed"');
});

test.each([
  [{ Action: "QueueAdd", Queue: "nope", Interface: "PJSIP/1001" }, "Unable to add interface to queue: No such queue"],
  [{ Action: "QueueAdd", Queue: "suporte" }, "'Interface' not specified."],
  [{ Action: "QueueRemove", Queue: "suporte", Interface: "PJSIP/9" }, "Unable to remove interface: Not there"],
  [
    { Action: "QueueRemove", Queue: "nope", Interface: "PJSIP/9" },
    "Unable to remove interface from queue: No such queue",
  ],
  [{ Action: "QueuePause", Interface: "PJSIP/9", Paused: true }, "Interface not found"],
  [{ Action: "QueuePenalty", Interface: "PJSIP/9", Penalty: 1 }, "Invalid interface, queuename or penalty"],
  [
    { Action: "QueueWithdrawCaller", Queue: "suporte", Caller: "PJSIP/x" },
    "Unable to request withdraw from queue: No such caller",
  ],
  [{ Action: "Originate", Channel: "PJSIP/1001" }, "Originate with 'Exten' requires 'Context' and 'Priority'"],
  [
    { Action: "Redirect", Channel: "PJSIP/x", Context: "a", Exten: "b", Priority: 1 },
    "Channel does not exist: PJSIP/x",
  ],
  [{ Action: "Hangup", Channel: "PJSIP/x" }, "No such channel"],
  [{ Action: "Getvar", Channel: "PJSIP/x", Variable: "A" }, "No such channel"],
  [{ Action: "GetConfig", Filename: "nope.conf" }, "Config file not found"],
  [{ Action: "Nonsense" }, "Invalid/unknown command: Nonsense. Use Action: ListCommands to show available commands."],
] satisfies [AmiAction, string][])("SimulatedPbx refuses %j in Asterisk's words", async (action, words) => {
  const { client } = await started();
  await expect(client.send(action)).rejects.toMatchObject({ reply: words });
});

test("SimulatedPbx refuses to add who is there and to remove who is static", async () => {
  const { client, pbx } = await started();
  const { queues } = pbx.simulation.pbx;
  const member = queues.get("suporte")?.members[0];
  const name = member?.phone.interface ?? "";
  const add = client.send({ Action: "QueueAdd", Queue: "suporte", Interface: name });
  await expect(add).rejects.toMatchObject({ reply: "Unable to add interface: Already there" });
  Object.assign(member ?? {}, { membership: "static" });
  const remove = client.send({ Action: "QueueRemove", Queue: "suporte", Interface: name });
  await expect(remove).rejects.toMatchObject({ reply: "Member not dynamic" });
});

test("SimulatedPbx pauses a member everywhere, tells each queue and writes queue_log as Asterisk does", async () => {
  const { client, pbx, until } = await started();
  const phone = pbx.simulation.pbx.phone("PJSIP/1001");
  const queues = phone?.memberships.map((member) => member.queue.settings.name) ?? [];
  expect(queues.length).toBeGreaterThan(0);
  await client.send({ Action: "QueuePause", Interface: "pjsip/1001", Paused: true, Reason: "Almoço" });
  const paused = await until(named("QueueMemberPause"));
  expect(paused.get("Paused")).toBe("1");
  expect(paused.get("PausedReason")).toBe("Almoço");
  const rows = pbx.simulation.pbx.book.rows.filter((row) => row.event.startsWith("PAUSE"));
  expect(rows.map((row) => `${row.queue} ${row.event} ${row.data.join()}`)).toEqual([
    "NONE PAUSEALL Almoço",
    ...queues.map((queue) => `${queue} PAUSE Almoço`),
  ]);
});

test("SimulatedPbx lists queues, members, callers and channels as the product asks for them", async () => {
  const { client, pbx, until } = await started();
  for (const phone of ["PJSIP/1001", "PJSIP/1002", "PJSIP/1003"])
    await client.send({ Action: "QueuePause", Interface: phone, Paused: true });
  pbx.simulation.callIn("4000", "11987650001", 'O\'Brien, "Bob"');
  await until(named("QueueCallerJoin"));
  const status = await client.list({ Action: "QueueStatus" });
  expect(status.complete?.get("ListItems")).toBe(String(status.items.length));
  expect(status.items.filter(named("QueueParams")).map((item) => item.get("Queue"))).toEqual(["suporte", "vendas"]);
  expect(status.items.find(named("QueueEntry"))?.get("CallerIDName")).toBe('O\'Brien, "Bob"');
  const channels = await client.list({ Action: "CoreShowChannels" });
  expect(channels.items[0]?.get("CallerIDName")).toBe('O\\\'Brien, \\"Bob\\"');
  expect(channels.items[0]?.get("Application")).toBe("Queue");
  for (const action of [
    "QueueSummary",
    "DeviceStateList",
    "ExtensionStateList",
    "PJSIPShowContacts",
    "PJSIPShowEndpoints",
  ]) {
    const list = await client.list({ Action: action });
    expect(list.items.length).toBeGreaterThan(0);
    expect(list.complete?.get("ListItems")).toBe(String(list.items.length));
  }
  const shown = await client.send({ Action: "Command", Command: "queue show suporte" });
  expect(shown.output[0]).toStartWith("suporte has 1 calls (max unlimited) in 'ringall' strategy");
  const config = await client.send({ Action: "GetConfig", Filename: "queues.conf", Category: "vendas" });
  expect(config.entries().map(([, value]) => value)).toContain("wrapuptime=7");
  expect((await client.send({ Action: "Ping" })).get("Timestamp")).toMatch(/^\d{10}\.\d{6}$/);
});

test("SimulatedPbx withdraws a waiting caller, and says so", async () => {
  const { client, pbx, until } = await started();
  for (const phone of ["PJSIP/1001", "PJSIP/1002", "PJSIP/1003"])
    await client.send({ Action: "QueuePause", Interface: phone, Paused: true });
  const channel = pbx.simulation.callIn("4000", "11987650001");
  await until(named("QueueCallerJoin"));
  await client.send({
    Action: "QueueWithdrawCaller",
    Queue: "suporte",
    Caller: channel.name,
    WithdrawInfo: "too long",
  });
  await until((message) => message.get("Variable") === "QUEUESTATUS" && message.get("Value") === "WITHDRAW");
  const row = pbx.simulation.pbx.book.rows.find((each) => each.event === "WITHDRAW");
  const [position, originalPosition, , text] = row?.data ?? [];
  expect([position, originalPosition, text]).toEqual(["1", "1", "too long"]);
});

test("SimulatedPbx makes a call for AMI: the phone rings first, then the number", async () => {
  const { client, until, received } = await started();
  await client.send({
    Action: "Originate",
    Channel: "PJSIP/1001",
    Context: "from-phones",
    Exten: "011955550100",
    Priority: 1,
    CallerID: '"Click" <1001>',
    Async: true,
    Variable: { __QM_C2C: "c2c-1" },
  });
  const response = await until(named("OriginateResponse"));
  expect([response.get("Response"), response.get("Reason")]).toEqual(["Success", "4"]);
  await until((message) => message.event === "BridgeEnter" && message.get("BridgeNumChannels") === "2");
  const first = received.find((message) => message.event === "Newstate" && message.get("ChannelState") === "5");
  expect(first?.get("Channel")).toStartWith("PJSIP/1001-");
  expect(received.some((message) => message.get("Variable") === "__QM_C2C")).toBe(true);
});

test("SimulatedPbx lets a supervisor spy, until the spied one hangs up", async () => {
  const { client, pbx, until } = await started();
  pbx.simulation.callIn("4000", "11987650001");
  const connect = await until(named("AgentConnect"));
  const agent = connect.get("DestChannel") ?? "";
  const supervisor = ["PJSIP/1001", "PJSIP/1002", "PJSIP/1003"].find((phone) => !agent.startsWith(phone)) ?? "";
  await client.send({
    Action: "Originate",
    Channel: supervisor,
    Application: "ChanSpy",
    Data: `${agent},quES`,
    Async: true,
  });
  expect((await until(named("ChanSpyStart"))).get("SpyeeChannel")).toBe(agent);
  await client.send({ Action: "Hangup", Channel: agent });
  await until(named("ChanSpyStop"));
  expect((await until(named("AgentComplete"))).get("Reason")).toBe("agent");
});

test("SimulatedPbx redirects a talking caller; AgentComplete comes only at his end and without the agent", async () => {
  const { client, pbx, until, received } = await started();
  const caller = pbx.simulation.callIn("4000", "11987650001");
  await until((message) => message.event === "BridgeEnter" && message.get("BridgeNumChannels") === "2");
  await client.send({ Action: "Redirect", Channel: caller.name, Context: "from-phones", Exten: "1003", Priority: 1 });
  await until((message) => message.event === "Hangup" && message.get("Channel") !== caller.name);
  expect(received.some(named("AgentComplete"))).toBe(false);
  await client.send({ Action: "Hangup", Channel: caller.name });
  const complete = await until(named("AgentComplete"));
  expect(complete.get("Reason")).toBe("caller");
  expect(complete.get("DestChannel")).toBeUndefined();
});

test("SimulatedPbx sends and permits only what the user's classes allow", async () => {
  const users = [
    { name: "qmanager", secret: "qmanager", read: parsePrivileges("agent"), write: parsePrivileges("call") },
  ];
  const { client, pbx, until, received } = await started({ ...still, users });
  pbx.simulation.callIn("4000", "11987650001");
  await until(named("AgentConnect"));
  const classes = new Set(received.flatMap((message) => message.get("Privilege") ?? []));
  expect([...classes]).toEqual(["agent,all"]);
  const denied = client.send({ Action: "QueuePause", Interface: "PJSIP/1001", Paused: true });
  await expect(denied).rejects.toMatchObject({ reply: "Permission denied" });
  const commands = (await client.send({ Action: "ListCommands" })).entries().map(([name]) => name);
  expect(commands).toContain("Redirect");
  expect(commands).not.toContain("QueuePause");
});

test("SimulatedPbx takes a member whose phone it has never heard of, as Asterisk does, and never rings it", async () => {
  const { client, pbx, until, received } = await started();
  for (const phone of ["PJSIP/1001", "PJSIP/1002", "PJSIP/1003"])
    await client.send({ Action: "QueuePause", Interface: phone, Paused: true });
  await client.send({ Action: "QueueAdd", Queue: "suporte", Interface: "PJSIP/7777" });
  const added = await until(named("QueueMemberAdded"));
  expect([added.get("Interface"), added.get("Status")]).toEqual(["PJSIP/7777", "4"]);
  pbx.simulation.callIn("4000", "11987650001");
  await until(named("QueueCallerJoin"));
  await client.send({ Action: "QueueRemove", Queue: "suporte", Interface: "PJSIP/7777" });
  await until(named("QueueMemberRemoved"));
  expect(received.some(named("AgentCalled"))).toBe(false);
});
