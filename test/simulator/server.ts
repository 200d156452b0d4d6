import type { Socket, TCPSocketListener } from "bun";
import type { ManagerUser } from "./action.ts";
import { allPrivileges } from "./privilege.ts";
import { ManagerSession } from "./session.ts";
import { Simulation, type SimulationOptions } from "./simulation.ts";

export interface SimulatedPbxOptions extends SimulationOptions {
  /** Default: one user `qmanager`, secret `qmanager`, every class. */
  users?: readonly ManagerUser[];
  /** How much faster than real time virtual time goes; 1. */
  speed?: number;
  host?: string;
  version?: { asterisk: string; manager: string };
  /** After a start, how long modules are still loading (logins work, queues do not), real ms; 0. */
  loadMs?: number;
  /** Moves the PBX's clock against ours. */
  clockOffsetMs?: number;
}

interface Connection {
  session: ManagerSession | null;
  decoder: TextDecoder;
  /** Texts not yet given to the socket, and bytes the socket has not yet taken. */
  texts: string[];
  unsent: Uint8Array[];
  unsentBytes: number;
  closing: boolean;
}

/** A client that leaves this much unread is cut off, as `writetimeout` would. */
const unreadLimitBytes = 16 * 1024 * 1024;
const frameMs = 20;

/**
 * A simulated Asterisk behind a manager port. Its calls go on whether or not anybody is connected.
 * @example
 * const pbx = new SimulatedPbx({ agents: 24, queues: 5, seed: 7 });
 * const port = await pbx.start(0);
 * …
 * await pbx.stop();
 */
export class SimulatedPbx {
  readonly simulation: Simulation;
  readonly #options: SimulatedPbxOptions;
  readonly #users: readonly ManagerUser[];
  readonly #connections = new Set<Socket<Connection>>();
  readonly #encoder = new TextEncoder();
  readonly #speed: number;
  #listener: TCPSocketListener<Connection> | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;
  #downUntil: ReturnType<typeof setTimeout> | null = null;
  #realAt = 0;
  #virtualAt = 0;
  #port = 0;
  #booted = true;
  #silent = false;
  #running = false;
  #cut: { insideCharacter: boolean } | null = null;
  /** Actions received, by any client. */
  received = 0;

  constructor(options: SimulatedPbxOptions = {}) {
    this.#options = options;
    this.#speed = options.speed ?? 1;
    if (!(this.#speed > 0)) throw new RangeError(`Speed must be above 0, not ${this.#speed}`);
    this.#users = options.users ?? [
      { name: "qmanager", secret: "qmanager", read: allPrivileges, write: allPrivileges },
    ];
    this.simulation = new Simulation({
      startAt: Date.now() + (options.clockOffsetMs ?? 0),
      utcOffsetMinutes: -new Date().getTimezoneOffset(),
      ...options,
    });
    const { pbx } = this.simulation;
    pbx.wanted = 0;
    pbx.listener = (message) => {
      for (const socket of this.#connections) socket.data.session?.deliver(message);
    };
  }

  get port(): number {
    return this.#port;
  }

  /** Opens the port (0: any free one) and lets time pass. @returns the port */
  async start(port = 0): Promise<number> {
    if (this.#running) throw new Error(`This simulated PBX is already running, on port ${this.#port}`);
    this.#running = true;
    this.#port = port;
    this.#realAt = performance.now();
    this.#virtualAt = this.simulation.pbx.now;
    this.#listen();
    this.#timer = setInterval(() => this.#frame(), frameMs);
    return this.#port;
  }

  async stop(): Promise<void> {
    this.#running = false;
    if (this.#timer) clearInterval(this.#timer);
    if (this.#downUntil) clearTimeout(this.#downUntil);
    this.#timer = null;
    this.#closePort();
    this.simulation.pbx.book.flush();
  }

  #listen(): void {
    this.#listener = Bun.listen<Connection>({
      hostname: this.#options.host ?? "127.0.0.1",
      port: this.#port,
      data: { session: null, decoder: new TextDecoder(), texts: [], unsent: [], unsentBytes: 0, closing: false },
      socket: {
        open: (socket) => this.#opened(socket),
        data: (socket, bytes) => this.#received(socket, bytes),
        drain: (socket) => this.#drain(socket),
        close: (socket) => this.#closed(socket),
        // The close that follows tells the session; there is nobody else to tell.
        error: (socket) => this.#closed(socket),
      },
    });
    this.#port = this.#listener.port;
    const loadMs = this.#options.loadMs ?? 0;
    this.#booted = loadMs === 0;
    if (loadMs > 0)
      setTimeout(() => {
        this.#booted = true;
        for (const socket of this.#connections) socket.data.session?.sayBooted(true);
      }, loadMs);
  }

  /** @param orderly what was said still arrives, as when a process ends by itself */
  #closePort(orderly = false): void {
    this.#listener?.stop(!orderly);
    this.#listener = null;
    for (const socket of this.#connections) {
      socket.data.session = null;
      if (!orderly) socket.terminate();
      else {
        socket.data.closing = true;
        this.#flush(socket);
      }
    }
    this.#connections.clear();
    this.#masksChanged();
  }

  #opened(socket: Socket<Connection>): void {
    const connection: Connection = {
      session: null,
      decoder: new TextDecoder(),
      texts: [],
      unsent: [],
      unsentBytes: 0,
      closing: false,
    };
    socket.data = connection;
    this.#connections.add(socket);
    const isBooted = () => this.#booted;
    connection.session = new ManagerSession(
      {
        pbx: this.simulation.pbx,
        users: this.#users,
        version: this.#options.version ?? { asterisk: "22.10.1", manager: "11.0.0" },
        get booted() {
          return isBooted();
        },
        masksChanged: () => this.#masksChanged(),
      },
      (text) => connection.texts.push(text),
      () => {
        connection.closing = true;
      },
    );
    this.#flush(socket);
  }

  #received(socket: Socket<Connection>, bytes: Uint8Array): void {
    if (this.#silent) return;
    this.#advance();
    this.received++;
    socket.data.session?.receive(socket.data.decoder.decode(bytes, { stream: true }));
    for (const each of this.#connections) this.#flush(each);
  }

  #closed(socket: Socket<Connection>): void {
    socket.data.session = null;
    if (this.#connections.delete(socket)) this.#masksChanged();
  }

  #masksChanged(): void {
    let wanted = 0;
    for (const socket of this.#connections) wanted |= socket.data.session?.mask ?? 0;
    this.simulation.pbx.wanted = wanted;
  }

  #advance(): void {
    this.simulation.advance(Math.floor(this.#virtualAt + (performance.now() - this.#realAt) * this.#speed));
  }

  #frame(): void {
    if (this.#downUntil) return;
    this.#advance();
    this.simulation.pbx.book.flush();
    if (!this.#silent) for (const socket of this.#connections) this.#flush(socket);
  }

  #flush(socket: Socket<Connection>): void {
    const connection = socket.data;
    if (this.#cut && connection.texts.length > 0) return this.#writeHalf(socket, this.#cut.insideCharacter);
    if (connection.texts.length > 0) {
      const bytes = this.#encoder.encode(connection.texts.join(""));
      connection.texts = [];
      connection.unsent.push(bytes);
      connection.unsentBytes += bytes.length;
      if (connection.unsentBytes > unreadLimitBytes) return void socket.terminate();
    }
    this.#drain(socket);
  }

  #drain(socket: Socket<Connection>): void {
    const connection = socket.data;
    for (let first = connection.unsent[0]; first; first = connection.unsent[0]) {
      const taken = Math.max(0, socket.write(first));
      connection.unsentBytes -= taken;
      if (taken < first.length) {
        connection.unsent[0] = first.subarray(taken);
        return;
      }
      connection.unsent.shift();
    }
    if (connection.closing) socket.end();
  }

  #writeHalf(socket: Socket<Connection>, insideCharacter: boolean): void {
    const bytes = this.#encoder.encode(socket.data.texts.join(""));
    socket.data.texts = [];
    let end = Math.max(1, Math.floor(bytes.length / 2));
    if (insideCharacter) {
      const lead = bytes.findIndex((byte) => byte >= 0xc2);
      // No such character yet: all goes out whole, and the cut waits for the next one.
      if (lead < 0) {
        socket.write(bytes);
        return;
      }
      end = lead + 1;
    }
    this.#cut = null;
    socket.write(bytes.subarray(0, end));
    socket.end();
  }

  /** Fault: the network drops every connection; calls go on. */
  dropConnections(): void {
    for (const socket of this.#connections) socket.terminate();
  }

  /** Fault: connections stay open, and nothing is answered or sent any more, until {@link resume}. */
  stopAnswering(): void {
    this.#silent = true;
  }

  resume(): void {
    this.#silent = false;
  }

  /** Fault: the next connection with something to say breaks off in the middle of a message, or of a character. */
  cutInMessage(options: { insideCharacter?: boolean } = {}): void {
    this.#cut = { insideCharacter: options.insideCharacter ?? false };
  }

  /** `core restart now`: calls are ended and told, then the port is closed for a while; uniqueids begin anew, members persist. */
  restart(downMs = 500): void {
    this.#advance();
    this.simulation.shutDown(true);
    this.#goDown(downMs, true);
  }

  /** Fault: the process is killed. No event ends anything. */
  crash(downMs = 500): void {
    this.#advance();
    this.#goDown(downMs, false);
  }

  #goDown(downMs: number, orderly: boolean): void {
    this.#closePort(orderly);
    this.#downUntil = setTimeout(() => {
      this.#downUntil = null;
      // Nothing happened while it was down but the time.
      this.simulation.pbx.agenda.clear();
      this.#advance();
      this.simulation.boot();
      if (this.#running) this.#listen();
    }, downMs);
  }
}
