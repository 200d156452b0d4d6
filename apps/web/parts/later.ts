import { signal, useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { words } from "../words/words.ts";
import { Banner, TryAgain } from "./banner.ts";
import { Loading } from "./loading.ts";

/**
 * A page whose script is loaded when somebody first goes there, so that the others come sooner.
 *
 * @param load the page's module, by `import()`
 * @param texts the page's own, where it has any
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  texts?: { load: () => Promise<unknown> },
): (props: Props) => Html {
  const page = signal<ComponentType<Props> | null>(null);
  return function Later(props: Props): Html {
    const isMissing = useSignal(false);
    useEffect(() => {
      if (page.peek() !== null) return;
      Promise.all([load(), texts?.load()]).then(
        ([loaded]) => {
          page.value = loaded;
        },
        (cause: unknown) => {
          console.info(`The page's script cannot be loaded: ${String(cause)}`);
          isMissing.value = true;
        },
      );
    }, [isMissing]);
    if (page.value !== null) return html`<${page.value} ...${props} />`;
    if (!isMissing.value)
      return html`<div class="panel-body"><${Loading}><span class="skel skel--title"></span><//></div>`;
    const { problem } = words.value;
    // The server may have been updated: its scripts have other names then, which the page learns when it is read anew.
    const again = html`<${TryAgain} again=${() => location.reload()} />`;
    return html`<div class="panel-body"><${Banner} tone="danger" title=${problem.offline} text=${problem.offlineHelp} action=${again} /></div>`;
  };
}
