/** Whom a supervisor can add to a queue. */
import { createRoute, z } from "@hono/zod-openapi";
import { type Candidate, type MemberPlace, memberStates, type QueueName, seesAgent, seesQueue } from "@qmanager/core";
import { pbx, queue } from "../http/action_shapes.ts";
import { createApi } from "../http/api.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import type { LiveSource } from "../live/topics.ts";
import type { ActionDesks } from "../pbx/action_desk.ts";
import { signInNeeded } from "../sign_in/session.ts";

const candidate = z
  .object({
    interface: z.string().openapi({ example: "PJSIP/1001" }),
    name: z.string().nullable().openapi({ example: "Ana Souza" }),
    stateInterface: z.string().nullable().openapi({ example: null }),
    state: z.enum(memberStates).openapi({ example: "free" }),
    queues: z.array(z.string()).openapi({ description: "Where it is a member now", example: ["vendas"] }),
  })
  .openapi("Candidate");

const candidatesRoute = createRoute({
  method: "get",
  path: "/queues/{pbx}/{queue}/candidates",
  tags: ["Actions"],
  security: signInNeeded,
  summary: "Every phone that is a member of another queue of the PBX and not of this one",
  request: { params: z.object({ pbx, queue }) },
  responses: {
    200: {
      description: "By name",
      content: { "application/json": { schema: z.object({ candidates: z.array(candidate) }) } },
    },
    400: problemAnswer("The queue's name is wrong"),
    401: problemAnswer("Sign in first"),
    403: problemAnswer("You may not see this queue"),
    404: problemAnswer("There is no such PBX or queue"),
    503: problemAnswer("The PBX was not reached yet"),
  },
});

export function candidateRoutes({ desks, live }: { desks: ActionDesks; live: Pick<LiveSource, "agentOf"> }) {
  return createApi().openapi(candidatesRoute, (c) => {
    const { pbx, queue } = c.req.valid("param");
    const { access } = c.var.signedIn;
    const desk = desks.desk(pbx);
    if (desk === null) return problem(c, 404, "pbx-not-found", `There is no PBX "${pbx}"`);
    const isSeen = (name: QueueName) => seesQueue(access, pbx, name);
    if (!isSeen(queue)) return problem(c, 403, "forbidden", "You may not see this queue. Ask an administrator");
    if (!desk.hasQueue(queue)) {
      return desk.isLive()
        ? problem(c, 404, "queue-not-found", `The PBX "${pbx}" has no queue "${queue}", or no longer`)
        : problem(c, 503, "pbx-away", `There is no line to "${pbx}" now: its queues are not known. Try again later`);
    }
    const candidates = desk
      .phones()
      .filter((places) => places.every((place) => place.queue !== queue))
      .flatMap((places) => candidateOf(places.filter((place) => isSeen(place.queue))) ?? [])
      .filter((found) => access.agents === "all" || seesAgent(access, live.agentOf(pbx, found)))
      .sort(byName);
    return c.json({ candidates }, 200);
  });
}

/** A phone by its places; null when it has none. */
function candidateOf(places: readonly MemberPlace[]): Candidate | null {
  // Paused in one queue he may take calls of another: that is his state here.
  const [shown] = places.toSorted((one, other) => Number(one.state === "paused") - Number(other.state === "paused"));
  if (!shown) return null;
  return {
    interface: shown.facts.interface,
    name: places.find((place) => place.facts.name !== null)?.facts.name ?? null,
    stateInterface: shown.facts.stateInterface,
    state: shown.state,
    queues: places.map((place) => place.queue).sort(),
  };
}

function byName(one: Candidate, other: Candidate): number {
  const nameOf = ({ name, interface: phone }: Candidate) => name ?? phone;
  return nameOf(one).localeCompare(nameOf(other)) || one.interface.localeCompare(other.interface);
}
