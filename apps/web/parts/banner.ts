import type { Answer } from "../api.ts";
import { type Html, html } from "../html.ts";
import { words } from "../words/words.ts";
import { Icon, type IconName } from "./icon.ts";

export type Tone = "ok" | "warn" | "danger" | "info";
/** The drawing of each tone. */
export const icons: Record<Tone, IconName> = { ok: "check-circle", warn: "warn", danger: "warn", info: "info" };

/**
 * A notice of the page: what happened, what to do, and the button that does it. Dangers are read out at once, others
 * when the reader pauses.
 */
export function Banner(props: { tone: Tone; title: string; text?: Html; action?: Html; bar?: boolean }): Html {
  return html`<div
    class=${props.bar ? "banner banner--bar" : "banner"}
    data-tone=${props.tone}
    role=${props.tone === "danger" ? "alert" : "status"}
  >
    <${Icon} name=${icons[props.tone]} />
    <div>
      <b>${props.title}</b>
      ${props.text === undefined ? null : html`<p>${props.text}</p>`}
    </div>
    ${props.action === undefined ? null : html`<div class="end">${props.action}</div>`}
  </div>`;
}

interface ProblemBannerProps {
  answer: Exclude<Answer<unknown>, { type: "ok" }>;
  /** Asks once more: a button for it. */
  again?: (() => unknown) | undefined;
  /** Another button. */
  action?: Html;
}

/** Why a request did not do what was asked: the server's own words where ours know no better. */
export function ProblemBanner({
  answer,
  again,
  action = again && html`<${TryAgain} again=${again} />`,
}: ProblemBannerProps): Html {
  const { problem: text } = words.value;
  if (answer.type === "offline") {
    return html`<${Banner} tone="danger" title=${text.offline} text=${text.offlineHelp} action=${action} />`;
  }
  const { type, status, title, detail } = answer.problem;
  const kinds: Record<string, { title: string; text: string }> = text.kinds;
  const known = kinds[type];
  if (known !== undefined) {
    return html`<${Banner} tone="danger" title=${known.title} text=${known.text} action=${action} />`;
  }
  const heading = title === "" ? text.unreadable(status) : text.title;
  return html`<${Banner} tone="danger" title=${heading} text=${detail || undefined} action=${action} />`;
}

/** The button that does once more what failed. */
export function TryAgain({ again }: { again: () => unknown }): Html {
  return html`<button class="btn btn--sm" type="button" onClick=${() => again()}>${words.value.problem.tryAgain}</button>`;
}
