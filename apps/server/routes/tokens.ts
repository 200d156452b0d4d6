/**
 * API tokens, for who looks after them: with these, programs ask. A token belongs to whoever made it and is shown once.
 * Nobody makes or changes one that may do more than himself.
 */
import { createRoute, z } from "@hono/zod-openapi";
import { type Access, commonAccess, excessOf } from "@qmanager/core";
import type { Context } from "hono";
import { grantedAccess, grantInWords } from "../db/accesses.ts";
import {
  type EnteredToken,
  findEnteredToken,
  insertToken,
  listTokens,
  renameToken,
  revokeToken,
  updateTokenAccess,
} from "../db/api_tokens.ts";
import { type AuditAction, type AuditDetail, type AuditFields, insertAudit } from "../db/audit.ts";
import type { Query, Sql } from "../db/connect.ts";
import { findUser } from "../db/users.ts";
import { createApi } from "../http/api.ts";
import { auditBy, changesOf } from "../http/audited.ts";
import type { Env } from "../http/client.ts";
import { agentId as id } from "../http/list_shapes.ts";
import { type FieldError, problem, problemAnswer } from "../http/problem.ts";
import { changedToken, newToken, shownToken, tokenShape } from "../http/token_shapes.ts";
import { type GrantRefusal, heldAccess, type LiveQueues, refuseGrant } from "../sign_in/given_access.ts";
import { apiTokenPrefix, hashToken, signInNeeded } from "../sign_in/session.ts";

const params = z.object({ id: id.openapi({ example: 3 }) });
const common = { tags: ["API tokens"], security: signInNeeded };
const json = <Schema extends z.ZodType>(schema: Schema) => ({ "application/json": { schema } });
const asked = { 401: problemAnswer("Sign in first"), 503: problemAnswer("The database is away") };
const refusals = {
  ...asked,
  404: problemAnswer("There is no such token, or it was revoked"),
  400: problemAnswer("A field is wrong, or names what is not there"),
  403: problemAnswer("You may not, or not so much: `errors` names what goes beyond what you may"),
  409: problemAnswer("Another one that was not revoked has this name (`token-exists`)"),
};

const listRoute = createRoute({
  ...{ method: "get", path: "/tokens", ...common, summary: "All API tokens, those that were not revoked first" },
  responses: { 200: { description: "All", content: json(z.object({ tokens: z.array(tokenShape) })) }, ...asked },
});
const addRoute = createRoute({
  ...{ method: "post", path: "/tokens", ...common, summary: "Makes an API token, and shows it this once" },
  description:
    "It belongs to you, and may never do more than you may. Send it as `Authorization: Bearer qm_…`; to the live WebSocket " +
    "a page may send it as the subprotocols `qm.bearer, qm_…`.",
  request: { body: { required: true, content: json(newToken) } },
  responses: {
    201: {
      description: "Made",
      content: json(
        z.object({
          token: tokenShape,
          secret: z.string().openapi({ description: "The token itself: nobody can show it again", example: "qm_Zk3…" }),
        }),
      ),
    },
    ...refusals,
  },
});
const changeRoute = createRoute({
  ...{ method: "patch", path: "/tokens/{id}", ...common, summary: "Renames an API token, or changes what it may" },
  request: { params, body: { required: true, content: json(changedToken) } },
  responses: {
    200: { description: "Changed", content: json(z.object({ token: tokenShape })) },
    ...refusals,
  },
});
const revokeRoute = createRoute({
  ...{ method: "delete", path: "/tokens/{id}", ...common, summary: "Revokes an API token, at once and for ever" },
  description: "Whoever listens with it live is cut off. It stays in the list, as one that was revoked.",
  request: { params },
  responses: {
    204: { description: "Revoked, or was already" },
    ...refusals,
  },
});

export interface TokenParts {
  sql: Sql;
  now: () => number;
  live: LiveQueues;
  accessChanged: () => Promise<void>;
}

type Refusal = GrantRefusal | { type: "gone" } | { type: "stronger" } | { type: "taken"; name: string };

export function tokenRoutes({ sql, now, live, accessChanged }: TokenParts) {
  const note = (tx: Query, c: Context<Env>, action: AuditAction, name: string, detail: AuditDetail) =>
    insertAudit(tx, { ...auditBy(c, now()), action, target: name, detail });

  /** Of a token that may not do more, in its owner's name, than who asks. */
  async function change<Done extends object>(
    c: Context<Env>,
    id: number,
    work: (tx: Query, before: EnteredToken, own: Access) => Promise<Done | Refusal>,
  ): Promise<Done | Refusal> {
    const outcome = await sql.begin(async (tx): Promise<Done | Refusal> => {
      const own = await heldAccess(tx, c.var.signedIn, "api_tokens");
      const before = await findEnteredToken(tx, id);
      const owner = before && (await findUser(tx, before.user.id));
      if (!before || !owner) return { type: "gone" };
      const allowed = commonAccess(await grantedAccess(tx, before.grant), owner.access);
      if (!own || excessOf(allowed, own).length > 0) return { type: "stronger" };
      return work(tx, before, own);
    });
    if (!isRefusal(outcome)) await accessChanged();
    return outcome as Done | Refusal;
  }

  return createApi()
    .openapi(listRoute, async (c) => {
      const at = now();
      return c.json({ tokens: (await listTokens(sql)).map((each) => shownToken(each, at)) }, 200);
    })
    .openapi(addRoute, async (c) => {
      const input = c.req.valid("json");
      const at = now();
      if (input.expiresAt !== null && input.expiresAt <= at) return past(c);
      const secret = apiTokenPrefix + Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
      const outcome = await sql.begin(async (tx) => {
        const own = await heldAccess(tx, c.var.signedIn, "api_tokens");
        if (!own) return { type: "stronger" } as const;
        const refused = await refuseGrant(tx, input.grant, own, live);
        if (refused) return refused;
        const made = { ...input, tokenHash: hashToken(secret), userId: c.var.signedIn.user.id };
        const id = await insertToken(tx, made, at);
        const token = id === null ? null : await findEnteredToken(tx, id);
        if (!token) return { type: "taken", name: input.name } as const;
        await note(tx, c, "token_added", input.name, { after: await worded(tx, input) });
        return { token };
      });
      if (isRefusal(outcome)) return refuse(c, outcome);
      return c.json({ token: shownToken(outcome.token, at), secret }, 201);
    })
    .openapi(changeRoute, async (c) => {
      const { name, grant } = c.req.valid("json");
      const outcome = await change(c, c.req.valid("param").id, async (tx, before, own) => {
        if (before.revokedAt !== null) return { type: "gone" };
        const refused = grant && (await refuseGrant(tx, grant, own, live));
        if (refused) return refused;
        if (name !== undefined && !(await renameToken(tx, before.id, name))) return { type: "taken", name };
        if (grant) await updateTokenAccess(tx, before.id, grant);
        const after = await findEnteredToken(tx, before.id);
        if (!after) return { type: "gone" };
        await note(tx, c, "token_changed", after.name, changesOf(await worded(tx, before), await worded(tx, after)));
        return { token: after };
      });
      return isRefusal(outcome) ? refuse(c, outcome) : c.json({ token: shownToken(outcome.token, now()) }, 200);
    })
    .openapi(revokeRoute, async (c) => {
      const outcome = await change(c, c.req.valid("param").id, async (tx, before) => {
        if (before.revokedAt !== null) return {};
        await revokeToken(tx, before.id, now());
        await note(tx, c, "token_revoked", before.name, { before: await worded(tx, before) });
        return {};
      });
      return isRefusal(outcome) ? refuse(c, outcome) : c.body(null, 204);
    });
}

/** As the audit tells it; the token itself is in no row of it. */
async function worded(
  tx: Query,
  { name, grant, expiresAt }: Pick<EnteredToken, "name" | "grant" | "expiresAt">,
): Promise<AuditFields> {
  const expires = expiresAt === null ? null : new Date(expiresAt).toISOString();
  return { name, expires, ...(await grantInWords(tx, grant)) };
}

const isRefusal = (outcome: object): outcome is Refusal => "type" in outcome;

const gone = (c: Context<Env>) => problem(c, 404, "token-not-found", "There is no such token, or it was revoked");

function past(c: Context<Env>) {
  const detail = "Choose a moment that is still to come";
  return problem(c, 400, "bad-request", detail, [{ path: "expiresAt", detail }]);
}

function refuse(c: Context<Env>, refusal: Refusal) {
  const listed = (errors: readonly FieldError[]) => errors.map(({ path, detail }) => `${path}: ${detail}`).join("; ");
  switch (refusal.type) {
    case "gone":
      return gone(c);
    case "stronger": {
      const detail = "This token may do more than you, or you may not do this any more. Ask an administrator";
      return problem(c, 403, "forbidden", detail);
    }
    case "missing":
      return problem(c, 400, "bad-request", listed(refusal.errors), refusal.errors);
    case "excess": {
      const detail = `Nobody gives more than he has. ${listed(refusal.errors)}`;
      return problem(c, 403, "forbidden", detail, refusal.errors);
    }
    case "taken": {
      const detail = `There is a token "${refusal.name}" already`;
      return problem(c, 409, "token-exists", detail, [{ path: "name", detail }]);
    }
    default:
      return refusal satisfies never;
  }
}
