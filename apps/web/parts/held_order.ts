import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

/**
 * What is shown while a pointer is over it: those who stay keep their places, so that nobody clicks the wrong one; who is
 * gone is gone, who is new stands last.
 */
export function heldOrder<T>(shown: readonly T[], next: readonly T[]): readonly T[] {
  const [stays, known] = [new Set(next), new Set(shown)];
  const held = [...shown.filter((each) => stays.has(each)), ...next.filter((each) => !known.has(each))];
  return held.length === shown.length && held.every((each, at) => each === shown[at]) ? shown : held;
}

/** An order that waits while a pointer is over the place that has these handlers. */
export function useHeldOrder<T>(order: ReadonlySignal<readonly T[]>): {
  shown: ReadonlySignal<readonly T[]>;
  onPointerEnter(event: PointerEvent): void;
  onPointerLeave(): void;
} {
  const isOver = useSignal(false);
  const before = useRef<readonly T[]>([]);
  const source = useSignal(order);
  source.value = order;
  const shown = useComputed(() => {
    const next = source.value.value;
    before.current = isOver.value ? heldOrder(before.current, next) : next;
    return before.current;
  });
  return {
    shown,
    // A finger does not rest over what it will touch next.
    onPointerEnter: (event) => {
      isOver.value = event.pointerType !== "touch";
    },
    onPointerLeave: () => {
      isOver.value = false;
    },
  };
}
