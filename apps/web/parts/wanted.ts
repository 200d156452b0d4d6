import { signal, useSignalEffect } from "@preact/signals";

/** What of a queue the reader asked to be led to: an agent by the key of his phone, or a caller by his uniqueid. */
export interface Wanted {
  topic: string;
  kind: "agent" | "caller";
  key: string;
}

/** Where to lead him, until the part that draws it has done so. */
export const wanted = signal<Wanted | null>(null);

/**
 * Leads the reader to what he wants of a queue.
 *
 * @param prepare has it drawn, and says how its element is found; null when it is gone
 */
export function useLead(
  topic: string,
  kind: Wanted["kind"],
  prepare: (key: string) => (() => Element | null) | null,
): void {
  useSignalEffect(() => {
    const asked = wanted.value;
    if (asked?.topic !== topic || asked.kind !== kind) return;
    wanted.value = null;
    const find = prepare(asked.key);
    if (find === null) return;
    // Once it is drawn.
    requestAnimationFrame(() => {
      const element = find();
      if (!(element instanceof HTMLElement)) return;
      element.scrollIntoView({ block: "center" });
      element.focus({ preventScroll: true });
    });
  });
}
