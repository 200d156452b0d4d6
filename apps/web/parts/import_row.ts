import { day, figure, fileSize, month, none, percent, timeOfDay } from "../format.ts";
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
  return html`<tr role="row" class="import-row">
    <td role="cell" class="import-row__file">
      <bdi class="import-row__name" title=${of.name}>${of.name}</bdi>
      <span class="cell-sub">${[pbxName, bytes].filter((each) => each !== null).join(" · ")}</span>
    </td>
    <td role="cell" class="import-row__state"><${State} of=${of} /></td>
    <td role="cell" class=${of.visits === null && !hasKept(of) ? "import-row__result is-none" : "import-row__result"}><${Result} of=${of} zone=${zone} /></td>
    <td role="cell" class=${of.firstAt === null ? "nowrap import-row__span is-none" : "nowrap import-row__span"}>${spanOf(of, zone)}</td>
    <td role="cell" class="num import-row__lines"><span class="visit__label">${text.lines} </span>${figure(of.lines, tongue)}<${Problems} of=${of} show=${show} /></td>
    <td role="cell" class="nowrap import-row__who">
      <bdi>${of.user ?? none}</bdi><span class="cell-sub"><time datetime=${new Date(of.createdAt).toISOString()}>${day(of.createdAt, zone, tongue)} ${timeOfDay(of.createdAt, zone)}</time></span>
    </td>
    <td role="cell" class="act import-row__act">
      ${isGoingOn && cancel !== null && html`<button class="btn btn--sm" type="button" aria-label=${text.cancelNamed(of.name)} onClick=${cancel}>${text.cancel}</button>`}
    </td>
  </tr>`;
}

/** The days of its rows; one alone is told once. */
function spanOf({ firstAt, lastAt }: LogImport, zone: string): string {
  if (firstAt === null || lastAt === null) return none;
  const [first, last] = [day(firstAt, zone, locale.value), day(lastAt, zone, locale.value)];
  return first === last ? first : `${first} – ${last}`;
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
    ${of.state === "failed" && of.reason !== null && html`<span class="cell-sub import-row__reason" lang=${of.reasonCode === null ? "en" : undefined}>${of.reasonCode === null ? of.reason : text.reasons[of.reasonCode]}</span>`}`;
}

/** It ended before the log did, and left something. */
const hasKept = ({ firstAt, state }: LogImport): boolean =>
  firstAt !== null && (state === "cancelled" || state === "failed");

function Result({ of, zone }: { of: LogImport; zone: string }): Html {
  const text = importWords.value;
  if (hasKept(of)) return html`<span class="muted">${text.kept}</span>`;
  if (of.visits === null) return html`<span class="muted">${none}</span>`;
  return html`<b class="nowrap">${text.visits(of.visits, figure(of.visits, locale.value))}</b>
    ${of.since !== null && html`<span class="cell-sub">${text.since(month(of.since, zone))}</span>`}`;
}

function Problems({ of, show }: { of: LogImport; show: () => void }): Html {
  const text = importWords.value;
  if (of.problems === 0) return null;
  const count = text.notUnderstood(of.problems, figure(of.problems, locale.value));
  return html`<span class="cell-sub"><button class="btn btn--link import-row__open" type="button" aria-haspopup="dialog" aria-label=${text.showProblems(count, of.name)} onClick=${show}>
    <${Icon} name="warn" size="xs" />${count}
  </button></span>`;
}
