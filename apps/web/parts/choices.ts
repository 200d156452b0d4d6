import { type Html, html } from "../html.ts";
import { theme, toggleTheme } from "../theme.ts";
import { locales } from "../words/locale.ts";
import { chooseLocale, dictionaries, locale, words } from "../words/words.ts";
import { Icon } from "./icon.ts";
import { Menu } from "./menu.ts";

/** The languages as entries of a menu, each in its own words. */
export function LanguageItems(): Html {
  return locales.map(
    (each) => html`<button
      class="menu__item"
      type="button"
      role="menuitemradio"
      aria-checked=${locale.value === each}
      lang=${each}
      key=${each}
      onClick=${() => chooseLocale(each)}
    >
      <span class="menu__check">${locale.value === each && html`<${Icon} name="check" size="sm" />`}</span>
      ${dictionaries[each].language.name}
      <small>${dictionaries[each].language.region}</small>
    </button>`,
  );
}

/** The language of a page without an account. */
export function LanguageMenu(): Html {
  const { name } = words.value.language;
  return html`<${Menu}
    button="btn btn--ghost btn--sm"
    label=${`${words.value.frame.chooseLanguage}: ${name}`}
    face=${html`<${Icon} name="globe" />${name}<${Icon} name="down" />`}
  >
    <${LanguageItems} />
  <//>`;
}

/** Light or dark, by one click. */
export function ThemeButton(): Html {
  const dark = theme.value === "dark";
  const label = dark ? words.value.frame.toLight : words.value.frame.toDark;
  return html`<button
    class="btn btn--ghost btn--icon btn--sm"
    type="button"
    aria-label=${label}
    title=${label}
    onClick=${toggleTheme}
  >
    <${Icon} name=${dark ? "sun" : "moon"} />
  </button>`;
}
