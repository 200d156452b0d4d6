import { expect, test } from "bun:test";
import { pbxId } from "@qmanager/core";
import type { ProposedAgent } from "../proposals.ts";
import { errorsOf, joined, wantedOf } from "./proposal_drafts.ts";

const proposal = (member: string, code: number, more: Partial<ProposedAgent> = {}): ProposedAgent => ({
  ...{ pbx: pbxId("sim"), member, code, name: member, phone: null, isFixed: false, queues: [], seen: "member" },
  ...{ calls: null, lastAt: null, isCurrent: true, ...more },
});

test("who is there still is ticked at first, and what was typed stays when more are found", () => {
  const first = joined([], [proposal("Ana", 1), proposal("Agent/1099", 1099, { isCurrent: false })]);
  expect(first.map(({ isTicked }) => isTicked)).toEqual([true, false]);
  const [ana, old] = first;
  if (!ana || !old) throw new Error("They are not there");
  const typed = [{ ...ana, name: "Ana Souza", isTicked: false }, old];
  const later = joined(typed, [proposal("Bruno", 1), proposal("Ana", 2), proposal("Agent/1099", 1099)]);
  expect(later.map(({ name, code, isTicked }) => [name, code, isTicked])).toEqual([
    ["Bruno", "1", true],
    // The code was not typed: it is the one that is free now.
    ["Ana Souza", "2", false],
    ["Agent/1099", "1099", false],
  ]);
});

test("of those who are ticked each needs a name and a code of his own", () => {
  const drafts = joined([], [proposal("Ana", 1), proposal("Bia", 2), proposal("Caio", 3), proposal("Davi", 4)]);
  const [ana, bia, caio, davi] = drafts;
  if (!ana || !bia || !caio || !davi) throw new Error("They are not there");
  const typed = [
    { ...ana, name: " " },
    { ...bia, code: "x" },
    { ...caio, code: "04" },
    { ...davi, code: "4" },
  ];
  expect([...errorsOf(typed).values()]).toEqual(["name", "code", "code_twice"]);
  expect(errorsOf(typed.map((each) => ({ ...each, isTicked: false }))).size).toBe(0);
});

test("only a phone that is somebody's own is sent with him", () => {
  const drafts = joined(
    [],
    [proposal("Ana", 7, { phone: "PJSIP/7", isFixed: true }), proposal("Bia", 8, { phone: "SIP/8" })],
  );
  expect(wantedOf(drafts).map(({ code, phone }) => [code, phone])).toEqual([
    [7, "PJSIP/7"],
    [8, null],
  ]);
});
