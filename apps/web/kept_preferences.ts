/** How the page speaks and looks for who is signed in: the same in any browser, and what he changes is kept for him. */
import { effect } from "@preact/signals";
import { keepPreferences } from "./account.ts";
import type { Preferences } from "./api.ts";
import { hourClock } from "./format.ts";
import { chooseTheme, themeChoice } from "./theme.ts";
import { chooseLocale, locale } from "./words/words.ts";

/** What the page does now, where it is not what the browser says by itself. */
function chosen({ language }: Preferences, first: string): Preferences {
  const theme = themeChoice.value;
  return {
    language: locale.value === first ? language : locale.value,
    theme: theme === "system" ? null : theme,
    clock: hourClock.value === "24" ? null : hourClock.value,
  };
}

/** Applies what is on file of him, and from then on keeps what he changes. @returns what ends it */
export function followPreferences(own: Preferences): () => void {
  let stop = () => {};
  let isOver = false;
  const begin = async () => {
    if (own.language !== null && own.language !== locale.peek()) await chooseLocale(own.language);
    if (own.theme !== null) chooseTheme(own.theme);
    hourClock.value = own.clock ?? "24";
    if (isOver) return;
    const first = locale.peek();
    let known: Preferences | null = null;
    stop = effect(() => {
      const now = chosen(own, first);
      const before = known;
      known = now;
      // What cannot be kept holds in this browser all the same, and is sent with the next change.
      if (before !== null && JSON.stringify(before) !== JSON.stringify(now)) void keepPreferences(now);
    });
  };
  void begin();
  return () => {
    isOver = true;
    stop();
    hourClock.value = "24";
  };
}
