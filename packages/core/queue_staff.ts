/**
 * Who could take a call in each queue: just enough to tell a time limit from an empty queue where Asterisk does not say.
 *
 * @module
 */
import type { Member } from "./event.ts";
import { type Interface, interfaceKey, type QueueName } from "./ids.ts";

export class QueueStaff {
  readonly #queues = new Map<QueueName, Map<string, boolean>>();

  set(queue: QueueName, member: Member): void {
    let members = this.#queues.get(queue);
    if (!members) {
      members = new Map();
      this.#queues.set(queue, members);
    }
    members.set(interfaceKey(member.interface), isAvailable(member));
  }

  remove(queue: QueueName, member: Interface): void {
    this.#queues.get(queue)?.delete(interfaceKey(member));
  }

  replace(queue: QueueName, members: readonly Member[]): void {
    this.#queues.delete(queue);
    for (const member of members) this.set(queue, member);
  }

  /** True when a member is neither paused nor unregistered, or when nothing is known of the queue. */
  anyAvailable(queue: QueueName): boolean {
    const members = this.#queues.get(queue);
    if (!members) return true;
    for (const available of members.values()) if (available) return true;
    return false;
  }
}

function isAvailable(member: Member): boolean {
  return member.paused !== true && member.status !== 4 && member.status !== 5;
}
