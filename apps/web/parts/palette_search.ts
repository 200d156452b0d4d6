/** What the palette finds for what is typed. Pure: entries in, groups out. */
import { plainText } from "../plain_text.ts";

/** The kinds of things one can go to, in the order in which they are shown. */
export const entryGroups = ["pages", "queues", "agents", "callers", "history"] as const;
export type EntryGroup = (typeof entryGroups)[number];

/** One thing that can be found. `words` and `digits` are made by {@link searchable}, once. */
export interface Searchable {
  group: EntryGroup;
  words: string;
  digits: string;
}

export interface FoundGroup<Entry> {
  group: EntryGroup;
  entries: readonly Entry[];
  /** How many more were found than are shown. */
  more: number;
}

/** As many of a group as are shown. */
const mostOfGroup = 7;

/** How a thing is searched for: its texts without case and accents, its numbers without punctuation. */
export function searchable(texts: readonly (string | null)[], numbers: readonly (string | null)[]) {
  const known = [...texts, ...numbers].filter((each) => each !== null);
  return {
    words: plainText(known.join(" ")),
    digits: numbers.map((each) => each?.replace(/\D/g, "") ?? "").join(" "),
  };
}

/**
 * Everything in which each word that was typed is found, best first: what begins with it, then what has a word that does;
 * the group with the best comes first.
 * A number is found by any run of its digits, however it is written: with brackets and dashes, or with `0` or `+55` before.
 * Nothing typed finds the pages and the queues. What is on file of a number is made of what was typed: it comes last.
 */
export function find<Entry extends Searchable>(entries: readonly Entry[], typed: string): FoundGroup<Entry>[] {
  const wanted = plainText(typed).split(/\s+/).filter(Boolean);
  const number = numberTyped(typed);
  const ranked = entries.flatMap((entry) => {
    const rank =
      wanted.length === 0
        ? rankUnasked(entry)
        : entry.group === "history"
          ? rankOfHistory
          : rankOf(entry, wanted, number);
    return rank === null ? [] : [{ entry, rank }];
  });
  return entryGroups
    .map((group) => ranked.filter((each) => each.entry.group === group).sort((a, b) => a.rank - b.rank))
    .filter((found) => found.length > 0)
    .sort(([a], [b]) => (a?.rank ?? 0) - (b?.rank ?? 0))
    .map((found) => ({
      group: found[0]?.entry.group ?? "pages",
      entries: found.slice(0, mostOfGroup).map((each) => each.entry),
      more: Math.max(0, found.length - mostOfGroup),
    }));
}

const rankOfHistory = 3;
const rankUnasked = ({ group }: Searchable) => (group === "pages" || group === "queues" ? 0 : null);

function rankOf({ words, digits }: Searchable, wanted: readonly string[], number: readonly string[]): number | null {
  if (number.some((each) => digits.includes(each)))
    return digits.split(" ").some((each) => number.includes(each)) ? 0 : 1;
  if (!wanted.every((each) => words.includes(each))) return null;
  const [first = ""] = wanted;
  if (words.startsWith(first)) return 0;
  return words.includes(` ${first}`) ? 1 : 2;
}

/** What a typed number may look like in Asterisk: as it is, and without country, or the 0 and the carrier before an area. */
function numberTyped(typed: string): string[] {
  if (!/^[+\d\s().-]+$/.test(typed.trim())) return [];
  const digits = typed.replace(/\D/g, "");
  if (digits.length < 2) return [];
  const bare = /^(?:55|0(?:[1-9]\d)?)(\d{10,11})$/.exec(digits)?.[1];
  return bare === undefined ? [digits] : [digits, bare];
}
