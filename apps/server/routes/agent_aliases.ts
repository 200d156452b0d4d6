/** Names and phones by which an agent is recognised on the PBXs. What was done under one goes with it. */
import { createRoute, z } from "@hono/zod-openapi";
import { phoneKey } from "@qmanager/core";
import type { Context } from "hono";
import { moveNamed, movePhones, sumOfMoved } from "../db/agent_history.ts";
import { findAgent } from "../db/agent_list.ts";
import { type AgentAlias, dropAlias, ownerOf, putAlias, returnedTo } from "../db/agents.ts";
import { type AuditAction, type AuditDetail, insertAudit } from "../db/audit.ts";
import type { Query, Sql } from "../db/connect.ts";
import { oneLine, pbx } from "../http/action_shapes.ts";
import { aliasBody } from "../http/agent_shapes.ts";
import { createApi } from "../http/api.ts";
import { auditBy } from "../http/audited.ts";
import type { Env } from "../http/client.ts";
import { problem } from "../http/problem.ts";
import type { AgentRegister } from "../records/agent_register.ts";
import {
  body,
  changed,
  noAgent,
  notForAll,
  notFound,
  ofAgents,
  params,
  present,
  refusals,
  shown,
  unknown,
} from "./one_agent.ts";

const aliasRoute = createRoute({
  method: "post",
  path: "/agents/{id}/aliases",
  ...ofAgents,
  summary: "Says that a member's name, or a phone, is this agent's",
  description:
    "What is on file of it becomes his: of a name all that was done under it, of a phone what nobody known did there. From " +
    "now on he is recognised by it.",
  request: { params, body: body(aliasBody) },
  responses: { 200: { ...changed, description: "His, or it was already" }, ...refusals, ...noAgent },
});

const dropAliasRoute = createRoute({
  method: "delete",
  path: "/agents/{id}/aliases",
  ...ofAgents,
  summary: "Says that a member's name, or a phone, is not this agent's",
  description:
    "What was done under the name is an unknown one's again, or his whose code it tells. What was done at a phone stays: it " +
    "was his then.",
  request: {
    params,
    query: z.strictObject({ pbx, kind: z.enum(["name", "phone"]), alias: oneLine(200) }),
  },
  responses: { 200: { ...changed, description: "Not his any more" }, ...refusals, ...noAgent },
});

interface AliasParts {
  sql: Sql;
  now: () => number;
  agents: AgentRegister;
}

export function agentAliasRoutes({ sql, now, agents }: AliasParts) {
  const note = (tx: Query, c: Context<Env>, action: AuditAction, target: string, detail: AuditDetail) =>
    insertAudit(tx, { ...auditBy(c, now()), action, target, detail });
  return createApi()
    .openapi(aliasRoute, async (c) => {
      const { id } = c.req.valid("param");
      const given = c.req.valid("json");
      const { access } = c.var.signedIn;
      if (access.agents !== "all") return notForAll(c);
      const wanted: AgentAlias = { ...given, alias: given.kind === "phone" ? phoneKey(given.alias) : given.alias };
      const done = await agents.change(sql, async (tx) => {
        const agent = await present(tx, access, id);
        if (!agent) return { type: "not_found" } as const;
        if (agent.code === null) return { type: "unknown" } as const;
        const owner = await ownerOf(tx, wanted);
        if (owner && owner.id !== id && owner.code !== null) return { type: "taken", owner } as const;
        await putAlias(tx, wanted, id);
        const rows = await (wanted.kind === "name" ? moveNamed : movePhones)(tx, [{ ...wanted, id }]);
        await note(tx, c, "agent_alias_added", agent.name, { ...wanted, ...rows });
        return { type: "done", agent: (await findAgent(tx, id)) ?? agent, moved: rows } as const;
      });
      switch (done.type) {
        case "not_found":
          return notFound(c, id);
        case "unknown":
          return unknown(c);
        case "taken": {
          const { name, code } = done.owner;
          return problem(c, 409, "alias-taken", `"${given.alias}" is ${name}'s, who has the code ${code}`);
        }
        case "done":
          return c.json({ agent: shown(c, done.agent), moved: done.moved }, 200);
        default:
          return done satisfies never;
      }
    })
    .openapi(dropAliasRoute, async (c) => {
      const { id } = c.req.valid("param");
      const asked = c.req.valid("query");
      const { access } = c.var.signedIn;
      if (access.agents !== "all") return notForAll(c);
      const alias: AgentAlias = { ...asked, alias: asked.kind === "phone" ? phoneKey(asked.alias) : asked.alias };
      const done = await agents.change(sql, async (tx) => {
        const agent = await present(tx, access, id);
        if (!agent) return "not_found";
        if (agent.code === null) return "unknown";
        if (!(await dropAlias(tx, alias, id))) return "not_his";
        const other = alias.kind === "name" ? await returnedTo(tx, alias, now()) : null;
        const rows =
          other === null || other === id
            ? sumOfMoved([])
            : await moveNamed(tx, [{ pbx: alias.pbx, alias: alias.alias, id: other }]);
        await note(tx, c, "agent_alias_removed", agent.name, { ...alias, ...rows });
        return { agent: (await findAgent(tx, id)) ?? agent, moved: rows };
      });
      if (done === "not_found") return notFound(c, id);
      if (done === "unknown") return unknown(c);
      if (done === "not_his") return problem(c, 404, "alias-not-found", `"${asked.alias}" is none of his names`);
      return c.json({ agent: shown(c, done.agent), moved: done.moved }, 200);
    });
}
