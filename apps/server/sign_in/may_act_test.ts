import { expect, test } from "bun:test";
import {
  type Access,
  type AgentId,
  asInterface,
  fullAccess,
  pbxId,
  type QueueAction,
  type QueueActionType,
  queueName,
  readyRoles,
} from "@qmanager/core";
import { type Concerned, mayAct } from "./may_act.ts";

const pbx = pbxId("matriz");
const [vendas, suporte] = [queueName("vendas"), queueName("suporte")];
const phone = asInterface("PJSIP/1001");
const some: readonly QueueAction[] = [
  { type: "pause", pbx, interface: phone, queue: null },
  { type: "unpause", pbx, interface: phone, queue: null },
  { type: "add", pbx, queue: vendas, members: [{ interface: phone }] },
  { type: "remove", pbx, interface: phone, queue: vendas },
  { type: "log_off", pbx, interface: phone },
  { type: "set_penalty", pbx, interface: phone, queue: vendas, penalty: 1 },
  { type: "listen", pbx, interface: phone },
  { type: "whisper", pbx, interface: phone },
  { type: "barge", pbx, interface: phone },
];
const concerned = { queues: [vendas], agentOf: () => 7 };
const limited = (more: Partial<Access>): Access => ({
  ...{ administrator: false, permissions: {}, spying: [], queues: "all", agents: "all", ...more },
});
const done = (access: Access): QueueActionType[] =>
  some.filter((each) => mayAct(access, each, concerned)).map(({ type }) => type);

test("each action has its right: to look frees none of them", () => {
  const all = some.map(({ type }) => type);
  expect(done(fullAccess)).toEqual(all);
  expect(done(limited({ permissions: { queue_panel: "view", dashboard: "view", wallboard: "view" } }))).toEqual([]);
  expect(done(limited({ permissions: { dashboard: "modify" } }))).toEqual(["log_off"]);
  expect(done(limited({ permissions: { queue_panel: "modify" } }))).toEqual(all.slice(0, 6));
  expect(done(limited({ spying: ["whisper"] }))).toEqual(["whisper"]);
  expect(done(limited(readyRoles.supervisor))).toEqual(all.filter((each) => each !== "barge"));
});

test("an action is done in queues and to agents in sight only, in all that it concerns", () => {
  const rights = { permissions: { queue_panel: "modify" }, spying: ["listen"] } as const;
  expect(done(limited({ ...rights, queues: [{ pbx, queue: vendas }] }))).toHaveLength(7);
  expect(done(limited({ ...rights, queues: [{ pbx, queue: suporte }] }))).toEqual([]);
  expect(done(limited({ ...rights, queues: [{ pbx: pbxId("filial"), queue: vendas }] }))).toEqual([]);
  expect(done(limited({ ...rights, agents: [7] }))).toHaveLength(7);
  expect(done(limited({ ...rights, agents: [8] }))).toEqual([]);
  const both = { ...concerned, queues: [vendas, suporte] };
  const own = limited({ ...rights, queues: [{ pbx, queue: vendas }] });
  // A pause of one queue concerns that one alone; of all of them, those that he may not see as well.
  expect(mayAct(own, { type: "pause", pbx, interface: phone, queue: vendas }, both)).toBe(true);
  expect(mayAct(own, { type: "pause", pbx, interface: phone, queue: null }, both)).toBe(false);
  expect(mayAct(own, { type: "log_off", pbx, interface: phone }, both)).toBe(false);
});

test("whoever adds a phone under the name of somebody in sight has to see whose it is, too", () => {
  const own = limited({ permissions: { queue_panel: "modify" }, agents: [7] });
  const people = (here: AgentId | null): Concerned => ({
    queues: [],
    agentOf: (_, { name }) => (name === "Agent/101" ? 7 : here),
  });
  const add: QueueAction = { type: "add", pbx, queue: vendas, members: [{ interface: phone, name: "Agent/101" }] };
  expect(mayAct(own, add, people(7))).toBe(true);
  expect(mayAct(own, add, people(8))).toBe(false);
  // He sits down at a phone that is nobody's.
  expect(mayAct(own, add, people(null))).toBe(true);
});

test("a phone of whom nobody knows whose it is, is for who may see everybody", () => {
  const rights = { permissions: { queue_panel: "modify" } } as const;
  const unknown = { ...concerned, agentOf: () => null };
  const pause: QueueAction = { type: "pause", pbx, interface: phone, queue: vendas };
  expect(mayAct(limited(rights), pause, unknown)).toBe(true);
  expect(mayAct(limited({ ...rights, agents: [7] }), pause, unknown)).toBe(false);
});
