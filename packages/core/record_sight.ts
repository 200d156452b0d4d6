/**
 * What of a record is shown to who may see only some queues and people: what became of the caller, and his own agents' parts in it. So
 * what is listed adds up to what is counted, whoever looks.
 */
import { type Access, seesQueue } from "./access.ts";
import type { Call } from "./call.ts";
import { type Interface, interfaceKey, type QueueName } from "./ids.ts";
import type { Visit } from "./visit.ts";

/** Whose part may be seen: the keys of their phones ({@link interfaceKey}), in this record. */
export type SeenPhones = ReadonlySet<string>;

/** Who took a call. */
interface NamedAgent {
  agentId: number | null;
  agentName: string | null;
  removedAgentCode: number | null;
}
const nobody: NamedAgent = { agentId: null, agentName: null, removedAgentCode: null };

/** @param seesAnswerer whether who answered may be seen; true where nobody did */
export function seenVisit<Seen extends Visit & NamedAgent>(
  visit: Seen,
  phones: SeenPhones,
  seesAnswerer: boolean,
): Seen {
  const shown = (phone: Interface | null) =>
    isSeen(phones, phone) || (seesAnswerer && phone !== null && phone === visit.interface) ? phone : null;
  const attempts = visit.attempts.map((each) => ({ ...each, interface: shown(each.interface) }));
  return seesAnswerer ? { ...visit, attempts } : { ...visit, attempts, interface: null, agent: null, ...nobody };
}

export function seenCall<Seen extends Call>(call: Seen, phones: SeenPhones): Seen {
  const shown = (phone: Interface | null) => (isSeen(phones, phone) ? phone : null);
  const interfaces = call.interfaces.filter(shown);
  return {
    ...call,
    interfaces,
    legs: call.legs.filter((leg) => shown(leg.interface)),
    steps: call.steps.map((step) => ("interface" in step ? { ...step, interface: shown(step.interface) } : step)),
    // One file holds everybody's voice.
    recordings: interfaces.length === call.interfaces.length ? call.recordings : [],
  };
}

/** Of a call that went through several queues: those that may be seen, and what happened in them or in none. */
export function inSeenQueues<Seen extends Call>(call: Seen, access: Pick<Access, "queues">): Seen {
  const sees = (queue: QueueName) => seesQueue(access, call.pbx, queue);
  return {
    ...call,
    queues: call.queues.filter(sees),
    steps: call.steps.filter((step) => !("queue" in step) || step.queue === null || sees(step.queue)),
  };
}

const isSeen = (phones: SeenPhones, phone: Interface | null) => phone !== null && phones.has(interfaceKey(phone));
