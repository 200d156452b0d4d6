import { effect, signal } from "@preact/signals";
import { keep, kept } from "./preference.ts";

export type Theme = "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");
const systemTheme = (): Theme => (system.matches ? "dark" : "light");
const chosen = kept("theme");

/** The theme in use: the one chosen on this computer, else the system's, which is followed when it changes. */
export const theme = signal<Theme>(chosen === "light" || chosen === "dark" ? chosen : systemTheme());
let followsSystem = chosen !== "light" && chosen !== "dark";

/** Paints the page in the theme, now and at each change. */
export function startTheme(): void {
  system.addEventListener("change", () => {
    if (followsSystem) theme.value = systemTheme();
  });
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
  });
}

export function toggleTheme(): void {
  followsSystem = false;
  theme.value = theme.value === "dark" ? "light" : "dark";
  keep("theme", theme.value);
}
