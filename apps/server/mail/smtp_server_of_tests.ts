/** A small SMTP server for tests: it takes mails, asks for a password, speaks TLS, and refuses what it is told to refuse. */
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, TLSSocket } from "node:tls";
import { certificate, key } from "../pbx/certificate_of_tests.ts";

export interface SmtpOptions {
  tls?: "starttls" | "from_start";
  /** Who may sign in; without it nobody is asked. */
  user?: { name: string; password: string };
  /** Replies by command, in place of its own: `{ "RCPT": "550 No such user" }`. `""`: it says nothing. */
  replies?: Readonly<Record<string, string>>;
}

export interface TakenMail {
  from: string;
  to: string;
  /** As it came, with headers. */
  text: string;
  /** Over TLS. */
  isSecure: boolean;
  user: string | null;
}

export class SmtpServer {
  readonly mails: TakenMail[] = [];
  readonly #options: SmtpOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(options: SmtpOptions) {
    this.#options = options;
    const begin = (socket: Socket) => this.#converse(socket, options.tls === "from_start");
    this.#server =
      options.tls === "from_start" ? createTlsServer({ key, cert: certificate }, begin) : createServer(begin);
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
    });
  }

  static async begin(options: SmtpOptions = {}): Promise<SmtpServer> {
    const made = new SmtpServer(options);
    await new Promise<void>((resolve) => made.#server.listen(0, "127.0.0.1", resolve));
    return made;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  end(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #converse(socket: Socket, isSecure: boolean, isUpgraded = false): void {
    const { tls, user, replies = {} } = this.#options;
    const mail = { from: "", to: "" };
    let signedIn: string | null = null;
    let unread = "";
    let isData = false;
    socket.on("error", () => undefined);
    const say = (reply: string) => reply !== "" && socket.write(`${reply}\r\n`);
    if (!isUpgraded) say(replies.GREETING ?? "220 mail.test ESMTP");
    const extensions = () =>
      [
        "250-mail.test",
        ...(tls === "starttls" && !isSecure ? ["250-STARTTLS"] : []),
        ...(user ? ["250-AUTH PLAIN"] : []),
      ]
        .concat("250 HELP")
        .join("\r\n");

    const answer = (line: string): void => {
      const command = line.slice(0, 4).toUpperCase();
      const own = replies[command];
      if (own !== undefined) return void say(own);
      switch (command) {
        case "EHLO":
        case "HELO":
          return void say(extensions());
        case "STAR":
          if (tls !== "starttls" || isSecure) return void say("502 5.5.1 Not offered");
          say("220 Begin");
          socket.removeAllListeners("data");
          return this.#converse(new TLSSocket(socket, { isServer: true, key, cert: certificate }), true, true);
        case "AUTH": {
          const [, name = "", password] = Buffer.from(line.split(" ")[2] ?? "", "base64")
            .toString()
            .split("\0");
          const isRight = name === user?.name && password === user.password;
          if (isRight) signedIn = name;
          return void say(isRight ? "235 Welcome" : "535 5.7.8 Username and Password not accepted");
        }
        case "MAIL":
          if (user && signedIn === null) return void say("530 5.7.0 Authentication required");
          mail.from = addressIn(line);
          return void say("250 Good");
        case "RCPT":
          mail.to = addressIn(line);
          return void say("250 Good");
        case "DATA":
          isData = true;
          return void say("354 Go on");
        case "QUIT":
          say("221 Bye");
          return void socket.end();
        default:
          return void say("502 What?");
      }
    };

    socket.on("data", (bytes) => {
      unread += bytes.toString();
      for (;;) {
        const end = unread.indexOf(isData ? "\r\n.\r\n" : "\r\n");
        if (end < 0) return;
        const text = unread.slice(0, end);
        unread = unread.slice(end + (isData ? 5 : 2));
        if (!isData) {
          answer(text);
          continue;
        }
        isData = false;
        this.mails.push({ ...mail, text, isSecure, user: signedIn });
        say(replies.END ?? "250 2.0.0 Taken as 4711");
      }
    });
  }
}

const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? "";
