/** How the server is, for whoever watches over it. It needs no sign-in, so it names no addresses and no people. */
import { createRoute, z } from "@hono/zod-openapi";
import type { PbxId } from "@qmanager/core";
import type { Sql } from "../db/connect.ts";
import { countRefusedRecords } from "../db/refused_records.ts";
import { createApi } from "../http/api.ts";
import type { PbxAccess } from "../pbx/access.ts";
import type { RecordKeeping } from "../records/records.ts";

const health = z
  .object({
    status: z
      .enum(["ok", "degraded"])
      .openapi({ description: "ok: the database answers, all PBXs are live and what they tell is recorded" }),
    version: z.string(),
    database: z.enum(["ok", "away"]),
    pbxs: z.array(
      z.object({
        pbx: z.string(),
        status: z.enum(["connecting", "live", "reconnecting", "refused"]),
        asteriskVersion: z.string().nullable(),
        heardAt: z.int().nullable().openapi({ description: "Last word of the PBX, epoch milliseconds" }),
        records: z.enum(["ok", "waiting", "refused"]).openapi({
          description:
            "waiting: the database takes none, for lack of space perhaps; they are kept on the server's disk and none is lost. " +
            "refused: that disk takes none either, and what happens is not recorded",
        }),
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
  /** How a PBX is recorded; null where it is not yet. */
  keeping(pbx: PbxId): RecordKeeping | null;
}

export function healthRoutes({ sql, version, pbxs, live, keeping }: HealthParts) {
  const recordsOf = (pbx: PbxId) => {
    const kept = keeping(pbx);
    if (kept?.gap) return "refused";
    return kept?.isAway ? "waiting" : "ok";
  };
  return createApi().openapi(readHealth, async (c) => {
    const refusedRecords = await countRefusedRecords(sql).catch(() => null);
    const database = refusedRecords === null ? ("away" as const) : ("ok" as const);
    const lines = pbxs.health().map(({ pbx, status, asteriskVersion, heardAt, drift }) => {
      return { pbx, status, asteriskVersion, heardAt, records: recordsOf(pbx), drift } as const;
    });
    const isWell = database === "ok" && lines.every(({ status, records }) => status === "live" && records === "ok");
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
