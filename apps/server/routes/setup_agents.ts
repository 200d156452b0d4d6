/** The last step of the first access: who is an agent, of those that the PBX and its records name. */
import { createRoute, z } from "@hono/zod-openapi";
import { pbxId, phoneKey, type QueueRef, seesQueue } from "@qmanager/core";
import type { Context } from "hono";
import { addProposed } from "../agents/add_proposed.ts";
import { faultText } from "../agents/fault_texts.ts";
import { allTold, findAgentsStep, type ProposalSources, proposalsNow, putAgentsStep } from "../agents/proposals.ts";
import type { SeatLimit } from "../agents/seats.ts";
import { insertAudit } from "../db/audit.ts";
import { oneLine, pbx, phone } from "../http/action_shapes.ts";
import { movedShape } from "../http/agent_shapes.ts";
import { createApi } from "../http/api.ts";
import { auditBy } from "../http/audited.ts";
import type { Env } from "../http/client.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import { seatsRefused } from "../http/seats_refused.ts";
import type { LiveSource } from "../live/topics.ts";
import type { AgentRegister } from "../records/agent_register.ts";
import { signInNeeded } from "../sign_in/session.ts";

const most = 2_000;
const code = z
  .int("Write a whole number")
  .min(1, "Write a number from 1 on")
  .max(999_999_999, "Write at most 9 digits");

const proposal = z
  .object({
    pbx: z.string(),
    member: z.string().openapi({ description: "As the PBX names him", example: "Ana Souza" }),
    code: z.int().openapi({ description: "In his name, the number of his phone, or the next free one", example: 2014 }),
    name: z.string().openapi({ example: "Ana Souza" }),
    phone: z.string().nullable().openapi({ example: "PJSIP/2014" }),
    isFixed: z.boolean().openapi({ description: "The phone is his alone" }),
    queues: z.array(z.string()),
    seen: z.enum(["member", "records", "both"]),
    calls: z.int().nullable().openapi({ description: "In the records" }),
    lastAt: z.int().nullable().openapi({ description: "When he was last in the records" }),
    isCurrent: z.boolean().openapi({ description: "A member now, or in the records of the last 90 days" }),
  })
  .openapi("ProposedAgent");

const common = { tags: ["First access"], security: signInNeeded };
const refused = {
  401: problemAnswer("Sign in first"),
  403: problemAnswer("You may not add agents, or do not see all of them"),
};

const readRoute = createRoute({
  ...{
    method: "get",
    path: "/setup/agents",
    ...common,
    summary: "Queues and people that could be agents, as found now",
  },
  responses: {
    200: {
      description: "What was found so far",
      content: {
        "application/json": {
          schema: z.object({
            pending: z.boolean().openapi({ description: "The first access has still to ask" }),
            complete: z.boolean().openapi({ description: "Every PBX has told what it has" }),
            queues: z.array(z.object({ pbx: z.string(), queue: z.string(), members: z.int() })),
            agents: z.array(proposal),
          }),
        },
      },
    },
    ...refused,
  },
});

const addRoute = createRoute({
  ...{ method: "post", path: "/setup/agents", ...common, summary: "Makes proposed agents, all of them or none" },
  description:
    "Who is somebody's already is left out and counted. What was recorded of them becomes theirs. With it the first access is over.",
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({
            agents: z
              .array(z.strictObject({ pbx, member: oneLine(200), code, name: oneLine(200), phone: phone.nullable() }))
              .max(most, `At most ${most} at once`),
          }),
        },
      },
    },
  },
  responses: {
    201: {
      description: "Made",
      content: {
        "application/json": { schema: z.object({ added: z.int(), skipped: z.int(), moved: movedShape }) },
      },
    },
    400: problemAnswer("A field is wrong"),
    ...refused,
    409: problemAnswer("A code is somebody's already, or no more agents may work"),
  },
});

const skipRoute = createRoute({
  ...{ method: "delete", path: "/setup/agents", ...common, summary: "Ends the first access without making agents" },
  responses: { 204: { description: "It is over" }, ...refused },
});

interface SetupAgentParts extends Omit<ProposalSources, "live"> {
  live: LiveSource;
  now: () => number;
  agents: AgentRegister;
  seatLimit: SeatLimit;
  accessChanged: () => Promise<void>;
}

export function setupAgentRoutes(parts: SetupAgentParts) {
  const { sql, now, live, agents, seatLimit, accessChanged } = parts;
  /** Who sees some agents only can say of nobody who he is, and is told of nobody. */
  const notForAll = (c: Context<Env>) =>
    c.var.signedIn.access.agents === "all"
      ? null
      : problem(c, 403, "forbidden", "Who sees some agents only cannot say who is who. Ask an administrator");
  return createApi()
    .openapi(readRoute, async (c) => {
      const refused = notForAll(c);
      if (refused) return refused;
      const isSeen = ({ pbx: of, queue }: QueueRef) => seesQueue(c.var.signedIn.access, of, queue);
      const queues = live
        .queueNames()
        .filter(isSeen)
        .map((each) => ({ ...each, members: live.queue(each.pbx, each.queue)?.members.length ?? 0 }));
      return c.json(
        {
          pending: (await findAgentsStep(sql)) === "ask",
          complete: allTold(live.pbxs()),
          queues,
          agents: (await proposalsNow(parts, now())).map((each) => ({
            ...each,
            queues: each.queues.filter((queue) => isSeen({ pbx: each.pbx, queue })),
          })),
        },
        200,
      );
    })
    .openapi(addRoute, async (c) => {
      const refused = notForAll(c);
      if (refused) return refused;
      const wanted = c.req.valid("json").agents.map((each) => ({ ...each, pbx: pbxId(each.pbx) }));
      const twice = [
        ...twiceIn(wanted, "code", ({ code: own }) => String(own)),
        ...twiceIn(wanted, "member", ({ pbx: of, member }) => `${of}/${member}`),
        ...twiceIn(wanted, "phone", ({ pbx: of, phone: own }) => own && `${of}/${phoneKey(own)}`),
      ];
      if (twice.length > 0) {
        return problem(c, 400, "bad-request", twice.map(({ detail }) => detail).join("; "), twice);
      }
      const by = auditBy(c, now());
      const done = await agents.change(sql, async (tx) => {
        const added = await addProposed(tx, wanted, { seatLimit, by });
        if (added.type === "added") await putAgentsStep(tx, "done", by.at);
        return added;
      });
      switch (done.type) {
        case "none_left":
        case "stopped":
          return seatsRefused(c, done);
        case "taken": {
          const { field, fault, values } = done.problem;
          const detail = faultText(fault, values);
          const path = `agents.${done.at}.${field === "extension" ? "phone" : field}`;
          return problem(c, 409, field === "code" ? "agent-exists" : "extension-taken", detail, [{ path, detail }]);
        }
        case "added": {
          await accessChanged();
          const { added, skipped, moved } = done;
          return c.json({ added, skipped, moved }, 201);
        }
        default:
          return done satisfies never;
      }
    })
    .openapi(skipRoute, async (c) => {
      const refused = notForAll(c);
      if (refused) return refused;
      const by = auditBy(c, now());
      await sql.begin(async (tx) => {
        if ((await findAgentsStep(tx)) === "done") return;
        await putAgentsStep(tx, "done", by.at);
        await insertAudit(tx, { ...by, action: "setup", target: null, detail: { added: 0 } });
      });
      return c.body(null, 204);
    });
}

/** A problem for each that is there before; null: it is not compared. */
function twiceIn<Item>(items: readonly Item[], field: string, keyOf: (item: Item) => string | null) {
  const seen = new Set<string>();
  return items.flatMap((item, at) => {
    const key = keyOf(item);
    if (key === null) return [];
    if (seen.has(key)) return [{ path: `agents.${at}.${field}`, detail: `Another one of them has ${key} too` }];
    seen.add(key);
    return [];
  });
}
