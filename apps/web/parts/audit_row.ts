import { useSignal } from "@preact/signals";
import { type AuditEvent, auditLines } from "@qmanager/core/audit";
import { auditItem, auditSpeech } from "@qmanager/core/audit_terms";
import { useId } from "preact/hooks";
import type { AuditEntry } from "../audit.ts";
import { dayAndTime, initials, none } from "../format.ts";
import { type Html, html } from "../html.ts";
import { auditWords } from "../words/pages/audit.ts";
import { locale } from "../words/words.ts";
import { Icon, type IconName } from "./icon.ts";

/** How many columns the table has. */
const columnCount = 6;

/** How an event looks. No tone: nothing that anybody has to look at. */
const looks: Record<AuditEvent, { icon: IconName; tone?: "ok" | "info" | "warn" | "danger" }> = {
  added: { icon: "plus", tone: "ok" },
  changed: { icon: "edit" },
  removed: { icon: "trash", tone: "danger" },
  disabled: { icon: "power", tone: "warn" },
  enabled: { icon: "power", tone: "ok" },
  revoked: { icon: "power", tone: "danger" },
  begun: { icon: "history" },
  cancelled: { icon: "x-circle" },
  dropped: { icon: "trash", tone: "warn" },
  imported: { icon: "in" },
  exported: { icon: "download", tone: "info" },
  paused: { icon: "pause" },
  unpaused: { icon: "play" },
  queue_entered: { icon: "user-plus" },
  queue_left: { icon: "user-minus" },
  logged_off: { icon: "logout", tone: "warn" },
  penalty_changed: { icon: "sort" },
  listened: { icon: "headset", tone: "info" },
  whispered: { icon: "headset", tone: "info" },
  barged: { icon: "headset", tone: "warn" },
  first_access: { icon: "star" },
  signed_in: { icon: "login" },
  refused: { icon: "lock", tone: "danger" },
  signed_out: { icon: "logout" },
  password_set: { icon: "key", tone: "warn" },
  password_link: { icon: "key" },
  session_ended: { icon: "power", tone: "warn" },
};

/** A row of the audit; its button opens what was told of it. */
export function AuditRow({ entry, zone }: { entry: AuditEntry; zone: string }): Html {
  const { value: text } = auditWords;
  const isOpen = useSignal(false);
  const id = useId();
  const when = dayAndTime(entry.at, zone, locale.value);
  const { icon, tone } = looks[entry.event];
  const event = text.events[entry.event];
  const toggle = () => {
    isOpen.value = !isOpen.value;
  };
  return html`<tr role="row" class=${isOpen.value ? "audit-row is-open" : "audit-row"}>
      <td role="cell" class="nowrap audit-row__when">
        <button class="th-sort audit-row__open" type="button" aria-expanded=${isOpen.value} aria-controls=${isOpen.value ? id : undefined} aria-label=${text.details(event, when)} onClick=${toggle}>
          <${Icon} name=${isOpen.value ? "down" : "right"} size="sm" /><time datetime=${new Date(entry.at).toISOString()}>${when}</time>
        </button>
      </td>
      <td role="cell" class="audit-row__user"><${Who} ...${entry} /></td>
      <td role="cell" class="audit-row__feature">${text.features[entry.feature]}</td>
      <td role="cell" class="audit-row__event"><span class="evt" data-tone=${tone}><${Icon} name=${icon} size="sm" />${event}</span></td>
      <td role="cell" class="audit-row__item"><bdi>${auditItem(text, entry.action, entry.item) ?? none}</bdi></td>
      <td role="cell" class="mono audit-row__address">${entry.address ?? text.local}</td>
    </tr>
    ${isOpen.value && html`<tr role="row" class="detail" id=${id}><td role="cell" colspan=${columnCount}><${Details} entry=${entry} /></td></tr>`}`;
}

/** Who did it: a user as he was called then, the server itself, or somebody whom nobody knows. */
function Who({ user, address }: AuditEntry): Html {
  const { value: text } = auditWords;
  if (user === null) {
    const isServer = address === null;
    return html`<span class="person"><span class="avatar avatar--sm avatar--n"><${Icon} name=${isServer ? "server" : "help"} size="xs" /></span>${isServer ? text.system : text.nobody}</span>`;
  }
  return html`<span class="person">
    <span class="avatar avatar--n avatar--sm" aria-hidden="true">${initials(user.name)}</span>
    <span class="audit-row__name"><bdi class="cell-main">${user.name}</bdi>${user.email !== null && html`<span class="cell-sub">${user.email}</span>`}</span>
  </span>`;
}

function Details({ entry }: { entry: AuditEntry }): Html {
  const { value: text } = auditWords;
  const { columns } = text;
  const lines = auditLines(entry.detail, auditSpeech(text));
  const facts: [string, string | null][] = [
    [columns.user, entry.user?.name ?? null],
    [columns.email, entry.user?.email ?? null],
    [columns.token, entry.token],
    [columns.browser, entry.browser ?? entry.userAgent],
    [columns.address, entry.address],
    [text.record, String(entry.id)],
  ];
  return html`<div class="audit-box">
    ${
      lines.length === 0
        ? html`<p class="muted">${text.noDetail}</p>`
        : html`<table class="table table--compact audit-diff">
            <thead><tr><th scope="col">${text.field}</th><th scope="col">${columns.before}</th><th scope="col">${columns.after}</th></tr></thead>
            <tbody>
              ${lines.map(
                ({ field, before, after }) => html`<tr key=${field}>
                  <th scope="row">${field}</th>
                  <td>${before === null ? none : html`<del>${before}</del>`}</td>
                  <td>${after === null ? none : html`<ins>${after}</ins>`}</td>
                </tr>`,
              )}
            </tbody>
          </table>`
    }
    <dl class="kv small">
      ${facts.map(([name, value]) => value !== null && html`<div key=${name}><dt>${name}</dt><dd class="audit-box__fact"><bdi>${value}</bdi></dd></div>`)}
    </dl>
  </div>`;
}
