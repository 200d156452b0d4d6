/**
 * What the parser is measured on: recordings of real Asterisk servers, and a made stream of ordinary events.
 *
 * @module
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** Every `ami.raw` below a path, in scenario archives (`.tar.gz`), gzipped or plain, one after the other. */
export function captures(path: string): Uint8Array {
  return Buffer.concat(files(path).flatMap(streamsIn));
}

/**
 * A stream of as many bytes as asked for: one call after the other, each of 24 events of the kinds and sizes that a busy
 * queue makes. One caller in fifty has a name that is not ASCII.
 */
export function generated(length: number): Uint8Array {
  const bytes = Buffer.alloc(length + 32_768);
  let at = bytes.write("Asterisk Call Manager/11.0.0\r\n", "latin1");
  for (let call = 0; at < length; call++) at += bytes.write(oneCall(call), at, "utf8");
  return bytes.subarray(0, at);
}

function files(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(\.tar\.gz|ami\.raw(\.gz)?)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function streamsIn(file: string): Uint8Array[] {
  const bytes = readFileSync(file);
  const plain = file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
  if (!file.endsWith(".tar.gz")) return [plain];
  const streams: Uint8Array[] = [];
  // ustar: a header of 512 bytes (name at 0, size in octal at 124), then the contents, padded to 512.
  for (let at = 0; at + 512 <= plain.length && plain[at] !== 0; ) {
    const name = plain.toString("latin1", at, at + 100).replace(/\0.*$/s, "");
    const size = Number.parseInt(plain.toString("latin1", at + 124, at + 136), 8);
    const from = at + 512;
    if (name.endsWith("ami.raw")) streams.push(plain.subarray(from, from + size));
    else if (name.endsWith("ami.raw.gz")) streams.push(gunzipSync(plain.subarray(from, from + size)));
    at = from + Math.ceil(size / 512) * 512;
  }
  return streams;
}

const names = ["Maria Silva", "Joao", "Ana", "", "Pedro Costa", "<unknown>", "Empresa Brasileira de Exemplos Ltda"];

function oneCall(call: number): string {
  const id = `${1_795_338_000 + (call >> 4)}.${call * 2}`;
  const dest = `${1_795_338_000 + (call >> 4)}.${call * 2 + 1}`;
  const name = call % 50 === 0 ? "José Antônio Gonçalves" : names[call % names.length];
  const number = `55119${80_000_000 + (call % 1_000_000)}`;
  const agent = 1_001 + (call % 200);
  const channel = (prefix: string, technology: string, uniqueid: string): string =>
    `${prefix}Channel: ${technology}-${(call % 0xffffff).toString(16).padStart(8, "0")}\r\n${prefix}ChannelState: 6\r\n` +
    `${prefix}ChannelStateDesc: Up\r\n${prefix}CallerIDNum: ${number}\r\n${prefix}CallerIDName: ${name}\r\n` +
    `${prefix}ConnectedLineNum: ${agent}\r\n${prefix}ConnectedLineName: Agent ${agent}\r\n${prefix}Language: pt_BR\r\n` +
    `${prefix}AccountCode: \r\n${prefix}Context: from-trunk\r\n${prefix}Exten: 4000\r\n${prefix}Priority: 7\r\n` +
    `${prefix}Uniqueid: ${uniqueid}\r\n${prefix}Linkedid: ${id}\r\n`;
  const caller = channel("", "PJSIP/trunk", id);
  const phone = channel("", `PJSIP/${agent}`, dest);
  const callee = channel("Dest", `PJSIP/${agent}`, dest);
  const member = `Queue: suporte\r\nInterface: PJSIP/${agent}\r\nMemberName: Agent/${agent}\r\n`;
  const event = (kind: string, classes: string, rest: string): string =>
    `Event: ${kind}\r\nPrivilege: ${classes},all\r\n${rest}\r\n`;
  const step = (application: string, data: string): string =>
    event("Newexten", "dialplan", `${caller}Extension: 4000\r\nApplication: ${application}\r\nAppData: ${data}\r\n`);
  const variable = (key: string, value: string): string =>
    event("VarSet", "dialplan", `${caller}Variable: ${key}\r\nValue: ${value}\r\n`);
  const status = (state: number): string =>
    event(
      "QueueMemberStatus",
      "agent",
      `Queue: suporte\r\nMemberName: Agent/${agent}\r\nInterface: PJSIP/${agent}\r\nStateInterface: PJSIP/${agent}\r\n` +
        `Membership: dynamic\r\nPenalty: 0\r\nCallsTaken: ${call % 90}\r\nLastCall: 1795338000\r\nLastPause: 0\r\n` +
        `LoginTime: 1795330000\r\nInCall: ${state === 2 ? 1 : 0}\r\nStatus: ${state}\r\nPaused: 0\r\nPausedReason: \r\n` +
        "Ringinuse: 0\r\nWrapuptime: 0\r\n",
    );
  return (
    event("Newchannel", "call", caller) +
    step("Set", "__QUEUE=suporte") +
    variable("__QUEUE", "suporte") +
    step("MixMonitor", `${id}.wav,b`) +
    variable("MIXMONITOR_FILENAME", `/var/spool/asterisk/monitor/${id}.wav`) +
    step("Queue", "suporte,tc,,,60") +
    event("QueueCallerJoin", "agent", `${caller}Queue: suporte\r\nPosition: 1\r\nCount: 1\r\n`) +
    event("AgentCalled", "agent", caller + callee + member) +
    event("Newchannel", "call", phone) +
    event("DialBegin", "call", `${caller}${callee}DialString: ${agent}\r\n`) +
    event("Newstate", "call", phone) +
    event("DeviceStateChange", "call", `Device: PJSIP/${agent}\r\nState: RINGING\r\n`) +
    status(6) +
    event("DialEnd", "call", `${caller}${callee}DialStatus: ANSWER\r\n`) +
    event("QueueCallerLeave", "agent", `${caller}Queue: suporte\r\nCount: 0\r\nPosition: 1\r\n`) +
    event("AgentConnect", "agent", `${caller}${callee}${member}HoldTime: 9\r\nRingTime: 4\r\n`) +
    event(
      "BridgeEnter",
      "call",
      `BridgeUniqueid: 0f0e0d0c-${call}\r\nBridgeType: basic\r\nBridgeNumChannels: 2\r\n${caller}`,
    ) +
    status(2) +
    variable("BRIDGEPEER", `PJSIP/${agent}-00000001`) +
    event(
      "RTCPReceived",
      "reporting",
      `${phone}SSRC: 0x1a2b3c4d\r\nPT: 201(RR)\r\nReportCount: 1\r\nSentRTP: 400\r\n`,
    ) +
    event("AgentComplete", "agent", `${caller}${callee}${member}HoldTime: 9\r\nTalkTime: 61\r\nReason: agent\r\n`) +
    event(
      "BridgeLeave",
      "call",
      `BridgeUniqueid: 0f0e0d0c-${call}\r\nBridgeType: basic\r\nBridgeNumChannels: 1\r\n${caller}`,
    ) +
    event("Hangup", "call", `${phone}Cause: 16\r\nCause-txt: Normal Clearing\r\n`) +
    event("Hangup", "call", `${caller}Cause: 16\r\nCause-txt: Normal Clearing\r\n`)
  );
}
