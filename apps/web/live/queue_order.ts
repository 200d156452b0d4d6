import type { PbxId, PbxView, QueueName } from "@qmanager/core";

interface QueueOfPbx {
  pbx: PbxId;
  queue: QueueName;
}

/** Names in the order people expect: figures as figures, case and accents aside. */
const names = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** Queues as they stand on the page: by the name of their PBX, then by their own. */
export function inOrder<Queue extends QueueOfPbx>(queues: readonly Queue[], pbxs: readonly PbxView[]): Queue[] {
  const named = new Map(pbxs.map((each) => [each.pbx, each.name]));
  return [...queues].sort(
    (a, b) => names.compare(named.get(a.pbx) ?? a.pbx, named.get(b.pbx) ?? b.pbx) || names.compare(a.queue, b.queue),
  );
}
