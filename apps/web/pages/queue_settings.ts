import { useSignal } from "@preact/signals";
import type { QueueSettings, QueueShift } from "@qmanager/core";
import { useEffect } from "preact/hooks";
import type { Answer } from "../api.ts";
import { type Html, html } from "../html.ts";
import { live } from "../live/store.ts";
import { ProblemBanner } from "../parts/banner.ts";
import { Empty } from "../parts/empty.ts";
import { Loading } from "../parts/loading.ts";
import { sessionIsOver } from "../parts/perform.ts";
import { QueueSettingsForm } from "../parts/queue_settings_form.ts";
import { toast } from "../parts/toast.ts";
import { mayLeave } from "../parts/unsaved.ts";
import { type ConfiguredQueue, listQueueSettings } from "../queue_settings.ts";
import { access, can } from "../session.ts";
import { queueSettingsWords } from "../words/pages/queue_settings.ts";
import { words } from "../words/words.ts";

type Found = { defaults: QueueSettings; queues: readonly ConfiguredQueue[] };
/** Which form is open: the defaults', or a queue's. */
type Chosen = "defaults" | string;

const keyOf = ({ pbx, queue }: ConfiguredQueue): Chosen => `${pbx}/${queue}`;

/** What people say of queues: the list, and the form of one of them or of the defaults. */
export function QueueSettingsPage(): Html {
  const text = queueSettingsWords.value;
  const { frame } = words.value;
  const found = useSignal<Found | null>(null);
  const failure = useSignal<Exclude<Answer<unknown>, { type: "ok" }> | null>(null);
  const chosen = useSignal<Chosen | null>(null);
  /** Counts what was kept: its form begins anew. */
  const round = useSignal(0);

  async function read(): Promise<void> {
    const answer = await listQueueSettings();
    if (sessionIsOver(answer)) return;
    failure.value = answer.type === "ok" ? null : answer;
    if (answer.type === "ok") found.value = answer.value;
  }
  useEffect(() => void read(), []);
  const open = async (next: Chosen | null) => {
    if (await mayLeave()) chosen.value = next;
  };
  async function saved(title: string): Promise<void> {
    toast({ tone: "ok", title: text.saved(title), text: text.savedText });
    await read();
    round.value += 1;
  }
  const seesAll = access.value.type === "signed_in" && access.value.user.allQueues;
  const mayChange = can("queue_settings", "modify");
  const of = found.value?.queues.find((each) => keyOf(each) === chosen.value) ?? null;
  const isOpen = chosen.value === "defaults" || of !== null;
  return html`<div class="panel-body">
    <div class="page-head"><div><h1>${frame.queueSettings}</h1><p>${text.text}</p></div></div>
    ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} again=${read} />`}
    ${
      found.value === null
        ? failure.value === null &&
          html`<div class="card card__body"><${Loading}><span class="skel skel--line"></span><span class="skel skel--line"></span><//></div>`
        : html`<div class=${isOpen ? "beside" : undefined}>
            <${List} found=${found.value} chosen=${chosen.value} open=${open} />
            ${
              isOpen &&
              html`<${QueueSettingsForm}
                key=${`${chosen.value} ${round.value}`}
                of=${of}
                defaults=${found.value.defaults}
                mayChange=${mayChange && (of !== null || seesAll)}
                saved=${() => saved(of === null ? text.defaults : (of.own.displayName ?? of.queue))}
                close=${() => open(null)}
              />`
            }
          </div>`
    }
  </div>`;
}

/** `seg, ter 08:00–18:00` */
function shiftText({ days, from, to }: QueueShift, names: readonly string[]): string {
  return `${days.map((day) => names[day - 1]).join(", ")} ${from}–${to}`;
}

interface ListProps {
  found: Found;
  chosen: Chosen | null;
  open: (chosen: Chosen) => void;
}

function List({ found, chosen, open }: ListProps): Html {
  const text = queueSettingsWords.value;
  const pbxs = live.value?.pbxs.value ?? [];
  const isSeveral = new Set(found.queues.map(({ pbx }) => pbx)).size > 1;
  const row = (key: Chosen, title: string, notes: readonly string[], settings: QueueSettings) => {
    const { service, waitAlert, shifts } = settings;
    return html`<tr key=${key} aria-selected=${key === chosen ? "true" : undefined}>
      <td>
        <button class="beside__open" type="button" onClick=${() => open(key)}><bdi>${title}</bdi></button>
        ${notes.length > 0 && html`<div class="muted small">${notes.join(" · ")}</div>`}
      </td>
      <td class="nowrap">${`${service.formula} · ${service.thresholdSeconds} s · ${service.shortSeconds} s`}</td>
      <td class="num">${service.goalPercent === 0 ? html`<span class="muted">${text.noGoal}</span>` : `${service.goalPercent}%`}</td>
      <td class="num">${`${waitAlert.warnSeconds} / ${waitAlert.alertSeconds} s`}</td>
      <td class="queue-shifts">${shifts.length === 0 ? html`<span class="muted">${text.always}</span>` : shifts.map((each) => shiftText(each, text.shortDays)).join("; ")}</td>
    </tr>`;
  };
  return html`<section class="card" aria-label=${text.list}>
    <div class="table-wrap" tabindex="0" role="group" aria-label=${text.list}>
      <table class="table table--snug">
        <thead>
          <tr><th>${text.queue}</th><th>${text.serviceColumn}</th><th class="num">${text.goalColumn}</th><th class="num">${text.alertColumn}</th><th>${text.shifts}</th></tr>
        </thead>
        <tbody>
          ${row("defaults", text.defaults, [], found.defaults)}
          ${found.queues.map((each) => {
            const pbx = pbxs.find(({ pbx }) => pbx === each.pbx)?.name ?? each.pbx;
            const notes = [
              ...(each.own.displayName === null ? [] : [each.queue]),
              ...(isSeveral ? [pbx] : []),
              ...(each.live ? [] : [text.gone]),
            ];
            return row(keyOf(each), each.own.displayName ?? each.queue, notes, each.settings);
          })}
        </tbody>
      </table>
    </div>
    ${found.queues.length === 0 && html`<${Empty} icon="queue" title=${text.none} text=${text.noneText} />`}
  </section>`;
}
