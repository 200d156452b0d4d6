/** Asterisk's version as `CoreSettings` tells it: `22.5.0`, `13.10.0~dfsg-1`, `certified/18.9-cert4`, `GIT-master-1a2b3c`. */
export interface AsteriskVersion {
  major: number;
  minor: number;
}

/** Null for a build without a number. */
export function parseAsteriskVersion(text: string): AsteriskVersion | null {
  const parts = /^(?:certified\/|GIT-)?(\d+)(?:\.(\d+))?/.exec(text);
  return parts ? { major: Number(parts[1]), minor: Number(parts[2] ?? 0) } : null;
}

/**
 * Whether `QueueStatus` leaves out realtime queues that nothing has loaded yet; `queue show` loads them all.
 * It was corrected in 16.25, 18.11 and 20. Unknown versions are taken as old: the command does no harm.
 */
export function hidesRealtimeQueues(version: AsteriskVersion | null): boolean {
  if (version === null) return true;
  const { major, minor } = version;
  if (major === 16) return minor < 25;
  if (major === 18) return minor < 11;
  return major < 20;
}
