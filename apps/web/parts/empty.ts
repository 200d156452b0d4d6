import { type Html, html } from "../html.ts";
import { Icon, type IconName } from "./icon.ts";

/** A place with nothing in it: says why, and offers the next step. */
export function Empty(props: { icon: IconName; title: string; text?: Html; action?: Html }): Html {
  return html`<div class="empty">
    <span class="empty__icon"><${Icon} name=${props.icon} size="lg" /></span>
    <b>${props.title}</b>
    ${props.text === undefined ? null : html`<p>${props.text}</p>`} ${props.action}
  </div>`;
}
