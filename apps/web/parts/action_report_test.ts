import { expect, test } from "bun:test";
import { type ActionResult, asInterface, pbxId, type QueueAction, queueName } from "@qmanager/core";
import { en } from "../words/en.ts";
import { es } from "../words/es.ts";
import { pt } from "../words/pt.ts";
import { reportOf } from "./action_report.ts";

const pbx = pbxId("matriz");
const phone = asInterface("PJSIP/1001");
const queue = queueName("suporte");
const pause: QueueAction = { type: "pause", pbx, interface: phone, queue: null };
const remove: QueueAction = { type: "remove", pbx, interface: phone, queue };
const result = (more: Partial<ActionResult> = {}): ActionResult => ({
  ...{ interface: phone, queue, done: true, obstacle: null, reply: null, detail: null },
  ...more,
});
const ok = (results: ActionResult[], undo: QueueAction[] = []) => ({ type: "ok" as const, value: { results, undo } });
const problem = (type: string, results?: ActionResult[]) => ({
  type: "problem" as const,
  problem: { type, title: "Title", status: 409, detail: "Detail", errors: [], ...(results && { results }) },
});

test("reportOf() says what was done, in how many queues, with what undoes it", () => {
  const undo: QueueAction[] = [{ type: "unpause", pbx, interface: phone, queue: null }];
  const other = result({ queue: queueName("vendas") });
  expect(reportOf(ok([result(), other], undo), pause, "Ana", pt)).toEqual({
    ...{ tone: "ok", title: "Ana em pausa", text: "em 2 filas", undo },
  });
});

test("reportOf() says that a fixed member was paused instead of removed, and why", () => {
  const report = reportOf(ok([result({ obstacle: "fixed_member" })]), remove, "Ana", pt);
  expect([report.tone, report.title]).toEqual(["info", "Ana em pausa"]);
  expect(report.text).toContain("membro fixo");
});

test("reportOf() says that it was so already", () => {
  const report = reportOf(ok([result({ obstacle: "already_so" })]), pause, "Ana", en);
  expect([report.tone, report.title, report.text]).toEqual(["info", "Ana paused", "It was so already."]);
});

test("reportOf() gives each failure its queue and Asterisk's own words", () => {
  const failure = result({ done: false, obstacle: "refused", reply: "No way", queue: queueName("vendas") });
  expect(reportOf(ok([result(), failure]), pause, "Ana", pt)).toMatchObject({
    ...{ tone: "warn", title: "Feito em 1 de 2", text: "vendas: O Asterisk recusou. Resposta do Asterisk: “No way”" },
  });
});

test.each([
  ["pt", pt, "Ana não foi retirado da fila", "Já não é membro desta fila."],
  ["es", es, "No se quitó a Ana de la cola", "Ya no es miembro de esta cola."],
  ["en", en, "Ana was not removed from the queue", "No longer a member of this queue."],
] as const)("reportOf() tells a refusal with its results in %s", (_name, words, title, text) => {
  const answer = problem("action-refused", [result({ done: false, obstacle: "not_a_member" })]);
  expect(reportOf(answer, remove, "Ana", words)).toEqual({ tone: "danger", title, text, undo: [] });
});

test("reportOf() knows the problems of actions, and gives the server's words for others", () => {
  expect(reportOf(problem("pbx-away"), pause, "Ana", pt).title).toBe("O PBX não responde agora");
  expect(reportOf(problem("database-away"), pause, "Ana", pt).title).toBe("O banco de dados não responde agora");
  expect(reportOf(problem("new-kind"), pause, "Ana", pt)).toMatchObject({
    ...{ title: "Ana não foi pausado", text: "Title. Detail" },
  });
  expect(reportOf({ type: "offline" }, pause, "Ana", pt).tone).toBe("danger");
});
