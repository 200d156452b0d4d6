/** People who answer: who they are, and how they stand. Their names on the PBXs are in `agent_aliases.ts`. */
import { createRoute, z } from "@hono/zod-openapi";
import { type AgentId, seesAgent, seesQueue } from "@qmanager/core";
import type { Context } from "hono";
import { changeInWords, draftedRecord } from "../agents/agent_draft.ts";
import { faultText } from "../agents/fault_texts.ts";
import { placesOf } from "../agents/places.ts";
import { type SeatLimit, takeSeats } from "../agents/seats.ts";
import { writeAgents } from "../agents/write_agents.ts";
import { moveNamed, recordsOf, sumOfMoved } from "../db/agent_history.ts";
import {
  type Agent,
  agentOrders,
  agentStates,
  countAgents,
  findAgent,
  listAgents,
  passwordHashOf,
} from "../db/agent_list.ts";
import { removeAgent, setDeactivated } from "../db/agent_records.ts";
import { ownerOf, putAlias } from "../db/agents.ts";
import { type AuditAction, type AuditDetail, insertAudit } from "../db/audit.ts";
import type { Query, Sql } from "../db/connect.ts";
import { agentGroups, listGroups } from "../db/groups.ts";
import { oneLine } from "../http/action_shapes.ts";
import { agentChange, agentShape, listedAgentShape, newAgent, shownListed } from "../http/agent_shapes.ts";
import { createApi } from "../http/api.ts";
import { auditBy } from "../http/audited.ts";
import type { Env } from "../http/client.ts";
import { agentId, cursor, cursorAdvice, limit, next, several, yesOrNo } from "../http/list_shapes.ts";
import { sealed, storedText, unsealed } from "../http/opaque.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import { seatsRefused } from "../http/seats_refused.ts";
import type { LiveSource } from "../live/topics.ts";
import type { PbxAccess } from "../pbx/access.ts";
import type { AgentRegister } from "../records/agent_register.ts";
import type { DigitPasswords } from "../secrets/digit_passwords.ts";
import {
  body,
  changed,
  databaseAway,
  json,
  needsSignIn,
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

export const agentFilterQuery = {
  state: several(z.enum(agentStates), "How he stands; if left out: all but those that were removed.", ["active"]),
  search: oneLine(200)
    .optional()
    .openapi({ description: "Part of the name or the extension, or the beginning of the code", example: "joao" }),
  group: agentId.optional().openapi({ description: "A group's id", example: 3 }),
};
export const usualStates = agentStates.filter((each) => each !== "removed");

const listRoute = createRoute({
  method: "get",
  path: "/agents",
  ...ofAgents,
  summary: "Agents, a page at a time",
  request: {
    query: z.strictObject({
      ...agentFilterQuery,
      order: z.enum(agentOrders).default("name").openapi({ description: "Those without it come last" }),
      descending: yesOrNo.default(false).openapi({ type: "boolean" }),
      limit,
      cursor: cursor.optional(),
    }),
  },
  responses: {
    200: json(
      "A page of them",
      z.object({
        agents: z.array(listedAgentShape),
        next,
        counts: z
          .object({
            ...{ active: z.int(), deactivated: z.int(), unknown: z.int() },
            found: z.int().openapi({ description: "By these filters, on all pages" }),
          })
          .openapi({ description: "Of all that you may see" }),
      }),
    ),
    400: problemAnswer("A filter is wrong, or the cursor is none of ours (`cursor-wrong`)"),
    ...needsSignIn,
    ...databaseAway,
  },
});

const oneRoute = createRoute({
  method: "get",
  path: "/agents/{id}",
  ...ofAgents,
  summary: "An agent as he is on file",
  request: { params },
  responses: {
    200: json("He", z.object({ agent: agentShape })),
    400: problemAnswer("That is no id"),
    ...needsSignIn,
    ...noAgent,
    ...databaseAway,
  },
});

const addRoute = createRoute({
  method: "post",
  path: "/agents",
  ...ofAgents,
  summary: "Makes an agent known",
  description:
    "What members did whose names tell his code (`Agent/101`) becomes his, unless it is said to be another's; of his extension " +
    "what nobody known did there.",
  request: { body: body(newAgent) },
  responses: { 201: { ...changed, description: "Known" }, ...refusals, ...noAgent },
});

const changeRoute = createRoute({
  method: "patch",
  path: "/agents/{id}",
  ...ofAgents,
  summary: "Changes an agent",
  description: "What is left out stays as it is, his password too.",
  request: { params, body: body(agentChange) },
  responses: { 200: changed, ...refusals, ...noAgent },
});

const deactivateRoute = createRoute({
  method: "post",
  path: "/agents/{id}/deactivate",
  ...ofAgents,
  summary: "Says that an agent does not work any more",
  description: "All that is his stays, and he stays in filters of reports. Once more changes nothing.",
  request: { params },
  responses: {
    200: json("As he is now", z.object({ agent: agentShape })),
    ...{ 400: refusals[400], ...needsSignIn, ...noAgent },
    409: problemAnswer("Nobody said yet who he is"),
    ...databaseAway,
  },
});

const reactivateRoute = createRoute({
  method: "post",
  path: "/agents/{id}/reactivate",
  ...ofAgents,
  summary: "Says that an agent works again",
  request: { params },
  responses: {
    200: json("As he is now", z.object({ agent: agentShape })),
    ...{ 400: refusals[400], ...needsSignIn, ...noAgent },
    409: problemAnswer("No more agents may work (`licence-limit`), or nobody said yet who he is"),
    ...databaseAway,
  },
});

const deletionRoute = createRoute({
  method: "get",
  path: "/agents/{id}/deletion",
  ...ofAgents,
  summary: "What it would mean to remove an agent",
  request: { params },
  responses: {
    200: json(
      "What is on file of him: it stays, under his code, without his name",
      z.object({
        calls: z.int().openapi({ description: "That rang him, or that he made", example: 2_140 }),
        firstAt: z.int().nullable(),
        lastAt: z.int().nullable(),
        code: z.int().nullable().openapi({ description: "By which they are told then", example: 101 }),
      }),
    ),
    ...{ 400: refusals[400], ...needsSignIn, ...noAgent, ...databaseAway },
  },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/agents/{id}",
  ...ofAgents,
  summary: "Removes an agent; what he did stays, under his code",
  description: "His code and his names can be given to others; what he did stays his. It cannot be undone.",
  request: { params },
  responses: {
    204: { description: "Removed" },
    ...{ 400: refusals[400], ...needsSignIn, ...noAgent },
    409: problemAnswer("Nobody said yet who he is"),
    ...databaseAway,
  },
});

const listCursor = z.tuple([z.union([z.int(), storedText]), z.int().min(1).max(2_147_483_647)]);

interface AgentParts {
  sql: Sql;
  now: () => number;
  agents: AgentRegister;
  pbxs: Pick<PbxAccess, "fixed">;
  live: Pick<LiveSource, "queueNames">;
  passwords: DigitPasswords;
  seatLimit: SeatLimit;
  accessChanged: () => Promise<void>;
}

export function agentRoutes(parts: AgentParts) {
  const { sql, now, agents, passwords, seatLimit, accessChanged } = parts;
  const note = (tx: Query, c: Context<Env>, action: AuditAction, target: string, detail: AuditDetail) =>
    insertAudit(tx, { ...auditBy(c, now()), action, target, detail });
  /** Fields that name what is not there, or not to be seen. */
  const missingPlaces = async (c: Context<Env>, draft: z.infer<typeof agentChange>, before: Agent | null) => {
    const { access } = c.var.signedIn;
    const places = await placesOf(sql, parts, access);
    const errors: { path: string; detail: string }[] = [];
    const { extension, queues = [], groups = [] } = draft;
    if (extension && !places.pbxs.includes(extension.pbx) && before?.extension?.pbx !== extension.pbx) {
      errors.push({ path: "extension.pbx", detail: faultText("no_pbx", extension) });
    }
    const kept = new Set(before?.queues.map(({ pbx, queue }) => `${pbx}/${queue}`));
    const named = new Set<string>();
    for (const [at, each] of queues.entries()) {
      const key = `${each.pbx}/${each.queue}`;
      const isThere = places.pbxs.includes(each.pbx) && places.has(each);
      if (!isThere && !(kept.has(key) && seesQueue(access, each.pbx, each.queue))) {
        errors.push({ path: `queues.${at}`, detail: faultText("no_queue", { queue: each.queue, pbx: each.pbx }) });
      } else if (named.has(key))
        errors.push({ path: `queues.${at}`, detail: faultText("queue_twice", { queue: each.queue }) });
      named.add(key);
    }
    const own = new Set((await listGroups(sql, agentGroups, access)).map(({ id }) => id));
    for (const [at, id] of groups.entries()) {
      if (!own.has(id)) errors.push({ path: `groups.${at}`, detail: faultText("no_group", { group: id }) });
    }
    return { errors, own };
  };

  /** Makes or changes an agent; what came of it is an answer. */
  const write = async (
    c: Context<Env>,
    id: AgentId | null,
    given: z.infer<typeof agentChange> & { aliases?: z.infer<typeof newAgent>["aliases"] },
  ) => {
    const { access } = c.var.signedIn;
    const seen = id === null ? null : await present(sql, access, id);
    if (id !== null && !seen) return notFound(c, id);
    if (seen?.state === "unknown") return unknown(c);
    const { errors, own } = await missingPlaces(c, given, seen);
    if (errors.length > 0) {
      const list = errors.map((each) => `${each.path}: ${each.detail}`).join("; ");
      return problem(c, 400, "bad-request", list, errors);
    }
    const { password, aliases = [], ...draft } = given;
    const passwordHash = typeof password === "string" ? await passwords.hash(password) : password;
    const groupNames = new Map((await agentGroups.all(sql)).map((each) => [each.id, each.name]));
    const done = await agents.change(sql, async (tx) => {
      const found = id === null ? null : await present(tx, access, id);
      if (id !== null && found?.code == null) return { type: "not_found" } as const;
      const before = found && { ...found, passwordHash: await passwordHashOf(tx, found.id) };
      const { code = before?.code ?? 0, name = before?.name ?? "" } = draft;
      const record = draftedRecord(
        { ...draft, code, name, passwordHash },
        before,
        access,
        access.agents === "all" ? null : own,
      );
      const isWho =
        before === null || record.code !== before.code || !Bun.deepEquals(record.extension, before.extension);
      if (isWho && access.agents !== "all") return { type: "not_for_all" } as const;
      for (const { pbx, alias } of aliases) {
        const owner = await ownerOf(tx, { pbx, kind: "name", alias });
        if (owner && owner.code !== null) return { type: "alias_taken", alias, owner } as const;
      }
      const written = await writeAgents(tx, [{ record, before }], { seatLimit, at: now() });
      if (written.type !== "written") return written;
      const [agent = 0] = written.ids;
      const named = aliases.map((each) => ({ ...each, id: agent }));
      for (const each of named) await putAlias(tx, { ...each, kind: "name" }, agent);
      const moved = sumOfMoved([written.moved, await moveNamed(tx, named)]);
      const names = aliases.map(({ pbx, alias }) => `${pbx} ${alias}`);
      await note(tx, c, before ? "agent_changed" : "agent_added", before?.name ?? record.name, {
        ...changeInWords(record, before, groupNames),
        ...(names.length > 0 && { aliases: names }),
        ...moved,
      });
      return { type: "done", id: agent, moved } as const;
    });
    switch (done.type) {
      case "not_found":
        return notFound(c, id ?? 0);
      case "not_for_all":
        return notForAll(c);
      case "none_left":
      case "stopped":
        return seatsRefused(c, done);
      case "alias_taken": {
        const { name, code } = done.owner;
        return problem(c, 409, "alias-taken", `"${done.alias}" is ${name}'s, who has the code ${code}`);
      }
      case "taken": {
        const { field, fault, values } = done.problem;
        const detail = faultText(fault, values);
        return problem(c, 409, field === "code" ? "agent-exists" : "extension-taken", detail, [
          { path: field, detail },
        ]);
      }
      case "done": {
        await accessChanged();
        const agent = await findAgent(sql, done.id);
        if (!agent) return notFound(c, done.id);
        return { agent: shown(c, agent), moved: done.moved };
      }
      default:
        return done satisfies never;
    }
  };

  return createApi()
    .openapi(listRoute, async (c) => {
      const asked = c.req.valid("query");
      const after = asked.cursor === undefined ? null : unsealed(asked.cursor, listCursor);
      if (asked.cursor !== undefined && !after) return problem(c, 400, "cursor-wrong", cursorAdvice);
      if (after && (typeof after[0] === "number") !== (asked.order === "code"))
        return problem(c, 400, "cursor-wrong", cursorAdvice);
      const { access } = c.var.signedIn;
      const { search, group, order, descending } = asked;
      const filter = { states: asked.state ?? usualStates, search, group };
      const [found, counts] = await Promise.all([
        listAgents(sql, filter, access, { order, descending, after, limit: asked.limit + 1 }),
        countAgents(sql, filter, access),
      ]);
      const page = found.slice(0, asked.limit);
      const last = page.at(-1);
      const list = page.map((each) => shownListed(each, ({ pbx, queue }) => seesQueue(access, pbx, queue)));
      return c.json(
        { agents: list, next: last && found.length > page.length ? sealed([last.place, last.id]) : null, counts },
        200,
      );
    })
    .openapi(addRoute, async (c) => {
      const done = await write(c, null, c.req.valid("json"));
      return done instanceof Response ? done : c.json(done, 201);
    })
    .openapi(oneRoute, async (c) => {
      const { id } = c.req.valid("param");
      const agent = seesAgent(c.var.signedIn.access, id) ? await findAgent(sql, id) : null;
      return agent ? c.json({ agent: shown(c, agent) }, 200) : notFound(c, id);
    })
    .openapi(changeRoute, async (c) => {
      const done = await write(c, c.req.valid("param").id, c.req.valid("json"));
      return done instanceof Response ? done : c.json(done, 200);
    })
    .openapi(deactivateRoute, async (c) => {
      const { id } = c.req.valid("param");
      const done = await agents.change(sql, async (tx) => {
        const agent = await present(tx, c.var.signedIn.access, id);
        if (agent?.state === "active") {
          await setDeactivated(tx, id, now(), now());
          await note(tx, c, "agent_deactivated", agent.name, { code: agent.code });
        }
        return agent;
      });
      if (!done) return notFound(c, id);
      if (done.state === "unknown") return unknown(c);
      const agent = await findAgent(sql, id);
      return agent ? c.json({ agent: shown(c, agent) }, 200) : notFound(c, id);
    })
    .openapi(reactivateRoute, async (c) => {
      const { id } = c.req.valid("param");
      const done = await agents.change(sql, async (tx) => {
        const agent = await present(tx, c.var.signedIn.access, id);
        if (agent?.state !== "deactivated") return { type: "as_it_is", agent } as const;
        const seats = await takeSeats(tx, 1, seatLimit);
        if (seats.type !== "taken") return seats;
        await setDeactivated(tx, id, null, now());
        await note(tx, c, "agent_reactivated", agent.name, { code: agent.code });
        return { type: "as_it_is", agent } as const;
      });
      if (done.type !== "as_it_is") return seatsRefused(c, done);
      if (!done.agent) return notFound(c, id);
      if (done.agent.state === "unknown") return unknown(c);
      const agent = await findAgent(sql, id);
      return agent ? c.json({ agent: shown(c, agent) }, 200) : notFound(c, id);
    })
    .openapi(deletionRoute, async (c) => {
      const { id } = c.req.valid("param");
      const agent = await present(sql, c.var.signedIn.access, id);
      if (!agent) return notFound(c, id);
      return c.json({ ...(await recordsOf(sql, id)), code: agent.code }, 200);
    })
    .openapi(removeRoute, async (c) => {
      const { id } = c.req.valid("param");
      const removed = await agents.change(sql, async (tx) => {
        const agent = await present(tx, c.var.signedIn.access, id);
        if (!agent || agent.state === "unknown") return agent;
        const { calls } = await recordsOf(tx, id);
        await removeAgent(tx, id, now());
        const { code, name, email, groups } = agent;
        const before = { code, name, email, groups: groups.map((each) => each.name) };
        await note(tx, c, "agent_removed", name, { before, calls });
        return agent;
      });
      if (!removed) return notFound(c, id);
      if (removed.state === "unknown") return unknown(c);
      await accessChanged();
      return c.body(null, 204);
    });
}
