/** What a supervisor does to agents, over the HTTP API. Nothing here throws. */
import type { ActionOutcome, ActionResult, Candidate, Interface, PbxId, QueueAction, QueueName } from "@qmanager/core";
import { type Answer, call } from "./api.ts";

/** Asks the server to do it; what it answers is what became of it in each place, and what would undo it. */
export const act = (action: QueueAction): Promise<Answer<ActionOutcome>> => call("POST", "/actions", action);

/** Every phone that could be added to a queue. */
export const getCandidates = (pbx: PbxId, queue: QueueName): Promise<Answer<{ candidates: Candidate[] }>> =>
  call("GET", `/queues/${encodeURIComponent(pbx)}/${encodeURIComponent(queue)}/candidates`);

/** The user's own phones, at most one on each PBX. */
export const getExtensions = (): Promise<Answer<{ extensions: { pbx: PbxId; interface: Interface }[] }>> =>
  call("GET", "/profile/extensions");

/** Forgets which phone of a PBX is the user's own. */
export const forgetExtension = (pbx: PbxId): Promise<Answer<null>> =>
  call("DELETE", `/profile/extensions/${encodeURIComponent(pbx)}`);

/** Keeps which phone of a PBX is the user's own: `1005`, or `PJSIP/1005`. */
export const setExtension = (pbx: PbxId, extension: string): Promise<Answer<{ pbx: PbxId; interface: Interface }>> =>
  call("PUT", `/profile/extensions/${encodeURIComponent(pbx)}`, { extension });

/** The results that came with a refusal; none where it has none. */
export function resultsOf(answer: Answer<ActionOutcome>): readonly ActionResult[] {
  if (answer.type === "ok") return answer.value.results;
  return answer.type === "problem" ? ((answer.problem.results ?? []) as ActionResult[]) : [];
}
