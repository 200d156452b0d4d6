/** The actions that ask about queues, or change who is in them. Texts: Asterisk `apps/app_queue.c`. */
import { type ActionContext, isTrue, message } from "./action.ts";
import { addMember, type MembershipAnswer, pauseMember, removeMember, setPenalty, setRingInUse } from "./membership.ts";
import type { Queue } from "./queue.ts";

function answer(context: ActionContext, result: MembershipAnswer): void {
  if (result.done) context.success(message(result.message));
  else context.error(result.message);
}

function wantedQueues(context: ActionContext): Queue[] {
  const name = context.request.get("Queue");
  return [...context.pbx.queues.values()].filter((queue) => name === "" || queue.settings.name === name);
}

export function queueStatus(context: ActionContext): void {
  const { pbx, request } = context;
  const wantedMember = request.get("Member").toLowerCase();
  const items: { event: string; body: string }[] = [];
  for (const queue of wantedQueues(context)) {
    const { settings } = queue;
    items.push({
      event: "QueueParams",
      body:
        `Queue: ${settings.name}\r\nMax: ${settings.maxWaiting}\r\nStrategy: ${settings.strategy}\r\nCalls: ${queue.waiting.length}\r\n` +
        `Holdtime: ${queue.holdTime}\r\nTalkTime: ${queue.talkTime}\r\nCompleted: ${queue.completed}\r\nAbandoned: ${queue.abandoned}\r\n` +
        `ServiceLevel: ${Math.round(settings.serviceLevelMs / 1000)}\r\nServicelevelPerf: ${queue.serviceLevel}\r\n` +
        `ServicelevelPerf2: ${queue.serviceLevel2}\r\nWeight: ${settings.weight}\r\n`,
    });
    for (const member of queue.members) {
      if (wantedMember !== "" && member.phone.interface.toLowerCase() !== wantedMember) continue;
      items.push({
        event: "QueueMember",
        body:
          `Queue: ${settings.name}\r\nName: ${member.name}\r\nLocation: ${member.phone.interface}\r\nStateInterface: ${member.phone.interface}\r\n` +
          `Membership: ${member.membership}\r\nPenalty: ${member.penalty}\r\nCallsTaken: ${member.callsTaken}\r\nLastCall: ${member.lastCall}\r\n` +
          `LastPause: ${member.lastPause}\r\nLoginTime: ${member.loginTime}\r\nInCall: ${member.inCall ? 1 : 0}\r\nStatus: ${member.phone.state}\r\n` +
          `Paused: ${member.paused ? 1 : 0}\r\nPausedReason: ${member.pausedReason}\r\nWrapuptime: 0\r\n`,
      });
    }
    queue.waiting.forEach((visit, index) => {
      const { fields } = visit.caller;
      const known = (text: string | null) => text ?? "unknown";
      items.push({
        event: "QueueEntry",
        body:
          `Queue: ${settings.name}\r\nPosition: ${index + 1}\r\nChannel: ${visit.caller.name}\r\nUniqueid: ${visit.caller.uniqueid}\r\n` +
          `CallerIDNum: ${known(fields.number)}\r\nCallerIDName: ${known(fields.callerName)}\r\n` +
          `ConnectedLineNum: ${known(fields.connectedNumber)}\r\nConnectedLineName: ${known(fields.connectedName)}\r\n` +
          `Wait: ${pbx.second - visit.entrySecond}\r\nPriority: 0\r\n`,
      });
    });
  }
  context.list("Queue status will follow", items, "QueueStatusComplete", true);
}

export function queueSummary(context: ActionContext): void {
  const { pbx } = context;
  const items = wantedQueues(context).map((queue) => ({
    event: "QueueSummary",
    body:
      `Queue: ${queue.settings.name}\r\nLoggedIn: ${queue.members.filter((member) => member.phone.registered).length}\r\n` +
      `Available: ${queue.available}\r\nCallers: ${queue.waiting.length}\r\nHoldTime: ${queue.holdTime}\r\nTalkTime: ${queue.talkTime}\r\n` +
      `LongestHoldTime: ${queue.waiting.reduce((longest, visit) => Math.max(longest, pbx.second - visit.entrySecond), 0)}\r\n`,
  }));
  context.list("Queue summary will follow", items, "QueueSummaryComplete", true);
}

export function queueAdd(context: ActionContext): void {
  const { request } = context;
  const [queue, member] = [request.get("Queue"), request.get("Interface")];
  if (queue === "") return context.error("'Queue' not specified.");
  if (member === "") return context.error("'Interface' not specified.");
  const penalty = Number.parseInt(request.get("Penalty"), 10);
  answer(
    context,
    addMember(context.pbx, queue, member, {
      name: request.get("MemberName") || member,
      penalty: Math.max(0, penalty || 0),
      paused: isTrue(request.get("Paused")),
      reason: request.get("Reason"),
    }),
  );
}

export function queueRemove(context: ActionContext): void {
  const [queue, member] = [context.request.get("Queue"), context.request.get("Interface")];
  if (queue === "" || member === "") return context.error("Need 'Queue' and 'Interface' parameters.");
  answer(context, removeMember(context.pbx, queue, member));
}

export function queuePause(context: ActionContext): void {
  const { request } = context;
  const [member, paused] = [request.get("Interface"), request.get("Paused")];
  if (member === "" || paused === "") return context.error("Need 'Interface' and 'Paused' parameters.");
  answer(
    context,
    pauseMember(context.pbx, request.get("Queue") || null, member, isTrue(paused), request.get("Reason")),
  );
}

export function queuePenalty(context: ActionContext): void {
  const { request } = context;
  const [member, penalty] = [request.get("Interface"), request.get("Penalty")];
  if (member === "" || penalty === "") return context.error("Need 'Interface' and 'Penalty' parameters.");
  answer(context, setPenalty(context.pbx, request.get("Queue") || null, member, Number.parseInt(penalty, 10) || 0));
}

export function queueMemberRingInUse(context: ActionContext): void {
  const { request } = context;
  const [member, ringInUse] = [request.get("Interface"), request.get("RingInUse")];
  if (member === "" || ringInUse === "") return context.error("Need 'Interface' and 'RingInUse' parameters.");
  answer(context, setRingInUse(context.pbx, request.get("Queue") || null, member, isTrue(ringInUse)));
}

export function queueLog(context: ActionContext): void {
  const { pbx, request } = context;
  const [queue, event] = [request.get("Queue"), request.get("Event")];
  if (queue === "" || event === "") return context.error("Need 'Queue' and 'Event' parameters.");
  const callid = request.get("Uniqueid") || "NONE";
  pbx.log(queue, callid, request.get("Interface") || "NONE", event, ...request.get("Message").split("|"));
  context.success(message("Event added successfully"));
}

export function queueWithdrawCaller(context: ActionContext): void {
  const { pbx, request } = context;
  const [name, caller] = [request.get("Queue"), request.get("Caller")];
  if (name === "") return context.error("'Queue' not specified.");
  if (caller === "") return context.error("'Caller' not specified.");
  const queue = pbx.queues.get(name);
  if (!queue) return context.error("Unable to request withdraw from queue: No such queue");
  const visit = queue.waiting.find((each) => each.caller.name === caller);
  if (!visit) return context.error("Unable to request withdraw from queue: No such caller");
  context.success(message("Withdraw requested successfully"));
  visit.withdraw(request.get("WithdrawInfo"));
}
