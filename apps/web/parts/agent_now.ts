/** What the agents of a list do now, wherever they are members. */
import { type ReadonlySignal, useComputed } from "@preact/signals";
import {
  type AgentDirectory,
  type AgentId,
  type MemberState,
  phoneKey,
  queueTopic,
  recogniseAgent,
} from "@qmanager/core";
import type { Agent } from "../agents.ts";
import { type Html, html } from "../html.ts";
import { LiveQueue } from "../live/queue.ts";
import { live } from "../live/store.ts";
import { agentWords } from "../words/pages/agents.ts";
import { words } from "../words/words.ts";
import { Icon } from "./icon.ts";
import { stateLooks } from "./member_box.ts";

/** The one that says most, of a person at several phones or in several queues. */
const rank: Record<MemberState, number> = { busy: 5, ringing: 4, paused: 3, free: 2, unregistered: 1, unknown: 0 };

/** By whose it is. Null: nothing is live to this reader. */
export function useAgentStates(
  agents: ReadonlySignal<readonly Agent[]>,
): ReadonlySignal<ReadonlyMap<AgentId, MemberState> | null> {
  const directory = useComputed(() => directoryOf(agents.value));
  return useComputed(() => {
    const store = live.value;
    const queues = store?.queues.value ?? null;
    if (store === null || queues === null) return null;
    const states = new Map<AgentId, MemberState>();
    for (const { pbx, queue } of queues) {
      const slot = store.slot(queueTopic(pbx, queue)).value;
      if (!(slot instanceof LiveQueue)) continue;
      for (const { view } of slot.members.value) {
        const { interface: phone, name, state } = view.value;
        const found = recogniseAgent({ interface: phone, agent: name }, directory.value(pbx));
        if (found?.type !== "known") continue;
        const before = states.get(found.id);
        if (before === undefined || rank[state] > rank[before]) states.set(found.id, state);
      }
    }
    return states;
  });
}

/** Those of the list, as the server recognises them. */
function directoryOf(agents: readonly Agent[]): (pbx: string) => AgentDirectory {
  const keys = new Map<string, AgentId>();
  for (const { id, code, state, aliases } of agents) {
    if (state === "unknown") continue;
    if (code !== null) keys.set(`code ${code}`, id);
    for (const each of aliases) keys.set(`${each.kind} ${each.pbx} ${each.alias}`, id);
  }
  return (pbx) => ({
    ofAlias: (name) => keys.get(`name ${pbx} ${name}`) ?? null,
    ofCode: (code) => keys.get(`code ${code}`) ?? null,
    ofPhone: (key) => keys.get(`phone ${pbx} ${phoneKey(key)}`) ?? null,
  });
}

/** A state in its colour, drawing and word; who is in no queue is offline. */
export function AgentNow({ state }: { state: MemberState | undefined }): Html {
  if (state === undefined)
    return html`<span class="st st--off"><${Icon} name="power" />${agentWords.value.offline}</span>`;
  const { status, icon } = stateLooks[state];
  return html`<span class="st" data-status=${status}><${Icon} name=${icon} />${words.value.state[state]}</span>`;
}
