/** Which phone a user means who gives its number alone. */
import { asInterface, type Interface, looksLikeInterface, type MemberPlace } from "@qmanager/core";

/**
 * The interface of an extension: as it was written, or that of the members' phones. One of them has this number, or it has
 * the technology that most of them have; only where all members are behind Local channels it is dialled as they are.
 *
 * @param typed `1005`, or with its technology `PJSIP/1005`
 * @returns null when it is a number, and there is no member from whom to tell its technology
 */
export function ownPhone(typed: string, phones: readonly (readonly MemberPlace[])[]): Interface | null {
  if (looksLikeInterface(typed)) return asInterface(typed);
  const counts = new Map<string, number>();
  for (const [place] of phones) {
    if (!place) continue;
    const { interface: dialled, stateInterface } = place.facts;
    // The device itself, where the queue knows it: it is rung without the ways of the dialplan.
    const device =
      stateInterface !== null && /^(?:PJSIP|SIP|IAX2|SCCP)\//i.test(stateInterface) ? stateInterface : dialled;
    const parts = /^([^/]+\/)([^@/]+)(.*)$/.exec(device);
    if (!parts) continue;
    const [, technology = "", number = "", rest = ""] = parts;
    if (number === typed) return asInterface(device);
    const form = `${technology}\n${rest}`;
    counts.set(form, (counts.get(form) ?? 0) + 1);
  }
  const isLocal = (form: string) => Number(/^local\//i.test(form));
  const [most] = [...counts].sort(([form, one], [other, another]) => isLocal(form) - isLocal(other) || another - one);
  return most ? asInterface(most[0].replace("\n", typed)) : null;
}
