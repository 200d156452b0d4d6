import type { PbxView, TextValues } from "@qmanager/core";
import type { PbxCheck } from "../api.ts";
import { decimal } from "../format.ts";
import type { Locale } from "./locale.ts";
import type { FindingWords } from "./pages/pt_findings.ts";
import type { Words } from "./pt.ts";

/** A text whose gaps, `{host}`, are filled; a gap without a value stays, for all to see. */
export function filled(text: string, values: TextValues, locale: Locale): string {
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => {
    const value = values[name];
    return typeof value === "number" ? decimal(value, locale) : (value ?? gap);
  });
}

/** What is wrong with a PBX, in the reader's words; a code that we do not know yet in the server's. */
export function problemText(view: PbxView, { pbx }: Words, locale: Locale): string | null {
  return inWords(pbx.problems, view.problemCode, view.problemValues, locale) ?? view.problem;
}

/** A check in the reader's words: its name, what it found, and what its failing costs. */
export function checkTexts(check: PbxCheck, { pbx }: Words, findings: FindingWords, locale: Locale) {
  const permission = /^class (\w+) \((\w+)\)$/.exec(check.name);
  const names: Record<string, string> = { ...findings.check, "realtime queues": findings.check.realtime };
  return {
    name: permission ? pbx.checkClass(permission[1] ?? "", permission[2] ?? "") : (names[check.name] ?? check.name),
    detail: inWords({ ...pbx.problems, ...findings.found }, check.code, check.values, locale) ?? check.detail,
    cost: inWords(findings.costs, check.costCode ?? null, {}, locale) ?? check.cost ?? null,
  };
}

function inWords(
  texts: Readonly<Record<string, string>>,
  code: string | null,
  values: TextValues,
  locale: Locale,
): string | null {
  const text = code !== null && Object.hasOwn(texts, code) ? texts[code] : undefined;
  return text === undefined ? null : filled(text, values, locale);
}
