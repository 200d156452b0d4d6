import { useSignal, useSignalEffect } from "@preact/signals";
import { type Agent, type AgentAlias, giveAlias, type ListedAgent, listAgents } from "../agents.ts";
import type { Answer } from "../api.ts";
import { figure } from "../format.ts";
import { type Html, html } from "../html.ts";
import { agentWords } from "../words/pages/agents.ts";
import { locale } from "../words/words.ts";
import { ProblemBanner } from "./banner.ts";
import { Drawer } from "./dialog.ts";
import { Icon } from "./icon.ts";
import { sessionIsOver } from "./perform.ts";
import { toast } from "./toast.ts";

interface WhoIsItProps {
  /** Of whom nobody said yet who he is. */
  agent: ListedAgent;
  close: () => void;
  assigned: () => void;
  makeNew: (aliases: readonly AgentAlias[]) => void;
}

/** Says who an unknown one is: somebody who is there, or a new one. All that he did goes with it. */
export function WhoIsIt({ agent, close, assigned, makeNew }: WhoIsItProps): Html {
  const { value: text } = agentWords;
  const search = useSignal("");
  const found = useSignal<readonly Agent[] | null>(null);
  const failure = useSignal<Exclude<Answer<unknown>, { type: "ok" }> | null>(null);
  const isBusy = useSignal(false);
  useSignalEffect(() => {
    const asked = new URLSearchParams({ state: "active", limit: "8" });
    if (search.value.trim() !== "") asked.set("search", search.value.trim());
    let isGone = false;
    void listAgents(asked).then((answer) => {
      if (isGone || sessionIsOver(answer)) return;
      if (answer.type === "ok") found.value = answer.value.agents;
      else failure.value = answer;
    });
    return () => {
      isGone = true;
    };
  });
  const give = async (to: Agent) => {
    if (isBusy.value) return;
    isBusy.value = true;
    failure.value = null;
    let visits = 0;
    for (const alias of agent.aliases) {
      const answer = await giveAlias(to.id, alias);
      if (sessionIsOver(answer)) return;
      if (answer.type !== "ok") {
        isBusy.value = false;
        failure.value = answer;
        return;
      }
      visits += answer.value.moved.visits;
    }
    toast({
      tone: "ok",
      title: text.assigned(agent.name, to.name),
      text: text.addedWith(figure(visits, locale.value)),
    });
    close();
    assigned();
  };
  return html`<${Drawer} title=${text.whoIs(agent.name)} onClose=${close}>
    <div class="stack">
      <p class="muted">${text.assignHelp}</p>
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
      <div class="input-group"><${Icon} name="search" /><input class="input" type="search" autofocus aria-label=${text.search} placeholder=${text.search} maxlength="200" autocomplete="off" value=${search.value} onInput=${(
        event: InputEvent,
      ) => {
        if (event.currentTarget instanceof HTMLInputElement) search.value = event.currentTarget.value;
      }} /></div>
      <ul class="who" aria-busy=${isBusy.value ? "true" : undefined}>
        ${found.value?.map((each) => html`<li key=${each.id}><button class="who__one" type="button" onClick=${() => give(each)}><b><bdi>${each.name}</bdi></b><span class="muted">${each.code}</span></button></li>`)}
      </ul>
      ${found.value?.length === 0 && html`<p class="muted" role="status">${text.noMatch}</p>`}
      <button class="btn" type="button" onClick=${() => {
        close();
        makeNew(agent.aliases);
      }}><${Icon} name="user-plus" />${text.makeNew}</button>
    </div>
  <//>`;
}
