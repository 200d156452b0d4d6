import { branding } from "../branding.ts";
import { type Html, html } from "../html.ts";

/** The site's logo and name, or ours. */
export function Brand(): Html {
  const { name, logo } = branding.value;
  return html`${
    logo === null
      ? html`<svg class="brand-mark" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
      <rect class="brand-mark__ground" width="24" height="24" rx="6.5" />
      <circle cx="11.5" cy="11.5" r="5.3" fill="none" stroke="#fff" stroke-width="2.2" />
      <circle cx="17.3" cy="17.3" r="1.7" fill="#fff" />
    </svg>`
      : html`<img class="brand-logo" src=${logo} alt="" />`
  }
    <span>${name || "Q-Manager"}</span>`;
}
