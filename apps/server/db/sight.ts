import type { Access } from "@qmanager/core";

/** Of which queues and people one may read. */
export type Sight = Pick<Access, "queues" | "agents">;

export const allSeen: Sight = { queues: "all", agents: "all" };
