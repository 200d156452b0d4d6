import htm from "htm";
import { type ComponentChildren, h } from "preact";

/** What a component may give back, and what stands between two tags. */
export type Html = ComponentChildren;

/**
 * The tag that writes markup: ``html`<p class="hint">${text}</p>` ``. Values are escaped by Preact, so a name from
 * Asterisk is always text.
 */
export const html: (strings: TemplateStringsArray, ...values: readonly unknown[]) => Html = htm.bind(h);
