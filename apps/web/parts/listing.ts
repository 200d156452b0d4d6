import { batch, type ReadonlySignal, type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { Answer } from "../api.ts";
import { sessionIsOver } from "./perform.ts";

export type Failure = Exclude<Answer<unknown>, { type: "ok" }>;

/** What was found so far. */
export interface Found<Filter, Page> {
  filter: Filter;
  /** At least one. */
  pages: readonly Page[];
  last: Page;
}

export interface Listing<Filter, Page> {
  found: Signal<Found<Filter, Page> | null>;
  /** Why something was not found, and how to ask for it again. */
  failure: Signal<{ answer: Failure; again: () => void } | null>;
  isBusy: Signal<boolean>;
  /** Asks anew for the first page. */
  again: () => void;
  /** Asks for the page after the last one. */
  more: () => Promise<void>;
}

/**
 * A list that is read page by page, by a filter that may change at any time: the answer to an earlier question is not shown.
 *
 * @param list asks for the first page, or for the one after a page
 * @param isAsked whether a filter can be asked for at all
 */
export function useListing<Filter, Page>(
  filter: ReadonlySignal<Filter>,
  list: (filter: Filter, after: Page | null) => Promise<Answer<Page>>,
  isAsked: (filter: Filter) => boolean = () => true,
): Listing<Filter, Page> {
  const found: Listing<Filter, Page>["found"] = useSignal(null);
  const failure: Listing<Filter, Page>["failure"] = useSignal(null);
  const isBusy = useSignal(false);
  /** Asked for anew. */
  const round = useSignal(0);

  async function ask(asked: Filter, before: Found<Filter, Page> | null, isWanted: () => boolean): Promise<void> {
    isBusy.value = true;
    const answer = await list(asked, before?.last ?? null);
    if (!isWanted() || sessionIsOver(answer)) return;
    batch(() => {
      isBusy.value = false;
      failure.value = answer.type === "ok" ? null : { answer, again: before === null ? again : more };
      if (answer.type === "ok") {
        found.value = { filter: asked, pages: [...(before?.pages ?? []), answer.value], last: answer.value };
      } else if (found.peek()?.filter !== asked) {
        // What was found by another filter would be taken for what this one finds.
        found.value = null;
      }
    });
  }
  useSignalEffect(() => {
    const asked = filter.value;
    const mine = round.value;
    let isGone = false;
    if (isAsked(asked)) void ask(asked, null, () => !isGone && round.peek() === mine);
    return () => {
      isGone = true;
    };
  });
  const again = () => {
    round.value += 1;
  };
  const more = () => {
    const [asked, mine] = [filter.peek(), round.peek()];
    return ask(asked, found.peek(), () => filter.peek() === asked && round.peek() === mine);
  };
  return { found, failure, isBusy, again, more };
}
