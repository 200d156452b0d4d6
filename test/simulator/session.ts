import { createHash } from "node:crypto";
import type { ActionContext, ManagerUser } from "./action.ts";
import { managerActions } from "./actions.ts";
import type { Pbx } from "./pbx.ts";
import { parsePrivileges, privilege } from "./privilege.ts";
import { type Request, RequestReader } from "./request.ts";
import type { SentMessage } from "./signals.ts";

const actions = new Map(managerActions.map((action) => [action.name.toLowerCase(), action]));

/** What a session needs to know of the PBX around it. */
export interface SessionHome {
  pbx: Pbx;
  users: readonly ManagerUser[];
  version: { asterisk: string; manager: string };
  /** false while Asterisk is still loading modules: logins work, most actions do not. */
  booted: boolean;
  /** Somebody reads other classes than before. */
  masksChanged(): void;
}

/** One manager connection, from banner to Logoff; knows texts and no socket. */
export class ManagerSession {
  readonly #home: SessionHome;
  readonly #reader = new RequestReader();
  readonly #write: (text: string) => void;
  readonly #close: () => void;
  #user: ManagerUser | null = null;
  #challenge = "";
  #mask = 0;
  #open = true;

  constructor(home: SessionHome, write: (text: string) => void, close: () => void) {
    this.#home = home;
    this.#write = write;
    this.#close = close;
    write(`Asterisk Call Manager/${home.version.manager}\r\n`);
  }

  /** Bits of the classes it receives. */
  get mask(): number {
    return this.#mask;
  }

  deliver(message: SentMessage): void {
    if (this.#mask & message.privilege) this.#write(message.text);
  }

  receive(text: string): void {
    for (const reading of this.#reader.push(text)) {
      if (!this.#open) return;
      if (reading.kind === "unreadable") this.#respond("Error", null, `Message: ${reading.message}\r\n`);
      else this.#handle(reading.request);
    }
  }

  /** All modules are there now. */
  sayBooted(late: boolean): void {
    if (!(this.#mask & privilege.system)) return;
    const uptime = Math.floor((this.#home.pbx.now - this.#home.pbx.startedAt) / 1000);
    const times = `Uptime: ${uptime}\r\nLastReload: ${uptime}\r\n`;
    const status = "Status: Fully Booted\r\n";
    this.#write(`Event: FullyBooted\r\nPrivilege: system,all\r\n${late ? status + times : times + status}\r\n`);
  }

  #respond(kind: "Success" | "Error" | "Goodbye", actionId: string | null, lines: string): void {
    this.#write(`Response: ${kind}\r\n${actionId === null ? "" : `ActionID: ${actionId}\r\n`}${lines}\r\n`);
  }

  #handle(request: Request): void {
    const name = request.get("Action").toLowerCase();
    const id = request.actionId;
    const error = (text: string) => this.#respond("Error", id, `Message: ${text}\r\n`);
    switch (name) {
      case "":
        return error("Missing action in request");
      case "login":
        return this.#login(request);
      case "challenge":
        if (request.get("AuthType").toUpperCase() !== "MD5") return error("Must specify AuthType");
        this.#challenge = String(this.#home.pbx.random.below(900_000_000) + 100_000_000);
        return this.#respond("Success", id, `Challenge: ${this.#challenge}\r\n`);
      case "logoff":
        this.#respond("Goodbye", id, "Message: Thanks for all the fish.\r\n");
        this.#open = false;
        return this.#close();
      default:
    }
    const user = this.#user;
    if (!user) return error("Permission denied");
    if (name === "events") return this.#events(request, user);
    const action = actions.get(name);
    if (!action || (!this.#home.booted && action.name.startsWith("Queue")))
      return error(
        `Invalid/unknown command: ${request.get("Action")}. Use Action: ListCommands to show available commands.`,
      );
    if (action.privilege !== 0 && !(action.privilege & user.write)) return error("Permission denied");
    action.run(this.#context(request, user));
  }

  #context(request: Request, user: ManagerUser): ActionContext {
    const id = request.actionId;
    const idLine = id === null ? "" : `ActionID: ${id}\r\n`;
    return {
      pbx: this.#home.pbx,
      users: this.#home.users,
      version: this.#home.version,
      request,
      user,
      success: (lines) => this.#respond("Success", id, lines),
      failure: (lines) => this.#respond("Error", id, lines),
      error: (text) => this.#respond("Error", id, `Message: ${text}\r\n`),
      list: (title, items, closing, idLast = false) => {
        this.#respond("Success", id, `EventList: start\r\nMessage: ${title}\r\n`);
        for (const item of items)
          this.#write(`Event: ${item.event}\r\n${idLast ? item.body + idLine : idLine + item.body}\r\n`);
        this.#write(`Event: ${closing}\r\n${idLine}EventList: Complete\r\nListItems: ${items.length}\r\n\r\n`);
      },
    };
  }

  #login(request: Request): void {
    const id = request.actionId;
    if (this.#user) return this.#respond("Success", id, "Message: Already authenticated\r\n");
    const user = this.#home.users.find((candidate) => candidate.name === request.get("Username"));
    const byKey = request.get("AuthType").toUpperCase() === "MD5";
    const expected = byKey ? createHash("md5").update(`${this.#challenge}${user?.secret}`).digest("hex") : user?.secret;
    if (!user || request.get(byKey ? "Key" : "Secret") !== expected || (byKey && this.#challenge === "")) {
      this.#respond("Error", id, "Message: Authentication failed\r\n");
      this.#open = false;
      return this.#close();
    }
    this.#user = user;
    this.#respond("Success", id, "Message: Authentication accepted\r\n");
    this.#mask = user.read & (this.#eventMask(request.get("Events") || "on") ?? user.read);
    this.#home.masksChanged();
    if (this.#home.booted) this.sayBooted(false);
  }

  #eventMask(text: string): number | null {
    if (/^(on|yes|true|1|all)$/i.test(text)) return -1;
    if (/^(off|no|false|0)$/i.test(text)) return 0;
    try {
      return parsePrivileges(text);
    } catch (fault) {
      if (fault instanceof RangeError) return null;
      throw fault;
    }
  }

  #events(request: Request, user: ManagerUser): void {
    const mask = request.get("EventMask") === "" ? null : this.#eventMask(request.get("EventMask"));
    if (mask === null) return this.#respond("Error", request.actionId, "Message: Invalid event mask\r\n");
    this.#mask = user.read & mask;
    this.#home.masksChanged();
    this.#respond("Success", request.actionId, `Events: ${mask === 0 ? "Off" : "On"}\r\n`);
  }
}
