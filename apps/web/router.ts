import { signal } from "@preact/signals";

/** The path of the page, `/pbxs`. */
export const path = signal(location.pathname);
/** What stands behind the path, `?queue=matriz/suporte`; "" when nothing does. */
export const query = signal(location.search);

/** Whether the page may be left now; null: it may. */
let leaving: (() => Promise<boolean>) | null = null;

/** Has this asked before another page is shown; the last one who wants it is asked. @returns ends it */
export function guardLeaving(mayLeave: () => Promise<boolean>): () => void {
  leaving = mayLeave;
  return () => {
    if (leaving === mayLeave) leaving = null;
  };
}

/** Goes to a path of this application, with or without a query; the back button comes back. */
export function navigate(to: string): void {
  const next = new URL(to, location.href);
  const stays = next.pathname === path.peek();
  if (!stays && leaving !== null) {
    void leaving().then((yes) => {
      if (!yes) return;
      leaving = null;
      navigate(to);
    });
    return;
  }
  if (stays && next.search === query.peek()) return;
  history.pushState(null, "", next.pathname + next.search);
  path.value = next.pathname;
  query.value = next.search;
  if (!stays) scrollTo(0, 0);
}

/** Says in the address what the page shows now; the back button knows nothing of it. */
export function replaceQuery(search: string): void {
  if (search === query.peek()) return;
  history.replaceState(null, "", location.pathname + search);
  query.value = search;
}

/** Follows the back button, and takes plain clicks on our own links. */
export function startRouter(): void {
  addEventListener("popstate", () => {
    const to = location.pathname + location.search;
    if (leaving !== null && location.pathname !== path.peek()) {
      // The browser has gone already: the page stays, and its address with it, until somebody answers.
      history.pushState(null, "", path.peek() + query.peek());
      navigate(to);
      return;
    }
    path.value = location.pathname;
    query.value = location.search;
  });
  document.addEventListener("click", (event) => {
    const to = ownLink(event);
    if (to === null) return;
    event.preventDefault();
    navigate(to);
  });
}

/** Where a click leads, or null when the browser should follow it: new tab, other site, a place in the page. */
function ownLink(event: MouseEvent): string | null {
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!plain || event.defaultPrevented || !(event.target instanceof Element)) return null;
  const link = event.target.closest("a");
  if (link === null || link.target !== "" || link.hasAttribute("download") || link.origin !== location.origin)
    return null;
  if (link.getAttribute("href")?.startsWith("#")) return null;
  return link.pathname + link.search;
}
