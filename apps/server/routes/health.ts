/** How the server is, for whoever watches over it. It needs no sign-in, so it names no addresses and no people. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Sql } from "../db/connect.ts";
import { countRefusedRecords } from "../db/refused_records.ts";
import { createApi } from "../http/api.ts";
import type { PbxAccess } from "../pbx/access.ts";

const health = z
  .object({
    status: z.enum(["ok", "degraded"]).openapi({ description: "ok: the database answers and all PBXs are live" }),
    version: z.string(),
    database: z.enum(["ok", "away"]),
    pbxs: z.array(
      z.object({
        pbx: z.string(),
        status: z.enum(["connecting", "live", "reconnecting", "refused"]),
        asteriskVersion: z.string().nullable(),
        heardAt: z.int().nullable().openapi({ description: "Last word of the PBX, epoch milliseconds" }),
        drift: z
          .object({ checks: z.int(), drifted: z.int(), repaired: z.int(), lastDriftAt: z.int().nullable() })
          .openapi({
            description: "Comparisons of the live state with the PBX since the start, and what they put right",
          }),
      }),
    ),
    refusedRecords: z.int().nullable().openapi({
      description: "What the database would not take in: it is kept aside, in refused_records; null while it is away",
    }),
    live: z.object({
      clients: z.int(),
      slowed: z.int().openapi({ description: "How often one could not follow and began anew" }),
    }),
  })
  .openapi("Health");

const readHealth = createRoute({
  method: "get",
  path: "/health",
  tags: ["Health"],
  summary: "Database, PBXs and live connections",
  responses: {
    200: { description: "It works", content: { "application/json": { schema: health } } },
    503: { description: "The database is away", content: { "application/json": { schema: health } } },
  },
});

interface HealthParts {
  sql: Sql;
  version: string;
  pbxs: PbxAccess;
  live: { readonly counts: { clients: number; slowed: number } };
}

export function healthRoutes({ sql, version, pbxs, live }: HealthParts) {
  return createApi().openapi(readHealth, async (c) => {
    const refusedRecords = await countRefusedRecords(sql).catch(() => null);
    const database = refusedRecords === null ? ("away" as const) : ("ok" as const);
    const lines = pbxs
      .health()
      .map(({ pbx, status, asteriskVersion, heardAt, drift }) => ({ pbx, status, asteriskVersion, heardAt, drift }));
    const isWell = database === "ok" && lines.every((line) => line.status === "live");
    const body = {
      status: isWell ? ("ok" as const) : ("degraded" as const),
      version,
      database,
      pbxs: lines,
      refusedRecords,
      live: live.counts,
    };
    return c.json(body, database === "ok" ? 200 : 503);
  });
}
