import { computed, effect, signal } from "@preact/signals";
import { keep, kept } from "./preference.ts";

export type Theme = "light" | "dark";
/** What was chosen on this computer. */
export type ThemeChoice = "system" | Theme;

const system = matchMedia("(prefers-color-scheme: dark)");
const systemTheme = signal<Theme>(system.matches ? "dark" : "light");
const remembered = kept("theme");

export const themeChoice = signal<ThemeChoice>(remembered === "light" || remembered === "dark" ? remembered : "system");

/** The theme in use: the one chosen on this computer, else the system's, which is followed when it changes. */
export const theme = computed<Theme>(() => (themeChoice.value === "system" ? systemTheme.value : themeChoice.value));

/** Paints the page in the theme, now and at each change. */
export function startTheme(): void {
  system.addEventListener("change", () => {
    systemTheme.value = system.matches ? "dark" : "light";
  });
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
  });
}

export function chooseTheme(choice: ThemeChoice): void {
  themeChoice.value = choice;
  keep("theme", choice === "system" ? "" : choice);
}

export function toggleTheme(): void {
  chooseTheme(theme.value === "dark" ? "light" : "dark");
}
