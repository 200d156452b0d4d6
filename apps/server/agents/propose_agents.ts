/** Who could be an agent, by what the PBX and the records name: for the first access, before anybody was said to be one. */
import {
  type AgentId,
  codeIn,
  type EpochMs,
  type Interface,
  looksLikeInterface,
  type Member,
  type PbxId,
  phoneKey,
  type QueueName,
} from "@qmanager/core";

/** A member of a queue, as it is now. */
export interface SeenMember {
  pbx: PbxId;
  queue: QueueName;
  facts: Pick<Member, "interface" | "name" | "membership">;
  /** Whose it is already; null: nobody's who is known. */
  agent: AgentId | null;
}

/** Who is in the records, and nobody said who he is. */
export interface SeenName {
  pbx: PbxId;
  name: string;
  calls: number;
  lastAt: EpochMs | null;
}

export interface ProposedAgent {
  pbx: PbxId;
  /** As the PBX names him. */
  member: string;
  code: number;
  name: string;
  /** Where he sits; null: it is not known, or in several places. */
  phone: Interface | null;
  /** Whether it is his: he is no member who logs in at any phone. */
  isFixed: boolean;
  queues: QueueName[];
  seen: "member" | "records" | "both";
  /** In the records; null: he is not in them. */
  calls: number | null;
  lastAt: EpochMs | null;
  /** Whether he is still there: a member, or in the records not long ago. */
  isCurrent: boolean;
}

/** Who was in no record for so long has probably left. */
const recentMs = 90 * 86_400_000;

/** @param taken codes that somebody has */
export function proposeAgents(
  members: readonly SeenMember[],
  names: readonly SeenName[],
  taken: ReadonlySet<number>,
  now: EpochMs,
): ProposedAgent[] {
  const found = new Map<string, Omit<ProposedAgent, "code"> & { phones: Set<string> }>();
  const users = new Map<string, Set<string>>();
  const known = new Set<string>();
  for (const { pbx, queue, facts, agent } of members) {
    const member = facts.name || facts.interface;
    const key = `${pbx}\n${member}`;
    if (agent !== null) {
      known.add(key);
      continue;
    }
    const phone = isPhone(facts.interface) ? facts.interface : null;
    const one = found.get(key) ?? {
      ...{ pbx, member, name: nameOf(member), phone, isFixed: true, queues: [], seen: "member", isCurrent: true },
      ...{ calls: null, lastAt: null, phones: new Set() },
    };
    if (phone !== null) {
      const place = `${pbx}\n${phoneKey(phone)}`;
      one.phones.add(place);
      users.set(place, (users.get(place) ?? new Set()).add(key));
    }
    // A phone by its own name is its own, however it came into the queue.
    one.isFixed &&= facts.membership !== "dynamic" || isPhone(member);
    if (!one.queues.includes(queue)) one.queues.push(queue);
    found.set(key, one);
  }
  for (const { pbx, name, calls, lastAt } of names) {
    const key = `${pbx}\n${name}`;
    if (known.has(key)) continue;
    const one = found.get(key) ?? {
      ...{ pbx, member: name, name: nameOf(name), phone: isPhone(name) ? (name as Interface) : null, isFixed: true },
      ...{ queues: [], seen: "records", isCurrent: lastAt !== null && now - lastAt < recentMs },
      phones: new Set(),
    };
    // A member of now is in the records by that alone.
    const isBoth = one.seen === "member" && calls > 0;
    found.set(key, { ...one, seen: isBoth ? "both" : one.seen, calls, lastAt });
  }
  const all = [...found.values()].map(({ phones, ...one }) => {
    // A phone of several people, and one of several phones, tell nobody.
    const isAlone = phones.size <= 1 && [...phones].every((each) => users.get(each)?.size === 1);
    const phone = phones.size > 1 ? null : one.phone;
    const told = codeIn(one.member) ?? (isAlone && phone !== null ? codeOf(numberOf(phone)) : null);
    return { told, agent: { ...one, phone, isFixed: phone !== null && one.isFixed && isAlone } };
  });
  return withCodes(
    all.sort((one, other) => byPlace(one.agent, other.agent)),
    taken,
  );
}

/** Those who are there first, by name. */
function byPlace(one: Omit<ProposedAgent, "code">, other: Omit<ProposedAgent, "code">): number {
  return Number(other.isCurrent) - Number(one.isCurrent) || one.name.localeCompare(other.name);
}

/** Each the code that his name or his phone tells; who has none of his own the next that is free. */
function withCodes(
  all: readonly { told: number | null; agent: Omit<ProposedAgent, "code"> }[],
  taken: ReadonlySet<number>,
): ProposedAgent[] {
  const used = new Set(taken);
  const own = all.map(({ told }) => {
    if (told === null || used.has(told)) return null;
    used.add(told);
    return told;
  });
  let next = 1;
  return all.map(({ agent }, index) => {
    while (used.has(next)) next++;
    const code = own[index] ?? next;
    used.add(code);
    return { ...agent, code };
  });
}

/** A phone, and not an agent of `chan_agent` by his code. */
const isPhone = (text: string): boolean => looksLikeInterface(text) && codeIn(text) === null;

/** The number people know a phone by: `PJSIP/1001` and `Local/1001@from-queue/n` are both 1001. */
function numberOf(phone: string): string {
  return phone.slice(phone.indexOf("/") + 1).split(/[@/;]/, 1)[0] ?? phone;
}

const nameOf = (member: string): string => (looksLikeInterface(member) ? numberOf(member) : member);

const codeOf = (number: string): number | null => (/^[1-9]\d{0,8}$/.test(number) ? Number(number) : null);

/** Whether it takes an alias to recognise him: neither his code in the name nor his own phone tells it. */
export function needsAlias(member: string, code: number, phone: string | null): boolean {
  return codeIn(member) !== code && !(phone !== null && isPhone(member) && phoneKey(member) === phoneKey(phone));
}
