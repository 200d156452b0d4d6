/** Groups of agents, and groups of queues: what can be done with the ones can be done with the others. */
import { createRoute, z } from "@hono/zod-openapi";
import { type Access, type QueueRef, readGroupName } from "@qmanager/core";
import type { Context } from "hono";
import { faultText } from "../agents/fault_texts.ts";
import { placesOf } from "../agents/places.ts";
import { insertAudit } from "../db/audit.ts";
import type { Query, Sql } from "../db/connect.ts";
import {
  agentGroups,
  deleteGroup,
  type Group,
  type GroupKind,
  insertGroup,
  isNameTaken,
  listGroups,
  lockGroups,
  queueGroups,
  renameGroup,
} from "../db/groups.ts";
import { pbx, queue } from "../http/action_shapes.ts";
import { createApi } from "../http/api.ts";
import { auditBy, changesOf } from "../http/audited.ts";
import type { Env } from "../http/client.ts";
import { agentId, yesOrNo } from "../http/list_shapes.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import type { LiveSource } from "../live/topics.ts";
import type { PbxAccess } from "../pbx/access.ts";
import { signInNeeded } from "../sign_in/session.ts";

interface GroupParts {
  sql: Sql;
  now: () => number;
  pbxs: Pick<PbxAccess, "fixed">;
  live: Pick<LiveSource, "queueNames">;
  accessChanged: () => Promise<void>;
}

/** More than a group of any call centre has. */
const mostMembers = 10_000;

const groupName = z
  .string()
  .transform((text, context) => {
    const read = readGroupName(text);
    if ("value" in read) return read.value;
    context.addIssue({ code: "custom", message: faultText(read.fault) });
    return z.NEVER;
  })
  .openapi({ type: "string", description: "No other group has it, whatever its capitals", example: "Turno da noite" });

export function agentGroupRoutes(parts: GroupParts) {
  const member = z.int().min(1).max(2_147_483_647).openapi({ description: "An agent's id", example: 7 });
  return groupRoutes(parts, agentGroups, {
    ...{ path: "/agent-groups", tag: "Agents", name: "AgentGroup", member, people: "agents" },
    // Whether they are there the database says.
    missing: async () => [],
  });
}

export function queueGroupRoutes(parts: GroupParts) {
  const { pbxs, live } = parts;
  return groupRoutes(parts, queueGroups, {
    ...{ path: "/queue-groups", tag: "Queues", name: "QueueGroup", people: "queues" },
    member: z.strictObject({ pbx, queue }),
    async missing(tx, access, members) {
      const places = await placesOf(tx, { pbxs, live }, access);
      return members.filter((each) => !places.pbxs.includes(each.pbx) || !places.has(each));
    },
  });
}

interface GroupPage<Member> {
  path: "/agent-groups" | "/queue-groups";
  tag: string;
  name: string;
  people: "agents" | "queues";
  member: z.ZodType<Member>;
  /** Those among new members that are not there. */
  missing: (tx: Query, access: Access, members: readonly Member[]) => Promise<readonly Member[]>;
}

function groupRoutes<Member extends number | QueueRef>(
  { sql, now, accessChanged }: GroupParts,
  kind: GroupKind<Member>,
  { path, tag, name, people, member, missing }: GroupPage<Member>,
) {
  const shape = z
    .object({
      id: z.int().openapi({ example: 3 }),
      name: z.string().openapi({ example: "Turno da noite" }),
      members: z.array(member).openapi({ description: "Those that you may see" }),
      hidden: z.int().openapi({ description: "How many more there are", example: 0 }),
      accesses: z.int().openapi({ description: "Users and tokens whose access goes by it", example: 2 }),
    })
    .openapi(name);
  const input = z.strictObject({
    name: groupName,
    members: z.array(member).max(mostMembers, `Put at most ${mostMembers} into a group`).openapi({
      description: "All of them; those that you may not see stay",
    }),
  });
  const one = { tags: [tag], security: signInNeeded };
  const params = z.object({ id: agentId.openapi({ example: 3 }) });
  const body = { required: true, content: { "application/json": { schema: input } } } as const;
  const shown = { "application/json": { schema: z.object({ group: shape }) } };
  const usual = {
    400: problemAnswer("A field is wrong"),
    401: problemAnswer("Sign in first"),
    403: problemAnswer(`Some of the ${people} are not for you to see`),
    503: problemAnswer("The database is away"),
  };
  const listRoute = createRoute({
    ...{ method: "get", path, ...one, summary: `All groups of ${people}, by name` },
    responses: {
      200: {
        description: "All that you may see",
        content: { "application/json": { schema: z.object({ groups: z.array(shape) }) } },
      },
      401: usual[401],
      503: usual[503],
    },
  });
  const addRoute = createRoute({
    ...{ method: "post", path, ...one, summary: `Makes a group of ${people}`, request: { body } },
    responses: { 201: { description: "Made", content: shown }, ...usual, 409: problemAnswer("The name is taken") },
  });
  const changeRoute = createRoute({
    ...{ method: "put", path: `${path}/{id}` as const, ...one, summary: "Changes its name and who is in it" },
    request: { params, body },
    responses: {
      200: { description: "Changed", content: shown },
      ...{ ...usual, 404: problemAnswer("There is no such group"), 409: problemAnswer("The name is taken") },
    },
  });
  const removeRoute = createRoute({
    ...{ method: "delete", path: `${path}/{id}` as const, ...one, summary: `Removes a group; its ${people} stay` },
    request: {
      params,
      query: z.strictObject({
        confirmed: yesOrNo.optional().openapi({ description: "It is removed though somebody's access goes by it" }),
      }),
    },
    responses: {
      204: { description: "Removed" },
      ...{ ...usual, 404: problemAnswer("There is no such group") },
      409: problemAnswer("Somebody's access goes by it (`group-in-use`): ask again with `confirmed=true`"),
    },
  });

  const find = async (tx: Query, c: Context<Env>, id: number) =>
    (await listGroups(tx, kind, c.var.signedIn.access)).find((each) => each.id === id) ?? null;
  const notFound = (c: Context<Env>, id: number) =>
    problem(c, 404, "group-not-found", `There is no group with the id ${id}, or you may not see it`);
  const taken = (c: Context<Env>, groupName: string) =>
    problem(c, 409, "group-exists", `There is a group "${groupName}" already. Choose another name`, [
      { path: "name", detail: "Another group has this name" },
    ]);
  const words = ({ name, members }: Pick<Group<Member>, "name" | "members">) => {
    const keys = members.map(kind.keyOf).sort();
    return people === "agents" ? { name, agents: keys } : { name, queues: keys };
  };

  /** What keeps these new members out, as an answer; null: nothing. */
  const refused = async (tx: Query, c: Context<Env>, members: readonly Member[], fresh: readonly Member[]) => {
    const { access } = c.var.signedIn;
    const unseen = fresh.findIndex((each) => !kind.sees(access, each));
    const [gone] = await missing(tx, access, fresh);
    const wrong = unseen >= 0 ? fresh[unseen] : gone;
    if (wrong === undefined) return null;
    return notThere(c, members.indexOf(wrong));
  };
  const notThere = (c: Context<Env>, at: number) => {
    const detail = `One of the ${people} is not there, or you may not see it`;
    return problem(c, 400, "bad-request", detail, [{ path: `members.${at}`, detail }]);
  };
  const distinct = (members: readonly Member[]) => [
    ...new Map(members.map((each) => [kind.keyOf(each), each])).values(),
  ];

  return createApi()
    .openapi(listRoute, async (c) => sent(c.json({ groups: await listGroups(sql, kind, c.var.signedIn.access) }, 200)))
    .openapi(addRoute, async (c) => {
      const given = c.req.valid("json") as { name: string; members: Member[] };
      const members = distinct(given.members);
      const refusal = await refused(sql, c, given.members, members);
      if (refusal) return refusal;
      const added = await inTransaction(async (tx) => {
        await lockGroups(tx, kind);
        if (await isNameTaken(tx, kind, given.name, null)) return "taken";
        const id = await insertGroup(tx, kind, given.name, now());
        if (!(await kind.add(tx, id, members))) throw new NotThere();
        await insertAudit(tx, {
          ...{ ...auditBy(c, now()), action: `${kind.of}_group_added`, target: given.name },
          detail: { after: words({ name: given.name, members }) },
        });
        return { id, name: given.name, members, hidden: 0, accesses: 0 };
      });
      if (added === "not_there") return notThere(c, 0);
      if (added === "taken") return taken(c, given.name);
      return sent(c.json({ group: added }, 201));
    })
    .openapi(changeRoute, async (c) => {
      const { id } = c.req.valid("param");
      const given = c.req.valid("json") as { name: string; members: Member[] };
      const members = distinct(given.members);
      const changed = await inTransaction(async (tx) => {
        await lockGroups(tx, kind);
        const before = await find(tx, c, id);
        if (!before) return "not_found";
        const had = new Set(before.members.map(kind.keyOf));
        const has = new Set(members.map(kind.keyOf));
        const fresh = members.filter((each) => !had.has(kind.keyOf(each)));
        const refusal = await refused(tx, c, given.members, fresh);
        if (refusal) return refusal;
        if (await isNameTaken(tx, kind, given.name, id)) return "taken";
        await renameGroup(tx, kind, { id, name: given.name, at: now() });
        await kind.remove(
          tx,
          id,
          before.members.filter((each) => !has.has(kind.keyOf(each))),
        );
        if (!(await kind.add(tx, id, fresh))) throw new NotThere();
        const after = { ...before, name: given.name, members };
        await insertAudit(tx, {
          ...{ ...auditBy(c, now()), action: `${kind.of}_group_changed`, target: before.name },
          detail: changesOf(words(before), words(after)),
        });
        return { group: after };
      });
      if (changed === "not_there") return notThere(c, 0);
      if (changed === "not_found") return notFound(c, id);
      if (changed === "taken") return taken(c, given.name);
      if (changed instanceof Response) return sent(changed);
      await accessChanged();
      return sent(c.json(changed, 200));
    })
    .openapi(removeRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { confirmed } = c.req.valid("query");
      const removed = await inTransaction(async (tx) => {
        await lockGroups(tx, kind);
        const group = await find(tx, c, id);
        if (!group) return "not_found";
        if (group.hidden > 0) return "hidden";
        if (group.accesses > 0 && !confirmed) return group;
        await deleteGroup(tx, kind, id);
        await insertAudit(tx, {
          ...{ ...auditBy(c, now()), action: `${kind.of}_group_removed`, target: group.name },
          detail: { before: words(group) },
        });
        return "removed";
      });
      if (removed === "not_found") return notFound(c, id);
      if (removed === "hidden") {
        return problem(c, 403, "forbidden", `There are ${people} in it whom you may not see. Ask an administrator`);
      }
      if (typeof removed === "object") {
        const who = removed.accesses === 1 ? "One user or token sees" : `${removed.accesses} users or tokens see`;
        const detail = `${who} by this group, and would see less. Ask again with confirmed=true`;
        return problem(c, 409, "group-in-use", detail);
      }
      await accessChanged();
      return c.body(null, 204);
    });

  async function inTransaction<Result>(work: (tx: Query) => Promise<Result>): Promise<Result | "not_there"> {
    try {
      return (await sql.begin(work)) as Result;
    } catch (error) {
      if (error instanceof NotThere) return "not_there";
      throw error;
    }
  }
}

/** Which kind of member an answer has the compiler cannot follow through a route that is made for both. */
const sent = (answer: Response) => answer as never;

/** Takes back what was begun: an agent was removed meanwhile. */
class NotThere extends Error {}
