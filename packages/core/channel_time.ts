import type { Uniqueid } from "./ids.ts";
import type { EpochMs } from "./time.ts";

/** Of an id that looks like a time outside of it, whoever made the channel chose that too. */
const century = { from: Date.parse("2000-01-01T00:00:00Z"), to: Date.parse("2100-01-01T00:00:00Z") };

/**
 * When a channel began, by its own id: `1795338688.42`, or `pbx1-1795338688.42` where asterisk.conf names the system. Whole
 * seconds, of a clock that may be one behind. Null for an id that whoever made the channel chose (`ChannelId` of Originate).
 *
 * Source: Asterisk `main/channel_internal_api.c`, `ast_channel_internal_setup_topics`; `main/channel.c`.
 */
export function channelBeganAt(uniqueid: Uniqueid): EpochMs | null {
  const seconds = /(?:^|-)(\d{9,10})\.\d+$/.exec(uniqueid)?.[1];
  if (seconds === undefined) return null;
  const at = Number(seconds) * 1000;
  return at >= century.from && at < century.to ? at : null;
}
