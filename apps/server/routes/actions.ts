/** What a supervisor does to members of queues. */
import { createRoute } from "@hono/zod-openapi";
import { type ActionOutcome, isSpyAction, type QueueAction } from "@qmanager/core";
import type { Context } from "hono";
import type { Sql } from "../db/connect.ts";
import { findExtension } from "../db/extensions.ts";
import { actionOutcome, queueAction } from "../http/action_shapes.ts";
import { createApi } from "../http/api.ts";
import { auditBy } from "../http/audited.ts";
import type { Env } from "../http/client.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import type { LiveSource } from "../live/topics.ts";
import type { Log } from "../log.ts";
import type { ActionDesks } from "../pbx/action_desk.ts";
import { isOfLine } from "../pbx/action_reply.ts";
import { performAudited } from "../pbx/audited_action.ts";
import type { Listening } from "../pbx/listen.ts";
import { mayAct } from "../sign_in/may_act.ts";
import { signInNeeded } from "../sign_in/session.ts";

const actRoute = createRoute({
  method: "post",
  path: "/actions",
  tags: ["Actions"],
  security: signInNeeded,
  summary: "Pauses, adds, removes, logs off or changes the penalty of members of queues, or is in their talks",
  description:
    "What concerns several places (a phone in all its queues, several members) may be done in some and not in others: " +
    "each has its result. Where nothing was done the answer is a problem.",
  request: { body: { required: true, content: { "application/json": { schema: queueAction } } } },
  responses: {
    200: {
      description: "Done, or done in part",
      content: { "application/json": { schema: actionOutcome } },
    },
    400: problemAnswer("A field is wrong"),
    401: problemAnswer("Sign in first"),
    403: problemAnswer("You may not do this"),
    404: problemAnswer("There is no such PBX or queue"),
    409: problemAnswer(
      "Asterisk did not do it (`action-refused`), or your own phone is not known (`extension-needed`)",
    ),
    503: problemAnswer("The PBX is away and nothing was done (`pbx-away`), or it did not answer (`action-unknown`)"),
  },
});

interface ActionParts {
  sql: Sql;
  now: () => number;
  log: Log;
  desks: ActionDesks;
  live: Pick<LiveSource, "agentOf">;
}

export function actionRoutes({ sql, now, log, desks, live }: ActionParts) {
  return createApi().openapi(actRoute, async (c) => {
    const action: QueueAction = c.req.valid("json");
    const { user, access } = c.var.signedIn;
    const desk = desks.desk(action.pbx);
    if (desk === null) return problem(c, 404, "pbx-not-found", `There is no PBX "${action.pbx}"`);
    const queues = action.type === "add" ? [] : desk.places(action.interface).map((place) => place.queue);
    if (!mayAct(access, action, { queues, agentOf: (...member) => live.agentOf(...member) })) {
      const detail =
        "You may not do this, or not in every queue and to everybody that it concerns. Ask an administrator";
      return problem(c, 403, "forbidden", detail);
    }
    if (!desk.isLive()) {
      return problem(c, 503, "pbx-away", `There is no line to "${action.pbx}" now. Nothing was done; try again later`);
    }
    if ("queue" in action && action.queue !== null && !desk.hasQueue(action.queue)) {
      return problem(c, 404, "queue-not-found", `The PBX "${action.pbx}" has no queue "${action.queue}", or no longer`);
    }
    let listening: Listening | null = null;
    if (isSpyAction(action)) {
      const own = await findExtension(sql, user.id, action.pbx);
      if (own === null) {
        const where = `PUT /api/v1/profile/extensions/${action.pbx}`;
        return problem(c, 409, "extension-needed", `Say first which phone of "${action.pbx}" is yours, with ${where}`);
      }
      listening = { phone: own, channel: desk.talkChannel(action.interface) };
    }
    return answerOutcome(c, await performAudited(sql, log, { desk, action, listening, by: auditBy(c, now()), now }));
  });
}

function answerOutcome(c: Context<Env>, outcome: ActionOutcome) {
  const { results } = outcome;
  if (results.some((each) => each.done)) return c.json(outcome, 200);
  const said = [...new Set(results.flatMap((each) => each.detail ?? []))].join("; ");
  // A single one is said by the problem itself.
  const each = results.length > 1 ? results : undefined;
  if (results.some(({ obstacle }) => obstacle === "not_answered"))
    return problem(c, 503, "action-unknown", said, undefined, each);
  if (results.every(({ obstacle }) => isOfLine(obstacle))) return problem(c, 503, "pbx-away", said, undefined, each);
  return problem(c, 409, "action-refused", said, undefined, results);
}
