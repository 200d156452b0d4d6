import type { Bridge, Channel } from "./channel.ts";
import { formatPrivileges, privilege } from "./privilege.ts";

/** One message of the manager stream: whole text with its closing empty line, the class it needs, and when it was sent. */
export interface SentMessage {
  at: number;
  privilege: number;
  text: string;
}

/** Receives messages; told what anybody cares for, so that nothing is written for nobody. */
export interface Outlet {
  /** Bits of the classes somebody reads now. */
  wanted: number;
  send(privilege: number, text: string): void;
}

const heads = new Map<number, string>();
function head(mask: number): string {
  let text = heads.get(mask);
  if (text === undefined) {
    text = `Privilege: ${formatPrivileges(mask)},all\r\n`;
    heads.set(mask, text);
  }
  return text;
}

const causes: Record<number, string> = {
  0: "Unknown",
  16: "Normal Clearing",
  17: "User busy",
  19: "User alerting, no answer",
  21: "Call Rejected",
  26: "Answered elsewhere",
  44: "Requested channel not available",
};

/** Of what Asterisk measures at the end of a call over RTP, in its own words; the figures mean nothing here. */
const audioQuality: readonly (readonly [string, string])[] = [
  [
    "RTPAUDIOQOS",
    "ssrc=395830473;themssrc=1452086345;lp=0;rxjitter=0.000000;rxcount=12;txjitter=0.000000;txcount=87;rlp=0;rtt=0.000000;rxmes=0.000000;txmes=88.087887",
  ],
  [
    "RTPAUDIOQOSJITTER",
    "minrxjitter=000.000000;maxrxjitter=000.000000;avgrxjitter=000.000000;stdevrxjitter=000.000000;mintxjitter=000.000000;maxtxjitter=000.000000;avgtxjitter=000.000000;stdevtxjitter=000.000000;",
  ],
  [
    "RTPAUDIOQOSLOSS",
    "  minrxlost=000.000000;  maxrxlost=000.000000;  avgrxlost=000.000000;  stdevrxlost=000.000000;  mintxlost=000.000000;  maxtxlost=000.000000;  avgtxlost=000.000000;  stdevtxlost=000.000000;",
  ],
  ["RTPAUDIOQOSRTT", "     minrtt=000.000000;     maxrtt=000.000000;     avgrtt=000.000000;     stdevrtt=000.000000;"],
  [
    "RTPAUDIOQOSMES",
    "   minrxmes=088.087887;   maxrxmes=088.087887;   avgrxmes=088.087887;   stdevrxmes=000.000000;   mintxmes=000.000000;   maxtxmes=000.000000;   avgtxmes=000.000000;   stdevtxmes=000.000000;",
  ],
];

/**
 * Says what happens to channels, with the headers and in the order of Asterisk 22 (as recorded).
 * Source of the headers: Asterisk `main/manager_channels.c`, `main/manager_bridges.c`.
 */
export class Signals {
  readonly #outlet: Outlet;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  wants(mask: number): boolean {
    return (this.#outlet.wanted & mask) !== 0;
  }

  /** Any event. `body`: its headers after Privilege, each line ended. */
  event(name: string, mask: number, body: string): void {
    this.#outlet.send(mask, `Event: ${name}\r\n${head(mask)}${body}\r\n`);
  }

  call(name: string, body: string): void {
    if (this.wants(privilege.call)) this.event(name, privilege.call, body);
  }

  agent(name: string, body: string): void {
    if (this.wants(privilege.agent)) this.event(name, privilege.agent, body);
  }

  system(name: string, body: string): void {
    if (this.wants(privilege.system)) this.event(name, privilege.system, body);
  }

  channel(name: string, channel: Channel, extra = ""): void {
    if (this.wants(privilege.call)) this.event(name, privilege.call, channel.block() + extra);
  }

  /** A step of the dialplan. */
  step(channel: Channel, application: string, data: string): void {
    channel.application = application;
    channel.data = data;
    if (!this.wants(privilege.dialplan)) return;
    this.event(
      "Newexten",
      privilege.dialplan,
      `${channel.block()}Extension: ${channel.fields.exten}\r\nApplication: ${application}\r\nAppData: ${data}\r\n`,
    );
  }

  variable(channel: Channel, name: string, value: string): void {
    channel.variables.set(name, value);
    this.#variable(channel, name, value);
  }

  variables(channel: Channel, pairs: readonly (readonly [string, string | number])[]): void {
    if (!this.wants(privilege.dialplan)) return;
    for (const [name, value] of pairs) this.#variable(channel, name, String(value));
  }

  #variable(channel: Channel, name: string, value: string): void {
    if (!this.wants(privilege.dialplan)) return;
    this.event("VarSet", privilege.dialplan, `${channel.block()}Variable: ${name}\r\nValue: ${value}\r\n`);
  }

  /** What RTP says at the end of a talk, of the one who hangs up; repeated on the channel bridged to it. */
  audioQuality(channel: Channel, peer: Channel | null): void {
    if (!this.wants(privilege.dialplan)) return;
    for (const [name, value] of audioQuality) {
      this.#variable(channel, name, value);
      if (peer) this.#variable(peer, `${name}BRIDGED`, value);
    }
  }

  dialBegin(caller: Channel | null, destBlock: string, dialString: string): void {
    this.call("DialBegin", `${caller?.block() ?? ""}${destBlock}DialString: ${dialString}\r\n`);
  }

  dialState(caller: Channel | null, dest: Channel, status: string): void {
    if (this.wants(privilege.call))
      this.call("DialState", `${caller?.block() ?? ""}${dest.block("Dest")}DialStatus: ${status}\r\n`);
  }

  dialEnd(caller: Channel | null, dest: Channel, status: string): void {
    if (this.wants(privilege.call))
      this.call("DialEnd", `${caller?.block() ?? ""}${dest.block("Dest")}DialStatus: ${status}\r\n`);
  }

  bridgeEnter(bridge: Bridge, channel: Channel, swap: Channel | null = null): void {
    bridge.channels.add(channel);
    channel.bridge = bridge;
    if (!this.wants(privilege.call)) return;
    this.call("BridgeEnter", bridge.block() + channel.block() + (swap ? `SwapUniqueid: ${swap.uniqueid}\r\n` : ""));
  }

  bridgeLeave(channel: Channel): void {
    const bridge = channel.bridge;
    if (!bridge) return;
    bridge.channels.delete(channel);
    channel.bridge = null;
    this.call("BridgeLeave", bridge.block() + channel.block());
  }

  /** The two of a bridge learn of each other. `ids`: what SIP calls the dialogs of the two. */
  bridgePeers(one: Channel, other: Channel, ids: readonly [string, string] | null): void {
    this.variables(one, [
      ["BRIDGEPEER", ids ? other.name : ""],
      ["BRIDGEPVTCALLID", ids ? ids[1] : ""],
    ]);
    this.variables(other, [
      ["BRIDGEPEER", ids ? one.name : ""],
      ["BRIDGEPVTCALLID", ids ? ids[0] : ""],
    ]);
  }

  hangupRequest(channel: Channel, cause: number | null = null, techCause: number | null = null): void {
    this.channel(
      "HangupRequest",
      channel,
      (cause === null ? "" : `Cause: ${cause}\r\n`) + (techCause === null ? "" : `TechCause: ${techCause}\r\n`),
    );
  }

  hangup(channel: Channel, cause: number, techCause: number | null = null): void {
    this.channel(
      "Hangup",
      channel,
      `Cause: ${cause}\r\nCause-txt: ${causes[cause] ?? "Unknown"}\r\n${techCause === null ? "" : `TechCause: ${techCause}\r\n`}`,
    );
  }
}
