import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Below this the form stands under its list (styles/beside.css). */
const narrow = "(max-width: 1180px)";

/** Shows the form of what was chosen, where it stands out of sight. */
export function useShown(form: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (matchMedia(narrow).matches) form.current?.scrollIntoView({ block: "start" });
  }, []);
}
