import { type ReadonlySignal, signal, useComputed } from "@preact/signals";
import { type ActionOutcome, isSpyAction, type QueueAction, type QueueActionType } from "@qmanager/core";
import { act } from "../actions.ts";
import type { Answer } from "../api.ts";
import { checkSession } from "../session.ts";
import { words } from "../words/words.ts";
import { reportOf } from "./action_report.ts";
import { panelDialog } from "./panel_dialog.ts";
import { toast } from "./toast.ts";

/** What was asked for and is not answered yet. */
const underWay = signal<ReadonlySet<string>>(new Set());

const keyOf = (pbx: string, phone: string, type: QueueActionType) => `${pbx} ${phone} ${type}`;

/** Whether the same was asked for and is not answered yet: in every box of that phone. */
export function useUnderWay(pbx: string, phone: string, type: QueueActionType): ReadonlySignal<boolean> {
  return useComputed(() => underWay.value.has(keyOf(pbx, phone, type)));
}

/** Has it done at once and says what became of it, with a way back where there is one. */
export async function perform(action: Exclude<QueueAction, { type: "add" }>, who: string): Promise<void> {
  const key = keyOf(action.pbx, action.interface, action.type);
  if (underWay.peek().has(key)) return;
  underWay.value = new Set([...underWay.peek(), key]);
  const answer = await act(action);
  underWay.value = new Set([...underWay.peek()].filter((each) => each !== key));
  if (isSpyAction(action) && answer.type === "problem" && answer.problem.type === "extension-needed") {
    panelDialog.value = { type: "extension", action, who };
    return;
  }
  tellOutcome(answer, action, who);
}

/** Says what became of an action; nothing when the session is over, which the sign-in page tells. */
export function tellOutcome(answer: Answer<ActionOutcome>, action: QueueAction, who: string): void {
  if (sessionIsOver(answer)) return;
  const { tone, title, text, undo } = reportOf(answer, action, who, words.peek());
  toast({
    ...{ tone, title },
    ...(text === undefined ? {} : { text }),
    ...(undo.length > 0 ? { action: { label: words.peek().action.undo, run: () => void undoAll(undo, who) } } : {}),
  });
}

/** Whether the answer says that nobody is signed in any more; then the page finds out by itself. */
export function sessionIsOver(answer: Answer<unknown>): boolean {
  if (answer.type !== "problem" || answer.problem.status !== 401) return false;
  void checkSession();
  return true;
}

async function undoAll(undo: readonly QueueAction[], who: string): Promise<void> {
  // One after the other: a later one may stand on an earlier one, a penalty on the member.
  for (const action of undo) {
    const answer = await act(action);
    if (sessionIsOver(answer)) return;
    const report = reportOf(answer, action, who, words.peek());
    if (report.tone !== "danger" && report.tone !== "warn") continue;
    const text = [report.title, report.text].filter((each) => each !== undefined).join(". ");
    toast({ tone: "danger", title: words.peek().action.notUndone, text });
    return;
  }
  toast({ tone: "ok", title: words.peek().action.undone, text: who });
}
