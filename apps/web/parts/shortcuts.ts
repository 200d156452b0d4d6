/** Keys that do something wherever one is on a page. */
import { effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { keep, kept } from "../preference.ts";

/** Where a key does something, for the list. */
export type ShortcutPlace = "everywhere" | "panel" | "agent";

export interface Shortcut {
  /** `f`, or keys one after the other: `g p`. */
  keys: string;
  label: string;
  place: ShortcutPlace;
  /** Null: who has the focus listens to it himself, and here it is only listed. */
  run: (() => void) | null;
}

/** Whether single keys do anything. Who speaks to his computer, or leans on keys, switches them off (WCAG 2.1.4). */
export const shortcutsOn = signal(kept("shortcuts") !== "off");

export function switchShortcuts(on: boolean): void {
  shortcutsOn.value = on;
  keep("shortcuts", on ? "" : "off");
}

type Group = { readonly current: readonly Shortcut[] };

const groups = signal<readonly Group[]>([]);

/** All that work now, for a list of them. */
export function shortcutsNow(): readonly Shortcut[] {
  return groups.value.flatMap((each) => each.current);
}

/** These keys work while the component is in the page; of two on the same key the later one does. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const group = useRef(shortcuts);
  group.current = shortcuts;
  useEffect(() => {
    groups.value = [...groups.peek(), group];
    return () => {
      groups.value = groups.peek().filter((each) => each !== group);
    };
  }, []);
}

/** How long the first of two keys waits for the second. */
const sequenceMs = 1_000;

/** The key before this one, while it may be the first of two. */
let before: { key: string; at: number } | null = null;

/** The shortcut of which this key is the second one: it means that and nothing else, wherever the focus is. */
function sequenceOf({ key, timeStamp }: KeyboardEvent): Shortcut | undefined {
  if (before === null || timeStamp - before.at >= sequenceMs) return undefined;
  const keys = `${before.key} ${key}`;
  return shortcutsNow().findLast((each) => each.keys === keys);
}

/** Whether a key ends a sequence: `p` after `g` goes to the panel, also on a box that a `p` alone would pause. */
export function endsSequence(event: KeyboardEvent): boolean {
  return sequenceOf(event) !== undefined;
}

/** Listens to the keys of the page. Called once, by the entry. */
export function startShortcuts(): void {
  const onKeyDown = (event: KeyboardEvent) => {
    // Keys that only change others come between the two of a sequence.
    if (isTaken(event) || event.key === "Shift") return;
    const { key } = event;
    const found = sequenceOf(event) ?? shortcutsNow().findLast((each) => each.keys === key && each.run !== null);
    before = found === undefined ? { key, at: event.timeStamp } : null;
    if (!found?.run) return;
    event.preventDefault();
    found.run();
  };
  effect(() => {
    if (shortcutsOn.value) addEventListener("keydown", onKeyDown);
    else removeEventListener("keydown", onKeyDown);
  });
}

/** Keys that belong to somebody else: the browser's, a field's, a dialog's, or one that was acted on. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return true;
  const { target } = event;
  if (!(target instanceof Element)) return false;
  const isField = target.closest("input, textarea, select, [contenteditable]") !== null;
  return isField || document.querySelector("dialog[open]") !== null || target.closest('[role="menu"]') !== null;
}
