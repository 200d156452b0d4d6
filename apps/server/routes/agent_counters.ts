/** What adds up of an agent's calls and time, by quarters of an hour, hours or days. */
import { createRoute, z } from "@hono/zod-openapi";
import { type AgentCounters, seesAgent, sumAgentCounters } from "@qmanager/core";
import { agentCounters, pbxsOfAgent } from "../db/agent_counters.ts";
import { findAgent } from "../db/agent_list.ts";
import type { Sql } from "../db/connect.ts";
import { pbx } from "../http/action_shapes.ts";
import {
  agentCountersShape,
  agentFiguresOf,
  agentFiguresShape,
  shownAgentCounters,
} from "../http/agent_counter_shapes.ts";
import { createApi } from "../http/api.ts";
import { mostParts, partedAnswer, partedQuery, partsOf, summedParts, tooManyParts } from "../http/counted_parts.ts";
import { agentId, isPeriod, noPeriod } from "../http/list_shapes.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import type { SiteClock } from "../settings/site_clock.ts";
import { signInNeeded } from "../sign_in/session.ts";

const query = z
  .strictObject({
    pbx: pbx.optional().openapi({
      description: "If left out: all of his, added up; a time in which he was online on two of them counts twice",
      example: "matriz",
    }),
    ...partedQuery,
  })
  .refine(isPeriod, noPeriod);

const countersRoute = createRoute({
  method: "get",
  path: "/agents/{id}/counters",
  tags: ["Agents"],
  security: signInNeeded,
  summary: "What adds up of an agent's calls and time, by quarters of an hour, hours or days",
  description:
    "A call belongs to the quarter of an hour in which its ring or its dialling began, a pause is counted where it began; " +
    "times are cut at each quarter, and what goes on counts up to now. The period is made longer to whole quarters. Days " +
    `and hours are by the clocks of \`zone\`. Parts in which he did nothing are there too; at most ${mostParts} parts. ` +
    "Whoever may see him is told of all that he did, also of calls from queues that he may not see: counters are not kept " +
    "by queue.",
  request: { params: z.object({ id: agentId.openapi({ example: 7 }) }), query },
  responses: {
    200: {
      description: "The parts in order, and their sum",
      content: {
        "application/json": {
          schema: partedAnswer("AgentCountedPart", { counters: agentCountersShape, figures: agentFiguresShape }),
        },
      },
    },
    400: problemAnswer("A field is wrong, or there would be too many parts (`period-too-long`)"),
    401: problemAnswer("Sign in first"),
    403: problemAnswer("You may not see agents"),
    404: problemAnswer("There is no such agent, or you may not see him"),
    503: problemAnswer("The database is away"),
  },
});

interface AgentCounterParts {
  sql: Sql;
  now: () => number;
  site: Pick<SiteClock, "zone">;
}

export function agentCounterRoutes({ sql, now, site }: AgentCounterParts) {
  return createApi().openapi(countersRoute, async (c) => {
    const { id } = c.req.valid("param");
    const asked = c.req.valid("query");
    if (!seesAgent(c.var.signedIn.access, id) || !(await findAgent(sql, id))) {
      return problem(c, 404, "agent-not-found", `There is no agent with the id ${id}`);
    }
    const parted = partsOf(asked, site.zone);
    if (!parted) return problem(c, 400, "period-too-long", tooManyParts);
    const wanted = { ...parted.period, now: now() };
    const pbxs = asked.pbx === undefined ? await pbxsOfAgent(sql, { agent: id, ...wanted }) : [asked.pbx];
    const quarters = await Promise.all(pbxs.map((pbx) => agentCounters(sql, { pbx, agents: [id], ...wanted })));
    const shown = (counters: AgentCounters) => ({
      counters: shownAgentCounters(counters),
      figures: agentFiguresOf(counters),
    });
    return c.json({ zone: site.zone, ...summedParts(parted.parts, quarters.flat(), sumAgentCounters, shown) }, 200);
  });
}
