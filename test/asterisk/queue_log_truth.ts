/**
 * What queue_log says, read by the test itself in the plainest way: the truth that the product is measured against.
 *
 * A line is `epoch|uniqueid|queue|agent|event|parameters…`. Source: Asterisk `apps/app_queue.c`.
 */

export type LoggedOutcome = "answered" | "abandoned" | "timeout" | "exit_key" | "exit_empty" | "withdrawn";

export interface LoggedVisit {
  /** Channel that entered the queue. */
  uniqueid: string;
  /** Channel that was answered: another one after an attended transfer by a caller who still waited. */
  answeredAs: string | null;
  queue: string;
  /** Number of the caller. */
  number: string;
  position: number;
  /** Null while it is open, or for ever if Asterisk was killed. */
  outcome: LoggedOutcome | null;
  endedBy: "agent" | "caller" | "transfer" | null;
  agent: string | null;
  /** Whole seconds, as Asterisk writes them. */
  waitSeconds: number | null;
  ringSeconds: number | null;
  talkSeconds: number | null;
  /** Rings that nobody answered, in order. */
  missed: { agent: string; ringMs: number }[];
  open: boolean;
  /** When it entered, when it was answered and when it ended; whole seconds of the epoch. */
  enteredAt: number;
  answeredAt: number | null;
  endedAt: number | null;
  /** Asterisk died while it was open. */
  isCut: boolean;
}

/** Where each row that ends a visit has wait and talk, counted from its first parameter. */
const endings: Record<
  string,
  { outcome: LoggedOutcome; endedBy: LoggedVisit["endedBy"]; wait: number; talk: number | null }
> = {
  COMPLETEAGENT: { outcome: "answered", endedBy: "agent", wait: 0, talk: 1 },
  COMPLETECALLER: { outcome: "answered", endedBy: "caller", wait: 0, talk: 1 },
  BLINDTRANSFER: { outcome: "answered", endedBy: "transfer", wait: 2, talk: 3 },
  ATTENDEDTRANSFER: { outcome: "answered", endedBy: "transfer", wait: 2, talk: 3 },
  ABANDON: { outcome: "abandoned", endedBy: null, wait: 2, talk: null },
  EXITWITHTIMEOUT: { outcome: "timeout", endedBy: null, wait: 2, talk: null },
  EXITEMPTY: { outcome: "exit_empty", endedBy: null, wait: 2, talk: null },
  EXITWITHKEY: { outcome: "exit_key", endedBy: null, wait: 3, talk: null },
  WITHDRAW: { outcome: "withdrawn", endedBy: null, wait: 2, talk: null },
};

/** All visits of a queue_log, in the order in which they began. */
export function loggedVisits(log: string): LoggedVisit[] {
  const visits: LoggedVisit[] = [];
  for (const line of log.split("\n")) {
    const [second = "", uniqueid = "", queue = "", agent = "", event = "", ...parameters] = line.split("|");
    const at = Number(second);
    const ending = endings[event];
    const visit = openVisit(visits, uniqueid, queue) ?? (ending && talkOf(visits, queue, agent));
    if (event === "ENTERQUEUE") {
      visits.push({ ...entered(uniqueid, queue, parameters), enteredAt: at });
    } else if (event === "QUEUESTART") {
      for (const cut of visits.filter(goesOn)) cut.isCut = true;
    } else if (event === "CONNECT") {
      // After an attended transfer in the waiting line, it is another channel than the one that entered.
      const connected = visit ?? visits.findLast((each) => goesOn(each) && each.queue === queue && !each.answeredAs);
      if (!connected) continue;
      connected.answeredAs = uniqueid;
      connected.answeredAt = at;
      connected.agent = agent;
      connected.outcome = "answered";
      connected.waitSeconds = Number(parameters[0]);
      connected.ringSeconds = Number(parameters[2]);
    } else if (event === "RINGNOANSWER") {
      visit?.missed.push({ agent, ringMs: Number(parameters[0]) });
    } else if (ending && visit) {
      visit.outcome = ending.outcome;
      visit.endedBy = ending.endedBy;
      visit.waitSeconds = Number(parameters[ending.wait]);
      visit.talkSeconds = ending.talk === null ? null : Number(parameters[ending.talk]);
      visit.endedAt = at;
      visit.open = false;
    }
  }
  return visits;
}

/** How many visits ended in the seconds from one up to another, of those that Asterisk's own counters count. */
export function endedBetween(log: string, from: number, until: number): number {
  return loggedVisits(log).filter(
    // Who leaves by a key is in none of its counters.
    ({ endedAt, outcome }) => endedAt !== null && endedAt >= from && endedAt <= until && outcome !== "exit_key",
  ).length;
}

function entered(
  uniqueid: string,
  queue: string,
  [, number = "", position = ""]: string[],
): Omit<LoggedVisit, "enteredAt"> {
  return {
    uniqueid,
    answeredAs: null,
    queue,
    number,
    position: Number(position),
    outcome: null,
    endedBy: null,
    agent: null,
    waitSeconds: null,
    ringSeconds: null,
    talkSeconds: null,
    missed: [],
    open: true,
    answeredAt: null,
    endedAt: null,
    isCut: false,
  };
}

/**
 * The open talk of an agent. After an attended transfer into a queue, caller and agent have changed channels by the time
 * the ending row is written, or not: the row of the first talk may name the channel from which the agent asked.
 */
function talkOf(visits: LoggedVisit[], queue: string, agent: string): LoggedVisit | undefined {
  return visits.findLast((each) => goesOn(each) && each.queue === queue && each.agent === agent);
}

function openVisit(visits: LoggedVisit[], uniqueid: string, queue: string): LoggedVisit | undefined {
  const mine = (each: LoggedVisit) => each.uniqueid === uniqueid || each.answeredAs === uniqueid;
  return visits.findLast((each) => goesOn(each) && each.queue === queue && mine(each));
}

function goesOn({ open, isCut }: LoggedVisit): boolean {
  return open && !isCut;
}
