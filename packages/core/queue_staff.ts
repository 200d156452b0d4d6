/**
 * Who could take a call in each queue: just enough to tell a time limit from an empty queue where Asterisk does not say, and
 * how the queue names a phone.
 *
 * @module
 */
import type { Member } from "./event.ts";
import { type Interface, interfaceKey, type QueueName } from "./ids.ts";
import { phoneKey } from "./phone.ts";

interface Known {
  interface: Interface;
  isAvailable: boolean;
}

export class QueueStaff {
  readonly #queues = new Map<QueueName, Map<string, Known>>();

  set(queue: QueueName, member: Member): void {
    let members = this.#queues.get(queue);
    if (!members) {
      members = new Map();
      this.#queues.set(queue, members);
    }
    members.set(interfaceKey(member.interface), { interface: member.interface, isAvailable: isAvailable(member) });
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
    for (const { isAvailable } of members.values()) if (isAvailable) return true;
    return false;
  }

  /** The member whose phone it is, as the queue names him; the phone itself where nobody in the queue has it. */
  named(queue: QueueName, phone: Interface): Interface {
    const members = this.#queues.get(queue);
    if (!members || members.has(interfaceKey(phone))) return phone;
    for (const member of members.values()) {
      if (phoneKey(member.interface) === phoneKey(phone)) return member.interface;
    }
    return phone;
  }
}

function isAvailable(member: Member): boolean {
  return member.paused !== true && member.status !== 4 && member.status !== 5;
}
