import type { Channel } from "./channel.ts";
import { runDialplan } from "./dialplan.ts";
import type { Pbx } from "./pbx.ts";

/** What `Action: Originate` asks for, once its form has been checked. */
export interface Origination {
  actionId: string | null;
  channel: string;
  /** The Uniqueid that its channel is to have. */
  channelId: string | null;
  timeoutMs: number;
  callerNumber: string | null;
  callerName: string | null;
  account: string;
  variables: readonly (readonly [string, string])[];
  target:
    | { kind: "dialplan"; context: string; exten: string; priority: number }
    | { kind: "application"; application: string; data: string };
}

/** Rings a phone for AMI and, once it is picked up, sends it into the dialplan or into an application. */
export function originate(pbx: Pbx, wish: Origination): void {
  const phone = pbx.phone(wish.channel);
  const where =
    wish.target.kind === "dialplan"
      ? `Context: ${wish.target.context}\r\nExten: ${wish.target.exten}\r\n`
      : `Application: ${wish.target.application}\r\nData: ${wish.target.data}\r\n`;
  const respond = (success: boolean, channel: Channel | null, reason: number) =>
    pbx.say.call(
      "OriginateResponse",
      `${wish.actionId === null ? "" : `ActionID: ${wish.actionId}\r\n`}Response: ${success ? "Success" : "Failure"}\r\n` +
        `Channel: ${channel?.name ?? wish.channel}\r\n${where}Reason: ${reason}\r\nUniqueid: ${channel?.uniqueid ?? "<unknown>"}\r\n` +
        `CallerIDNum: ${wish.callerNumber ?? "<unknown>"}\r\nCallerIDName: ${wish.callerName ?? "<unknown>"}\r\n`,
    );
  if (!phone?.registered) return respond(false, null, 0);
  const exten = wish.target.kind === "dialplan" ? wish.target.exten : "s";
  const channel = pbx.openChannel(phone, { account: wish.account }, null, wish.channelId);
  pbx.say.step(channel, "AppDial2", "(Outgoing Line)");
  for (const [name, value] of wish.variables) pbx.say.variable(channel, name, value);
  if (wish.callerNumber !== null) {
    channel.change({ number: wish.callerNumber, callerName: wish.callerName });
    pbx.say.channel("NewCallerid", channel, "CID-CallingPres: 0 (Presentation Allowed, Not Screened)\r\n");
    channel.change({ connectedNumber: wish.callerNumber, connectedName: wish.callerName });
    pbx.say.channel("NewConnectedLine", channel);
  }
  pbx.say.dialBegin(null, channel.block("Dest"), phone.number);
  const reaction = pbx.behaviour.dialled();
  const fail = (reason: number, cause: number, techCause: number | null) => {
    pbx.agenda.cancel(limit);
    pbx.say.dialEnd(null, channel, reason === 5 ? "BUSY" : "NOANSWER");
    pbx.closeChannel(channel, cause, techCause);
    respond(false, null, reason);
  };
  const limit = pbx.agenda.after(wish.timeoutMs, () => fail(3, 0, null));
  channel.onHangupAsked = () => fail(0, 16, null);
  pbx.agenda.after(pbx.random.between(25, 70), () => {
    if (!pbx.channels.has(channel.name)) return;
    if (phone.channels.size > 1 || reaction.kind === "busy") {
      pbx.say.hangupRequest(channel, 17, 486);
      return fail(5, 17, 486);
    }
    channel.change({ state: 5 });
    pbx.say.channel("Newstate", channel);
    pbx.refresh(phone);
    pbx.say.dialState(null, channel, "RINGING");
    if (reaction.kind !== "answer") return;
    pbx.agenda.after(reaction.afterMs, () => {
      if (!pbx.channels.has(channel.name) || channel.fields.state !== 5) return;
      pbx.agenda.cancel(limit);
      pbx.setChannelState(channel, 6);
      pbx.say.dialEnd(null, channel, "ANSWER");
      channel.onHangupAsked = () => {
        pbx.say.channel("SoftHangupRequest", channel, "Cause: 16\r\n");
        pbx.closeChannel(channel, 16);
      };
      respond(true, channel, 4);
      if (wish.target.kind === "dialplan") {
        channel.change({ context: wish.target.context, exten, priority: wish.target.priority });
        return runDialplan(pbx, channel);
      }
      pbx.say.step(channel, wish.target.application, wish.target.data);
      if (wish.target.application.toLowerCase() === "chanspy") spy(pbx, channel, wish.target.data);
      else channel.onHangupAsked();
    });
  });
}

/** ChanSpy: hears a channel until one of the two is gone. `data`: the channel (or the start of its name), then options. */
function spy(pbx: Pbx, spyer: Channel, data: string): void {
  const wanted = data.split(",")[0] ?? "";
  const spyee = [...pbx.channels.values()].find(
    (channel) => channel !== spyer && (channel.name === wanted || channel.name.startsWith(`${wanted}-`)),
  );
  const hangUp = () => {
    pbx.say.hangupRequest(spyer);
    pbx.closeChannel(spyer, 0);
  };
  if (!spyee) return hangUp();
  const blocks = spyer.block("Spyer") + spyee.block("Spyee");
  pbx.say.call("ChanSpyStart", blocks);
  let over = false;
  const stop = () => {
    if (over) return;
    over = true;
    pbx.say.call("ChanSpyStop", blocks);
  };
  spyer.onHangupAsked = hangUp;
  spyer.onClosing = stop;
  const before = spyee.onClosing;
  spyee.onClosing = () => {
    before?.();
    stop();
    // With option S ChanSpy ends when nobody is left to be heard.
    pbx.agenda.after(20, () => {
      if (pbx.channels.has(spyer.name)) hangUp();
    });
  };
}
