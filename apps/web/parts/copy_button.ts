import { type Html, html } from "../html.ts";
import { Icon } from "./icon.ts";
import { toast } from "./toast.ts";

/** Copies a text; where a browser has no clipboard (plain HTTP), it says so, and the text can be marked by hand. */
export function CopyButton(props: { label: string; text: string; copied: string; failed: string }): Html {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
      toast({ tone: "ok", title: props.copied });
    } catch (cause) {
      console.info(`It cannot be copied: ${String(cause)}`);
      toast({ tone: "warn", title: props.failed });
    }
  };
  return html`<button class="btn btn--sm" type="button" onClick=${copy}><${Icon} name="copy" />${props.label}</button>`;
}
