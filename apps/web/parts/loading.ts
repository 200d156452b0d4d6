import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { words } from "../words/words.ts";

/** Shorter waits show nothing: a flash of grey is worse than a short pause. */
const graceMs = 200;

/** What is loading, in grey in its final shape; nothing for the first 200 ms. */
export function Loading({ children }: { children?: Html }): Html {
  const late = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      late.value = true;
    }, graceMs);
    return () => clearTimeout(timer);
  }, [late]);
  if (!late.value) return null;
  return html`<div aria-busy="true">
    <p class="sr" role="status">${words.value.panel.loading}</p>
    <div aria-hidden="true">${children ?? html`<${QueueSkeleton} />`}</div>
  </div>`;
}

const boxes = [0, 1, 2, 3, 4, 5, 6, 7];

/** A queue of the panel before its snapshot came. */
export function QueueSkeleton(): Html {
  return html`<section class="queue">
    <div class="qhead">
      <div class="qhead__id"><span class="skel skel--title"></span><span class="skel skel--line"></span></div>
      ${boxes.slice(0, 5).map((each) => html`<div class="qfig" key=${each}><span class="skel skel--line"></span></div>`)}
    </div>
    <div class="ops">
      ${boxes.map(
        (each) => html`<div class="op op--skeleton" key=${each}>
          <span class="skel skel--short"></span><span class="skel skel--title"></span><span class="skel skel--line"></span>
        </div>`,
      )}
    </div>
    <div class="aside">
      <div class="card card__body"><span class="skel skel--line"></span><span class="skel skel--line"></span></div>
    </div>
  </section>`;
}
