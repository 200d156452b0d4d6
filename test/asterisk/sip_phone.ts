/** A SIP phone on a UDP port of loopback: registers, is called, calls, loses its power. Also plays the carrier's trunk. */
import { eventually, within } from "./deadline.ts";
import { type Line, pbxAddress, SipCall } from "./sip_call.ts";
import { type Credentials, digestAnswer } from "./sip_digest.ts";
import {
  formatSip,
  type Header,
  header,
  parseSip,
  type SipRequest,
  type SipResponse,
  sequenceOf,
} from "./sip_message.ts";

export interface PhoneOptions {
  /** Name at which the PBX finds the phone: its extension. */
  user: string;
  port: number;
  /** Null for the carrier, whom the PBX knows by address and port. */
  password: string | null;
}

export class SipPhone {
  readonly user: string;
  readonly calls: SipCall[] = [];
  /** What the phone does when it is called: rings, or is busy (486), or declines (603). */
  whenCalled: "ring" | 486 | 603 = "ring";

  readonly #line: Line & { credentials: Credentials | null };
  #socket: Bun.udp.Socket<"buffer"> | null = null;
  #powered = true;
  readonly #unclaimed: SipCall[] = [];
  #registration = { callId: crypto.randomUUID(), sequence: 0, answer: Promise.withResolvers<SipResponse>() };

  private constructor({ user, port, password }: PhoneOptions) {
    this.user = user;
    const address = `${pbxAddress.host}:${port}`;
    this.#line = {
      send: (text) => this.#send(text),
      address,
      contact: `sip:${user}@${address}`,
      credentials: password === null ? null : { user, password },
    };
  }

  /** A phone that listens; it is not registered yet. */
  static async plugIn(options: PhoneOptions): Promise<SipPhone> {
    const phone = new SipPhone(options);
    phone.#socket = await Bun.udpSocket({
      hostname: pbxAddress.host,
      port: options.port,
      socket: {
        data: (_socket, datagram) => phone.#receive(datagram.toString()),
        // Nobody is there to hear us: a phone tries again, or not.
        error: () => {},
      },
    });
    return phone;
  }

  async register(): Promise<void> {
    let answer = await this.#sendRegister([]);
    const challenge = header(answer, "WWW-Authenticate");
    if (answer.status === 401 && this.#line.credentials) {
      const credentials = this.#line.credentials;
      const authorization = digestAnswer(challenge, credentials, "REGISTER", registrar, crypto.randomUUID());
      answer = await this.#sendRegister([["Authorization", authorization]]);
    }
    if (answer.status !== 200) throw new Error(`Asterisk answered ${answer.status} when ${this.user} registered`);
  }

  /** The next call that rings here, each once and in order; one that rings already comes first. */
  async rings(): Promise<SipCall> {
    return this.ringsFor(null);
  }

  /** The same, of one caller: what others began to ring is left ringing. */
  async ringsFor(caller: SipCall | null): Promise<SipCall> {
    return eventually(`call to ${this.user}`, () => this.ringing(caller));
  }

  /** A call that rings now, each once; null where none does. */
  ringing(caller: SipCall | null): SipCall | null {
    const call = this.#unclaimed.find((each) => each.state === "ringing" && (!caller || each.number === caller.from));
    if (!call) return null;
    this.#unclaimed.splice(this.#unclaimed.indexOf(call), 1);
    return call;
  }

  /** Dials from this phone; the carrier says whom the call is from. */
  async dial(to: string, caller: { number?: string; name?: string } = {}): Promise<SipCall> {
    const call = await SipCall.dial(this.#line, { from: caller.number ?? this.user, name: caller.name ?? null, to });
    this.calls.push(call);
    return call;
  }

  /** From now on nothing is sent or heard; Asterisk has to notice by itself. */
  losePower(): void {
    this.#powered = false;
    this.loseCalls();
  }

  /** All calls are over, and nobody was told: the PBX is gone. */
  loseCalls(): void {
    for (const call of this.calls) call.lose();
  }

  async regainPower(): Promise<void> {
    this.#powered = true;
    await this.register();
  }

  unplug(): void {
    this.losePower();
    this.#socket?.close();
  }

  #send(text: string): void {
    if (this.#powered) this.#socket?.send(text, pbxAddress.port, pbxAddress.host);
  }

  #sendRegister(more: Header[]): Promise<SipResponse> {
    const registration = this.#registration;
    registration.sequence += 1;
    registration.answer = Promise.withResolvers();
    const self = `<sip:${this.user}@${pbxAddress.host}>`;
    const headers: Header[] = [
      ["Via", `SIP/2.0/UDP ${this.#line.address};rport;branch=z9hG4bK${crypto.randomUUID()}`],
      ["Max-Forwards", "70"],
      ["From", `${self};tag=${registration.sequence}`],
      ["To", self],
      ["Call-ID", registration.callId],
      ["CSeq", `${registration.sequence} REGISTER`],
      ["Contact", `<${this.#line.contact}>`],
      ["Expires", "600"],
      ...more,
    ];
    this.#send(formatSip({ kind: "request", method: "REGISTER", uri: registrar, headers, body: "" }));
    return within(registration.answer.promise, `answer to the registration of ${this.user}`, 10);
  }

  #receive(text: string): void {
    const message = this.#powered ? parseSip(text) : null;
    if (message === null) return;
    const callId = header(message, "Call-ID");
    const call = this.calls.find((each) => each.callId === callId);
    if (message.kind === "request") this.#receiveRequest(message, call);
    else if (callId !== this.#registration.callId) call?.receiveResponse(message);
    else if (sequenceOf(message).number === this.#registration.sequence) this.#registration.answer.resolve(message);
  }

  #receiveRequest(request: SipRequest, call: SipCall | undefined): void {
    if (call) call.receiveRequest(request);
    else if (request.method === "INVITE") this.#offered(request);
    // Asterisk asks with OPTIONS whether we are there; a dialog that we no longer know is over.
    else if (/^(OPTIONS|NOTIFY)$/.test(request.method)) this.#reply(request, 200, "OK");
    else if (request.method !== "ACK") this.#reply(request, 481, "Call/Transaction Does Not Exist");
  }

  #reply(request: SipRequest, status: number, reason: string): void {
    const headers = request.headers.filter(([name]) => /^(via|from|to|call-id|cseq)$/i.test(name));
    this.#send(formatSip({ kind: "response", status, reason, headers, body: "" }));
  }

  #offered(invite: SipRequest): void {
    const call = SipCall.offered(this.#line, invite);
    this.calls.push(call);
    if (this.whenCalled !== "ring") {
      call.reject(this.whenCalled);
      return;
    }
    call.ring();
    this.#unclaimed.push(call);
  }
}

const registrar = `sip:${pbxAddress.host}:${pbxAddress.port}`;
