/** The licence of this installation: what it is, and entering another. */
import { createRoute, z } from "@hono/zod-openapi";
import { licenceProblem, licenceProblems, seatRule } from "@qmanager/core/licence";
import { countActive } from "../db/agent_records.ts";
import { type AuditDetail, type AuditFields, insertAudit } from "../db/audit.ts";
import type { Query, Sql } from "../db/connect.ts";
import { installationId } from "../db/licences.ts";
import { createApi } from "../http/api.ts";
import { auditBy, hiddenSecret } from "../http/audited.ts";
import { licenceRefused } from "../http/licence_refused.ts";
import { problemAnswer } from "../http/problem.ts";
import type { CurrentLicence, KeptLicence, Licences } from "../licence/licences.ts";
import { signInNeeded } from "../sign_in/session.ts";

const instant = z.int().openapi({ description: "Epoch milliseconds", example: 1795338688000 });
const problemShape = z
  .enum(licenceProblems)
  .nullable()
  .openapi({ description: "What has to be looked at; null: all is well", example: null });
const seats = {
  used: z.int().openapi({ description: "How many agents are active", example: 12 }),
  limit: z.int().nullable().openapi({ description: "Of how many; null: as many as there are", example: 20 }),
};
const shape = z
  .object({
    edition: z.enum(["community", "trial", "licensed"]).openapi({
      description: "community: everything, without a limit, also after a trial. licensed: a token is on file",
    }),
    customer: z.string().nullable().openapi({ example: "Central Empresa" }),
    agents: z.object(seats),
    services: z.array(z.string()),
    from: instant.nullable(),
    until: instant.nullable().openapi({ description: "From then on it does not hold; null: it has no end" }),
    token: z
      .string()
      .nullable()
      .openapi({ description: "Its last characters; null: none was entered", example: "…8fQw" }),
    problem: problemShape,
    zone: z.string().openapi({
      description: "Of the site's clocks, in which a licence's days begin and end",
      example: "America/Sao_Paulo",
    }),
    installation: z.uuid().openapi({ description: "Of this installation. It is sent nowhere" }),
  })
  .openapi("Licence");
const seatsShape = z
  .object({ ...seats, problem: problemShape })
  .openapi("Seats", { description: "Nobody is added where `problem` says more than `trial_over`" });

const common = { tags: ["Licence"], security: signInNeeded };
const json = <Schema extends z.ZodType>(schema: Schema) => ({ "application/json": { schema } });
const asked = {
  401: problemAnswer("Sign in first"),
  503: problemAnswer("The database is away, or no secret can be kept"),
};

const readRoute = createRoute({
  ...{ method: "get", path: "/licence", ...common, summary: "The licence of this installation" },
  responses: { 200: { description: "What it is now", content: json(shape) }, ...asked },
});
const putRoute = createRoute({
  ...{ method: "put", path: "/licence", ...common, summary: "Enters a licence token, or TRIAL" },
  description:
    "`TRIAL` is 15 days of everything, counted from the first time it is entered. A token that does not hold is refused, and " +
    "what was entered before stays.",
  request: {
    body: {
      required: true,
      content: json(
        z
          .strictObject({
            token: z
              .string("Write the token")
              .trim()
              .min(1, "Write the token")
              .openapi({ example: "TRIAL", description: "At most 8 KiB" }),
          })
          .openapi("LicenceInput"),
      ),
    },
  },
  responses: {
    200: { description: "What it is now", content: json(shape) },
    400: problemAnswer("The token is wrong or does not hold now"),
    ...asked,
  },
});
const removeRoute = createRoute({
  ...{ method: "delete", path: "/licence", ...common, summary: "Takes the licence away: the community edition" },
  responses: { 200: { description: "What it is now", content: json(shape) }, ...asked },
});
const seatsRoute = createRoute({
  ...{ method: "get", path: "/licence/seats", ...common, summary: "How many agents are active, and may be" },
  responses: { 200: { description: "Now", content: json(seatsShape) }, ...asked },
});

export interface LicenceRouteParts {
  sql: Sql;
  now: () => number;
  licences: Licences;
}

export function licenceRoutes({ sql, now, licences }: LicenceRouteParts) {
  async function shown(query: Query): Promise<z.infer<typeof shape>> {
    const { state, masked } = await licences.current(query);
    const { limit, used, problem } = await seatsOf(query);
    const isTrial = state.type === "trial";
    const claims = "claims" in state ? state.claims : null;
    return {
      edition: isTrial ? "trial" : claims || state.type === "unusable" ? "licensed" : "community",
      ...{ customer: claims?.customer ?? null, agents: { used, limit }, services: [...(claims?.services ?? [])] },
      from: "from" in state ? state.from : null,
      until: "until" in state ? state.until : null,
      ...{ token: masked, problem, zone: licences.zone, installation: await installationId(query, now()) },
    };
  }

  async function seatsOf(query: Query): Promise<z.infer<typeof seatsShape>> {
    const { state } = await licences.current(query);
    const used = await countActive(query);
    const rule = seatRule(state);
    const limit = rule.type === "limited" ? rule.limit : "claims" in state ? state.claims.agents : null;
    return { used, limit, problem: licenceProblem(state, used) };
  }

  return createApi()
    .openapi(readRoute, async (c) => c.json(await shown(sql), 200))
    .openapi(seatsRoute, async (c) => c.json(await seatsOf(sql), 200))
    .openapi(putRoute, async (c) => {
      const { token } = c.req.valid("json");
      const kept = await sql.begin(async (tx) => {
        const done = await licences.keep(tx, token);
        if (done.type === "kept") {
          await insertAudit(tx, {
            ...{ ...auditBy(c, now()), action: "licence_changed", target: null, detail: licenceDetail(done) },
          });
        }
        return done;
      });
      if (kept.type === "kept") return c.json(await shown(sql), 200);
      return licenceRefused(c, "token", kept);
    })
    .openapi(removeRoute, async (c) => {
      await sql.begin(async (tx) => {
        const before = await licences.remove(tx);
        if (before.masked === null) return;
        const detail = { before: worded(before) };
        await insertAudit(tx, { ...auditBy(c, now()), action: "licence_removed", target: null, detail });
      });
      return c.json(await shown(sql), 200);
    });
}

/** What the audit tells of one that was taken in. */
export function licenceDetail({ before, after }: Extract<KeptLicence, { type: "kept" }>): AuditDetail {
  return { before: worded(before), after: { ...worded(after), licence: hiddenSecret } };
}

/** As the audit tells it: never the token. */
function worded({ state, masked }: CurrentLicence): AuditFields {
  if (masked === null) return {};
  if (!("claims" in state)) return { edition: state.type };
  const { customer, agents, services, from, until } = state.claims;
  return { edition: "licensed", customer, seats: agents, services: [...services], from, until };
}
