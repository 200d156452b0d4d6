import { useSignal } from "@preact/signals";
import { asInterface } from "@qmanager/core";
import { useEffect } from "preact/hooks";
import { extensionNumber, none } from "../format.ts";
import { type Html, html } from "../html.ts";
import { addressOf } from "../pages/panel_choice.ts";
import { type ConfiguredQueue, getQueueSettings, type QueueMember } from "../queue_settings.ts";
import { canSeeLive } from "../session.ts";
import { queueSettingsWords } from "../words/pages/queue_settings.ts";
import { sessionIsOver } from "./perform.ts";

/** Who is in the queue now; the panel is where that is changed. */
export function QueueMembers({ of }: { of: ConfiguredQueue }): Html {
  const text = queueSettingsWords.value;
  const members = useSignal<readonly QueueMember[] | null>(null);
  useEffect(() => {
    let isGone = false;
    void getQueueSettings(of).then((answer) => {
      if (isGone || sessionIsOver(answer) || answer.type !== "ok") return;
      members.value = answer.value.members;
    });
    return () => {
      isGone = true;
    };
  }, []);
  const kinds = text.memberships;
  return html`<section class="beside__group">
    <h3>${text.members}</h3>
    <p class="hint">${text.membersHelp}</p>
    ${members.value?.length === 0 && html`<p class="muted">${text.noMembers}</p>`}
    ${
      members.value !== null &&
      members.value.length > 0 &&
      html`<div class="table-wrap" tabindex="0" role="group" aria-label=${text.members}>
        <table class="table table--compact">
          <thead><tr><th>${text.member}</th><th>${text.membership}</th><th class="num">${text.penalty}</th></tr></thead>
          <tbody>
            ${members.value.map(
              ({ interface: phone, name, membership, penalty }) => html`<tr key=${phone}>
                <td><bdi>${name ?? extensionNumber(asInterface(phone))}</bdi></td>
                <td>${membership === null ? none : kinds[membership]}</td>
                <td class="num">${penalty ?? none}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>`
    }
    ${of.live && canSeeLive() && html`<a href=${addressOf(of.pbx, of.queue)}>${text.toPanel}</a>`}
  </section>`;
}
