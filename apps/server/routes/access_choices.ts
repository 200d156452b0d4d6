/** What a form has to offer in which somebody is given an access: of queues, agents and groups, those that one sees oneself. */
import { createRoute, z } from "@hono/zod-openapi";
import { seesAgent, seesQueue } from "@qmanager/core";
import { agentChoices, agentGroupChoices, knownQueues, queueGroupChoices } from "../db/access_choices.ts";
import type { Sql } from "../db/connect.ts";
import { createApi } from "../http/api.ts";
import { problemAnswer } from "../http/problem.ts";
import type { LiveQueues } from "../sign_in/given_access.ts";
import { signInNeeded } from "../sign_in/session.ts";

const group = { id: z.int().openapi({ example: 2 }), name: z.string().openapi({ example: "Suporte" }) };
const shape = z
  .object({
    queues: z.array(
      z.object({ pbx: z.string().openapi({ example: "matriz" }), queue: z.string().openapi({ example: "suporte" }) }),
    ),
    queueGroups: z.array(z.object({ ...group, queues: z.int().openapi({ description: "How many", example: 3 }) })),
    agents: z.array(
      z.object({
        id: z.int().openapi({ example: 7 }),
        code: z.int().nullable().openapi({ description: "Null: nobody said yet who he is", example: 101 }),
        name: z.string().openapi({ example: "Bruno Lima" }),
      }),
    ),
    agentGroups: z.array(z.object({ ...group, agents: z.int().openapi({ description: "How many", example: 24 }) })),
  })
  .openapi("AccessChoices");

const route = createRoute({
  method: "get",
  path: "/access-choices",
  tags: ["Users"],
  security: signInNeeded,
  summary: "Queues, agents and groups that you may give others to see",
  responses: {
    200: { description: "Those that you see yourself", content: { "application/json": { schema: shape } } },
    401: problemAnswer("Sign in first"),
    503: problemAnswer("The database is away"),
  },
});

export function accessChoiceRoutes({ sql, live }: { sql: Sql; live: LiveQueues }) {
  return createApi().openapi(route, async (c) => {
    const { access } = c.var.signedIn;
    const [stored, queueGroups, agents, agentGroups] = await Promise.all([
      knownQueues(sql),
      queueGroupChoices(sql),
      agentChoices(sql),
      agentGroupChoices(sql),
    ]);
    const queues = new Map([...live.queueNames(), ...stored].map((each) => [`${each.pbx}/${each.queue}`, each]));
    return c.json(
      {
        queues: [...queues.values()]
          .filter(({ pbx, queue }) => seesQueue(access, pbx, queue))
          .map(({ pbx, queue }) => ({ pbx, queue })),
        queueGroups: queueGroups
          .filter((each) => each.queues.every(({ pbx, queue }) => seesQueue(access, pbx, queue)))
          .map((each) => ({ ...each, queues: each.queues.length })),
        agents: agents.filter(({ id }) => seesAgent(access, id)),
        agentGroups: agentGroups
          .filter((each) => each.agents.every((agent) => seesAgent(access, agent)))
          .map((each) => ({ ...each, agents: each.agents.length })),
      },
      200,
    );
  });
}
