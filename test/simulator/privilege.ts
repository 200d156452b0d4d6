/**
 * The classes of the manager interface, as bits. Order and names: Asterisk `main/manager.c`, `perms[]`.
 */
const names = [
  "system",
  "call",
  "log",
  "verbose",
  "command",
  "agent",
  "user",
  "config",
  "dtmf",
  "reporting",
  "cdr",
  "dialplan",
  "originate",
  "agi",
  "cc",
  "aoc",
  "test",
  "security",
  "message",
] as const;

export type PrivilegeName = (typeof names)[number];

/** The bit of each class. */
export const privilege = Object.fromEntries(names.map((name, index) => [name, 1 << index])) as Record<
  PrivilegeName,
  number
>;

export const allPrivileges = (1 << names.length) - 1;

/**
 * The bits of a list as in manager.conf: `system,call,agent`, `all`, or empty.
 * @throws RangeError for a name that Asterisk does not know
 */
export function parsePrivileges(text: string): number {
  let mask = 0;
  for (const word of text.split(",").map((part) => part.trim().toLowerCase())) {
    if (word === "") continue;
    if (word === "all") return allPrivileges;
    const index = names.indexOf(word as PrivilegeName);
    if (index < 0) throw new RangeError(`"${word}" is no class of the manager interface; known: ${names.join(", ")}`);
    mask |= 1 << index;
  }
  return mask;
}

/** The list as Asterisk writes it: `system,call`, or `all`. */
export function formatPrivileges(mask: number): string {
  if (mask === allPrivileges) return "all";
  return names.filter((_, index) => mask & (1 << index)).join(",") || "<none>";
}
