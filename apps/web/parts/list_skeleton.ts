import { type Html, html } from "../html.ts";
import { Loading } from "./loading.ts";

/** A list before its first page came. */
export function ListSkeleton({ lines }: { lines: number }): Html {
  const each = Array.from({ length: lines }, (_, line) => line);
  return html`<div class="card card__body"><${Loading}><div class="listing__skel">${each.map((line) => html`<span class="skel skel--line" key=${line}></span>`)}</div><//></div>`;
}
