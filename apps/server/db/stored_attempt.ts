/** A ring as it is stored. */
import type { Attempt, AttemptResult, EpochMs, Interface } from "@qmanager/core";

/** Interface, start and end in ms from the visit's entry (from 1970 where that is not known), result. */
export type StoredAttempt = [Interface | null, number | null, number | null, AttemptResult | null];

export function stored({ interface: phone, startedAt, endedAt, result }: Attempt, from: EpochMs | null): StoredAttempt {
  const since = (at: EpochMs | null) => (at === null ? null : at - (from ?? 0));
  return [phone, since(startedAt), since(endedAt), result];
}

export function restored([phone, start, end, result]: StoredAttempt, from: EpochMs | null): Attempt {
  const at = (since: number | null) => (since === null ? null : (from ?? 0) + since);
  return { interface: phone, startedAt: at(start), endedAt: at(end), result };
}
