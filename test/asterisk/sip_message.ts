/** SIP messages as text, RFC 3261 section 7: enough for phones that talk to one Asterisk over loopback. */

export type Header = readonly [name: string, value: string];

export interface SipRequest {
  kind: "request";
  method: string;
  uri: string;
  headers: readonly Header[];
  body: string;
}

export interface SipResponse {
  kind: "response";
  status: number;
  reason: string;
  headers: readonly Header[];
  body: string;
}

export type SipMessage = SipRequest | SipResponse;

/** Reads one datagram; null when it is not SIP (a keep-alive of a few empty bytes). */
export function parseSip(text: string): SipMessage | null {
  const [head, ...rest] = text.split("\r\n\r\n");
  const [start, ...lines] = head!.split("\r\n");
  const headers = lines.map((line): Header => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
  const body = rest.join("\r\n\r\n");
  const response = /^SIP\/2\.0 (\d{3}) (.*)$/.exec(start!);
  if (response) return { kind: "response", status: Number(response[1]), reason: response[2]!, headers, body };
  const request = /^(\S+) (\S+) SIP\/2\.0$/.exec(start!);
  return request && { kind: "request", method: request[1]!, uri: request[2]!, headers, body };
}

/** The message as it travels; Content-Length is added here. */
export function formatSip(message: SipMessage): string {
  const start =
    message.kind === "request"
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  const headers = [...message.headers, ["Content-Length", String(Buffer.byteLength(message.body))] as const];
  return `${start}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${message.body}`;
}

/** All values of a header, in order. */
export function headerValues(message: SipMessage, name: string): string[] {
  const wanted = name.toLowerCase();
  return message.headers.filter(([each]) => each.toLowerCase() === wanted).map(([, value]) => value);
}

/** The first value of a header, "" when it is missing. */
export function header(message: SipMessage, name: string): string {
  return headerValues(message, name)[0] ?? "";
}

/** The number and the method of CSeq. */
export function sequenceOf(message: SipMessage): { number: number; method: string } {
  const [number, method] = header(message, "CSeq").split(" ");
  return { number: Number(number), method: method ?? "" };
}

/** The URI within a From, To or Contact. */
export function uriOf(value: string): string {
  return /<([^>]+)>/.exec(value)?.[1] ?? value.split(";")[0]!.trim();
}

/** The user part of a SIP URI: the number dialled, or who calls. */
export function userOf(uri: string): string {
  return /^sips?:([^@;>]+)@/.exec(uri)?.[1] ?? "";
}

/** The tag of a From or To, "" before there is one. */
export function tagOf(value: string): string {
  return /;tag=([^;>\s]+)/.exec(value)?.[1] ?? "";
}
