import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { fileSize, month, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { ImportPage } from "../imports.ts";
import {
  choose,
  drop,
  isUnderWay,
  sendAgain,
  sendAll,
  sendable,
  type Upload,
  uploads,
} from "../pages/import_uploads.ts";
import { importWords } from "../words/pages/imports.ts";
import { locale } from "../words/words.ts";
import { ProblemBanner } from "./banner.ts";
import { Icon } from "./icon.ts";
import { Progress } from "./progress.ts";
import { ZoneField } from "./zone_field.ts";

interface ImportFormProps {
  pbxs: ImportPage["pbxs"];
  /** The zone of the site. */
  site: string;
  /** Asks, and gives up what is being sent. */
  cancel: (upload: Upload) => Promise<void>;
}

/** Files to choose and to send, and where they are found. */
export function ImportForm({ pbxs, site, cancel }: ImportFormProps): Html {
  const text = importWords.value;
  const id = useId();
  const zone = useSignal(site);
  const isZoneWrong = useSignal(false);
  const pbx = useSignal(pbxs[0]?.id ?? "");
  const chosen = uploads.value;
  const count = sendable.value.length;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isZoneWrong.value && count > 0) sendAll({ pbx: pbx.value, zone: zone.value });
  };
  return html`<form class="card import" onSubmit=${submit} novalidate aria-label=${text.add}>
    <header class="card__head"><h2>${text.add}</h2></header>
    <div class="import__body">
      <div class="stack import__main">
        <${DropZone} choose=${(files: Iterable<File>) => choose(files, zone.peek())} />
        ${
          chosen.length > 0 &&
          html`<ul class="import__files" aria-label=${text.files}>
            ${chosen.map((each) => html`<${FileItem} key=${each.id} upload=${each} zone=${zone.value} cancel=${cancel} />`)}
          </ul>`
        }
        <div class="import__fields">
          ${
            pbxs.length > 1 &&
            html`<div class="field">
              <label for=${id}>${text.pbx}</label>
              <select class="select" id=${id} aria-describedby=${`${id}-note`} onChange=${(event: Event) => {
                if (event.currentTarget instanceof HTMLSelectElement) pbx.value = event.currentTarget.value;
              }}>
                ${pbxs.map((each) => html`<option value=${each.id} key=${each.id} selected=${each.id === pbx.value}>${each.name}</option>`)}
              </select>
              <span class="hint" id=${`${id}-note`}>${text.pbxHelp}</span>
            </div>`
          }
          <${ZoneField} label=${text.zone} hint=${text.zoneHelp} zone=${zone} isWrong=${isZoneWrong} />
        </div>
      </div>
      <${Where} />
    </div>
    ${
      (count > 0 || isUnderWay.value) &&
      html`<footer class="card__foot">
        ${isUnderWay.value && html`<span>${text.stay}</span>`}
        ${count > 0 && html`<button class="btn btn--primary end" type="submit"><${Icon} name="history" />${text.start(count)}</button>`}
      </footer>`
    }
  </form>`;
}

function DropZone({ choose }: { choose: (files: Iterable<File>) => void }): Html {
  const text = importWords.value;
  const isOver = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  const over = (on: boolean) => (event: DragEvent) => {
    event.preventDefault();
    isOver.value = on;
  };
  return html`<div
    class=${isOver.value ? "dropzone import__drop is-over" : "dropzone import__drop"}
    onDragEnter=${over(true)}
    onDragOver=${over(true)}
    onDragLeave=${over(false)}
    onDrop=${(event: DragEvent) => {
      over(false)(event);
      choose(event.dataTransfer?.files ?? []);
    }}
  >
    <span class="empty__icon"><${Icon} name="file" size="lg" /></span>
    <p class="import__call hide-mobile"><b>${text.drop}</b> ${text.dropOr}</p>
    <button class="btn" type="button" onClick=${() => input.current?.click()}><${Icon} name="plus" />${text.choose}</button>
    <input
      class="sr"
      type="file"
      multiple
      tabindex="-1"
      aria-label=${text.choose}
      ref=${input}
      onChange=${({ currentTarget }: Event) => {
        if (!(currentTarget instanceof HTMLInputElement)) return;
        choose(currentTarget.files ?? []);
        // The same file, chosen again, is a choice too.
        currentTarget.value = "";
      }}
    />
    <p class="hint">${text.dropHint}</p>
  </div>`;
}

interface FileItemProps {
  upload: Upload;
  zone: string;
  cancel: (upload: Upload) => Promise<void>;
}

function FileItem({ upload, zone, cancel }: FileItemProps): Html {
  const text = importWords.value;
  const { file } = upload;
  const state = upload.state.value;
  const isUnderWay = state.type === "sending" || state.type === "waiting";
  const label = isUnderWay ? text.cancelUpload(file.name) : text.remove(file.name);
  return html`<li class="import__file">
    <span class="import__icon"><${Icon} name="file" /></span>
    <div class="import__what">
      <bdi class="import__name trunc" title=${file.name}>${file.name}</bdi>
      <${FileState} upload=${upload} zone=${zone} />
    </div>
    ${state.type === "stopped" && html`<button class="btn btn--sm" type="button" onClick=${() => sendAgain(upload)}><${Icon} name="refresh" />${text.sendAgain}</button>`}
    <button class="btn btn--ghost btn--icon btn--sm" type="button" aria-label=${label} title=${label} onClick=${() => (state.type === "sending" ? cancel(upload) : drop(upload))}>
      <${Icon} name="x" />
    </button>
  </li>`;
}

/** What a file is, or how far it is sent. */
function FileState({ upload, zone }: { upload: Upload; zone: string }): Html {
  const text = importWords.value;
  const { file } = upload;
  const [beginning, state] = [upload.beginning.value, upload.state.value];
  const size = fileSize(file.size, locale.value);
  switch (state.type) {
    case "chosen": {
      if (beginning === null) return html`<span class="hint">${size} · ${text.looking}</span>`;
      if (beginning.type === "log")
        return html`<span class="hint">${size} · ${text.since(month(beginning.firstAt, zone))}</span>`;
      const why =
        beginning.type === "packed" ? text.beginnings.packed(beginning.packing) : text.beginnings[beginning.type];
      return html`<span class=${beginning.type === "other" ? "hint hint--warn" : "hint hint--error"}><${Icon} name="warn" size="sm" />${why}</span>`;
    }
    case "waiting":
      return html`<span class="hint">${size} · ${text.waiting}</span>`;
    case "sending": {
      const part = file.size === 0 ? 1 : state.sent / file.size;
      const sent = fileSize(state.sent, locale.value);
      return html`<${Progress} part=${part} label=${text.sendingName(file.name)} /><span class="hint">${text.sending(percent(part, locale.value, 0), sent, size)}</span>`;
    }
    case "stopped":
      if (state.answer.type === "problem") return html`<${ProblemBanner} answer=${state.answer} />`;
      return html`<span class="hint hint--error" role="alert"><${Icon} name="warn" size="sm" /><span>${text.stoppedAt(fileSize(state.sent, locale.value), size)}. ${text.stoppedHelp}</span></span>`;
    case "unreadable":
      return html`<span class="hint hint--error" role="alert"><${Icon} name="warn" size="sm" />${text.beginnings.unreadable}</span>`;
    default:
      return state satisfies never;
  }
}

/** Where the log lies, and what may be given. */
function Where(): Html {
  const text = importWords.value;
  return html`<section class="import__where" aria-label=${text.whereTitle}>
    <h3 class="section-title">${text.whereTitle}</h3>
    <p>${text.where}</p>
    <pre class="code">/var/log/asterisk/queue_log*</pre>
    <p>${text.whereCopy}</p>
    <pre class="code">scp 'root@pbx:/var/log/asterisk/queue_log*' .</pre>
    <ul class="import__facts">
      ${text.facts.map((each) => html`<li key=${each}><${Icon} name="check" size="sm" /><span>${each}</span></li>`)}
    </ul>
  </section>`;
}
