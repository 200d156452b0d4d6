import { type Html, html } from "../html.ts";
import { Empty } from "../parts/empty.ts";
import { words } from "../words/words.ts";

/** A page that is there, and not for who is signed in. */
export function Forbidden(): Html {
  const { forbidden } = words.value;
  return html`<div class="panel-body">
    <h1 class="sr">${forbidden.title}</h1>
    <div class="card"><${Empty} icon="shield" title=${forbidden.title} text=${forbidden.text} /></div>
  </div>`;
}
