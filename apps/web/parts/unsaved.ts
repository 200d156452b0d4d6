/** Forms with changes that nobody kept yet: they say so, and whoever leaves is asked first. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { guardLeaving } from "../router.ts";
import { words } from "../words/words.ts";
import { confirm } from "./dialog.ts";
import { Icon } from "./icon.ts";

/** How many forms have changes. */
const changed = signal(0);

/** While a form has changes: other pages, the back button and the browser's own ways out ask first. */
export function useUnsaved(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return undefined;
    changed.value += 1;
    const unguard = guardLeaving(mayLeave);
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => {
      changed.value -= 1;
      unguard();
      removeEventListener("beforeunload", warn);
    };
  }, [isChanged]);
}

/** Whether nothing is lost by going on; asks, where something would be. */
export async function mayLeave(): Promise<boolean> {
  if (changed.peek() === 0) return true;
  const { unsaved } = words.peek();
  return confirm({ title: unsaved.leave, text: unsaved.leaveText, confirm: unsaved.discard, tone: "danger" });
}

/** The end of a form of something new, as long as nothing was typed: there is nothing yet that could be lost. */
export function NewBar({ isBusy }: { isBusy: boolean }): Html {
  const { form } = words.value;
  return html`<div class="unsaved">
    <button class="btn btn--primary" type="submit" aria-busy=${isBusy ? "true" : undefined}>${form.save}</button>
  </div>`;
}

/**
 * The end of a form with changes: what they are, and what can be done with them. Its button sends the form it stands in;
 * it stays in sight however long the form is.
 */
export function UnsavedBar({ isBusy, onDiscard }: { isBusy: boolean; onDiscard: () => void }): Html {
  const { unsaved, form } = words.value;
  return html`<div class="unsaved" role="region" aria-label=${unsaved.title}>
    <span class="unsaved__text"><${Icon} name="edit" size="sm" />${unsaved.title}</span>
    <button class="btn" type="button" onClick=${onDiscard}>${unsaved.discard}</button>
    <button class="btn btn--primary" type="submit" aria-busy=${isBusy ? "true" : undefined}>${form.save}</button>
  </div>`;
}
