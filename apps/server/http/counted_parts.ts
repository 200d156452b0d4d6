/** A period cut into quarters of an hour, hours or days, and what adds up in each: what every address of counters asks and tells. */
import { z } from "@hono/zod-openapi";
import { bucketOf, buckets, type EpochMs, type Period, quarterMs, quarterOf } from "@qmanager/core";
import { from, to } from "./list_shapes.ts";

/** As many parts as one answer has room for. */
export const mostParts = 1_000;
const leastPartMs = { quarter: quarterMs, hour: quarterMs, day: 20 * 3_600_000 };

/** What is asked of a period; `isPeriod` has to hold too. */
export const partedQuery = {
  from,
  to,
  step: z.enum(["quarter", "hour", "day"]).default("hour").openapi({ description: "How long each part is" }),
};

/** The answer: parts in order, and their sum. `sums` is what stands in each, and `name` is a part's in the description. */
export const partedAnswer = <Sums extends z.ZodRawShape>(name: string, sums: Sums) =>
  z.object({
    zone: z.string().openapi({ example: "America/Sao_Paulo" }),
    parts: z.array(
      z
        .object({
          from: z.int().openapi({ description: "Epoch milliseconds", example: 1795338000000 }),
          to: z.int(),
          ...sums,
        })
        .openapi(name),
    ),
    sum: z.object(sums),
  });

export const tooManyParts = `At most ${mostParts} parts: ask for a shorter period or a longer step`;

/** The parts of a period, which is made longer to whole quarters; null where there would be too many. */
export function partsOf(
  { from, to, step }: Period & { step: keyof typeof leastPartMs },
  zone: string,
): { period: Period; parts: Period[] } | null {
  const period = { from: quarterOf(from), to: quarterOf(to + quarterMs - 1) };
  // Told before they are made: a thousand years have many quarters.
  if ((period.to - period.from) / leastPartMs[step] > 8 * mostParts) return null;
  const parts = buckets(period, step, zone);
  return parts.length > mostParts ? null : { period, parts };
}

/** What adds up in each part, and in all of them, as `shown` writes it. */
export function summedParts<Counters, Shown extends object>(
  parts: readonly Period[],
  quarters: Iterable<{ from: EpochMs; counters: Counters }>,
  sum: (counters: Iterable<Counters>) => Counters,
  shown: (counters: Counters) => Shown,
): { parts: (Period & Shown)[]; sum: Shown } {
  const found = new Map<Period, Counters[]>(parts.map((each) => [each, []]));
  for (const { from, counters } of quarters) {
    const where = bucketOf(parts, from);
    if (where) found.get(where)?.push(counters);
  }
  const summed = [...found].map(([each, counters]) => ({ each, counters: sum(counters) }));
  return {
    parts: summed.map(({ each, counters }) => ({ ...each, ...shown(counters) })),
    sum: shown(sum(summed.map(({ counters }) => counters))),
  };
}
