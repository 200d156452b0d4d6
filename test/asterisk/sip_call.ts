/** One call of a phone: a SIP dialog from INVITE to BYE, with its sound. */
import { within } from "./deadline.ts";
import { RtpStream } from "./rtp_stream.ts";
import { type Credentials, digestAnswer } from "./sip_digest.ts";
import {
  formatSip,
  type Header,
  header,
  headerValues,
  type SipRequest,
  type SipResponse,
  sequenceOf,
  tagOf,
  uriOf,
  userOf,
} from "./sip_message.ts";

/** What a call needs of the phone it belongs to. */
export interface Line {
  send(text: string): void;
  /** URI at which Asterisk finds the phone. */
  contact: string;
  /** Host and port of the phone, as in Via. */
  address: string;
  credentials: Credentials | null;
}

/** The PBX, as SIP addresses name it. */
export const pbxAddress = { host: "127.0.0.1", port: 5060 };
const domain = `${pbxAddress.host}:${pbxAddress.port}`;

export interface Dialled {
  /** Number shown to the callee; the phone's own user for a phone with credentials. */
  from: string;
  name: string | null;
  to: string;
}

const reasons: Record<number, string> = {
  180: "Ringing",
  200: "OK",
  481: "Call/Transaction Does Not Exist",
  486: "Busy Here",
  487: "Request Terminated",
  603: "Decline",
};

export class SipCall {
  /** The number that calls. */
  readonly from: string;
  /** The other side's number: who calls, or who was dialled. */
  readonly number: string;
  readonly incoming: boolean;
  state: "calling" | "ringing" | "talking" | "ended" = "calling";
  /** Who ended it; "lost" when the phone lost its power. */
  endedBy: "us" | "them" | "lost" | null = null;
  /** The final status when it was never answered: 486, 487 ... */
  status: number | null = null;
  /** Epoch ms of the phone's own clock; null while it has not happened. */
  readonly times = { began: Date.now(), answered: null as number | null, ended: null as number | null };

  readonly #line: Line;
  readonly #callId: string;
  #local: string;
  #remote: string;
  #target: string;
  #sequence = 1;
  #invite: SipRequest;
  #finalAnswer = "";
  #authorized = false;
  #canceled = false;
  #sound: RtpStream | null = null;
  #soundVersion = 0;
  #waiting = new Map<number, PromiseWithResolvers<SipResponse>>();
  #answered = Promise.withResolvers<void>();
  #ended = Promise.withResolvers<void>();
  #transferred = Promise.withResolvers<void>();

  private constructor(line: Line, invite: SipRequest, incoming: boolean) {
    this.#line = line;
    this.#invite = invite;
    this.#callId = header(invite, "Call-ID");
    this.incoming = incoming;
    const [from, to] = [header(invite, "From"), header(invite, "To")];
    this.#local = incoming ? `${to};tag=${token()}` : from;
    this.#remote = incoming ? from : to;
    this.#target = incoming ? uriOf(header(invite, "Contact")) : invite.uri;
    this.from = userOf(uriOf(from));
    this.number = userOf(uriOf(this.#remote));
  }

  /** A call that Asterisk offers: it rings. */
  static offered(line: Line, invite: SipRequest): SipCall {
    return new SipCall(line, invite, true);
  }

  static async dial(line: Line, { from, name, to }: Dialled): Promise<SipCall> {
    const uri = `sip:${to}@${domain}`;
    const display = name === null ? "" : `"${name.replace(/[\\"]/g, "\\$&")}" `;
    const headers: Header[] = [
      ["From", `${display}<sip:${from}@${line.address}>;tag=${token()}`],
      ["To", `<${uri}>`],
      ["Call-ID", token()],
      ["CSeq", "1 INVITE"],
    ];
    const call = new SipCall(line, { kind: "request", method: "INVITE", uri, headers, body: "" }, false);
    call.#sound = await RtpStream.open();
    call.#sendInvite([]);
    return call;
  }

  get callId(): string {
    return this.#callId;
  }

  /** Resolves when both sides talk. @throws when the call ends without an answer */
  async answered(): Promise<this> {
    await within(this.#answered.promise, `answer of the call with ${this.number}`);
    if (this.times.answered === null) throw new Error(`The call with ${this.number} ended unanswered (${this.status})`);
    return this;
  }

  async ended(): Promise<this> {
    await within(this.#ended.promise, `end of the call with ${this.number}`);
    return this;
  }

  ring(): void {
    this.state = "ringing";
    this.#reply(this.#invite, 180);
  }

  /** Picks up. @throws when the caller has just left */
  async answer(): Promise<this> {
    this.#sound = await RtpStream.open();
    if (this.state !== "ringing") throw new Error(`The call of ${this.number} cannot be answered: it is ${this.state}`);
    this.#hear(this.#invite.body);
    this.#talks();
    this.#reply(this.#invite, 200, this.#soundOffer("sendrecv"));
    return this;
  }

  reject(status: 486 | 603): void {
    this.#reply(this.#invite, status);
    this.#ends("us", status);
  }

  /** Hangs up, or gives up a call that was not answered yet. */
  hangUp(): void {
    if (this.state === "ended") return;
    if (this.state === "talking") {
      this.#sendRequest("BYE");
      this.#ends("us", null);
    } else if (this.incoming) {
      this.reject(603);
    } else {
      this.#canceled = true;
      this.#sendWithinInvite("CANCEL");
    }
  }

  async hold(): Promise<void> {
    await this.#offerSound("sendonly");
  }

  async resume(): Promise<void> {
    await this.#offerSound("sendrecv");
  }

  /** Keys, sent as INFO. */
  async press(digits: string): Promise<void> {
    for (const digit of digits) {
      const key: Header = ["Content-Type", "application/dtmf-relay"];
      await this.#request("INFO", [key], `Signal=${digit}\r\nDuration=160\r\n`);
    }
  }

  /** Blind transfer: sends the other side to a number, and leaves. */
  async transferTo(number: string): Promise<void> {
    await this.#refer(`<sip:${number}@${domain}>`);
    // Whoever hangs up at once may be taken for one who ended the talk.
    await Promise.race([this.#ended.promise, this.#transferred.promise, Bun.sleep(500)]);
    this.hangUp();
  }

  /** Attended transfer: joins the other side of this call with that of a second one, and leaves both. */
  async transferToCall(second: SipCall): Promise<void> {
    const tags = `to-tag=${tagOf(second.#remote)};from-tag=${tagOf(second.#local)}`;
    const replaces = encodeURIComponent(`${second.#callId};${tags}`);
    await this.#refer(`<sip:${second.number}@${domain}?Replaces=${replaces}>`);
    await within(Promise.race([this.#ended.promise, this.#transferred.promise]), "end of an attended transfer", 10);
    this.hangUp();
    await second.ended();
  }

  /** The phone lost its power: nobody is told. */
  lose(): void {
    this.#ends("lost", null);
  }

  /** A request of Asterisk within this dialog. */
  receiveRequest(request: SipRequest): void {
    switch (request.method) {
      case "ACK":
        break;
      case "INVITE":
        this.#receiveInvite(request);
        break;
      case "UPDATE":
        this.#reply(request, 200, request.body ? this.#soundOffer(mirrored(request.body)) : "");
        break;
      case "CANCEL":
        this.#reply(request, 200);
        if (this.state === "talking" || this.state === "ended") break;
        this.#reply(this.#invite, 487);
        this.#ends("them", 487);
        break;
      case "BYE":
        this.#reply(request, 200);
        this.#ends("them", null);
        break;
      default:
        this.#reply(request, 200);
        if (/^SIP\/2\.0 2/.test(request.body)) this.#transferred.resolve();
    }
  }

  /** An answer of Asterisk within this dialog. */
  receiveResponse(response: SipResponse): void {
    const { number, method } = sequenceOf(response);
    if (method === "INVITE" && !this.incoming && number === sequenceOf(this.#invite).number) {
      this.#receiveInviteResponse(response);
      return;
    }
    if (response.status < 200) return;
    if (method === "INVITE") this.#acknowledge(number);
    this.#waiting.get(number)?.resolve(response);
    this.#waiting.delete(number);
  }

  #receiveInvite(invite: SipRequest): void {
    if (this.incoming && sequenceOf(invite).number === sequenceOf(this.#invite).number) {
      // Sent again because our answer was slow.
      if (this.#finalAnswer) this.#line.send(this.#finalAnswer);
      return;
    }
    this.#hear(invite.body);
    this.#target = uriOf(header(invite, "Contact")) || this.#target;
    this.#reply(invite, 200, this.#soundOffer(mirrored(invite.body)));
  }

  #receiveInviteResponse(response: SipResponse): void {
    if (response.status < 200) {
      if (response.status === 180 && this.state === "calling") this.state = "ringing";
    } else if (response.status < 300) {
      this.#accepted(response);
    } else {
      this.#refused(response);
    }
  }

  #accepted(response: SipResponse): void {
    this.#remote = header(response, "To");
    this.#target = uriOf(header(response, "Contact"));
    this.#acknowledge(this.#sequence);
    if (this.state === "talking" || this.state === "ended") return;
    this.#hear(response.body);
    this.#talks();
    if (this.#canceled) this.hangUp();
  }

  #refused(response: SipResponse): void {
    const asked = this.#remote;
    this.#remote = header(response, "To");
    this.#sendWithinInvite("ACK");
    const challenge = header(response, "WWW-Authenticate") || header(response, "Proxy-Authenticate");
    if (challenge === "" || this.#line.credentials === null || this.#authorized) {
      this.#ends(this.#canceled ? "us" : "them", response.status);
      return;
    }
    this.#authorized = true;
    this.#remote = asked;
    this.#sequence += 1;
    const answer = digestAnswer(challenge, this.#line.credentials, "INVITE", this.#invite.uri, token());
    this.#sendInvite([[response.status === 401 ? "Authorization" : "Proxy-Authorization", answer]]);
  }

  /** CANCEL and the ACK of a refusal belong to the transaction of the INVITE: same Via, same number. */
  #sendWithinInvite(method: "ACK" | "CANCEL"): void {
    const via = headerValues(this.#invite, "Via").map((value): Header => ["Via", value]);
    const headers = [...via, ...this.#dialogHeaders(sequenceOf(this.#invite).number, method)];
    this.#send({ kind: "request", method, uri: this.#invite.uri, headers, body: "" });
  }

  #sendInvite(more: Header[]): void {
    const headers = [
      this.#via(),
      ...this.#dialogHeaders(this.#sequence, "INVITE"),
      this.#contact(),
      ...more,
      soundType,
    ];
    this.#invite = { ...this.#invite, headers, body: this.#soundOffer("sendrecv") };
    this.#send(this.#invite);
  }

  async #offerSound(direction: string): Promise<void> {
    const response = await this.#request("INVITE", [soundType], this.#soundOffer(direction));
    if (response.status !== 200) throw new Error(`Asterisk answered ${response.status} ${response.reason} to a hold`);
  }

  async #refer(to: string): Promise<void> {
    const referrer: Header = ["Referred-By", `<${this.#line.contact}>`];
    const response = await this.#request("REFER", [["Refer-To", to], referrer]);
    if (response.status >= 300)
      throw new Error(`Asterisk answered ${response.status} ${response.reason} to a transfer`);
  }

  #request(method: string, more: Header[] = [], body = ""): Promise<SipResponse> {
    const waiting = Promise.withResolvers<SipResponse>();
    this.#waiting.set(this.#sendRequest(method, more, body), waiting);
    return within(waiting.promise, `answer to ${method} in the call with ${this.number}`, 10);
  }

  /** Gives the number of the request, by which its answer is known. */
  #sendRequest(method: string, more: Header[] = [], body = ""): number {
    this.#sequence += 1;
    const headers = [this.#via(), ...this.#dialogHeaders(this.#sequence, method), this.#contact(), ...more];
    this.#send({ kind: "request", method, uri: this.#target, headers, body });
    return this.#sequence;
  }

  #acknowledge(sequence: number): void {
    const headers = [this.#via(), ...this.#dialogHeaders(sequence, "ACK")];
    this.#send({ kind: "request", method: "ACK", uri: this.#target, headers, body: "" });
  }

  #reply(request: SipRequest, status: number, body = ""): void {
    const kept = request.headers.filter(([name]) => /^(via|from|call-id|cseq)$/i.test(name));
    const to = tagOf(header(request, "To")) ? header(request, "To") : this.#local;
    const headers: Header[] = [...kept, ["To", to], this.#contact(), ...(body ? [soundType] : [])];
    const text = formatSip({ kind: "response", status, reason: reasons[status] ?? "", headers, body });
    if (request === this.#invite && status >= 200) this.#finalAnswer = text;
    this.#line.send(text);
  }

  #dialogHeaders(sequence: number, method: string): Header[] {
    return [
      ["Max-Forwards", "70"],
      ["From", this.#local],
      ["To", this.#remote],
      ["Call-ID", this.#callId],
      ["CSeq", `${sequence} ${method}`],
    ];
  }

  #via(): Header {
    return ["Via", `SIP/2.0/UDP ${this.#line.address};rport;branch=z9hG4bK${token()}`];
  }

  #contact(): Header {
    return ["Contact", `<${this.#line.contact}>`];
  }

  #send(message: SipRequest): void {
    this.#line.send(formatSip(message));
  }

  #soundOffer(direction: string): string {
    this.#soundVersion += 1;
    const { host } = pbxAddress;
    return [
      "v=0",
      `o=- 1 ${this.#soundVersion} IN IP4 ${host}`,
      "s=phone",
      `c=IN IP4 ${host}`,
      "t=0 0",
      `m=audio ${this.#sound?.port ?? 9} RTP/AVP 0`,
      "a=rtpmap:0 PCMU/8000",
      `a=${direction}`,
      "",
    ].join("\r\n");
  }

  #hear(description: string): void {
    const port = /^m=audio (\d+)/m.exec(description)?.[1];
    if (port) this.#sound?.sendTo(Number(port));
  }

  #talks(): void {
    this.state = "talking";
    this.times.answered = Date.now();
    this.#answered.resolve();
  }

  #ends(by: "us" | "them" | "lost", status: number | null): void {
    if (this.state === "ended") return;
    this.state = "ended";
    this.endedBy = by;
    this.status = status;
    this.times.ended = Date.now();
    this.#sound?.close();
    this.#answered.resolve();
    this.#ended.resolve();
  }
}

const soundType: Header = ["Content-Type", "application/sdp"];

/** The direction that answers the one offered. */
function mirrored(description: string): string {
  const offered = /^a=(sendonly|recvonly|inactive)/m.exec(description)?.[1];
  if (offered === "sendonly") return "recvonly";
  if (offered === "recvonly") return "sendonly";
  return offered ?? "sendrecv";
}

/** A text that nobody else uses: tags, branches, call ids. */
function token(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 16);
}
