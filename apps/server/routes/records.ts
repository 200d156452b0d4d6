/** How far the records of a PBX are, and when nobody watched it. */
import { createRoute, z } from "@hono/zod-openapi";
import { type PbxId, queueName, seesQueue, startOfDay, watchedDay } from "@qmanager/core";
import type { Sql } from "../db/connect.ts";
import { lastPosition } from "../db/journal_positions.ts";
import { listPbxs } from "../db/pbxs.ts";
import { watchesSince } from "../db/watches.ts";
import { pbx } from "../http/action_shapes.ts";
import { createApi } from "../http/api.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import type { PbxAccess } from "../pbx/access.ts";
import type { RecordKeeping } from "../records/records.ts";
import type { SiteClock } from "../settings/site_clock.ts";
import { signInNeeded } from "../sign_in/session.ts";

const instant = z.int().openapi({ description: "Epoch milliseconds", example: 1795338688000 });
const stretch = z.object({ from: instant, to: instant });

const recordsRoute = createRoute({
  method: "get",
  path: "/pbxs/{id}/records",
  tags: ["PBXs"],
  security: signInNeeded,
  summary: "How far the records of a PBX are, and when nobody watched it today",
  request: { params: z.object({ id: pbx }) },
  responses: {
    200: {
      description: "As it is now",
      content: {
        "application/json": {
          schema: z
            .object({
              position: z
                .object({ number: z.int().openapi({ example: 48211 }), recordedAt: instant })
                .nullable()
                .openapi({ description: "The last event of the journal that is on file; null: none yet" }),
              waiting: z.int().nullable().openapi({
                description: "Events that are in the journal and not on file yet; null: nothing is recorded now",
              }),
              databaseAway: z.boolean().openapi({ description: "Records wait in the journal, and none is lost" }),
              gap: z
                .object({ since: instant, reason: z.string() })
                .nullable()
                .openapi({ description: "The disk takes no events: what happens since then is not recorded" }),
              today: z
                .object({
                  since: instant.nullable().openapi({ description: "Null: nobody watched it today yet" }),
                  watches: z.array(stretch),
                  missed: z
                    .array(
                      stretch.extend({
                        visits: z
                          .record(z.string(), z.int())
                          .nullable()
                          .openapi({
                            description:
                              "About how many visits of each queue that you may see ended then, by Asterisk's own counters; null: not known",
                            example: { suporte: 4 },
                          }),
                      }),
                    )
                    .openapi({ description: "Visits of these times may be missing" }),
                })
                .openapi({ description: "By the clocks of the site" }),
            })
            .openapi("RecordState"),
        },
      },
    },
    401: problemAnswer("Sign in first"),
    404: problemAnswer("There is no such PBX"),
    503: problemAnswer("The database is away"),
  },
});

interface RecordParts {
  sql: Sql;
  now: () => number;
  site: Pick<SiteClock, "zone">;
  pbxs: Pick<PbxAccess, "fixed">;
  /** Null: nothing of it is recorded in this run. */
  keeping: (pbx: PbxId) => RecordKeeping | null;
}

export function recordRoutes({ sql, now, site, pbxs, keeping }: RecordParts) {
  return createApi().openapi(recordsRoute, async (c) => {
    const { id } = c.req.valid("param");
    if (![...pbxs.fixed, ...(await listPbxs(sql))].some((each) => each.id === id)) {
      return problem(c, 404, "pbx-not-found", `There is no PBX "${id}"`);
    }
    const day = startOfDay(now(), site.zone);
    const [last, watches] = await Promise.all([lastPosition(sql, id), watchesSince(sql, id, day)]);
    const kept = keeping(id);
    // One that is begun anew counts from 1 again.
    const recorded = kept && last?.journal === kept.journal ? last.number : 0;
    const { since, missed } = watchedDay(watches, day) ?? { since: null, missed: [] };
    const { access } = c.var.signedIn;
    const inSight = missed.map(({ visits, ...each }) => ({
      ...each,
      visits:
        visits && Object.fromEntries(Object.entries(visits).filter(([name]) => seesQueue(access, id, queueName(name)))),
    }));
    return c.json(
      {
        position: last && { number: last.number, recordedAt: last.recordedAt },
        waiting: kept && Math.max(0, kept.taken - recorded),
        databaseAway: kept?.isAway ?? false,
        gap: kept?.gap ?? null,
        today: { since, watches: watches.map(({ from, to }) => ({ from, to })), missed: inSight },
      },
      200,
    );
  });
}
