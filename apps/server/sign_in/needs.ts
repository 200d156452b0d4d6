/**
 * What each route asks of who calls it: the one table of it. A route that is not in it does not start; of what is in sight
 * (queues, agents) the route itself takes care.
 */
import { type Access, type Feature, liveFeatures, may, type Permission } from "@qmanager/core";
import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Env } from "../http/client.ts";
import { problem } from "../http/problem.ts";

export type Need =
  /** Any user and any token. */
  | "signed_in"
  /** A user himself: it is about him, and no token may do it. */
  | "person"
  /** Any of these rights. */
  | readonly (readonly [Feature, Permission])[];

/** The live picture. */
const live: Need = liveFeatures.map((feature) => [feature, "view"] as const);
const reports: Need = [
  ["queue_report", "view"],
  ["agent_report", "view"],
];
const settings: Need = [["settings", "view"]];
const changeSettings: Need = [["settings", "modify"]];
const imports: Need = [["imports", "view"]];
const changeImports: Need = [["imports", "modify"]];
const audit: Need = [["audit", "view"]];
const users = [["users", "view"]] as const satisfies Need;
const changeUsers: Need = [["users", "modify"]];
const tokens = [["api_tokens", "view"]] as const satisfies Need;
const changeTokens: Need = [["api_tokens", "modify"]];
const changeAgents: Need = [["agents", "modify"]];
const changePauses: Need = [["pauses", "modify"]];
const queueSettings: Need = [["queue_settings", "view"]];
const changeQueueSettings: Need = [["queue_settings", "modify"]];

/** By method and path. */
export const needs: Readonly<Record<string, Need>> = {
  "GET /live": [...live, ...settings],
  "GET /queues": live,
  // Which action, in which queue and to whom is asked by mayAct.
  "POST /actions": live,
  "GET /queues/{pbx}/{queue}/candidates": [["queue_panel", "modify"]],
  "GET /queues/{pbx}/{queue}/counters": [["queue_report", "view"]],
  "GET /queues/settings": queueSettings,
  "PUT /queues/settings": changeQueueSettings,
  "GET /queues/{pbx}/{queue}/settings": queueSettings,
  "PUT /queues/{pbx}/{queue}/settings": changeQueueSettings,
  // The panel offers them, and reports tell of them.
  "GET /pauses": [["pauses", "view"], ...live, ...reports],
  "GET /pauses/used": live,
  "POST /pauses": changePauses,
  "PUT /pauses/order": changePauses,
  "PUT /pauses/{id}": changePauses,
  "DELETE /pauses/{id}": changePauses,
  "POST /pauses/{id}/restore": changePauses,
  "GET /visits": [["queue_report", "view"]],
  "GET /visits/{id}": [["queue_report", "view"]],
  "GET /calls": reports,
  "GET /calls/{id}": reports,
  "GET /calls/{id}/events": reports,
  "GET /agents": [["agents", "view"], ...reports],
  "POST /agents": changeAgents,
  "POST /agents/import": changeAgents,
  "GET /agents/export": [["agents", "view"]],
  "GET /agents/{id}": [["agents", "view"]],
  "PATCH /agents/{id}": changeAgents,
  "POST /agents/{id}/deactivate": changeAgents,
  "POST /agents/{id}/reactivate": changeAgents,
  "GET /agents/{id}/deletion": changeAgents,
  "DELETE /agents/{id}": changeAgents,
  "POST /agents/{id}/aliases": changeAgents,
  "DELETE /agents/{id}/aliases": changeAgents,
  "GET /agents/{id}/counters": [["agent_report", "view"]],
  "GET /agents/{id}/timeline": [["agent_report", "view"]],
  "GET /setup/agents": changeAgents,
  "POST /setup/agents": changeAgents,
  "DELETE /setup/agents": changeAgents,
  "GET /audit": audit,
  "GET /audit/users": audit,
  "GET /audit.csv": audit,
  // Agents are filtered by their groups.
  "GET /agent-groups": [
    ["agent_groups", "view"],
    ["agents", "view"],
  ],
  "POST /agent-groups": [["agent_groups", "modify"]],
  "PUT /agent-groups/{id}": [["agent_groups", "modify"]],
  "DELETE /agent-groups/{id}": [["agent_groups", "modify"]],
  "GET /queue-groups": [["queue_groups", "view"]],
  "POST /queue-groups": [["queue_groups", "modify"]],
  "PUT /queue-groups/{id}": [["queue_groups", "modify"]],
  "DELETE /queue-groups/{id}": [["queue_groups", "modify"]],
  "GET /imports": imports,
  "POST /imports": changeImports,
  "GET /imports/{id}": imports,
  "GET /imports/{id}/problems": imports,
  "POST /imports/{id}/cancel": changeImports,
  "GET /pbxs/{id}/queue-log": [...settings, ...imports],
  "GET /pbxs/{id}/records": [...settings, ...reports],
  "GET /pbxs": settings,
  "POST /pbxs": changeSettings,
  "PUT /pbxs/{id}": changeSettings,
  "DELETE /pbxs/{id}": changeSettings,
  "POST /pbxs/test": changeSettings,
  "POST /pbxs/test-queue-log": changeSettings,
  "POST /pbxs/{id}/test": changeSettings,
  "GET /settings": settings,
  ...Object.fromEntries(
    ["site", "recordings", "snep", "mail", "branding", "https"].flatMap((section) => [
      [`GET /settings/${section}`, settings],
      [`PUT /settings/${section}`, changeSettings],
    ]),
  ),
  "POST /settings/mail/test": changeSettings,
  "PUT /settings/branding/logo": changeSettings,
  "DELETE /settings/branding/logo": changeSettings,
  "GET /retention": settings,
  "PUT /retention": changeSettings,
  "POST /retention/dry-run": settings,
  "POST /retention/run": changeSettings,
  "GET /licence": settings,
  "PUT /licence": changeSettings,
  "DELETE /licence": changeSettings,
  "GET /licence/seats": [["agents", "view"], ...settings],
  "GET /users": users,
  "POST /users": changeUsers,
  "GET /users/{id}": users,
  "PUT /users/{id}": changeUsers,
  "DELETE /users/{id}": changeUsers,
  "POST /users/{id}/disable": changeUsers,
  "POST /users/{id}/enable": changeUsers,
  "PUT /users/{id}/password": changeUsers,
  // Where somebody is and with what is more than his rights.
  "GET /users/{id}/sessions": changeUsers,
  "DELETE /users/{id}/sessions": changeUsers,
  "DELETE /users/{id}/sessions/{session}": changeUsers,
  "GET /access-choices": [...users, ...tokens],
  "GET /tokens": tokens,
  "POST /tokens": changeTokens,
  "PATCH /tokens/{id}": changeTokens,
  "DELETE /tokens/{id}": changeTokens,
  "GET /cors": tokens,
  "PUT /cors": changeTokens,
  "GET /profile": "person",
  "PUT /profile": "person",
  "PUT /profile/preferences": "person",
  "PUT /profile/password": "person",
  "GET /profile/sessions": "person",
  "DELETE /profile/sessions": "person",
  "DELETE /profile/sessions/{session}": "person",
  "GET /profile/extensions": "person",
  "PUT /profile/extensions/{pbx}": "person",
  "DELETE /profile/extensions/{pbx}": "person",
};

export function isPermitted(need: Need, { access, token }: { access: Access; token: string | null }): boolean {
  if (need === "signed_in") return true;
  if (need === "person") return token === null;
  return need.some(([feature, what]) => may(access, feature, what));
}

/** In English, for a problem and for the documentation. */
export function needInWords(need: Need): string {
  if (need === "signed_in") return "Whoever is signed in";
  if (need === "person") return "A user himself, with a session: no API token";
  return need.map(([feature, what]) => `${feature}: ${what}`).join(" or ");
}

/** Lets pass who may call the route. After `signedInOnly`. */
export function permittedOnly(): MiddlewareHandler<Env> {
  return async (c, next) => {
    const need = matchedRoutes(c)
      .map(({ method, path }) => needs[keyOf(method, path.replace(/^\/api\/v1/, ""))])
      .find((each) => each !== undefined);
    // What is no route is answered as such.
    if (need === undefined) return next();
    if (isPermitted(need, c.var.signedIn)) return next();
    const detail =
      need === "person"
        ? "An API token may not do this: sign in as a user"
        : `You may not do this. It needs: ${needInWords(need)}. Ask an administrator`;
    return problem(c, 403, "forbidden", detail);
  };
}

/** @throws when a route is not in the table, or something in the table is no route */
export function checkNeeds(routes: readonly { method: string; path: string }[]): void {
  const own = new Set(routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => keyOf(method, path)));
  const unasked = [...own].filter((key) => needs[key] === undefined);
  const gone = Object.keys(needs).filter((key) => !own.has(key));
  if (unasked.length > 0) throw new Error(`Say in sign_in/needs.ts what these routes need: ${unasked.join(", ")}`);
  if (gone.length > 0) throw new Error(`sign_in/needs.ts tells of routes that are not there: ${gone.join(", ")}`);
}

/** Paths as OpenAPI writes them. */
const keyOf = (method: string, path: string): string => `${method} ${path.replace(/:([A-Za-z]+)/g, "{$1}")}`;
