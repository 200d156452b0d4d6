/** The audit: who did what, when and from where. It is read here, and written by whoever does something. */
import { createRoute, z } from "@hono/zod-openapi";
import { presetPeriod, presets } from "@qmanager/core";
import { actionsOf, auditActions, auditEvents, auditFeatures, auditRule } from "@qmanager/core/audit";
import { auditTerms } from "@qmanager/core/audit_terms";
import { concludeAudit, insertAudit } from "../db/audit.ts";
import { type AuditFilter, type AuditRow, listAudit, listAuditUsers } from "../db/audit_list.ts";
import type { Sql } from "../db/connect.ts";
import { reasonOf } from "../fault.ts";
import { createApi } from "../http/api.ts";
import { auditPieces } from "../http/audit_csv.ts";
import { auditBy } from "../http/audited.ts";
import { csvSeparators, csvStream } from "../http/csv.ts";
import {
  cursor,
  cursorAdvice,
  from,
  isPeriod,
  limit,
  next,
  noPeriod,
  several,
  to,
  yesOrNo,
} from "../http/list_shapes.ts";
import { sealed, storedInstant, storedText, unsealed } from "../http/opaque.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import type { Log } from "../log.ts";
import type { SiteClock } from "../settings/site_clock.ts";
import { browserName } from "../sign_in/browser_name.ts";
import { signInNeeded } from "../sign_in/session.ts";

const nobody = "none";
const userText = 'Write the id of a user, as 7, or "none"';
const user = z.union([
  z.literal(nobody),
  z.coerce.number(userText).int(userText).min(1, userText).max(2_147_483_647, userText),
]);

const filterShape = {
  period: z.enum(presets).optional().openapi({
    description: "In the place of `from` and `to`: days by the clocks of the site",
    example: "last_7_days",
  }),
  from: from.optional(),
  to: to.optional(),
  user: several(user, "Who did it, by the user's id; `none`: the server itself, or nobody who is known.", [7]),
  feature: several(z.enum(auditFeatures), "The part of the product.", ["users"]),
  event: several(z.enum(auditEvents), "What was done.", ["added", "removed"]),
  text: storedText
    .max(200, "Write at most 200 characters")
    .optional()
    .openapi({ description: "A part of the item, or of the address, in any case", example: "10.20." }),
};

const oneOfBoth = {
  path: ["period"],
  error: "Give either a period, or from and to",
};
const isEither = ({ period, from, to }: { period?: unknown; from?: unknown; to?: unknown }): boolean =>
  period === undefined || (from === undefined && to === undefined);

const entry = z
  .object({
    id: z.int().openapi({ example: 4711 }),
    at: z.int().openapi({ description: "Epoch milliseconds", example: 1795338000000 }),
    user: z
      .object({ id: z.int(), name: z.string(), email: z.string().nullable() })
      .nullable()
      .openapi({ description: "As he was called then; null: the server itself, or nobody who is known" }),
    token: z.string().nullable().openapi({ description: "The name of the API token that was used", example: null }),
    address: z.string().nullable().openapi({ example: "192.168.0.7" }),
    userAgent: z.string().nullable(),
    browser: z.string().nullable().openapi({
      description: "The program of that user agent; null: it says nothing that we know",
      example: "Firefox 132 · Linux",
    }),
    action: z.enum(auditActions).openapi({ example: "agent_added" }),
    feature: z.enum(auditFeatures).openapi({ example: "agents" }),
    event: z.enum(auditEvents).openapi({ example: "added" }),
    item: z.string().nullable().openapi({ description: "What it was done to", example: "Ana Souza" }),
    detail: z.record(z.string(), z.unknown()).openapi({
      description: "Of a change `before` and `after`, the changed fields only; of anything else what is to be known",
      example: { before: { name: "Ana" }, after: { name: "Ana Souza" } },
    }),
  })
  .openapi("AuditEntry");

const end = z.int().nullable();
const refused = {
  400: problemAnswer("A filter is wrong, or the cursor is none of ours (`cursor-wrong`)"),
  401: problemAnswer("Sign in first"),
  403: problemAnswer("You may not see the audit"),
  503: problemAnswer("The database is away"),
};
const common = { tags: ["Audit"], security: signInNeeded };

const listRoute = createRoute({
  ...{ method: "get", path: "/audit", ...common, summary: "The audit, the newest first, a page at a time" },
  description: "Whoever may see the audit sees all of it.",
  request: {
    query: z
      .strictObject({ ...filterShape, limit, cursor: cursor.optional() })
      .refine(isPeriod, noPeriod)
      .refine(isEither, oneOfBoth),
  },
  responses: {
    200: {
      description: "A page of it",
      content: {
        "application/json": {
          schema: z.object({
            entries: z.array(entry),
            next,
            from: end.openapi({ description: "Where the period begins; null: with the first entry there is" }),
            to: end.openapi({ description: "Where it ends, exclusive; null: nowhere" }),
            zone: z.string().openapi({ description: "Of the site's clocks", example: "America/Sao_Paulo" }),
          }),
        },
      },
    },
    ...refused,
  },
});

const usersRoute = createRoute({
  ...{ method: "get", path: "/audit/users", ...common, summary: "Who is in the audit, also who is no user any more" },
  responses: {
    200: {
      description: "Each once, by the last name that he had",
      content: {
        "application/json": { schema: z.object({ users: z.array(z.object({ id: z.int(), name: z.string() })) }) },
      },
    },
    401: refused[401],
    403: refused[403],
    503: refused[503],
  },
});

const exportRoute = createRoute({
  ...{ method: "get", path: "/audit.csv", ...common, summary: "The audit as a table, and a row in it that says so" },
  description:
    "Sent as it is read, however long it is. What a spreadsheet would take for a formula begins with an apostrophe.",
  request: {
    query: z
      .strictObject({
        ...filterShape,
        language: z
          .enum(["pt", "es", "en"])
          .default("pt")
          .openapi({ description: "Of its words, dates and separator" }),
        separator: z.enum([",", ";"]).optional().openapi({ description: "In the place of the language's own" }),
        bom: yesOrNo.default(true).openapi({
          type: "boolean",
          description: "Whether it begins with the mark by which Excel knows UTF-8",
          example: true,
        }),
      })
      .refine(isPeriod, noPeriod)
      .refine(isEither, oneOfBoth),
  },
  responses: {
    200: { description: "The table", content: { "text/csv": { schema: z.string() } } },
    ...refused,
  },
});

const place = z.tuple([storedInstant, z.int().min(0)]);

interface AuditParts {
  sql: Sql;
  now: () => number;
  log: Log;
  site: Pick<SiteClock, "zone">;
}

type Asked = z.infer<z.ZodObject<typeof filterShape>>;

export function auditRoutes({ sql, now, log, site }: AuditParts) {
  const filterOf = (asked: Asked): AuditFilter => {
    const { from, to } = asked.period === undefined ? asked : presetPeriod(asked.period, now(), site.zone);
    return {
      ...{ from, to, users: asked.user?.map((each) => (each === nobody ? null : each)) },
      actions: asked.feature || asked.event ? actionsOf(asked.feature, asked.event) : undefined,
      text: asked.text === "" ? undefined : asked.text,
    };
  };

  return createApi()
    .openapi(listRoute, async (c) => {
      const asked = c.req.valid("query");
      const after = asked.cursor === undefined ? null : unsealed(asked.cursor, place);
      if (asked.cursor !== undefined && after === null) return problem(c, 400, "cursor-wrong", cursorAdvice);
      const filter = filterOf(asked);
      const found = await listAudit(sql, filter, {
        ...{ after: after && { at: after[0], id: after[1] }, limit: asked.limit + 1 },
      });
      const rows = found.slice(0, asked.limit);
      const last = rows.at(-1);
      return c.json(
        {
          entries: rows.map(shownEntry),
          next: last && found.length > rows.length ? sealed([last.at, last.id]) : null,
          ...{ from: filter.from ?? null, to: filter.to ?? null, zone: site.zone },
        },
        200,
      );
    })
    .openapi(usersRoute, async (c) => c.json({ users: await listAuditUsers(sql) }, 200))
    .openapi(exportRoute, async (c) => {
      const asked = c.req.valid("query");
      const { language, bom, separator = csvSeparators[language] } = asked;
      const filter = filterOf(asked);
      const at = now();
      const terms = await auditTerms[language]();
      // Written down first: who cannot be told of takes nothing with him. It is not in the table itself.
      const id = await insertAudit(sql, {
        ...auditBy(c, at),
        ...{ action: "audit_exported", target: null, detail: exportDetail(asked, filter) },
      });
      let rows = 0;
      const pieces = auditPieces(
        { sql, filter, before: { at, id }, terms, language, zone: site.zone, separator },
        (count) => {
          rows += count;
        },
      );
      const ended = async () => {
        try {
          await concludeAudit(sql, id, now(), { rows });
        } catch (error) {
          // The table is on its way all the same.
          log.error("How many rows of the audit were exported could not be written down", {
            ...{ row: id, rows, reason: reasonOf(error) },
          });
        }
      };
      const day = new Date(at).toISOString().slice(0, 10);
      return c.body(csvStream(pieces, { separator, bom }, ended), 200, {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": `attachment; filename="${terms.file}-${day}.csv"`,
      });
    });
}

function shownEntry({ userId, userName, userEmail, tokenName, target, ...row }: AuditRow): z.infer<typeof entry> {
  return {
    ...row,
    user: userId === null ? null : { id: userId, name: userName ?? "", email: userEmail },
    token: tokenName,
    item: target,
    browser: browserName(row.userAgent),
    ...auditRule[row.action],
    detail: row.detail,
  };
}

function exportDetail({ feature, event, user, text }: Asked, { from, to }: AuditFilter) {
  const instant = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());
  return { from: instant(from), to: instant(to), users: user, features: feature, events: event, text };
}
