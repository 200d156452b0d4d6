import type { Channel } from "./channel.ts";
import { Dial } from "./dial.ts";
import type { Pbx } from "./pbx.ts";
import { privilege } from "./privilege.ts";
import type { Queue } from "./queue.ts";
import { type QueueResult, Visit } from "./visit.ts";

/** The number that rings a phone directly from outside: 2 before its own. */
export const directPrefix = "2";

/** Sends a channel on from where it is (context and extension), as extensions.conf would. */
export function runDialplan(pbx: Pbx, channel: Channel): void {
  const { context, exten } = channel.fields;
  const queue =
    context === "queues"
      ? pbx.queues.get(exten)
      : [...pbx.queues.values()].find((candidate) => candidate.settings.did === exten);
  if (queue) {
    if (context === "from-trunk") {
      pbx.say.step(channel, "NoOp", `inbound to queue ${queue.settings.name}`);
      channel.change({ priority: 2 });
      pbx.say.step(channel, "Goto", `queues,${queue.settings.name},1`);
    }
    return enterQueue(pbx, channel, queue);
  }
  const direct = context === "from-trunk" && exten.startsWith(directPrefix) ? exten.slice(1) : exten;
  const phone = pbx.phone(`PJSIP/${direct}`);
  const outside = context === "from-phones" && /^0\d{4,}$/.test(exten);
  if (phone?.hinted || outside) {
    pbx.say.step(channel, "NoOp", outside ? "outbound" : context === "from-trunk" ? "direct inbound" : "internal");
    channel.change({ priority: 2 });
    const target = outside ? pbx.trunk : (phone ?? pbx.trunk);
    new Dial(pbx, channel, target, outside ? exten : direct, (result, cause) => {
      if (result === "gone") return;
      channel.change({ priority: 3 });
      hangUp(pbx, channel, cause, result === "BUSY" ? 486 : null);
    }).begin(outside ? 30_000 : 20_000);
    return;
  }
  hangUp(pbx, channel, 1, null);
}

/** Into the queue, with what a usual dialplan does before: answer, inherit the queue's name, record. */
export function enterQueue(pbx: Pbx, caller: Channel, queue: Queue): void {
  const { settings } = queue;
  const { say } = pbx;
  caller.change({ context: "queues", exten: settings.name, priority: 1 });
  say.step(caller, "Answer", "");
  if (caller.fields.state !== 6) pbx.setChannelState(caller, 6);
  caller.change({ priority: 2 });
  say.step(caller, "Set", `__QMQUEUE=${settings.name}`);
  say.variable(caller, "__QMQUEUE", settings.name);
  caller.change({ priority: 3 });
  const recording = `/var/spool/asterisk/monitor/${caller.uniqueid}.wav`;
  say.step(caller, "MixMonitor", `${recording},b`);
  say.variable(caller, "MIXMONITOR_FILENAME", recording);
  say.channel("MixMonitorStart", caller);
  caller.change({ priority: 4 });
  const limit = settings.limitMs === null ? "" : `,,,${Math.round(settings.limitMs / 1000)}`;
  say.step(caller, "Queue", `${settings.name},tT${settings.survey ? "c" : ""}${limit}`);
  const visit: Visit = new Visit(pbx, queue, caller, (result) => afterQueue(pbx, visit, result));
  visit.enter();
}

function afterQueue(pbx: Pbx, visit: Visit, result: QueueResult): void {
  const { caller, queue } = visit;
  switch (result) {
    case "gone":
      return;
    case "moved":
      return runDialplan(pbx, caller);
    case "done":
      return hangUp(pbx, caller, 16, null, false);
    case "key":
      pbx.say.step(caller, "NoOp", `left ${queue.settings.name} by key`);
      return speakAndHangUp(pbx, caller, "pls-hold-while-try");
    case "CONTINUE":
      return survey(pbx, visit);
    case "TIMEOUT":
    case "LEAVEEMPTY":
    case "WITHDRAW":
    case "JOINEMPTY":
    case "FULL": {
      caller.change({ priority: 5 });
      pbx.say.step(caller, "NoOp", `back from the queue: ${result}`);
      const next = result === "TIMEOUT" && queue.settings.overflow !== null && pbx.queues.get(queue.settings.overflow);
      if (next) {
        pbx.say.step(caller, "GotoIf", `1?queues,${next.settings.name},1`);
        return enterQueue(pbx, caller, next);
      }
      return speakAndHangUp(pbx, caller, "vm-goodbye");
    }
    default:
      return result satisfies never;
  }
}

/** Lets time pass on a channel that anybody may hang up meanwhile. */
function wait(pbx: Pbx, channel: Channel, ms: number, then: () => void): void {
  const appointment = pbx.agenda.after(ms, () => {
    channel.onHangupAsked = null;
    then();
  });
  channel.onHangupAsked = () => {
    pbx.agenda.cancel(appointment);
    channel.onHangupAsked = null;
    pbx.say.channel("SoftHangupRequest", channel, "Cause: 16\r\n");
    pbx.closeChannel(channel, 16);
  };
}

function speakAndHangUp(pbx: Pbx, caller: Channel, sound: string): void {
  pbx.say.step(caller, "Playback", sound);
  wait(pbx, caller, 1_500, () => {
    pbx.say.variables(caller, [["PLAYBACKSTATUS", "SUCCESS"]]);
    hangUp(pbx, caller, 16, null);
  });
}

/** @param say whether the dialplan has a Hangup step, or simply ends */
function hangUp(pbx: Pbx, channel: Channel, cause: number, techCause: number | null, say = true): void {
  if (say) pbx.say.step(channel, "Hangup", "");
  pbx.say.channel("SoftHangupRequest", channel, "Cause: 16\r\n");
  pbx.say.audioQuality(channel, null);
  pbx.closeChannel(channel, cause, techCause);
}

/** A question and one digit, told as a UserEvent and written into queue_log. */
function survey(pbx: Pbx, visit: Visit): void {
  const { caller, queue } = visit;
  const { say } = pbx;
  const member = visit.answeredBy;
  say.step(caller, "NoOp", "back from the queue: CONTINUE");
  say.step(caller, "GotoIf", "1?csat,s,1");
  caller.change({ context: "csat", exten: "s", priority: 1 });
  say.step(caller, "NoOp", "survey");
  caller.change({ priority: 2 });
  say.step(caller, "Read", "SCORE,beep,1,,1,6");
  wait(pbx, caller, pbx.random.between(1_500, 6_000), () => {
    const score = pbx.behaviour.score();
    const text = score === null ? "" : String(score);
    say.variables(caller, [
      ["SCORE", text],
      ["READSTATUS", score === null ? "TIMEOUT" : "OK"],
    ]);
    caller.change({ priority: 4 });
    const fields = [
      ["Uniqueid", caller.uniqueid],
      ["Linkedid", caller.linkedid],
      ["Queue", queue.settings.name],
      ["Agent", member?.phone.interface ?? ""],
      ["AgentName", member?.name ?? ""],
      ["Score", text],
    ].map(([name, value]) => `${name}: ${value}`);
    say.step(caller, "UserEvent", `CSAT,${fields.join(",")}`);
    if (say.wants(privilege.user))
      say.event("UserEvent", privilege.user, `${caller.block()}UserEvent: CSAT\r\n${fields.join("\r\n")}\r\n`);
    if (score === null) return hangUp(pbx, caller, 16, null);
    pbx.log(queue.settings.name, caller.uniqueid, member?.phone.interface ?? "NONE", "CSAT", score);
    speakAndHangUp(pbx, caller, "auth-thankyou");
  });
}

/** Somebody outside calls a number of ours. */
export function callIn(pbx: Pbx, number: string, name: string | null, did: string): Channel {
  const channel = pbx.openChannel(pbx.trunk, { state: 4, number, callerName: name, exten: did }, null);
  pbx.say.variables(channel, [["SIPDOMAIN", "127.0.0.1"]]);
  runDialplan(pbx, channel);
  return channel;
}

/** Somebody dials from one of our phones. */
export function callOut(pbx: Pbx, interfaceName: string, number: string): Channel | null {
  const phone = pbx.phone(interfaceName);
  if (!phone?.registered) return null;
  const channel = pbx.openChannel(phone, { state: 4, exten: number }, null);
  pbx.say.variables(channel, [["SIPDOMAIN", "127.0.0.1"]]);
  runDialplan(pbx, channel);
  return channel;
}
