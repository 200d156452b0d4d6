/** What became of an action, in the reader's words. */
import { type ActionOutcome, type ActionResult, isSpyAction, type QueueAction } from "@qmanager/core";
import { resultsOf } from "../actions.ts";
import type { Answer } from "../api.ts";
import type { Words } from "../words/pt.ts";
import type { Tone } from "./banner.ts";

export interface ActionReport {
  tone: Tone;
  title: string;
  text: string | undefined;
  undo: readonly QueueAction[];
}

/** @param who the agent; or how many, for more than one */
export function reportOf(answer: Answer<ActionOutcome>, action: QueueAction, who: string, words: Words): ActionReport {
  const { action: text } = words;
  const failed = (title: string, detail: string | undefined): ActionReport => ({
    ...{ tone: "danger", title, text: detail, undo: [] },
  });
  if (answer.type === "offline") return failed(text.offline, text.offlineText);
  const results = resultsOf(answer);
  if (answer.type === "problem" && results.length === 0) {
    const { type, title, detail } = answer.problem;
    const kinds: Record<string, { title: string; text: string }> = { ...words.problem.kinds, ...text.problems };
    const known = kinds[type];
    if (known !== undefined) return failed(known.title, known.text);
    return failed(text.failed[action.type](who), [title, detail].filter((each) => each !== "").join(". ") || undefined);
  }
  const undo = answer.type === "ok" ? answer.value.undo : [];
  const undone = results.filter((each) => !each.done);
  if (undone.length === 0) return doneReport(results, action, who, undo, words);
  const lines = undone.map((each) => lineOf(each, results.length > 1, words)).join(" ");
  if (undone.length === results.length) return failed(text.failed[action.type](who), lines);
  return { tone: "warn", title: text.partly(results.length - undone.length, results.length), text: lines, undo };
}

function doneReport(
  results: readonly ActionResult[],
  action: QueueAction,
  who: string,
  undo: readonly QueueAction[],
  { action: text }: Words,
): ActionReport {
  const fixed = results.some((each) => each.obstacle === "fixed_member");
  const wasSo = results.length > 0 && results.every((each) => each.obstacle === "already_so");
  // Who cannot be removed was paused: that is what was done.
  const kind = fixed && results.length === 1 ? "pause" : action.type;
  const places = new Set(results.map((each) => each.queue).filter((each) => each !== null)).size;
  const said = [
    wasSo ? text.obstacles.already_so : null,
    fixed ? text.obstacles.fixed_member : null,
    isSpyAction(action) ? text.spyText[action.type] : null,
    !wasSo && !fixed && places > 1 && action.type !== "add" ? text.inQueues(places) : null,
  ].filter((each) => each !== null);
  return {
    tone: wasSo || fixed || isSpyAction(action) ? "info" : "ok",
    title: action.type === "add" && action.members.length > 1 ? text.addedCount(results.length) : text.done[kind](who),
    text: said.length > 0 ? said.join(" ") : undefined,
    undo,
  };
}

/** Why it was not done in one place, and Asterisk's own words. */
export function lineOf({ queue, obstacle, reply, detail }: ActionResult, naming: boolean, words: Words): string {
  const { action: text } = words;
  const why = obstacle === null ? (detail ?? text.obstacles.refused) : text.obstacles[obstacle];
  const parts = [naming && queue !== null ? `${queue}: ${why}` : why, reply === null ? null : text.reply(reply)];
  return parts.filter((each) => each !== null).join(" ");
}
