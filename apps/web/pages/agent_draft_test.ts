import { describe, expect, test } from "bun:test";
import { pbxId, queueName } from "@qmanager/core";
import type { Agent } from "../agents.ts";
import { draftOf, errorsOf, readDraft, typedIn } from "./agent_draft.ts";

const matriz = pbxId("matriz");
const ana: Agent = {
  ...{ id: 7, state: "active", code: 101, name: "Ana Souza", email: "ana@litoral.example", hasPassword: true },
  ...{ extension: { pbx: matriz, phone: "PJSIP/2014" }, shift: { start: "08:00", end: "17:00" }, joinsQueues: true },
  queues: [{ pbx: matriz, queue: queueName("suporte/n1"), penalty: 2 }],
  ...{ groups: [{ id: 3, name: "Noite" }], aliases: [], deactivatedAt: null },
};

describe("an agent as he is being typed", () => {
  test("is told to the server as he is on file, but for a password that nobody typed", () => {
    expect(readDraft(draftOf(ana, "filial"))).toEqual({
      input: {
        ...{ code: 101, name: "Ana Souza", email: "ana@litoral.example", joinsQueues: true, groups: [3] },
        ...{ extension: { pbx: "matriz", phone: "PJSIP/2014" }, shift: { start: "08:00", end: "17:00" } },
        queues: [{ pbx: "matriz", queue: "suporte/n1", penalty: 2 }],
      },
    } as ReturnType<typeof readDraft>);
  });

  test("has changes once anything is another, and none again once it is as it was", () => {
    const draft = draftOf(ana, "filial");
    const before = typedIn(draft);
    draft.password.value = "4071";
    expect(typedIn(draft)).not.toBe(before);
    draft.password.value = "";
    expect(typedIn(draft)).toBe(before);
    const empty = draftOf(null, "matriz");
    const untouched = typedIn(empty);
    empty.pbx.value = "filial";
    expect(typedIn(empty)).toBe(untouched);
  });

  test("is told what is wrong, field by field", () => {
    const draft = draftOf(null, "matriz");
    draft.email.value = "ana";
    draft.password.value = "12ab";
    draft.phone.value = "2014";
    draft.start.value = "17:00";
    draft.end.value = "08:00";
    draft.queues.value = [{ place: "", penalty: "0" }];
    expect(readDraft(draft)).toEqual({
      errors: {
        ...{ code: { fault: "empty" }, name: { fault: "empty" }, email: { fault: "not_email" } },
        ...{ password: { fault: "not_digits" }, phone: { fault: "not_phone" }, end: { fault: "end_first" } },
        queues: { fault: "empty" },
      },
    });
    draft.queues.value = [0, 1].map((penalty) => ({ place: "matriz/suporte", penalty: String(penalty) }));
    expect(readDraft(draft)).toMatchObject({
      errors: { queues: { fault: "queue_twice", values: { queue: "suporte" } } },
    });
  });

  test("shows what the server says beside the field that it names", () => {
    const errors = ["shift.end", "extension.pbx", "queues.1.penalty", "code", "elsewhere"].map((path) => ({
      path,
      detail: path,
    }));
    expect(errorsOf({ type: "bad-request", title: "", status: 400, detail: "", errors })).toEqual({
      ...{ end: { text: "shift.end" }, phone: { text: "extension.pbx" }, queues: { text: "queues.1.penalty" } },
      code: { text: "code" },
    });
  });
});
