/**
 * Erlang C: how a queue would fare with so many agents, if calls come at random and everyone waits as long as it takes. An
 * estimate for staffing; what truly happened is in {@link ./metrics.ts}.
 */

export interface Load {
  calls: number;
  /** In which so many calls come. */
  intervalMs: number;
  /** Mean time that a call keeps an agent: talk and wrap-up. */
  handleMs: number;
}

export interface Staffing {
  /** The share of callers who wait at all. */
  waitingShare: number;
  serviceLevel: number;
  /** Of all callers, those who do not wait included. */
  meanWaitMs: number;
  occupancy: number;
}

/** The load in erlangs: calls that go on at once, on average. */
export function erlangsOf({ calls, intervalMs, handleMs }: Load): number {
  return (calls * handleMs) / intervalMs;
}

/**
 * @param thresholdMs a wait up to this is in time
 * @returns null where the agents are too few, and the queue would grow without end
 */
export function staffing(load: Load, agents: number, thresholdMs: number): Staffing | null {
  const erlangs = erlangsOf(load);
  if (agents <= erlangs) return null;
  if (erlangs === 0) return { waitingShare: 0, serviceLevel: 1, meanWaitMs: 0, occupancy: 0 };
  // Erlang B first, by its recursion: factorials of hundreds of agents would overflow
  let blocked = 1;
  for (let n = 1; n <= agents; n++) blocked = (erlangs * blocked) / (n + erlangs * blocked);
  const occupancy = erlangs / agents;
  const waitingShare = blocked / (1 - occupancy * (1 - blocked));
  const spare = agents - erlangs;
  return {
    waitingShare,
    serviceLevel: 1 - waitingShare * Math.exp((-spare * thresholdMs) / load.handleMs),
    meanWaitMs: (waitingShare * load.handleMs) / spare,
    occupancy,
  };
}

/**
 * The fewest agents with whom so many are served in time.
 *
 * @param serviceLevel from 0 to below 1
 * @throws RangeError when no number of agents can reach it
 */
export function agentsFor(load: Load, serviceLevel: number, thresholdMs: number): number {
  if (!(serviceLevel < 1))
    throw new RangeError(`No number of agents gives a service level of ${serviceLevel}: ask for less than 1`);
  let agents = Math.floor(erlangsOf(load)) + 1;
  while ((staffing(load, agents, thresholdMs)?.serviceLevel ?? 0) < serviceLevel) agents++;
  return agents;
}
