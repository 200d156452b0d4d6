import { type Html, html } from "../html.ts";
import { destinations } from "../parts/destinations.ts";
import { Empty } from "../parts/empty.ts";
import { words } from "../words/words.ts";

/** A page that is there, and not for who is signed in. */
export function Forbidden(): Html {
  const { forbidden, shortcuts } = words.value;
  const [first] = destinations();
  const way = first !== undefined && html`<a class="btn" href=${first.to}>${shortcuts.goTo(first.title)}</a>`;
  return html`<div class="panel-body">
    <h1 class="sr">${forbidden.title}</h1>
    <div class="card"><${Empty} icon="shield" title=${forbidden.title} text=${forbidden.text} action=${way} /></div>
  </div>`;
}
