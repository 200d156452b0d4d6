import { type Html, html } from "../html.ts";
import { theme, toggleTheme } from "../theme.ts";
import { languageNames, locales } from "../words/locale.ts";
import { chooseLocale, locale, words } from "../words/words.ts";
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
      ${languageNames[each].name}
      <small>${languageNames[each].region}</small>
    </button>`,
  );
}

/** The language of a page without an account. */
export function LanguageMenu(): Html {
  const { name } = languageNames[locale.value];
  return html`<${Menu}
    button="btn btn--ghost btn--sm"
    label=${`${words.value.frame.chooseLanguage}: ${name}`}
    face=${html`<${Icon} name="globe" />${name}<${Icon} name="down" />`}
  >
    <${LanguageItems} />
  <//>`;
}

/** The language as radio buttons, for a form. */
export function LanguageRadios(): Html {
  return html`<fieldset>
    <legend class="label">${words.value.frame.chooseLanguage}</legend>
    <div class="langs">
      ${locales.map(
        (each) => html`<label class="lang check" key=${each} lang=${each}>
          <input type="radio" name="language" checked=${locale.value === each} onChange=${() => chooseLocale(each)} />
          ${languageNames[each].name}<small>${languageNames[each].region}</small>
        </label>`,
      )}
    </div>
  </fieldset>`;
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
