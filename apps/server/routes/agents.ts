/** People who answer, whose names on the PBXs are theirs, and what they did. */
import { createRoute, z } from "@hono/zod-openapi";
import { phoneKey, seesAgent } from "@qmanager/core";
import type { Context } from "hono";
import { timelineOf } from "../db/agent_intervals.ts";
import {
  type Agent,
  type AgentAlias,
  findAgent,
  insertAgent,
  listAgents,
  type MovedRows,
  moveCoded,
  moveNamed,
  movePhone,
  ownerOf,
  putAlias,
} from "../db/agents.ts";
import { type AuditAction, type AuditDetail, insertAudit } from "../db/audit.ts";
import type { Query, Sql } from "../db/connect.ts";
import { oneLine, pbx, phone } from "../http/action_shapes.ts";
import { createApi } from "../http/api.ts";
import { auditBy } from "../http/audited.ts";
import type { Env } from "../http/client.ts";
import {
  agentId,
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
import { sealed, unsealed } from "../http/opaque.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import type { AgentRegister } from "../records/agent_register.ts";
import { signInNeeded } from "../sign_in/session.ts";

const alias = z
  .object({
    pbx: z.string().openapi({ example: "matriz" }),
    kind: z.enum(["name", "phone"]).openapi({ description: "name: of a member. phone: his fixed one" }),
    alias: z.string().openapi({ example: "Bruno" }),
  })
  .openapi("AgentAlias");
const agentShape = z
  .object({
    id: z.int().openapi({ example: 7 }),
    code: z.int().nullable().openapi({ description: "Null: nobody said yet who he is", example: 101 }),
    name: z.string().openapi({ description: "Of an unknown one: as the PBX names him", example: "Bruno Lima" }),
    aliases: z.array(alias).openapi({ description: "By what PBXs name him, besides a code in a member's name" }),
  })
  .openapi("Agent");
const moved = z
  .object({ visits: z.int().openapi({ example: 214 }), intervals: z.int().openapi({ example: 1830 }) })
  .openapi({ description: "How many records became his" });

const needsSignIn = { 401: problemAnswer("Sign in first") };
const databaseAway = { 503: problemAnswer("The database is away") };
const params = z.object({ id: agentId.openapi({ example: 7 }) });

const listRoute = createRoute({
  method: "get",
  path: "/agents",
  tags: ["Agents"],
  security: signInNeeded,
  summary: "Agents by id, a page at a time",
  request: {
    query: z.strictObject({
      unknown: yesOrNo
        .optional()
        .openapi({ description: "Only those of whom nobody said yet who they are, or only others" }),
      limit,
      cursor: cursor.optional(),
    }),
  },
  responses: {
    200: {
      description: "A page of them",
      content: { "application/json": { schema: z.object({ agents: z.array(agentShape), next }) } },
    },
    400: problemAnswer("A filter is wrong, or the cursor is none of ours (`cursor-wrong`)"),
    ...needsSignIn,
    ...databaseAway,
  },
});

const addRoute = createRoute({
  method: "post",
  path: "/agents",
  tags: ["Agents"],
  security: signInNeeded,
  summary: "Makes an agent known",
  description:
    "What members did whose names tell his code (`Agent/101`) becomes his, unless it is said to be another's.",
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({
            code: z.int().min(1).max(999_999_999).openapi({ example: 101 }),
            name: oneLine(200).openapi({ example: "Bruno Lima" }),
          }),
        },
      },
    },
  },
  responses: {
    201: {
      description: "Known",
      content: { "application/json": { schema: z.object({ agent: agentShape, moved }) } },
    },
    400: problemAnswer("A field is wrong"),
    ...needsSignIn,
    409: problemAnswer("There is one with this code"),
    ...databaseAway,
  },
});

const aliasBody = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("name"), pbx, alias: oneLine(200) }).openapi({ title: "A member's name" }),
  z.strictObject({ kind: z.literal("phone"), pbx, alias: phone }).openapi({ title: "A fixed phone" }),
]);

const aliasRoute = createRoute({
  method: "post",
  path: "/agents/{id}/aliases",
  tags: ["Agents"],
  security: signInNeeded,
  summary: "Says that a member's name, or a phone, is this agent's",
  description:
    "What is on file of it becomes his: of a name all that was done under it, of a phone what nobody known did there. From " +
    "now on he is recognised by it.",
  request: { params, body: { required: true, content: { "application/json": { schema: aliasBody } } } },
  responses: {
    200: {
      description: "His, or it was already",
      content: { "application/json": { schema: z.object({ agent: agentShape, moved }) } },
    },
    400: problemAnswer("A field is wrong"),
    ...needsSignIn,
    404: problemAnswer("There is no such agent"),
    409: problemAnswer("It is another agent's (`alias-taken`), or this one is unknown himself (`agent-unknown`)"),
    ...databaseAway,
  },
});

const kinds = ["session", "pause", "ring", "talk"] as const;
const instant = z.int().openapi({ description: "Epoch milliseconds", example: 1795338688000 });
const interval = z
  .object({
    pbx: z.string().openapi({ example: "matriz" }),
    kind: z.enum(kinds),
    agent: z.string().nullable().openapi({ description: "The member's name", example: "Bruno" }),
    interface: z.string().nullable().openapi({ example: "PJSIP/1001" }),
    queue: z.string().nullable().openapi({ description: "Null: of a call that no queue gave", example: "suporte" }),
    reason: z.string().nullable().openapi({ description: "Of a pause", example: "Lunch" }),
    from: instant,
    fromKnown: z.boolean().openapi({ description: "False: it was already so when it was first seen" }),
    to: instant.nullable().openapi({ description: "Null: it goes on, or nobody saw its end" }),
    open: z.boolean().openapi({ description: "It goes on" }),
  })
  .openapi("AgentInterval");

const timelineRoute = createRoute({
  method: "get",
  path: "/agents/{id}/timeline",
  tags: ["Agents"],
  security: signInNeeded,
  summary: "What an agent did: sessions and pauses in queues, rings and talks",
  description: "By beginning, and whole: what began before the period and went on in it is there too.",
  request: {
    params,
    query: z
      .strictObject({
        from,
        to,
        kind: several(z.enum(kinds), "What it is.", ["talk"]),
        limit,
        cursor: cursor.optional(),
      })
      .refine(isPeriod, noPeriod),
  },
  responses: {
    200: {
      description: "A page of them",
      content: { "application/json": { schema: z.object({ intervals: z.array(interval), next }) } },
    },
    400: problemAnswer("A filter is wrong, or the cursor is none of ours (`cursor-wrong`)"),
    ...needsSignIn,
    404: problemAnswer("There is no such agent"),
    ...databaseAway,
  },
});

const listCursor = z.tuple([z.int().min(1).max(2_147_483_647)]);
const timelineCursor = z.tuple([z.int().min(0).max(250_000_000_000_000), z.int().min(0)]);

interface AgentParts {
  sql: Sql;
  now: () => number;
  agents: AgentRegister;
}

export function agentRoutes({ sql, now, agents }: AgentParts) {
  const notFound = (c: Context<Env>, id: number) =>
    problem(c, 404, "agent-not-found", `There is no agent with the id ${id}`);
  const note = (tx: Query, c: Context<Env>, action: AuditAction, id: number, detail: AuditDetail) =>
    insertAudit(tx, { ...auditBy(c, now()), action, target: String(id), detail });

  return createApi()
    .openapi(listRoute, async (c) => {
      const asked = c.req.valid("query");
      const after = asked.cursor === undefined ? [0] : unsealed(asked.cursor, listCursor);
      if (!after) return problem(c, 400, "cursor-wrong", cursorAdvice);
      const found = await listAgents(sql, c.var.signedIn.access, {
        ...{ unknown: asked.unknown, after: after[0] ?? 0, limit: asked.limit + 1 },
      });
      const shown = found.slice(0, asked.limit);
      const last = shown.at(-1);
      return c.json({ agents: shown, next: last && found.length > shown.length ? sealed([last.id]) : null }, 200);
    })
    .openapi(addRoute, async (c) => {
      const { code, name } = c.req.valid("json");
      const added = await agents.change(sql, async (tx) => {
        const id = await insertAgent(tx, { code, name }, now());
        if (id === null) return null;
        const rows = await moveCoded(tx, code, id);
        await note(tx, c, "agent_added", id, { code, name, ...rows });
        const agent: Agent = { id, code, name, aliases: [] };
        return { agent, moved: rows };
      });
      if (!added) return problem(c, 409, "agent-exists", `There is an agent with the code ${code}. Choose another one`);
      return c.json(added, 201);
    })
    .openapi(aliasRoute, async (c) => {
      const { id } = c.req.valid("param");
      const given = c.req.valid("json");
      const wanted: AgentAlias = { ...given, alias: given.kind === "phone" ? phoneKey(given.alias) : given.alias };
      const done = await agents.change(sql, async (tx) => {
        const agent = await findAgent(tx, id);
        if (!agent) return { type: "not_found" } as const;
        if (agent.code === null) return { type: "unknown" } as const;
        const owner = await ownerOf(tx, wanted);
        if (owner && owner.id !== id && owner.code !== null) return { type: "taken", owner } as const;
        await putAlias(tx, wanted, id);
        const rows: MovedRows = await (wanted.kind === "name" ? moveNamed : movePhone)(tx, wanted, id);
        await note(tx, c, "agent_alias_added", id, { ...wanted, ...rows });
        return { type: "done", agent: (await findAgent(tx, id)) ?? agent, moved: rows } as const;
      });
      switch (done.type) {
        case "not_found":
          return notFound(c, id);
        case "unknown":
          return problem(
            c,
            409,
            "agent-unknown",
            "Make an agent with a code first, with POST /api/v1/agents, and give it to him",
          );
        case "taken": {
          const { name, code } = done.owner;
          return problem(c, 409, "alias-taken", `"${given.alias}" is ${name}'s, who has the code ${code}`);
        }
        case "done":
          return c.json({ agent: done.agent, moved: done.moved }, 200);
        default:
          return done satisfies never;
      }
    })
    .openapi(timelineRoute, async (c) => {
      const { id } = c.req.valid("param");
      const asked = c.req.valid("query");
      const place = asked.cursor === undefined ? null : unsealed(asked.cursor, timelineCursor);
      if (asked.cursor !== undefined && !place) return problem(c, 400, "cursor-wrong", cursorAdvice);
      const { access } = c.var.signedIn;
      if (!seesAgent(access, id) || !(await findAgent(sql, id))) return notFound(c, id);
      const filter = { agent: id, from: asked.from, to: asked.to, kinds: asked.kind };
      const after = place && { from: place[0], id: place[1] };
      const found = await timelineOf(sql, filter, access, { after, limit: asked.limit + 1 });
      const shown = found.slice(0, asked.limit);
      const last = shown.at(-1);
      const intervals = shown.map(({ id: _, ...each }) => each);
      return c.json(
        { intervals, next: last && found.length > shown.length ? sealed([last.from, last.id]) : null },
        200,
      );
    });
}
