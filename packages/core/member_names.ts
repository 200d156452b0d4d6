/**
 * Whose interface is whose name, concluded from a queue_log, whose rows tell one or the other: ADDMEMBER and REMOVEMEMBER
 * name the interface, all others the member. A name that acts in a queue belongs to one of the interfaces that are in it
 * then; after a few rows only one is left. Needed to end a pause when its member leaves, for which there is no row.
 */
import { interfaceKey, type QueueName } from "./ids.ts";

export class MemberNames {
  readonly #present = new Map<QueueName, Set<string>>();
  readonly #candidates = new Map<string, Set<string>>();

  /** An interface (or, in some logs, the name itself) is now in a queue. */
  added(queue: QueueName, member: string): void {
    const present = this.#present.get(queue);
    if (present) present.add(interfaceKey(member));
    else this.#present.set(queue, new Set([interfaceKey(member)]));
  }

  removed(queue: QueueName, member: string): void {
    this.#present.get(queue)?.delete(interfaceKey(member));
  }

  /** A member acted under his name in a queue. */
  seen(queue: QueueName, name: string): void {
    const present = this.#present.get(queue);
    if (!present || present.size === 0) return;
    const known = this.#candidates.get(name);
    let left = known ? known.intersection(present) : new Set(present);
    // He has moved to another phone.
    if (left.size === 0) left = new Set(present);
    this.#candidates.set(name, left);
    if (left.size !== 1) return;
    for (const [other, candidates] of this.#candidates) {
      if (other !== name && candidates.size > 1) for (const taken of left) candidates.delete(taken);
    }
  }

  /** Whether one of the interfaces that could be a name's is in a queue. */
  mayBeIn(name: string, queue: QueueName): boolean {
    const candidates = this.#candidates.get(name);
    const present = this.#present.get(queue);
    return candidates !== undefined && present !== undefined && !candidates.isDisjointFrom(present);
  }

  /** Whether an interface is a name's: `yes`, `perhaps` while there are several it could be, `no`. */
  isOf(name: string, member: string): "yes" | "perhaps" | "no" {
    if (name === member) return "yes";
    const candidates = this.#candidates.get(name);
    if (!candidates?.has(interfaceKey(member))) return "no";
    return candidates.size === 1 ? "yes" : "perhaps";
  }
}
