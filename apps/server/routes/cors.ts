/** The origins whose pages may ask the API, each with an API token. */
import { createRoute, z } from "@hono/zod-openapi";
import { insertAudit } from "../db/audit.ts";
import type { Sql } from "../db/connect.ts";
import { findOrigins, putOrigins } from "../db/origins.ts";
import { createApi } from "../http/api.ts";
import { auditBy, changesOf } from "../http/audited.ts";
import { origin } from "../http/origin_shape.ts";
import { problemAnswer } from "../http/problem.ts";
import { signInNeeded } from "../sign_in/session.ts";

const mostOrigins = 50;

const listedOrigin = origin.openapi({
  type: "string",
  description: "As browsers write it in Origin",
  example: "https://crm.empresa.com.br",
});

const shape = z
  .strictObject({ origins: z.array(listedOrigin).max(mostOrigins, `List at most ${mostOrigins}`) })
  .openapi("AllowedOrigins");
const content = { "application/json": { schema: shape } };
const common = { path: "/cors" as const, tags: ["API tokens"], security: signInNeeded };
const asked = { 401: problemAnswer("Sign in first"), 503: problemAnswer("The database is away") };

const readRoute = createRoute({
  ...{ method: "get", ...common, summary: "The sites whose pages may ask the API with a token" },
  responses: { 200: { description: "Their origins", content }, ...asked },
});
const putRoute = createRoute({
  ...{ method: "put", ...common, summary: "Lists the sites whose pages may ask the API with a token" },
  description:
    "Their pages send `Authorization: Bearer qm_…`; cookies count for nothing there. A page opens the live WebSocket with " +
    "the subprotocols `qm.bearer` and its token. Programs that are no pages need no line here.",
  request: { body: { required: true, content } },
  responses: { 200: { description: "Listed", content }, 400: problemAnswer("One of them is no origin"), ...asked },
});

export function corsRoutes({ sql, now }: { sql: Sql; now: () => number }) {
  return createApi()
    .openapi(readRoute, async (c) => c.json({ origins: [...(await findOrigins(sql))] }, 200))
    .openapi(putRoute, async (c) => {
      const origins = [...new Set(c.req.valid("json").origins)];
      await sql.begin(async (tx) => {
        const before = [...(await findOrigins(tx))];
        if (Bun.deepEquals(before, origins)) return;
        await putOrigins(tx, origins, now());
        const detail = changesOf({ origins: before }, { origins });
        await insertAudit(tx, { ...auditBy(c, now()), action: "origins_changed", target: null, detail });
      });
      return c.json({ origins }, 200);
    });
}
