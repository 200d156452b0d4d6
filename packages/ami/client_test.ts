import { afterEach, expect, test } from "bun:test";
import {
  failure,
  fullyBooted,
  type Heard,
  type Manager,
  opener,
  realClock,
  type Script,
  scriptedManager,
  secret,
  success,
} from "../../test/manager/scripted_manager.ts";
import {
  type AmiAction,
  AmiActionError,
  AmiClient,
  type AmiClientOptions,
  type AmiClientState,
  AmiConnectError,
  AmiConnectionLostError,
  AmiLoginError,
  type AmiMessage,
  AmiNoBannerError,
  AmiNotAsteriskError,
  AmiNotReadyError,
  type AmiProblem,
  AmiRefusedError,
  AmiTimeoutError,
  AmiTooOldError,
  formatAction,
} from "./mod.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const manager = (script: Script = {}): Promise<Manager> => scriptedManager(closing, script);

interface Watched {
  client: AmiClient;
  states: AmiClientState[];
  messages: AmiMessage[];
  problems: AmiProblem[];
  /** Resolves when the client is in this state, now or later. */
  until(state: AmiClientState["state"]): Promise<AmiClientState>;
}

function watched(port: number, options: Partial<AmiClientOptions> = {}): Watched {
  const states: AmiClientState[] = [];
  const messages: AmiMessage[] = [];
  const problems: AmiProblem[] = [];
  const waiters: { state: string; resolve(state: AmiClientState): void }[] = [];
  const client = new AmiClient({
    open: opener(port),
    address: `127.0.0.1:${port}`,
    user: "qm",
    secret,
    firstRetryMs: 1,
    maxRetryMs: 5,
    clock: realClock,
    onMessage: (message) => messages.push(message),
    onProblem: (problem) => problems.push(problem),
    onState: (state) => {
      states.push(state);
      for (const waiter of waiters) if (waiter.state === state.state) waiter.resolve(state);
    },
    ...options,
  });
  closing.push(() => client.close());
  client.start();
  return {
    client,
    states,
    messages,
    problems,
    until: (state) =>
      client.state.state === state
        ? Promise.resolve(client.state)
        : new Promise((resolve) => waiters.push({ state, resolve })),
  };
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("It did not fail");
}

test("AmiClient logs in by MD5 challenge, never sends the secret, and waits for FullyBooted", async () => {
  const { port, heard } = await manager();
  const { client, states, messages } = watched(port);
  await client.ready();
  expect(states.map((state) => state.state)).toEqual(["connecting", "connected", "ready"]);
  expect(client.state).toEqual({ state: "ready", version: "11.0.0" });
  expect(heard.map((each) => each.action)).toEqual(["Challenge", "Login"]);
  expect(heard[1]?.get("Secret")).toBeUndefined();
  expect(heard[1]?.get("Events")).toBe("on");
  expect(messages.map((message) => message.event ?? message.kind)).toEqual([
    "banner",
    "response",
    "response",
    "FullyBooted",
  ]);
});

test("AmiClient logs in with the plain secret where told to, and asks for the events it is told to", async () => {
  const { port, heard } = await manager();
  const { client } = watched(port, { login: "plain", events: "off" });
  await client.ready();
  expect(heard.map((each) => [each.action, each.get("Secret"), each.get("Events")])).toEqual([
    ["Login", secret, "off"],
  ]);
});

test("AmiClient waits for an Asterisk that is still loading", async () => {
  let asked = 0;
  const { port } = await manager({
    answer(heard) {
      if (heard.action === "Login") return success(heard);
      if (heard.action === "QueueSummary" && ++asked === 1) return failure(heard, "Invalid/unknown command");
      return undefined;
    },
  });
  const { client, states } = watched(port);
  await client.ready();
  expect(asked).toBe(2);
  expect(states.map((state) => state.state)).toEqual(["connecting", "connected", "ready"]);
});

test("AmiClient takes FullyBooted that comes late for the end of loading", async () => {
  const { port } = await manager({
    answer(heard) {
      if (heard.action === "Login") return success(heard);
      if (heard.action === "QueueSummary") return failure(heard, "Invalid/unknown command") + fullyBooted;
      return undefined;
    },
  });
  const { client } = watched(port);
  await client.ready();
  expect(client.state.state).toBe("ready");
});

test("AmiClient needs no FullyBooted from an Asterisk that lets the user do nothing", async () => {
  const { port } = await manager({
    answer: (heard) =>
      heard.action === "Login"
        ? success(heard)
        : heard.action === "QueueSummary"
          ? failure(heard, "Permission denied")
          : undefined,
  });
  await watched(port).client.ready();
});

test("AmiClient.send() matches answers by ActionID, in whatever order they come", async () => {
  const kept: Heard[] = [];
  const { port } = await manager({
    answer(heard, socket) {
      if (heard.action !== "Getvar") return undefined;
      if (kept.push(heard) < 3) return "";
      for (const each of kept.toReversed()) {
        socket.write(`Event: VarSet\r\nValue: no\r\n\r\n${success(each, `Value: ${each.get("Variable")}\r\n`)}`);
      }
      return "";
    },
  });
  const { client } = watched(port);
  await client.ready();
  const answers = await Promise.all(["a", "b", "c"].map((name) => client.send({ Action: "Getvar", Variable: name })));
  expect(answers.map((answer) => answer.get("Value"))).toEqual(["a", "b", "c"]);
});

test("AmiClient.send() fails with what Asterisk says when it refuses", async () => {
  const { port } = await manager({
    answer: (heard) =>
      heard.action === "QueueAdd" ? failure(heard, "Unable to add interface: Already there") : undefined,
  });
  const { client } = watched(port);
  await client.ready();
  const error = await failureOf(client.send({ Action: "QueueAdd", Queue: "a" }));
  expect(error).toBeInstanceOf(AmiRefusedError);
  expect((error as AmiRefusedError).reply).toBe("Unable to add interface: Already there");
  expect((error as AmiRefusedError).action).toBe("QueueAdd");
});

test("AmiClient.send() sends nothing that Asterisk would misread", async () => {
  const { port, heard } = await manager();
  const { client } = watched(port);
  await client.ready();
  const injected = client.send({ Action: "QueuePause", Reason: "x\r\n\r\nAction: Originate" });
  expect(await failureOf(injected)).toBeInstanceOf(AmiActionError);
  await client.send({ Action: "CoreStatus" });
  expect(heard.map((each) => each.action)).toEqual(["Challenge", "Login", "CoreStatus"]);
});

const silent = (action: string): Script => ({ answer: (heard) => (heard.action === action ? "" : undefined) });

test("AmiClient.send() gives up after its time, and reports the answer that comes later", async () => {
  let late: (() => void) | undefined;
  const { port } = await manager({
    answer(heard, socket) {
      if (heard.action !== "CoreStatus") return undefined;
      late = () => socket.write(success(heard));
      return "";
    },
  });
  const { client, problems } = watched(port);
  await client.ready();
  expect(await failureOf(client.send({ Action: "CoreStatus" }, { timeoutMs: 20 }))).toBeInstanceOf(AmiTimeoutError);
  late?.();
  await client.send({ Action: "CoreSettings" });
  expect(problems.map((problem) => problem.type)).toEqual(["answer_unexpected"]);
});

test("AmiClient.send() gives up when its signal aborts", async () => {
  const { port } = await manager(silent("CoreStatus"));
  const { client } = watched(port);
  await client.ready();
  const abort = new AbortController();
  const sent = client.send({ Action: "CoreStatus" }, { signal: abort.signal });
  abort.abort(new Error("Enough"));
  expect(await failureOf(sent)).toEqual(new Error("Enough"));
  expect(await failureOf(client.send({ Action: "CoreStatus" }, { signal: abort.signal }))).toEqual(new Error("Enough"));
});

test.each<{
  name: string;
  action: AmiAction;
  events: (id: string) => string;
  items: number;
  complete: string | undefined;
}>([
  {
    name: "a list that says where it begins and ends, between other events and lists",
    action: { Action: "QueueStatus" },
    events: (id) =>
      `EventList: start\r\n\r\nEvent: QueueParams\r\nActionID: ${id}\r\n\r\nEvent: Hangup\r\n\r\nEvent: QueueMember\r\nActionID: other\r\n\r\n` +
      `Event: QueueMember\r\nActionID: ${id}\r\n\r\nEvent: QueueStatusComplete\r\nActionID: ${id}\r\nEventList: Complete\r\nListItems: 2\r\n\r\n`,
    items: 2,
    complete: "QueueStatusComplete",
  },
  {
    name: "a list of Asterisk 11, which says neither",
    action: { Action: "QueueStatus" },
    events: (id) =>
      `\r\nEvent: QueueParams\r\nActionID: ${id}\r\n\r\nEvent: QueueStatusComplete\r\nActionID: ${id}\r\n\r\n`,
    items: 1,
    complete: "QueueStatusComplete",
  },
  {
    name: "a list of nothing",
    action: { Action: "CoreShowChannels" },
    events: (id) =>
      `EventList: start\r\n\r\nEvent: CoreShowChannelsComplete\r\nActionID: ${id}\r\nEventList: Complete\r\n\r\n`,
    items: 0,
    complete: "CoreShowChannelsComplete",
  },
  {
    name: "an answer that begins no list",
    action: { Action: "CoreStatus" },
    events: () => "\r\n",
    items: 0,
    complete: undefined,
  },
  {
    name: "a Command's answer, whose message says it follows",
    action: { Action: "Command", Command: "core show uptime" },
    events: () => "Message: Command output follows\r\nOutput: a\r\n\r\n",
    items: 0,
    complete: undefined,
  },
])("AmiClient.list() gathers $name", async ({ action, events, items, complete }) => {
  const { port } = await manager({
    answer: (heard) =>
      heard.action === action.Action ? `Response: Success\r\nActionID: ${heard.id}\r\n${events(heard.id)}` : undefined,
  });
  const { client } = watched(port);
  await client.ready();
  const list = await client.list(action);
  expect([list.items.length, list.complete?.event]).toEqual([items, complete]);
});

test("AmiClient.list() fails when Asterisk refuses, and when the list stops half-way", async () => {
  const { port } = await manager({
    answer(heard) {
      if (heard.action === "PJSIPShowContacts") return failure(heard, "No Contacts found");
      if (heard.action === "QueueStatus") return success(heard, "EventList: start\r\n");
      return undefined;
    },
  });
  const { client } = watched(port);
  await client.ready();
  expect(await failureOf(client.list({ Action: "PJSIPShowContacts" }))).toBeInstanceOf(AmiRefusedError);
  expect(await failureOf(client.list({ Action: "QueueStatus" }, { timeoutMs: 20 }))).toBeInstanceOf(AmiTimeoutError);
});

test("AmiClient reports a refused login with user, host and where to look, and tries again seldom", async () => {
  const { port, connections } = await manager();
  const { client, until } = watched(port, { secret: "wrong", refusedRetryMs: 3_600_000 });
  const error = await failureOf(client.ready());
  expect(error).toBeInstanceOf(AmiLoginError);
  expect((error as Error).message).toBe(
    `Cannot log in to AMI at 127.0.0.1:${port} as "qm": Asterisk answered "Authentication failed". ` +
      "Check the secret of [qm] and its permit= line in manager.conf",
  );
  const refused = await until("refused");
  expect(refused.state === "refused" && (refused.retryAt ?? 0) - Date.now()).toBeGreaterThan(3_000_000);
  expect(connections.length).toBe(1);
  expect(await failureOf(client.send({ Action: "CoreStatus" }))).toBeInstanceOf(AmiNotReadyError);
});

test.each([
  {
    name: "a web server",
    script: { banner: "HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n" },
    error: AmiNotAsteriskError,
    text: "HTTP/1.1 400 Bad Request",
  },
  {
    name: "a line that never ends",
    script: { banner: "x".repeat(20_000) },
    error: AmiNotAsteriskError,
    text: "not an Asterisk manager",
  },
  {
    name: "garbage",
    script: { banner: "\0\x01\x02\xff\n" },
    error: AmiNotAsteriskError,
    text: "not an Asterisk manager",
  },
  {
    name: "an Asterisk that is too old",
    script: { banner: "Asterisk Call Manager/1.0\r\n" },
    error: AmiTooOldError,
    text: "speaks version 1.0, at least 1.1 is needed",
  },
])("AmiClient refuses $name", async ({ script, error, text }) => {
  const { port } = await manager(script);
  const { client, until } = watched(port, { refusedRetryMs: 3_600_000 });
  const found = await failureOf(client.ready());
  expect(found).toBeInstanceOf(error);
  expect((found as Error).message).toContain(text);
  await until("refused");
});

test("AmiClient gives up on a server that says nothing", async () => {
  const { port } = await manager({ banner: "" });
  const { client } = watched(port, { loginTimeoutMs: 20 });
  const failure = await failureOf(client.ready());
  expect(failure).toBeInstanceOf(AmiNoBannerError);
  expect(failure).toBeInstanceOf(AmiTimeoutError);
});

test("AmiClient gives up on a server that does not answer the login", async () => {
  const { port } = await manager(silent("Challenge"));
  const { client } = watched(port, { loginTimeoutMs: 20, reconnect: false });
  expect(await failureOf(client.ready())).toBeInstanceOf(AmiTimeoutError);
  expect(client.state.state === "waiting" && client.state.retryAt).toBe(null);
});

test("AmiClient gives up on an opener that never opens, and on one that throws", async () => {
  const never = watched(0, { open: () => new Promise(() => undefined), connectTimeoutMs: 10, reconnect: false });
  expect(await failureOf(never.client.ready())).toBeInstanceOf(AmiTimeoutError);
  const thrown = watched(0, { open: () => Promise.reject(new Error("No network")), reconnect: false });
  const error = await failureOf(thrown.client.ready());
  expect(error).toBeInstanceOf(AmiConnectError);
  expect((error as Error).message).toContain("No network");
});

test.each([
  { name: "between messages", last: "" },
  { name: "in the middle of a message", last: "Event: Ghost\r\nChannel: PJSIP/10" },
  {
    name: "in the middle of a character",
    last: new Uint8Array([...new TextEncoder().encode("Event: Ghost\r\nName: Jos"), 0xc3]),
  },
  { name: "in the middle of a line end", last: "Event: Ghost\r\nX: 1\r\n\r" },
  { name: "in the middle of a Command's answer", last: "Response: Follows\r\na\n\nb\n" },
])("AmiClient connects again after a drop $name, and no half message is left over", async ({ last }) => {
  const { port, heard, connections } = await manager({
    answer(heard, socket, connection) {
      if (heard.action !== "CoreStatus" || connection > 1) return undefined;
      socket.end(last);
      return "";
    },
  });
  const { client, messages, until } = watched(port);
  await client.ready();
  const pending = [client.send({ Action: "CoreStatus" }), client.list({ Action: "QueueStatus" })];
  for (const each of await Promise.all(pending.map(failureOf))) expect(each).toBeInstanceOf(AmiConnectionLostError);
  expect(await failureOf(client.send({ Action: "CoreStatus" }))).toBeInstanceOf(AmiNotReadyError);
  await until("ready");
  await client.send({ Action: "CoreStatus" });
  expect(connections.length).toBe(2);
  expect(messages.some((message) => message.event === "Ghost")).toBe(false);
  expect(messages.filter((message) => message.kind === "banner").length).toBe(2);
  const ids = heard.map((each) => each.id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("AmiClient takes an answer with an id of the connection before for nobody's", async () => {
  let first = "";
  const { port } = await manager({
    answer(heard, socket, connection) {
      if (heard.action !== "CoreStatus") return undefined;
      if (connection > 1) return `Response: Success\r\nActionID: ${first}\r\nStale: yes\r\n\r\n${success(heard)}`;
      first = heard.id;
      socket.destroy();
      return "";
    },
  });
  const { client, problems, until } = watched(port);
  await client.ready();
  await failureOf(client.send({ Action: "CoreStatus" }));
  await until("ready");
  expect((await client.send({ Action: "CoreStatus" })).get("Stale")).toBeUndefined();
  expect(problems.map((problem) => problem.type)).toEqual(["answer_unexpected"]);
});

test("AmiClient connects again when a server stops answering", async () => {
  const { port, connections } = await manager({
    answer: (heard, _, connection) => (heard.action === "Ping" && connection === 1 ? "" : undefined),
  });
  const { states, until } = watched(port, { pingMs: 10, silenceMs: 60 });
  const lost = await until("waiting");
  expect(lost.state === "waiting" && lost.error.message).toContain("not even an answer to Ping");
  await until("ready");
  expect(connections.length).toBe(2);
  expect(states.map((state) => state.state)).toEqual([
    "connecting",
    "connected",
    "ready",
    "waiting",
    "connecting",
    "connected",
    "ready",
  ]);
});

test("AmiClient goes on reading when a handler throws, and says so", async () => {
  const { port } = await manager();
  const names: (string | undefined)[] = [];
  const { client, problems } = watched(port, {
    onMessage(message) {
      names.push(message.event);
      throw new Error("Handler");
    },
  });
  await client.ready();
  expect(names).toContain("FullyBooted");
  expect(problems.length).toBe(names.length);
  expect(problems[0]).toEqual({ type: "handler_failed", error: new Error("Handler") });
  expect(client.problems).toBe(problems.length);
});

test("AmiClient reports a message that is too long, and goes on", async () => {
  const { port } = await manager({
    answer: (heard) =>
      heard.action === "CoreStatus" ? `Event: Long\r\nX: ${"x".repeat(5_000)}\r\n\r\n${success(heard)}` : undefined,
  });
  const { client, problems } = watched(port, { maxMessageBytes: 2_000 });
  await client.ready();
  await client.send({ Action: "CoreStatus" });
  expect(problems.map((problem) => problem.type)).toEqual(["message_unreadable"]);
});

test("AmiClient waits a random part of a time that doubles up to its most", async () => {
  const waits: number[] = [];
  const states: AmiClientState[] = [];
  let runNext: (() => void) | undefined;
  const client = new AmiClient({
    open: () => Promise.reject(new Error("No network")),
    address: "pbx",
    user: "qm",
    secret,
    clock: {
      now: () => 0,
      random: () => 0.5,
      after: (ms, run) => {
        runNext = run;
        if (states.length > 0) waits.push(ms);
        return () => undefined;
      },
    },
    onState: (state) => states.push(state),
  });
  client.start();
  const seen: (number | null)[] = [];
  for (let attempt = 0; attempt < 9; attempt++) {
    while (client.state.state !== "waiting") await Promise.resolve();
    seen.push(client.state.retryAt);
    runNext?.();
  }
  expect(seen).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test("AmiClient.close() says goodbye, fails what is under way, and stays closed until started again", async () => {
  const { port, heard, connections } = await manager(silent("CoreStatus"));
  const { client, until } = watched(port);
  await client.ready();
  const failed = failureOf(client.send({ Action: "CoreStatus" }));
  await client.close();
  expect(await failed).toBeInstanceOf(AmiConnectionLostError);
  expect(client.state).toEqual({ state: "closed" });
  expect(await failureOf(client.ready())).toBeInstanceOf(AmiConnectionLostError);
  client.start();
  await until("ready");
  expect(connections.length).toBe(2);
  expect(heard.map((each) => each.action)).toContain("Logoff");
});

test("AmiClient.heardAt is when something was last received", async () => {
  const { port } = await manager();
  const { client } = watched(port);
  expect(client.heardAt).toBe(null);
  const before = Date.now();
  await client.ready();
  expect(client.heardAt).toBeGreaterThanOrEqual(before);
});

test("formatAction() and the manager's reading of it agree on the login", () => {
  const text = formatAction({ Action: "Login", Username: "qm", Secret: secret, Events: "off" }, "1");
  expect(text).toBe(`Action: Login\r\nActionID: 1\r\nUsername: qm\r\nSecret: ${secret}\r\nEvents: off\r\n\r\n`);
});
