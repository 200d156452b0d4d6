/**
 * From a channel's name to the phone it belongs to.
 *
 * Source: channel names as Asterisk's technologies make them, `<technology>/<resource>-<serial>[;1|;2]`.
 */
import { asInterface, type Interface, interfaceKey } from "./ids.ts";

/**
 * The interface a channel was made for: `PJSIP/1001-0000004e` is `PJSIP/1001`, `Local/1001@from-queue-00000007;1` is
 * `Local/1001@from-queue` (a channel's name does not keep the member's `/n`). Null when the name has no such form.
 */
export function interfaceOfChannel(channel: string): Interface | null {
  const found = /^(.+\/.+)-[0-9a-f]+(?:;[12])?$/i.exec(channel);
  return found?.[1] === undefined ? null : asInterface(found[1]);
}

/**
 * The key of the phone behind an interface: as {@link interfaceKey}, without the options of a Local channel
 * (`Local/1001@from-queue/n`), which its channels' names and its device state leave out.
 */
export function phoneKey(name: string): string {
  const key = interfaceKey(name);
  if (!key.startsWith("local/")) return key;
  const options = key.indexOf("/", "local/".length);
  return options < 0 ? key : key.slice(0, options);
}
