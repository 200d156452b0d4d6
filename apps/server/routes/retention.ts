/** How long records are kept. */
import { createRoute, z } from "@hono/zod-openapi";
import { insertAudit } from "../db/audit.ts";
import { findRetention, type OldMonth, oldMonths, putRetention, retention, retentionKinds } from "../db/retention.ts";
import { createApi } from "../http/api.ts";
import { auditBy, changesOf } from "../http/audited.ts";
import { problemAnswer } from "../http/problem.ts";
import { type RetentionParts, runRetention } from "../records/upkeep.ts";
import { signInNeeded } from "../sign_in/session.ts";

const settings = retention.openapi("Retention", {
  description:
    "Months that records are kept, by kind; null: for ever. visits: with their calls. counters stay when visits go. What is " +
    "older goes in whole months of UTC, so it is kept for up to one month more",
  example: { visits: 60, intervals: 60, counters: null, audit: 24, unreadableLines: 3 },
});
const old = z
  .object({
    months: z.array(
      z.object({
        kind: z.enum(retentionKinds),
        table: z.string().openapi({ example: "visits" }),
        month: z.string().openapi({ example: "2026-03" }),
        rows: z.int(),
        bytes: z.int().openapi({ description: "Of the rows, without indexes" }),
      }),
    ),
    rows: z.int(),
    bytes: z.int(),
  })
  .openapi("OldRecords");

const body = { required: true, content: { "application/json": { schema: settings } } };
const asked = { 401: problemAnswer("Sign in first"), 503: problemAnswer("The database is away") };
const common = { tags: ["Retention"], security: signInNeeded };

const getRoute = createRoute({
  ...{ method: "get", path: "/retention", ...common, summary: "How long records are kept" },
  responses: { 200: { description: "By kind", content: { "application/json": { schema: settings } } }, ...asked },
});
const putRoute = createRoute({
  ...{
    method: "put",
    path: "/retention",
    ...common,
    summary: "Says how long records are kept; older ones go at night",
  },
  request: { body },
  responses: {
    200: { description: "Kept", content: { "application/json": { schema: settings } } },
    400: problemAnswer("A number of months is wrong"),
    ...asked,
  },
});
const dryRunRoute = createRoute({
  ...{ method: "post", path: "/retention/dry-run", ...common, summary: "What these settings would take away now" },
  request: { body },
  responses: {
    200: { description: "By kind, table and month", content: { "application/json": { schema: old } } },
    400: problemAnswer("A number of months is wrong"),
    ...asked,
  },
});
const runRoute = createRoute({
  ...{ method: "post", path: "/retention/run", ...common, summary: "Takes away now what the settings on file let go" },
  responses: { 200: { description: "What went", content: { "application/json": { schema: old } } }, ...asked },
});

export function retentionRoutes({ sql, now, partitions }: RetentionParts) {
  return createApi()
    .openapi(getRoute, async (c) => c.json(await findRetention(sql), 200))
    .openapi(putRoute, async (c) => {
      const wanted = c.req.valid("json");
      await sql.begin(async (tx) => {
        const before = await findRetention(tx);
        await putRetention(tx, wanted, now());
        const detail = changesOf(before, wanted);
        await insertAudit(tx, { ...auditBy(c, now()), action: "retention_changed", target: null, detail });
      });
      return c.json(wanted, 200);
    })
    .openapi(dryRunRoute, async (c) => c.json(summed(await oldMonths(sql, c.req.valid("json"), now())), 200))
    .openapi(runRoute, async (c) => {
      return c.json(summed(await runRetention({ sql, now, partitions }, auditBy(c, now()))), 200);
    });
}

function summed(months: OldMonth[]) {
  const sum = (of: (month: OldMonth) => number) => months.reduce((total, month) => total + of(month), 0);
  return { months, rows: sum(({ rows }) => rows), bytes: sum(({ bytes }) => bytes) };
}
