/** What a user keeps of himself: the phone that he listens with, one on each PBX. */
import { createRoute, z } from "@hono/zod-openapi";
import { looksLikeInterface } from "@qmanager/core";
import type { Context } from "hono";
import { type AuditAction, insertAudit } from "../db/audit.ts";
import type { Query, Sql } from "../db/connect.ts";
import { deleteExtension, listExtensions, putExtension, type UserExtension } from "../db/extensions.ts";
import { pbx } from "../http/action_shapes.ts";
import { createApi } from "../http/api.ts";
import { auditBy } from "../http/audited.ts";
import type { Env } from "../http/client.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import type { ActionDesks } from "../pbx/action_desk.ts";
import { ownPhone } from "../pbx/own_phone.ts";
import { signInNeeded } from "../sign_in/session.ts";

const kept = z
  .object({ pbx: z.string().openapi({ example: "matriz" }), interface: z.string().openapi({ example: "PJSIP/1005" }) })
  .openapi("UserExtension");

/** What a header of AMI and Asterisk's own lists take, and no second phone (`&`) or argument (`,`) besides. */
const extension = z
  .string()
  .trim()
  .min(1, "Fill this in")
  .max(80, "Write at most 80 characters")
  .regex(/^[A-Za-z0-9_*#+.@/:-]+$/, "Write a number, as 1005, or a phone with its technology, as PJSIP/1005")
  .refine((text) => !text.includes("/") || looksLikeInterface(text), {
    error: "Write a number, as 1005, or a phone with its technology, as PJSIP/1005",
  })
  .openapi({ description: "The number alone, or with its technology", example: "1005" });

const params = z.object({ pbx });
const needsSignIn = { 401: problemAnswer("Sign in first") };

const listRoute = createRoute({
  method: "get",
  path: "/profile/extensions",
  tags: ["Profile"],
  security: signInNeeded,
  summary: "Your own phones, by PBX",
  responses: {
    200: {
      description: "At most one on each PBX",
      content: { "application/json": { schema: z.object({ extensions: z.array(kept) }) } },
    },
    ...needsSignIn,
  },
});

const putRoute = createRoute({
  method: "put",
  path: "/profile/extensions/{pbx}",
  tags: ["Profile"],
  security: signInNeeded,
  summary: "Keeps which phone of a PBX is yours: it rings when you listen",
  request: {
    params,
    body: { required: true, content: { "application/json": { schema: z.object({ extension }) } } },
  },
  responses: {
    200: { description: "Kept, with its technology", content: { "application/json": { schema: kept } } },
    400: problemAnswer("It is no extension, or its technology is needed"),
    ...needsSignIn,
    404: problemAnswer("There is no such PBX"),
  },
});

const deleteRoute = createRoute({
  method: "delete",
  path: "/profile/extensions/{pbx}",
  tags: ["Profile"],
  security: signInNeeded,
  summary: "Forgets which phone of a PBX is yours",
  request: { params },
  responses: { 204: { description: "Forgotten, or was not known" }, ...needsSignIn },
});

interface ProfileParts {
  sql: Sql;
  now: () => number;
  desks: ActionDesks;
}

export function profileRoutes({ sql, now, desks }: ProfileParts) {
  const note = (tx: Query, c: Context<Env>, action: AuditAction, { pbx, ...detail }: Partial<UserExtension>) =>
    insertAudit(tx, { ...auditBy(c, now()), action, target: pbx ?? null, detail });
  return createApi()
    .openapi(listRoute, async (c) => {
      return c.json({ extensions: await listExtensions(sql, c.var.signedIn.user.id) }, 200);
    })
    .openapi(putRoute, async (c) => {
      const { pbx } = c.req.valid("param");
      const { extension: typed } = c.req.valid("json");
      const desk = desks.desk(pbx);
      if (desk === null) return problem(c, 404, "pbx-not-found", `There is no PBX "${pbx}"`);
      const phone = ownPhone(typed, desk.phones());
      if (phone === null) {
        const detail = `Write it with its technology, as PJSIP/${typed}: no member of the PBX tells it`;
        return problem(c, 400, "bad-request", detail, [{ path: "extension", detail }]);
      }
      const own = { pbx, interface: phone };
      await sql.begin(async (tx) => {
        await putExtension(tx, c.var.signedIn.user.id, own, now());
        await note(tx, c, "extension_changed", own);
      });
      return c.json(own, 200);
    })
    .openapi(deleteRoute, async (c) => {
      const { pbx } = c.req.valid("param");
      await sql.begin(async (tx) => {
        if (await deleteExtension(tx, c.var.signedIn.user.id, pbx)) await note(tx, c, "extension_removed", { pbx });
      });
      return c.body(null, 204);
    });
}
