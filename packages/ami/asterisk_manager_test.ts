import { afterEach, expect, test } from "bun:test";
import Reference from "asterisk-manager";
import {
  failure,
  type Heard,
  type Manager,
  opener,
  realClock,
  type Script,
  scriptedManager,
  secret,
  success,
} from "../../test/manager/scripted_manager.ts";
import { type AsteriskManager, asteriskManager, type PlainMessage } from "./asterisk_manager.ts";
import { AmiActionError, AmiConnectionLostError, AmiLoginError } from "./mod.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const manager = (script: Script = {}): Promise<Manager> => scriptedManager(closing, script);

const Ours = asteriskManager({ open: (_host, port) => opener(port)(), clock: realClock });

function connected(port: number, events = true, password = secret): AsteriskManager {
  const ami = new Ours(port, "127.0.0.1", "qm", password, events);
  closing.push(() => new Promise<void>((resolve) => ami.disconnect(resolve)));
  return ami;
}

interface Answer {
  error: PlainMessage | Error | undefined;
  response: PlainMessage | undefined;
}

const answerTo = (ami: AsteriskManager, action: Record<string, unknown>): Promise<Answer> =>
  new Promise((resolve) => ami.action(action, (error, response) => resolve({ error, response })));

const emitted = (ami: AsteriskManager, event: string): Promise<unknown> =>
  new Promise((resolve) => ami.once(event, resolve));

const kept = (ami: AsteriskManager, event: string): PlainMessage[] => {
  const items: PlainMessage[] = [];
  ami.on(event, (item: PlainMessage) => items.push(item));
  return items;
};

test("asteriskManager() has everything that asterisk-manager has", async () => {
  const { port } = await manager();
  const ours = connected(port);
  const theirs = new Reference();
  const names = [...new Set([...Object.getOwnPropertyNames(theirs)])];
  expect(names).toContain("keepConnected");
  expect(names.filter((name) => typeof Reflect.get(theirs, name) !== typeof Reflect.get(ours, name))).toEqual([]);
  expect(Object.keys(ours.options).sort()).toEqual(["events", "host", "password", "port", "username"]);
});

test("asteriskManager() can be called without new", async () => {
  const { port } = await manager();
  const ami = Ours(port, "127.0.0.1", "qm", secret);
  closing.push(() => ami.disconnect());
  expect((await answerTo(ami, { action: "Ping2" })).error).toBeUndefined();
});

const events = [
  "Event: Hangup\r\nPrivilege: call,all\r\nChannel: PJSIP/1001-00000001\r\nCallerIDName: José\r\nCause: 16\r\nCause-txt: Normal: Clearing\r\n\r\n",
  "Event: UserEvent\r\nUserEvent: CSAT\r\nScore: 5\r\n\r\n",
  "Event: TestEvent\r\nState: 1\r\nState: 2\r\nState: 3\r\n\r\n",
  "Event: QueueMember\r\nEmpty: \r\nNumber: 1731000000.10\r\nPhone: +5511\r\n\r\n",
  "Event: DialBegin\r\nChanVariable: a=1\r\nChanVariable: b=x=y\r\n\r\n",
].join("");

test("asteriskManager() emits the same events with the same objects as asterisk-manager", async () => {
  const answer = (heard: Heard): string | undefined =>
    heard.action.toLowerCase() === "go" ? `${events}${success(heard, "Message: done\r\n")}` : undefined;
  const { port } = await manager({ answer });
  const ours = connected(port);
  const theirs = new Reference(port, "127.0.0.1", "qm", secret, true);
  closing.push(() => theirs.disconnect());
  const told = (ami: { on(event: string, listener: (item: unknown) => void): unknown }): unknown[] => {
    const items: unknown[] = [];
    for (const name of ["managerevent", "hangup", "userevent", "userevent-csat", "testevent", "dialbegin"]) {
      ami.on(name, (item) => items.push([name, item]));
    }
    return items;
  };
  const [mine, his] = [told(ours), told(theirs)];
  const hisAnswer = await new Promise<Answer>((resolve) =>
    theirs.action({ action: "Go", actionid: "same" }, (error, response) =>
      resolve({ error: error as PlainMessage, response: response as PlainMessage }),
    ),
  );
  const myAnswer = await answerTo(ours, { action: "Go", actionid: "same" });
  expect(myAnswer).toEqual(hisAnswer);
  const booted = (item: unknown): boolean => (item as [string, PlainMessage])[1].event !== "FullyBooted";
  expect(mine.filter(booted)).toEqual(his.filter(booted));
  expect(mine.length).toBeGreaterThan(8);
});

test("asteriskManager() writes the same action as asterisk-manager, but for the order and the case of names", async () => {
  const { port, heard } = await manager();
  const action = (): Record<string, unknown> => ({
    action: "Originate",
    actionid: "7",
    channel: "PJSIP/1001",
    exten: 1234,
    priority: 1,
    async: true,
    codecs: ["alaw", "ulaw"],
    variable: { a: "1", b: "x" },
    nothing: undefined,
    none: null,
  });
  await answerTo(connected(port), action());
  const theirs = new Reference(port, "127.0.0.1", "qm", secret, true);
  closing.push(() => theirs.disconnect());
  await new Promise((resolve) => theirs.action(action(), resolve));
  const [mine, his] = heard
    .filter((each) => each.action === "Originate")
    .map((each) => each.entries.map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort());
  expect(mine).toEqual(his);
  expect(mine?.length).toBe(9);
});

// What asterisk-manager 0.2.0 does wrong, each under its name.

test("AsteriskManager turns events off when they are not wanted", async () => {
  const { port, heard } = await manager();
  await answerTo(connected(port, false), { action: "CoreStatus" });
  expect(heard.find((each) => each.action === "Login")?.get("Events")).toBe("off");
  await answerTo(connected(port, true), { action: "CoreStatus" });
  expect(heard.findLast((each) => each.action === "Login")?.get("Events")).toBe("on");
});

test("AsteriskManager takes no event for the answer to an action whose id is the event's name", async () => {
  const { port } = await manager({
    answer: (heard) =>
      heard.action === "CoreStatus"
        ? `Event: Hangup\r\nCause: 16\r\n\r\n${success(heard, "Message: mine\r\n")}`
        : undefined,
  });
  const { error, response } = await answerTo(connected(port), { action: "CoreStatus", actionid: "hangup" });
  expect(error).toBeUndefined();
  expect(response).toEqual({ response: "Success", actionid: "hangup", message: "mine" });
});

test("AsteriskManager reads an old Command answer whose end marker is on its last line, and what comes after it", async () => {
  const { port } = await manager({
    answer: (heard) =>
      heard.action === "Command"
        ? `Response: Follows\r\nPrivilege: Command\r\nActionID: ${heard.id}\r\none\ntwo--END COMMAND--\r\n\r\nEvent: Hangup\r\n\r\n`
        : undefined,
  });
  const ami = connected(port);
  const hangup = emitted(ami, "hangup");
  const { error, response } = await answerTo(ami, { action: "Command", command: "x", actionid: "1" });
  expect(error).toBeUndefined();
  expect(response).toEqual({
    response: "follows",
    actionid: "1",
    content: "Response: Follows\nPrivilege: Command\nActionID: 1\none\ntwo\n--END COMMAND--",
  });
  expect(await hangup).toEqual({ event: "Hangup" });
});

test("AsteriskManager sends no second action from a line break in a value", async () => {
  const { port, heard } = await manager();
  const ami = connected(port);
  const { error } = await answerTo(ami, {
    action: "QueuePause",
    reason: "x\r\n\r\nAction: Originate\r\nChannel: PJSIP/1",
  });
  expect(error).toBeInstanceOf(AmiActionError);
  await answerTo(ami, { action: "CoreStatus" });
  expect(heard.map((each) => each.action)).not.toContain("Originate");
  expect(heard.map((each) => each.action)).not.toContain("QueuePause");
});

test.each([
  { name: "called before connecting", late: false },
  { name: "called after connecting", late: true },
])("AsteriskManager.keepConnected() $name connects again after a drop", async ({ late }) => {
  const { port, connections } = await manager();
  const ami = connected(port);
  if (!late) ami.keepConnected();
  await answerTo(ami, { action: "CoreStatus" });
  if (late) ami.keepConnected();
  const closed = emitted(ami, "close");
  connections[0]?.destroy();
  await closed;
  expect((await answerTo(ami, { action: "CoreStatus" })).error).toBeUndefined();
  expect(connections.length).toBe(2);
  expect(ami.isConnected()).toBe(true);
});

test("AsteriskManager tells of a refused login, and fails what waited for it", async () => {
  const { port } = await manager();
  const ami = connected(port, true, "wrong");
  const login = new Promise((resolve) => ami.login(resolve));
  const told = emitted(ami, "error");
  const held = answerTo(ami, { action: "CoreStatus" });
  expect(await login).toBeInstanceOf(AmiLoginError);
  expect(await told).toBeInstanceOf(AmiLoginError);
  expect((await held).error).toBeInstanceOf(AmiLoginError);
  expect(ami.connected()).toBe(false);
});

test("AsteriskManager fails what is under way on a drop, and sends what is asked meanwhile once it is back", async () => {
  const { port, connections, heard } = await manager({
    answer(each, socket) {
      if (each.action !== "Status") return undefined;
      socket.destroy();
      return "";
    },
  });
  const ami = connected(port);
  ami.keepConnected();
  const lost = await answerTo(ami, { action: "Status" });
  expect(lost.error).toBeInstanceOf(AmiConnectionLostError);
  const meanwhile = await answerTo(ami, { action: "CoreStatus", actionid: "kept" });
  expect(meanwhile.error).toBeUndefined();
  expect(heard.filter((each) => each.id === "kept").length).toBe(1);
  expect(connections.length).toBe(2);
});

test("AsteriskManager makes no event of the old connection's tail and the new one's banner", async () => {
  const { port } = await manager({
    answer(each, socket, connection) {
      if (each.action !== "Status" || connection > 1) return undefined;
      socket.end("Event: Ghost\r\nChannel: PJSIP/10");
      return "";
    },
  });
  const ami = connected(port);
  ami.keepConnected();
  const all = kept(ami, "managerevent");
  await answerTo(ami, { action: "Status" });
  await answerTo(ami, { action: "CoreStatus" });
  expect(all.map((item) => item.event)).toEqual(["FullyBooted", "FullyBooted"]);
});

test("AsteriskManager leaves an event's prototype alone", async () => {
  const { port } = await manager({
    answer: (heard) =>
      heard.action === "CoreStatus"
        ? `Event: X\r\n__proto__: a\r\n__proto__: b\r\nconstructor: c\r\n\r\n${success(heard)}`
        : undefined,
  });
  const ami = connected(port);
  const all = kept(ami, "x");
  await answerTo(ami, { action: "CoreStatus" });
  expect(Object.getPrototypeOf(all[0])).toBe(Object.prototype);
  expect(Object.entries(all[0] ?? {})).toEqual([
    ["event", "X"],
    ["__proto__", "b"],
    ["constructor", "c"],
  ]);
});

test("AsteriskManager reads one answer of 2.2 MB", async () => {
  const lines = 50_000;
  const { port } = await manager({
    answer: (heard) =>
      heard.action === "Command"
        ? success(heard, "Output:   '_X.' =>         1. NoOp(x)  [pbx_config]\r\n".repeat(lines))
        : undefined,
  });
  const { response } = await answerTo(connected(port), { action: "Command", command: "dialplan show" });
  expect(response?.output?.length).toBe(lines);
});

test("AsteriskManager reads a VarSet's variable as its name", async () => {
  const { port } = await manager({
    answer: (heard) =>
      heard.action === "CoreStatus"
        ? `Event: VarSet\r\nVariable: DIALSTATUS\r\nValue: ANSWER\r\n\r\n${success(heard)}`
        : undefined,
  });
  const ami = connected(port);
  const all = kept(ami, "varset");
  await answerTo(ami, { action: "CoreStatus" });
  expect(all).toEqual([{ event: "VarSet", variable: "DIALSTATUS", value: "ANSWER" }]);
});

test("AsteriskManager emits OriginateResponse as an event alone", async () => {
  const { port } = await manager({
    answer: (heard) =>
      heard.action === "CoreStatus"
        ? `Event: OriginateResponse\r\nActionID: 5\r\nResponse: Failure\r\nReason: 5\r\n\r\n${success(heard)}`
        : undefined,
  });
  const ami = connected(port);
  const [answers, all] = [kept(ami, "response"), kept(ami, "originateresponse")];
  await answerTo(ami, { action: "CoreStatus", actionid: "6" });
  expect(answers.map((item) => item.actionid)).toEqual(["6"]);
  expect(all.map((item) => item.response)).toEqual(["Failure"]);
});

// And what it does right.

test("AsteriskManager.action() gives Asterisk's refusal as the error, and as the response", async () => {
  const { port } = await manager({
    answer: (heard) => (heard.action === "QueueAdd" ? failure(heard, "Already there") : undefined),
  });
  const { error, response } = await answerTo(connected(port), { action: "QueueAdd", actionid: "9" });
  expect(error).toEqual({ response: "Error", actionid: "9", message: "Already there" });
  expect(response).toEqual(error as PlainMessage);
});

test("AsteriskManager emits nothing of its own login and pings but FullyBooted", async () => {
  const { port } = await manager();
  const ami = connected(port);
  const all = kept(ami, "rawevent");
  await answerTo(ami, { action: "CoreStatus", actionid: "1" });
  expect(all).toEqual([
    { event: "FullyBooted", privilege: "system,all", status: "Fully Booted" },
    { response: "Success", actionid: "1" },
  ]);
});

test("AsteriskManager.disconnect() ends it for good and calls back", async () => {
  const { port, connections } = await manager({ answer: (heard) => (heard.action === "Status" ? "" : undefined) });
  const ami = connected(port);
  ami.keepConnected();
  await answerTo(ami, { action: "CoreStatus" });
  const lost = answerTo(ami, { action: "Status" });
  await new Promise<void>((resolve) => ami.disconnect(resolve));
  expect((await lost).error).toBeInstanceOf(AmiConnectionLostError);
  expect(ami.isConnected()).toBe(false);
  expect(connections.length).toBe(1);
});

test("AsteriskManager.connect() tells its callback of the connection, or of why there is none", async () => {
  const { port } = await manager();
  const ami = new Ours(undefined, "", "qm", secret);
  closing.push(() => ami.disconnect());
  expect(ami.isConnected()).toBe(false);
  expect(await new Promise((resolve) => ami.connect(port, "127.0.0.1", resolve))).toBe(null);
  const nowhere = new Ours(undefined, "", "qm", secret);
  closing.push(() => nowhere.disconnect());
  expect(await new Promise((resolve) => nowhere.connect(1, "127.0.0.1", resolve))).toBeInstanceOf(Error);
});

test("AsteriskManager goes on when a listener throws, and emits it as an error", async () => {
  const { port } = await manager({
    answer: (heard) => (heard.action === "CoreStatus" ? `Event: Hangup\r\n\r\n${success(heard)}` : undefined),
  });
  const ami = connected(port);
  ami.on("hangup", () => {
    throw new Error("Listener");
  });
  const told = emitted(ami, "error");
  expect((await answerTo(ami, { action: "CoreStatus" })).error).toBeUndefined();
  expect(await told).toEqual(new Error("Listener"));
});

test("Listeners called once are called once, and those removed are not called", async () => {
  const ami = new Ours();
  const calls: string[] = [];
  const removed = (): void => void calls.push("removed");
  ami.on("x", (text: string) => calls.push(`on ${text}`));
  ami.once("x", (text: string) => calls.push(`once ${text}`));
  ami.addListener("x", removed).removeListener("x", removed);
  expect(ami.emit("x", "1")).toBe(true);
  expect(ami.emit("x", "2")).toBe(true);
  expect(ami.emit("y")).toBe(false);
  expect(ami.listeners("x").length).toBe(1);
  expect(ami.removeAllListeners("x").emit("x")).toBe(false);
  expect(calls).toEqual(["on 1", "once 1", "on 2"]);
});
