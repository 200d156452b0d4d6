import { expect, test } from "bun:test";
import { actionsOf, auditActions, auditEvents, auditFeatures, auditLines, auditRule } from "./audit.ts";
import { auditItem, auditSpeech, auditTerms } from "./audit_terms.ts";

test("actionsOf() finds by feature, by event, by both, and all where neither is asked", () => {
  expect(actionsOf(undefined, undefined)).toEqual(auditActions);
  expect(actionsOf(["access"], undefined)).toEqual(["setup", "signed_in", "sign_in_refused", "signed_out"]);
  expect(actionsOf(undefined, ["listened", "logged_off"])).toEqual(["member_log_off", "member_listen"]);
  expect(actionsOf(["users", "profile"], ["refused"])).toEqual(["password_refused"]);
  expect(actionsOf(["users"], ["listened"])).toEqual([]);
});

test("every event is of some action", () => {
  const used = new Set(auditActions.map((each) => auditRule[each].event));
  expect(auditEvents.filter((each) => !used.has(each))).toEqual([]);
});

const speech = auditSpeech(await auditTerms.pt());

test("auditLines() tells a change field by field, with what was or is not there", () => {
  const detail = { before: { name: "Almoço", penalty: 0 }, after: { name: "Descanso", queues: ["vendas", "suporte"] } };
  expect(auditLines(detail, speech)).toEqual([
    { field: "Nome", before: "Almoço", after: "Descanso" },
    { field: "Penalidade", before: "0", after: null },
    { field: "Filas", before: null, after: "vendas, suporte" },
  ]);
});

test.each([
  ["nothing as a word", { queue: null, name: "", queues: [], permissions: {} }, ["vazio", "vazio", "vazio", "vazio"]],
  ["yes and no", { tls: true, administrator: false }, ["sim", "não"]],
  [
    "lists of things, with the names of their fields",
    { results: [{ interface: "PJSIP/1001", done: true }, { interface: "PJSIP/1002" }] },
    ["Ramal: PJSIP/1001, done: sim; Ramal: PJSIP/1002"],
  ],
  [
    "a name that an object has from elsewhere as it is",
    { permissions: { toString: "view" } },
    ["toString: visualizar"],
  ],
  [
    "rights by the names that people know",
    {
      ...{ role: "quality", queues: "all", agents: "all", spying: ["listen", "barge"] },
      permissions: { queue_report: "modify", users: "view" },
    },
    ["Qualidade", "todas", "todos", "escutar, intervir", "Relatório de filas: modificar, Usuários: visualizar"],
  ],
  [
    "what people wrote as it is",
    { agents: ["all", "listen"], name: "quality", title: "modify" },
    ["all, listen", "quality", "modify"],
  ],
])("auditLines() says %s", (_what, detail, want) => {
  expect(auditLines(detail, speech).map(({ before, after }) => [before, after])).toEqual(
    want.map((each) => [null, each]),
  );
});

test("in every language no word is missing, and no two features or events have the same", async () => {
  for (const load of Object.values(auditTerms)) {
    const { features, events, fields, columns } = await load();
    for (const words of [features, events, fields, columns]) {
      expect(Object.values<string>(words).filter((each) => each.trim() === "")).toEqual([]);
    }
    expect(new Set(Object.values(features)).size).toBe(auditFeatures.length);
    expect(new Set(Object.values(events)).size).toBe(auditEvents.length);
  }
});

test("auditItem() names what nobody gave a name, and keeps the name that people wrote", async () => {
  const terms = await auditTerms.pt();
  expect(auditItem(terms, "retention_changed", null)).toBe("Retenção");
  expect(auditItem(terms, "licence_removed", null)).toBe("Assinatura");
  expect(auditItem(terms, "settings_changed", "mail")).toBe("E-mail");
  expect(auditItem(terms, "pbx_changed", "mail")).toBe("mail");
  expect(auditItem(terms, "signed_out", null)).toBeNull();
});
