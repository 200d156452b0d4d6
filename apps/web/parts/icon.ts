import { type Html, html } from "../html.ts";
import sprite from "../styles/icons.svg" with { type: "text" };

/** The drawings in use, of those in styles/icons.svg. */
export type IconName =
  | "bolt"
  | "calendar"
  | "call"
  | "check"
  | "check-circle"
  | "clock"
  | "coffee"
  | "columns"
  | "copy"
  | "down"
  | "download"
  | "edit"
  | "expand"
  | "external"
  | "eye"
  | "file"
  | "filter"
  | "globe"
  | "headset"
  | "help"
  | "history"
  | "hourglass"
  | "in"
  | "info"
  | "key"
  | "keyboard"
  | "left"
  | "list"
  | "lock"
  | "login"
  | "logout"
  | "menu"
  | "moon"
  | "more"
  | "note"
  | "out"
  | "pause"
  | "phone"
  | "play"
  | "plus"
  | "power"
  | "queue"
  | "refresh"
  | "right"
  | "ring"
  | "save"
  | "search"
  | "send"
  | "server"
  | "settings"
  | "shield"
  | "shuffle"
  | "sort"
  | "star"
  | "sun"
  | "target"
  | "transfer"
  | "trash"
  | "unplug"
  | "up"
  | "user"
  | "user-minus"
  | "user-plus"
  | "users"
  | "volume"
  | "warn"
  | "webhook"
  | "x"
  | "x-circle";

/** A drawing beside a word that says the same; hidden from screen readers. */
export function Icon({ name, size }: { name: IconName; size?: "xs" | "sm" | "lg" }): Html {
  const sized = size === undefined ? "i" : `i i--${size}`;
  return html`<svg class=${sized} aria-hidden="true" viewBox="0 0 24 24"><use href=${`#i-${name}`} /></svg>`;
}

/** Puts the drawings into the page, once, where every `use` finds them. */
export function installIcons(): void {
  const drawings = new DOMParser().parseFromString(sprite, "image/svg+xml").documentElement;
  drawings.setAttribute("aria-hidden", "true");
  drawings.setAttribute("class", "sprite");
  document.body.prepend(document.importNode(drawings, true));
}
