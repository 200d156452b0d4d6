import { type Html, html } from "../html.ts";
import { words } from "../words/words.ts";
import { Brand } from "./brand.ts";
import { LanguageMenu, ThemeButton } from "./choices.ts";

/** The frame of pages on which nobody is signed in yet. */
export function AuthFrame({ title, text, children }: { title: string; text: string; children?: Html }): Html {
  return html`<div class="auth">
    <a class="skip" href="#content">${words.value.frame.skip}</a>
    <header class="auth__top">
      <span class="side__brand auth__brand"><${Brand} /></span>
      <div class="end row"><${LanguageMenu} /><${ThemeButton} /></div>
    </header>
    <main class="auth__mid" id="content">
      <div class="auth__card stack-lg">
        <div>
          <h1>${title}</h1>
          <p class="muted">${text}</p>
        </div>
        ${children}
      </div>
    </main>
  </div>`;
}
