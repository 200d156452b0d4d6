import { useSignalEffect } from "@preact/signals";
import { queueTopic } from "@qmanager/core";
import type { LiveStore } from "./store.ts";

/** Follows every queue that its user may see, while the page is there and after. */
export function useAllQueues(store: LiveStore): void {
  useSignalEffect(() => {
    const queues = store.queues.value;
    if (queues !== null) store.show(queues.map((each) => queueTopic(each.pbx, each.queue)));
  });
}
