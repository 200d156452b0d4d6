/** What became of an action in one place, by how it came to be so. */
import type { ActionOutcome, ActionResult, Interface, QueueName } from "@qmanager/core";
import { type Refusal, refusalOf } from "./action_reply.ts";

export const done = (name: Interface, queue: QueueName | null): ActionResult => ({
  ...{ interface: name, queue, done: true, obstacle: null, reply: null, detail: null },
});

export const undone = (name: Interface, queue: QueueName | null, refusal: Refusal): ActionResult => ({
  ...{ interface: name, queue, done: refusal.obstacle === "already_so", ...refusal },
});

export const alreadySo = (name: Interface, queue: QueueName | null, detail: string) =>
  undone(name, queue, { obstacle: "already_so", reply: null, detail });

export const notAMember = (name: Interface, queue: QueueName | null): ActionOutcome => ({
  results: [undone(name, queue, { ...refusalOf("Interface not found"), reply: null })],
  undo: [],
});
