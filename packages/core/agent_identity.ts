/**
 * Who answers: a person with a code of his own, whatever phone he sits at. Asterisk knows members by a phone and a name; this
 * tells whose they are.
 *
 * @module
 */
import type { MemberAsNamed } from "./agent_call.ts";
import { looksLikeInterface } from "./ids.ts";
import { phoneKey } from "./phone.ts";

/** Our own number of a person, or of somebody of whom nobody said yet who he is. */
export type AgentId = number;

/** Those who are known, as far as one PBX names them. */
export interface AgentDirectory {
  /** By a member's name that was said to be his. */
  ofAlias(name: string): AgentId | null;
  ofCode(code: number): AgentId | null;
  /** Whose fixed phone it is, by its {@link phoneKey}. */
  ofPhone(key: string): AgentId | null;
}

export type AgentIdentity =
  | { type: "known"; id: AgentId; by: "alias" | "code" | "extension" }
  /** Nobody said yet who he is; the name stays the same for the same member. */
  | { type: "unknown"; name: string };

/**
 * Whose member it is: by an alias, then by a code in the name, then by a fixed phone; else he is unknown, by his name.
 *
 * @returns null where neither a phone nor a name is told
 */
export function recogniseAgent(member: MemberAsNamed, directory: AgentDirectory): AgentIdentity | null {
  const agent = member.agent || null;
  // SNEP names its members as their phones.
  const phone = member.interface ?? (agent !== null && looksLikeInterface(agent) ? agent : null);
  const name = agent ?? phone;
  if (name === null) return null;
  const byAlias = directory.ofAlias(name);
  if (byAlias !== null) return { type: "known", id: byAlias, by: "alias" };
  const code = codeIn(name);
  const byCode = code === null ? null : directory.ofCode(code);
  if (byCode !== null) return { type: "known", id: byCode, by: "code" };
  const byPhone = phone === null ? null : directory.ofPhone(phoneKey(phone));
  if (byPhone !== null) return { type: "known", id: byPhone, by: "extension" };
  return { type: "unknown", name };
}

/** The code in a member's name of the form `Agent/101`; null where there is none. */
export function codeIn(name: string): number | null {
  const digits = /^agent\/0*([1-9]\d{0,8})$/i.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}
