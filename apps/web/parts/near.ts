import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** How far from the window something is drawn already, so that who scrolls finds it there. */
const marginPx = 900;

const told = new WeakMap<Element, (entry: IntersectionObserverEntry) => void>();
let observer: IntersectionObserver | null = null;

/** One for the whole page: observers cost by their number. */
function sharedObserver(): IntersectionObserver {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const each of entries) told.get(each.target)?.(each);
    },
    { rootMargin: `${marginPx}px 0px` },
  );
  return observer;
}

export interface Nearness {
  readonly near: ReadonlySignal<boolean>;
  /** How high it was when it was last near, px; null when it never was. */
  readonly height: { readonly current: number | null };
}

/** Whether a place is in the window or a little beyond: what is far need not be drawn. */
export function useNear(place: RefObject<Element | null>): Nearness {
  const near = useSignal(false);
  const height = useRef<number | null>(null);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    // The observer answers after the first frame, which is to be complete already.
    const { top, bottom } = element.getBoundingClientRect();
    near.value = bottom > -marginPx && top < innerHeight + marginPx;
    told.set(element, ({ isIntersecting, boundingClientRect }) => {
      if (!isIntersecting && near.peek()) height.current = boundingClientRect.height;
      near.value = isIntersecting;
    });
    sharedObserver().observe(element);
    return () => sharedObserver().unobserve(element);
  }, [near, place]);
  return { near, height };
}
