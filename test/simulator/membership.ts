import type { Pbx } from "./pbx.ts";
import { Phone } from "./phone.ts";
import { Member, type Queue } from "./queue.ts";

/** What Asterisk answers to a change of membership: done, or refused in its own words. */
export type MembershipAnswer = { done: true; message: string } | { done: false; message: string };

const done = (message: string): MembershipAnswer => ({ done: true, message });
const refused = (message: string): MembershipAnswer => ({ done: false, message });

export function findMember(queue: Queue, interfaceName: string): Member | null {
  const wanted = interfaceName.toLowerCase();
  return queue.members.find((member) => member.phone.interface.toLowerCase() === wanted) ?? null;
}

/** A phone takes its place in a queue. Source of the texts: `app_queue.c`, `manager_add_queue_member()`. */
export function addMember(
  pbx: Pbx,
  queueName: string,
  interfaceName: string,
  wish: { name: string; penalty: number; paused: boolean; reason?: string; membership?: "static" | "dynamic" },
): MembershipAnswer {
  const queue = pbx.queues.get(queueName);
  if (!queue) return refused("Unable to add interface to queue: No such queue");
  if (findMember(queue, interfaceName)) return refused("Unable to add interface: Already there");
  let phone = pbx.phone(interfaceName);
  if (!phone) {
    phone = Phone.missing(interfaceName);
    pbx.addPhone(phone);
  }
  const member = new Member(queue, phone, wish.name, wish.penalty, wish.membership ?? "dynamic", pbx.now);
  member.paused = wish.paused;
  member.pausedReason = wish.paused ? (wish.reason ?? "") : "";
  if (wish.paused) member.lastPause = pbx.second;
  pbx.log(queueName, "MANAGER", phone.interface, "ADDMEMBER", wish.paused ? "PAUSED" : "");
  pbx.device(`Queue:${queueName}_pause_${phone.interface}`, wish.paused ? "INUSE" : "NOT_INUSE");
  pbx.say.agent("QueueMemberAdded", member.block());
  pbx.enlist(member);
  return done("Added interface to queue");
}

export function removeMember(pbx: Pbx, queueName: string, interfaceName: string): MembershipAnswer {
  const queue = pbx.queues.get(queueName);
  if (!queue) return refused("Unable to remove interface from queue: No such queue");
  const member = findMember(queue, interfaceName);
  if (!member) return refused("Unable to remove interface: Not there");
  if (member.membership === "static") return refused("Member not dynamic");
  pbx.log(queueName, "MANAGER", member.phone.interface, "REMOVEMEMBER", "");
  pbx.say.agent("QueueMemberRemoved", member.block());
  pbx.delist(member);
  return done("Removed interface from queue");
}

function setPaused(pbx: Pbx, member: Member, paused: boolean, reason: string): void {
  const { queue, phone } = member;
  pbx.device(`Queue:${queue.settings.name}_pause_${phone.interface}`, paused ? "INUSE" : "NOT_INUSE");
  pbx.alter(member, () => {
    member.paused = paused;
    member.pausedReason = reason;
    if (paused) member.lastPause = pbx.second;
  });
  pbx.log(queue.settings.name, "NONE", member.name, paused ? "PAUSE" : "UNPAUSE", reason);
  pbx.say.agent("QueueMemberPause", member.block());
  if (!paused) pbx.offer(queue);
}

/** Pauses a phone in one queue, or (queueName null) in all of its queues. Pausing again changes the reason. */
export function pauseMember(
  pbx: Pbx,
  queueName: string | null,
  interfaceName: string,
  paused: boolean,
  reason: string,
): MembershipAnswer {
  const phone = pbx.phone(interfaceName);
  const members = (phone?.memberships ?? []).filter(
    (member) => queueName === null || member.queue.settings.name === queueName,
  );
  if (!phone || members.length === 0) return refused("Interface not found");
  if (queueName === null) pbx.log("NONE", "NONE", members[0]?.name ?? "", paused ? "PAUSEALL" : "UNPAUSEALL", reason);
  for (const member of members) setPaused(pbx, member, paused, reason);
  return done(paused ? "Interface paused successfully" : "Interface unpaused successfully");
}

/** `autopause`: the queue itself pauses a member that let it ring. */
export function autoPause(pbx: Pbx, member: Member): void {
  setPaused(pbx, member, true, "Auto-Pause");
}

export function setPenalty(
  pbx: Pbx,
  queueName: string | null,
  interfaceName: string,
  penalty: number,
): MembershipAnswer {
  const members = (pbx.phone(interfaceName)?.memberships ?? []).filter(
    (member) => queueName === null || member.queue.settings.name === queueName,
  );
  if (members.length === 0 || penalty < 0) return refused("Invalid interface, queuename or penalty");
  for (const member of members) {
    member.penalty = penalty;
    pbx.log(member.queue.settings.name, "NONE", member.phone.interface, "PENALTY", penalty);
    pbx.say.agent("QueueMemberPenalty", member.block());
  }
  return done("Interface penalty set successfully");
}

export function setRingInUse(
  pbx: Pbx,
  queueName: string | null,
  interfaceName: string,
  ringInUse: boolean,
): MembershipAnswer {
  const members = (pbx.phone(interfaceName)?.memberships ?? []).filter(
    (member) => queueName === null || member.queue.settings.name === queueName,
  );
  if (members.length === 0) return refused("Invalid interface, queuename, or ringinuse value");
  for (const member of members) {
    member.ringInUse = ringInUse;
    pbx.log(member.queue.settings.name, "NONE", member.phone.interface, "RINGINUSE", ringInUse ? 1 : 0);
    pbx.say.agent("QueueMemberRinginuse", member.block());
  }
  return done("Interface ringinuse set successfully");
}
