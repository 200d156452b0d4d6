/** What an action of the manager interface is, and what it works with. */
import type { Pbx } from "./pbx.ts";
import type { Request } from "./request.ts";

/** Who may do what. */
export interface ManagerUser {
  name: string;
  secret: string;
  /** Bits of the classes; see {@link ./privilege.ts}. */
  read: number;
  write: number;
}

/** What an action works with. Texts given to `reply` are lines, each ended. */
export interface ActionContext {
  pbx: Pbx;
  request: Request;
  user: ManagerUser;
  users: readonly ManagerUser[];
  version: { asterisk: string; manager: string };
  /** Writes to who asked: `Response: Success`, the ActionID, then these lines. */
  success(lines: string): void;
  error(message: string): void;
  /** `Response: Error` with lines of its own. */
  failure(lines: string): void;
  /** An event list: items, then what closes it. In queue lists the ActionID comes last, elsewhere first. */
  list(title: string, items: { event: string; body: string }[], closing: string, idLast?: boolean): void;
}

export interface ManagerAction {
  name: string;
  synopsis: string;
  /** Bits of the classes of which one is enough; 0: anybody. */
  privilege: number;
  run(context: ActionContext): void;
}

export const message = (text: string) => `Message: ${text}\r\n`;

/** `ast_true()`. */
export const isTrue = (text: string) => /^(yes|true|y|t|1|on)$/i.test(text);
