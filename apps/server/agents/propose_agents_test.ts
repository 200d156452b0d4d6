import { expect, test } from "bun:test";
import { asInterface, type Member, pbxId, queueName } from "@qmanager/core";
import { needsAlias, proposeAgents, type SeenMember } from "./propose_agents.ts";

const pbx = pbxId("matriz");
const now = Date.parse("2026-03-02T15:00:00Z");
const dayMs = 86_400_000;
const member = (
  phone: string,
  name: string | null,
  more: { queue?: string; membership?: Member["membership"]; agent?: number } = {},
): SeenMember => ({
  ...{ pbx, queue: queueName(more.queue ?? "suporte"), agent: more.agent ?? null },
  facts: { interface: asInterface(phone), name, membership: more.membership ?? "static" },
});
const proposed = (...given: Parameters<typeof proposeAgents>) =>
  proposeAgents(...given).map(({ code, name, phone, isFixed }) => [code, name, phone, isFixed]);

test("a code is that of the name, else the number of the phone that is his alone, else the next that is free", () => {
  const members = [
    member("Local/101@agents", "Agent/101", { membership: "dynamic" }),
    member("PJSIP/2014", "Ana Souza"),
    member("PJSIP/2015", "Bruno", { membership: "dynamic" }),
    member("PJSIP/recepcao", "Carla"),
    member("PJSIP/2016", null),
  ];
  expect(proposed(members, [], new Set([1, 2016]), now)).toEqual([
    [101, "101", "Local/101@agents", false],
    [2, "2016", "PJSIP/2016", true],
    [2014, "Ana Souza", "PJSIP/2014", true],
    [2015, "Bruno", "PJSIP/2015", false],
    [3, "Carla", "PJSIP/recepcao", true],
  ]);
});

test("who is in several queues is one, and a phone of two people is nobody's own", () => {
  const members = [
    member("PJSIP/2014", "Ana Souza"),
    member("PJSIP/2014", "Ana Souza", { queue: "vendas" }),
    member("PJSIP/2020", "Davi"),
    member("PJSIP/2020", "Eva"),
    member("PJSIP/2030", "Fabio"),
    member("PJSIP/2031", "Fabio", { queue: "vendas" }),
  ];
  const found = proposeAgents(members, [], new Set(), now);
  expect(found.map(({ name, phone, isFixed, queues }) => [name, phone, isFixed, queues.join()])).toEqual([
    ["Ana Souza", "PJSIP/2014", true, "suporte,vendas"],
    ["Davi", "PJSIP/2020", false, "suporte"],
    ["Eva", "PJSIP/2020", false, "suporte"],
    ["Fabio", null, false, "suporte,vendas"],
  ]);
});

test("who is known already is not proposed, neither as a member nor by the records", () => {
  const members = [member("PJSIP/2014", "Ana Souza", { agent: 7 })];
  expect(proposeAgents(members, [{ pbx, name: "Ana Souza", calls: 3, lastAt: now }], new Set(), now)).toEqual([]);
});

test("of the records comes who is no member any more, and who was there not long ago first", () => {
  const names = [
    { pbx, name: "Agent/1099", calls: 2, lastAt: now - 400 * dayMs },
    { pbx, name: "Igor Bastos", calls: 51, lastAt: now - 10 * dayMs },
    { pbx, name: "Ana Souza", calls: 9, lastAt: now },
  ];
  const found = proposeAgents([member("PJSIP/2014", "Ana Souza")], names, new Set(), now);
  expect(found.map(({ code, name, seen, calls, isCurrent }) => [code, name, seen, calls, isCurrent])).toEqual([
    [2014, "Ana Souza", "both", 9, true],
    [1, "Igor Bastos", "records", 51, true],
    [1099, "1099", "records", 2, false],
  ]);
});

test.each([
  ["Ana Souza", 1, "PJSIP/2014", true],
  ["Agent/101", 101, null, false],
  ["Agent/101", 102, null, true],
  ["SIP/1001", 1001, "SIP/1001", false],
  ["SIP/1001", 1001, null, true],
] as const)("whether %s of code %i at %s needs an alias is %p", (name, code, phone, want) => {
  expect(needsAlias(name, code, phone)).toBe(want);
});
