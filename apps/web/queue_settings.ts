/** What people say of queues, over the HTTP API. Nothing here throws. */
import type { OwnQueueSettings, PbxId, QueueName, QueueSettings } from "@qmanager/core";
import { type Answer, call } from "./api.ts";

export interface ConfiguredQueue {
  pbx: PbxId;
  queue: QueueName;
  /** The PBX has it now. */
  live: boolean;
  strategy: string | null;
  own: OwnQueueSettings;
  /** What holds: the queue's own, else the defaults. */
  settings: QueueSettings;
}

export interface QueueMember {
  interface: string;
  name: string | null;
  penalty: number | null;
  membership: "static" | "dynamic" | "realtime" | null;
}

const pathOf = ({ pbx, queue }: Pick<ConfiguredQueue, "pbx" | "queue">) =>
  `/queues/${encodeURIComponent(pbx)}/${encodeURIComponent(queue)}/settings`;

export const listQueueSettings = (): Promise<Answer<{ defaults: QueueSettings; queues: ConfiguredQueue[] }>> =>
  call("GET", "/queues/settings");
export const putQueueDefaults = (defaults: QueueSettings): Promise<Answer<QueueSettings>> =>
  call("PUT", "/queues/settings", defaults);
export const getQueueSettings = (
  of: Pick<ConfiguredQueue, "pbx" | "queue">,
): Promise<Answer<ConfiguredQueue & { members: QueueMember[] }>> => call("GET", pathOf(of));
export const putQueueSettings = (
  of: Pick<ConfiguredQueue, "pbx" | "queue">,
  own: OwnQueueSettings,
): Promise<Answer<ConfiguredQueue>> => call("PUT", pathOf(of), own);
