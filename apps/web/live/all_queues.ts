import { useSignalEffect } from "@preact/signals";
import { queueTopic } from "@qmanager/core";
import { inOrder } from "./queue_order.ts";
import type { LiveStore } from "./store.ts";

/** Follows every queue that its user may see, while the page is there and after. @param store null: he sees none live */
export function useAllQueues(store: LiveStore | null): void {
  useSignalEffect(() => {
    const queues = store?.queues.value ?? null;
    if (store === null || queues === null) return;
    // What stands first is asked for first, and comes first: one sees it while the others are on their way.
    store.show(inOrder(queues, store.pbxs.peek() ?? []).map((each) => queueTopic(each.pbx, each.queue)));
  });
}
