import { signal } from "@preact/signals";
import { type Html, html } from "../html.ts";
import { later } from "./later.ts";

const Box = later(async () => (await import("./shortcut_keys.ts")).ShortcutKeys);
const isOpen = signal(false);

export function openShortcutList(): void {
  isOpen.value = true;
}

function close(): void {
  isOpen.value = false;
}

/** The list of what keys do, if it is asked for; stands in the page once. */
export function ShortcutList(): Html {
  return isOpen.value ? html`<${Box} close=${close} />` : null;
}
