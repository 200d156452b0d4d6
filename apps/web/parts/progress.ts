import { useLayoutEffect, useRef } from "preact/hooks";
import { type Html, html } from "../html.ts";

/** A bar of how far something is. @param part from 0 to 1; null: nobody knows */
export function Progress({ part, label }: { part: number | null; label: string }): Html {
  const bar = useRef<HTMLSpanElement>(null);
  const percent = part === null ? null : Math.floor(Math.min(1, Math.max(0, part)) * 100);
  // By the script: the page's policy takes no styles from markup.
  useLayoutEffect(() => {
    if (bar.current !== null) bar.current.style.width = percent === null ? "" : `${percent}%`;
  }, [percent]);
  return html`<div
    class=${percent === null ? "progress progress--indeterminate" : "progress"}
    role="progressbar"
    aria-label=${label}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${percent ?? undefined}
  ><span ref=${bar}></span></div>`;
}
