/**
 * The sound of one call, RFC 3550: one packet of silence a second. Asterisk takes a phone that sends none for lost
 * (`rtp_timeout`), and that is how a phone without power is played.
 */
export class RtpStream {
  #socket: Bun.udp.Socket<"buffer">;
  #clock: Timer | null = null;
  #sequence = 0;

  private constructor(socket: Bun.udp.Socket<"buffer">) {
    this.#socket = socket;
  }

  static async open(): Promise<RtpStream> {
    // Where Asterisk died, nobody hears us.
    return new RtpStream(await Bun.udpSocket({ hostname: "127.0.0.1", socket: { error: () => {} } }));
  }

  get port(): number {
    return this.#socket.port;
  }

  /** Sends to the port on loopback that the other side's SDP names. */
  sendTo(port: number): void {
    this.mute();
    const send = () => this.#socket.send(this.#packet(), port, "127.0.0.1");
    send();
    this.#clock = setInterval(send, 1_000);
  }

  mute(): void {
    if (this.#clock) clearInterval(this.#clock);
    this.#clock = null;
  }

  close(): void {
    this.mute();
    this.#socket.close();
  }

  #packet(): Uint8Array {
    const packet = new Uint8Array(12 + 160).fill(0xff);
    const head = new DataView(packet.buffer);
    this.#sequence += 1;
    head.setUint16(0, 0x8000); // version 2, payload type 0: µ-law
    head.setUint16(2, this.#sequence & 0xffff);
    head.setUint32(4, this.#sequence * 8_000);
    head.setUint32(8, this.port);
    return packet;
  }
}
