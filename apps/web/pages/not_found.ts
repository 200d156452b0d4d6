import { type Html, html } from "../html.ts";
import { Empty } from "../parts/empty.ts";
import { path } from "../router.ts";
import { words } from "../words/words.ts";

/** An address that leads nowhere. */
export function NotFound(): Html {
  const { notFound } = words.value;
  return html`<div class="panel-body">
    <h1 class="sr">${notFound.title}</h1>
    <div class="card">
      <${Empty}
        icon="search"
        title=${notFound.title}
        text=${notFound.text(path.value)}
        action=${html`<a class="btn" href="/">${notFound.home}</a>`}
      />
    </div>
  </div>`;
}
