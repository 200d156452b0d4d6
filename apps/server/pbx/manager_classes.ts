/**
 * The classes of manager.conf: which of them the product uses, and what does not work without each.
 *
 * `read` decides which events come, `write` which actions are taken. Asterisk never tells a user his own classes; how they
 * are found out is in {@link ./class_survey.ts}.
 */

export type Direction = "read" | "write";

export interface ManagerClass {
  direction: Direction;
  name: string;
  /** `required`: nothing works without it. `recommended`: part of the product does not. `optional`: a convenience. */
  need: "required" | "recommended" | "optional";
  /** What does not work without it. */
  cost: string;
}

export const managerClasses: readonly ManagerClass[] = [
  {
    direction: "read",
    name: "agent",
    need: "required",
    cost: "No events of queues: callers, answers and agents' states are not seen",
  },
  {
    direction: "read",
    name: "call",
    need: "required",
    cost: "No events of calls and phones: who talks, holds, transfers and hangs up is not seen",
  },
  {
    direction: "read",
    name: "dialplan",
    need: "recommended",
    cost:
      "Whether a caller gave up, reached the time limit or found nobody is concluded and marked provisional, callers turned " +
      "away by a full or empty queue are not seen at all, and recordings only of calls that an agent of a queue answered",
  },
  {
    direction: "read",
    name: "system",
    need: "recommended",
    cost: "That Asterisk has started, shuts down, or that a phone is lost is noticed late",
  },
  {
    direction: "read",
    name: "user",
    need: "recommended",
    cost: "Scores of surveys that the dialplan sends as UserEvent are not received",
  },
  {
    direction: "read",
    name: "cdr",
    need: "optional",
    cost: "Asterisk's own records of calls outside queues are not received",
  },
  {
    direction: "write",
    name: "agent",
    need: "recommended",
    cost: "Agents cannot be logged on or off, paused or given another penalty from here",
  },
  {
    direction: "write",
    name: "call",
    need: "recommended",
    cost: "Calls cannot be ended or sent elsewhere, phones' states not listed, names of recordings not asked for",
  },
  {
    direction: "write",
    name: "originate",
    need: "recommended",
    cost: "No click to call, and supervisors cannot listen in",
  },
  {
    direction: "write",
    name: "system",
    need: "recommended",
    cost: "Lists of calls and of PJSIP phones, Asterisk's version and the queues' wrap-up times cannot be asked for",
  },
  {
    direction: "write",
    name: "user",
    need: "optional",
    cost: "No UserEvent can be sent to other programs",
  },
  {
    direction: "write",
    name: "reporting",
    need: "optional",
    cost: "None as long as classes system and call are permitted: it allows the same lists",
  },
  {
    direction: "write",
    name: "config",
    need: "optional",
    cost: "None as long as class system is permitted: the queues' wrap-up times are read with either",
  },
  {
    direction: "write",
    name: "command",
    need: "optional",
    cost: "Realtime queues that Asterisk has not loaded yet cannot be found where QueueStatus hides them (before 16.25, 18.11, 20)",
  },
];

/** As Asterisk itself writes the list. */
const order = ["system", "call", "command", "agent", "user", "config", "reporting", "cdr", "dialplan", "originate"];

/**
 * The value of a read= or write= line: what we use (`command` only where realtime queues are hidden without it, `config`
 * not at all), and what the user has already.
 */
export function recommendedClasses(
  direction: Direction,
  options: { hidesRealtimeQueues: boolean; held: readonly string[] },
): string {
  const used = managerClasses
    .filter((each) => each.direction === direction && each.name !== "config")
    .filter((each) => each.name !== "command" || options.hidesRealtimeQueues)
    .map((each) => each.name);
  return [...new Set([...used, ...options.held])].sort((a, b) => order.indexOf(a) - order.indexOf(b)).join(",");
}
