import { day, dayAndTime, figure, fileSize, month, none, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { LogImport } from "../imports.ts";
import { importWords } from "../words/pages/imports.ts";
import { locale } from "../words/words.ts";
import { Icon, type IconName } from "./icon.ts";
import { Progress } from "./progress.ts";

interface ImportRowProps {
  of: LogImport;
  /** Of the site. */
  zone: string;
  /** Of its PBX, where there are several. */
  pbxName: string | null;
  /** Null: he may only look. */
  cancel: (() => Promise<void>) | null;
  show: () => void;
}

/** An import in the list: how far it is, or what came of it. */
export function ImportRow({ of, zone, pbxName, cancel, show }: ImportRowProps): Html {
  const text = importWords.value;
  const [bytes, tongue] = [of.bytes === 0 ? null : fileSize(of.bytes, locale.value), locale.value];
  const isGoingOn = of.state === "running" || of.state === "uploading";
  const span =
    of.firstAt === null || of.lastAt === null
      ? none
      : `${day(of.firstAt, zone, tongue)} – ${day(of.lastAt, zone, tongue)}`;
  return html`<tr role="row" class="import-row">
    <td role="cell" class="import-row__file">
      <bdi class="import-row__name" title=${of.name}>${of.name}</bdi>
      <span class="cell-sub">${[pbxName, bytes].filter((each) => each !== null).join(" · ")}</span>
    </td>
    <td role="cell" class="import-row__state"><${State} of=${of} /></td>
    <td role="cell" class="import-row__result"><${Result} of=${of} zone=${zone} /></td>
    <td role="cell" class="nowrap import-row__span"><span class="visit__label">${text.span} </span>${span}</td>
    <td role="cell" class="num import-row__lines"><span class="visit__label">${text.lines} </span>${figure(of.lines, tongue)}</td>
    <td role="cell" class="import-row__problems"><${Problems} of=${of} show=${show} /></td>
    <td role="cell" class="nowrap import-row__who">
      <bdi>${of.user ?? none}</bdi><span class="cell-sub"><time datetime=${new Date(of.createdAt).toISOString()}>${dayAndTime(of.createdAt, zone, tongue)}</time></span>
    </td>
    <td role="cell" class="act import-row__act">
      ${isGoingOn && cancel !== null && html`<button class="btn btn--sm" type="button" aria-label=${text.cancelNamed(of.name)} onClick=${cancel}>${text.cancel}</button>`}
    </td>
  </tr>`;
}

const looks: Record<LogImport["state"], { icon: IconName; tone: "ok" | "danger" | "info" | undefined }> = {
  uploading: { icon: "hourglass", tone: "info" },
  running: { icon: "hourglass", tone: "info" },
  done: { icon: "check", tone: "ok" },
  cancelled: { icon: "x", tone: undefined },
  failed: { icon: "warn", tone: "danger" },
};

function State({ of }: { of: LogImport }): Html {
  const text = importWords.value;
  const { icon, tone } = looks[of.state];
  // They are recorded one after the other.
  const isQueued = of.state === "running" && of.lines === 0 && of.bytesRead === 0;
  const part = of.bytes === 0 ? null : of.bytesRead / of.bytes;
  const lines = figure(of.lines, locale.value);
  return html`<span class="badge" data-tone=${tone}><${Icon} name=${icon} size="xs" />${text.states[isQueued ? "queued" : of.state]}</span>
    ${
      of.state === "running" &&
      !isQueued &&
      html`<div class="import-row__progress">
        <${Progress} part=${part} label=${text.progressName(of.name)} />
        <span class="cell-sub">${text.progress(percent(part, locale.value, 0), lines)}</span>
      </div>`
    }
    ${of.state === "failed" && of.reason !== null && html`<span class="cell-sub import-row__reason">${of.reason}</span>`}`;
}

function Result({ of, zone }: { of: LogImport; zone: string }): Html {
  const text = importWords.value;
  if (of.visits === null) {
    const hasKept = of.lines > 0 && (of.state === "cancelled" || of.state === "failed");
    return hasKept ? html`<span class="muted">${text.kept}</span>` : html`<span class="muted">${none}</span>`;
  }
  return html`<b>${text.visits(of.visits, figure(of.visits, locale.value))}</b>
    ${of.since !== null && html`<span class="cell-sub">${text.since(month(of.since, zone))}</span>`}`;
}

function Problems({ of, show }: { of: LogImport; show: () => void }): Html {
  const text = importWords.value;
  if (of.problems === 0) return html`<span class="muted"><span class="visit__label">${text.problems} </span>0</span>`;
  const lines = text.lineCount(of.problems, figure(of.problems, locale.value));
  return html`<button class="btn btn--link import-row__open" type="button" aria-haspopup="dialog" aria-label=${text.showProblems(lines, of.name)} onClick=${show}>
    <${Icon} name="warn" size="sm" /><span class="visit__label">${text.problems}: </span>${lines}
  </button>`;
}
