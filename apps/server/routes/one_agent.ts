/** What the routes about one agent have in common: whom they find, what they answer, and what they refuse. */
import { z } from "@hono/zod-openapi";
import { type Access, type AgentId, seesAgent, seesQueue } from "@qmanager/core";
import type { Context } from "hono";
import { type Agent, findAgent } from "../db/agent_list.ts";
import type { Query } from "../db/connect.ts";
import { agentShape, movedShape, shownAgent } from "../http/agent_shapes.ts";
import type { Env } from "../http/client.ts";
import { agentId } from "../http/list_shapes.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import { signInNeeded } from "../sign_in/session.ts";

export const needsSignIn = { 401: problemAnswer("Sign in first") };
export const databaseAway = { 503: problemAnswer("The database is away") };
export const noAgent = { 404: problemAnswer("There is no such agent, or you may not see him") };
export const params = z.object({ id: agentId.openapi({ example: 7 }) });
export const ofAgents = { tags: ["Agents"], security: signInNeeded };
export const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { "application/json": { schema } },
});
export const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true as const,
  content: { "application/json": { schema } },
});

export const changed = json("As he is now", z.object({ agent: agentShape, moved: movedShape }));
export const refusals = {
  400: problemAnswer("A field is wrong"),
  ...needsSignIn,
  403: problemAnswer("That is for who sees all agents"),
  409: problemAnswer(
    "Somebody has the code (`agent-exists`), the extension (`extension-taken`) or the name (`alias-taken`) already, or no " +
      "more agents may work (`licence-limit`)",
  ),
  ...databaseAway,
};

export const notFound = (c: Context<Env>, id: number) =>
  problem(c, 404, "agent-not-found", `There is no agent with the id ${id}`);
export const shown = (c: Context<Env>, agent: Agent) =>
  shownAgent(agent, ({ pbx, queue }) => seesQueue(c.var.signedIn.access, pbx, queue));
export const unknown = (c: Context<Env>) =>
  problem(
    c,
    409,
    "agent-unknown",
    "Make an agent with a code first, with POST /api/v1/agents, and give this one's name to him",
  );
/** Who sees some agents only would see by this what strangers did. */
export const notForAll = (c: Context<Env>) =>
  problem(c, 403, "forbidden", "To say who somebody is, one has to see all agents. Ask an administrator");

/** One who is in sight and not removed; an unknown one too. */
export const present = async (query: Query, access: Access, id: AgentId): Promise<Agent | null> => {
  const agent = seesAgent(access, id) ? await findAgent(query, id) : null;
  return agent === null || agent.state === "removed" ? null : agent;
};
