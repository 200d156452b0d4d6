import { expect, test } from "bun:test";
import { type AgentDirectory, codeIn, recogniseAgent } from "./agent_identity.ts";
import { asInterface } from "./ids.ts";

const directory: AgentDirectory = {
  ofAlias: (name) => ({ Ana: 1, "Agent/102": 1, "SIP/2002": 2 })[name] ?? null,
  ofCode: (code) => ({ 101: 3, 102: 4 })[code] ?? null,
  ofPhone: (key) => ({ "pjsip/1001": 5, "local/1001@from-queue": 6, "sip/2001": 7, "sip/2002": 8 })[key] ?? null,
};

test.each([
  { agent: "Ana", phone: "PJSIP/1001", want: { type: "known", id: 1, by: "alias" } },
  { agent: "ana", phone: "PJSIP/1099", want: { type: "unknown", name: "ana" } },
  { agent: "Agent/101", phone: "PJSIP/1001", want: { type: "known", id: 3, by: "code" } },
  { agent: "agent/0101", phone: null, want: { type: "known", id: 3, by: "code" } },
  // an alias is somebody's word, a code is a guess
  { agent: "Agent/102", phone: null, want: { type: "known", id: 1, by: "alias" } },
  { agent: "Agent/103", phone: "PJSIP/1001", want: { type: "known", id: 5, by: "extension" } },
  { agent: "Bruno", phone: "pjsip/1001", want: { type: "known", id: 5, by: "extension" } },
  { agent: "Bruno", phone: "Local/1001@from-queue/n", want: { type: "known", id: 6, by: "extension" } },
  { agent: "Bruno", phone: "PJSIP/1099", want: { type: "unknown", name: "Bruno" } },
  { agent: null, phone: "PJSIP/1099", want: { type: "unknown", name: "PJSIP/1099" } },
  // SNEP names members as their phones, and a queue_log has the name alone
  { agent: "SIP/2001", phone: null, want: { type: "known", id: 7, by: "extension" } },
  { agent: "SIP/2002", phone: "SIP/2002", want: { type: "known", id: 2, by: "alias" } },
  { agent: "Bruno", phone: null, want: { type: "unknown", name: "Bruno" } },
  { agent: "", phone: "PJSIP/1001", want: { type: "known", id: 5, by: "extension" } },
  { agent: "", phone: null, want: null },
  { agent: null, phone: null, want: null },
])("recogniseAgent() of $agent at $phone", ({ agent, phone, want }) => {
  expect<unknown>(recogniseAgent({ agent, interface: phone === null ? null : asInterface(phone) }, directory)).toEqual(
    want,
  );
});

test.each([
  ["Agent/101", 101],
  ["AGENT/7", 7],
  ["Agent/000", null],
  ["Agent/12345678901", null],
  ["Agent/101 Ana", null],
  ["101", null],
  ["SIP/101", null],
])("codeIn(%s) is %p", (name, want) => {
  expect(codeIn(name)).toBe(want);
});
