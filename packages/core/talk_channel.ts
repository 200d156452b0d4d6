/** Which channel is that of a member's phone, to listen to his talk. */
import type { CallerNow } from "./caller_book.ts";
import type { Uniqueid } from "./ids.ts";
import type { MemberPlace } from "./live_members.ts";
import type { Offer } from "./offer.ts";
import { interfaceOfChannel, phoneKey } from "./phone.ts";

/**
 * The channel that a member talks on, by the surest of what is known: the phone that a queue connected; the device of the
 * member himself; behind a Local channel the phone of its extension, or another one of the same call who is not the caller.
 *
 * @param talk what a queue gave him; null when he is busy with something else
 * @param channels all there are
 * @returns null when none can be his
 */
export function talkChannel(
  { facts }: MemberPlace,
  talk: Offer | null,
  channels: Iterable<readonly [Uniqueid, CallerNow]>,
): string | null {
  const devices = [facts.interface, facts.stateInterface ?? facts.interface].map(phoneKey);
  const extension = extensionOf(facts.interface);
  let surest: { channel: string; sureness: number } | null = null;
  for (const [uniqueid, { channel, linkedid }] of channels) {
    const device = channel === null ? null : interfaceOfChannel(channel);
    if (channel === null || device === null) continue;
    const key = phoneKey(device);
    if (key.startsWith("local/")) continue;
    const isOfTalk = talk !== null && linkedid !== null && linkedid === talk.linkedid && uniqueid !== talk.uniqueid;
    const isExtension = extension !== null && key.endsWith(`/${extension}`);
    const signs = [
      extension !== null && isOfTalk,
      isExtension,
      isExtension && isOfTalk,
      devices.includes(key),
      talk?.channels.has(uniqueid) === true,
    ];
    const sureness = signs.lastIndexOf(true);
    if (sureness > (surest?.sureness ?? -1)) surest = { channel, sureness };
  }
  return surest?.channel ?? null;
}

/** `Local/1001@from-queue/n` rings extension 1001; null for what is no Local channel. */
function extensionOf(name: string): string | null {
  return /^local\/([^@/]+)/.exec(phoneKey(name))?.[1] ?? null;
}
