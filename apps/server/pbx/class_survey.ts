/**
 * Finds out which classes a manager user has. Asterisk does not tell at login, so, the best evidence first:
 *
 * - `ListCommands` names exactly the actions that the user may run, with the classes of which each needs one: what is
 *   permitted to write follows, except that a class which shares all its actions with others cannot be told apart.
 * - `manager show user`, where commands are permitted, prints both lists.
 * - `GetConfig` of manager.conf, where class system or config is permitted, has both lists as the file says them.
 * - Otherwise what may be read shows in what arrives: FullyBooted (system) after login, an own UserEvent (user), the
 *   VarSet of a global variable that is set and unset (dialplan), and whatever else happens while we listen.
 *
 * Sources: Asterisk `main/manager.c` (`action_listcommands()`, `handle_showmanager()`, `action_getconfig()`).
 */

import { type AmiAction, type AmiMessage, type AmiPacket, AmiRefusedError } from "@qmanager/ami";
import { type Direction, managerClasses } from "./manager_classes.ts";

/** `yes` and `no` are known; `unknown` where nothing tells. */
export type Verdict = "yes" | "no" | "unknown";

export interface ClassSurvey {
  /** Of each class of {@link managerClasses}. */
  verdicts: ReadonlyMap<string, Verdict>;
  /** How it was found out, for the reader. */
  evidence: Record<Direction, string>;
  /** ms; null when it could not be read. Asterisk's default is 100. */
  writeTimeoutMs: number | null;
}

/** What the survey needs of a connection. */
export interface SurveyLine {
  send(action: AmiAction): Promise<AmiPacket>;
  /** What came since login. */
  sightings: ReadSightings;
  /** Waits a little for events to arrive. */
  listen(): Promise<void>;
}

/**
 * What the messages of a connection say of the classes that may be read. Keeps the answers and no message: a busy PBX, or
 * what is none, can say a gigabyte while we look.
 */
export class ReadSightings {
  readonly #classes = new Set<string>();
  #booted = false;
  #ownEvent = false;
  #ownVariable = false;

  take(message: AmiMessage): void {
    if (message.kind !== "event") return;
    const name = message.get("Privilege")?.split(",", 1)[0];
    if (managerClasses.some((each) => each.name === name)) this.#classes.add(name!);
    this.#booted ||= message.event === "FullyBooted";
    this.#ownEvent ||= message.get("UserEvent") === probe;
    this.#ownVariable ||= message.get("Variable") === probe;
  }

  /** The classes of which an event came. */
  get classes(): Iterable<string> {
    return this.#classes;
  }

  get booted(): boolean {
    return this.#booted;
  }

  /** Our own UserEvent came back. */
  get ownEvent(): boolean {
    return this.#ownEvent;
  }

  /** Our own variable was told of. */
  get ownVariable(): boolean {
    return this.#ownVariable;
  }
}

export const classKey = (direction: Direction, name: string): string => `${direction} ${name}`;

/** @throws the connection's own errors, when it is lost or does not answer */
export async function surveyClasses(line: SurveyLine, user: string): Promise<ClassSurvey> {
  const commands = await askOrNull(line, { Action: "ListCommands" });
  const write = commands ? writeClasses(commands) : new Map<string, Verdict>();
  const shown =
    write.get("command") === "yes"
      ? shownUser(await askOrNull(line, { Action: "Command", Command: `manager show user ${user}` }))
      : null;
  const configured =
    write.get("system") === "yes" || write.get("config") === "yes"
      ? configuredUser(await askOrNull(line, { Action: "GetConfig", Filename: "manager.conf", Category: user }))
      : null;
  const told = shown ?? configured;
  const seen = told?.read ? null : await provoked(line, write);
  const verdicts = new Map<string, Verdict>();
  for (const { direction, name } of managerClasses) {
    const listed = told?.[direction];
    const fromList: Verdict | null = listed ? (listed.has("all") || listed.has(name) ? "yes" : "no") : null;
    const observed = direction === "write" ? write.get(name) : seen?.get(name);
    // What Asterisk lets us do weighs more than what a file says that may not have been loaded.
    const certain = direction === "write" && observed !== undefined && observed !== "unknown" ? observed : null;
    verdicts.set(classKey(direction, name), certain ?? fromList ?? observed ?? "unknown");
  }
  const source = shown ? "manager show user" : "manager.conf as it is on the PBX";
  return {
    verdicts,
    evidence: {
      read: told?.read ? source : "what arrived while we listened",
      write: commands ? "the actions Asterisk permits" : told?.write ? source : "nothing tells",
    },
    writeTimeoutMs: configured?.writeTimeoutMs ?? null,
  };
}

/** The answer, or null when Asterisk refuses. */
async function askOrNull(line: SurveyLine, action: AmiAction): Promise<AmiPacket | null> {
  try {
    return await line.send(action);
  } catch (error) {
    if (error instanceof AmiRefusedError) return null;
    throw error;
  }
}

/** Classes by what may be run. `no` only where an action that every Asterisk has, or that comes with queues, is missing. */
function writeClasses(commands: AmiPacket): Map<string, Verdict> {
  const permitted = new Map<string, string[]>();
  for (const [name, text] of commands.entries()) {
    const classes = /\(Priv: ([^)]*)\)\s*$/.exec(text)?.[1];
    if (classes !== undefined)
      permitted.set(
        name.toLowerCase(),
        classes.split(",").filter((each) => each !== "all"),
      );
  }
  const verdicts = new Map<string, Verdict>();
  const alone: [name: string, action: string, given: boolean][] = [
    ["agent", "queueadd", permitted.has("queuestatus") || permitted.has("queues")],
    ["call", "setvar", true],
    ["originate", "originate", true],
    ["system", "modulecheck", true],
    ["user", "userevent", true],
    ["config", "listcategories", true],
    ["command", "command", true],
  ];
  for (const [name, action, given] of alone) {
    verdicts.set(name, permitted.has(action) ? "yes" : given ? "no" : "unknown");
  }
  // No action needs class reporting alone: it shows where the other class that would do is not ours.
  const others = (classes: readonly string[]) => classes.filter((each) => each !== "reporting");
  let reporting: Verdict = "unknown";
  for (const classes of permitted.values()) {
    if (classes.includes("reporting") && others(classes).every((each) => verdicts.get(each) === "no"))
      reporting = "yes";
  }
  if (reporting === "unknown" && ["corestatus", "devicestatelist", "getvar"].some((action) => !permitted.has(action)))
    reporting = "no";
  verdicts.set("reporting", reporting);
  return verdicts;
}

interface ToldUser {
  read: Set<string> | null;
  write: Set<string> | null;
  writeTimeoutMs: number | null;
}

const listOf = (text: string): Set<string> =>
  new Set(
    text
      .split(",")
      .map((each) => each.trim().toLowerCase())
      .filter((each) => each !== "" && each !== "<none>"),
  );

function shownUser(response: AmiPacket | null): ToldUser | null {
  const told: ToldUser = { read: null, write: null, writeTimeoutMs: null };
  for (const text of response?.output ?? []) {
    const [, direction, classes] = /^\s*(read|write) perm:\s*(.*?)\s*$/.exec(text) ?? [];
    if (direction === "read" || direction === "write") told[direction] = listOf(classes ?? "");
  }
  return told.read ? told : null;
}

/** Its secret is in there too: nothing but these lines is looked at. */
function configuredUser(response: AmiPacket | null): ToldUser | null {
  const told: ToldUser = { read: null, write: null, writeTimeoutMs: null };
  let found = false;
  for (const [name, text] of response?.entries() ?? []) {
    if (!name.startsWith("Line-")) continue;
    found = true;
    const [, setting, value] = /^\s*(read|write|writetimeout)\s*=>?\s*(.*?)\s*$/.exec(text) ?? [];
    if (setting === "read" || setting === "write") told[setting] = listOf(value ?? "");
    else if (setting === "writetimeout" && Number(value) > 0) told.writeTimeoutMs = Number(value);
  }
  if (!found) return null;
  return { read: told.read ?? new Set(), write: told.write ?? new Set(), writeTimeoutMs: told.writeTimeoutMs ?? 100 };
}

/** The name of the event, and of the global variable, by which we find out what comes back to us. */
const probe = "QM_DOCTOR";

/** What may be read, by what comes: partly made to come, without effect on anything. */
async function provoked(line: SurveyLine, write: ReadonlyMap<string, Verdict>): Promise<Map<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  if (write.get("user") === "yes") await askOrNull(line, { Action: "UserEvent", UserEvent: probe });
  if (write.get("call") === "yes") {
    await askOrNull(line, { Action: "Setvar", Variable: probe, Value: "1" });
    await askOrNull(line, { Action: "Setvar", Variable: probe, Value: "" });
  }
  await line.listen();
  const { sightings } = line;
  verdicts.set("system", sightings.booted ? "yes" : "no");
  if (write.get("user") === "yes") verdicts.set("user", sightings.ownEvent ? "yes" : "no");
  if (write.get("call") === "yes") verdicts.set("dialplan", sightings.ownVariable ? "yes" : "no");
  for (const name of sightings.classes) verdicts.set(name, "yes");
  return verdicts;
}
