/** Errors as the API tells them: RFC 9457 problem details, told apart by `type`. */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { actionResult } from "./action_shapes.ts";

const titles = {
  "bad-request": "The request is wrong",
  "not-found": "There is no such thing",
  "foreign-origin": "The request comes from another site",
  "sign-in-needed": "Sign in first",
  "sign-in-refused": "Name or password is wrong",
  "too-many-attempts": "Too many attempts",
  "tls-needed": "Not over plain HTTP from outside",
  "setup-needed": "The first access is not done",
  "setup-done": "The first access is done",
  "setup-code-wrong": "The code is wrong or missing",
  "pbx-exists": "There is a PBX with this id",
  "pbx-not-found": "There is no such PBX",
  "pbx-from-environment": "This PBX is set in the environment",
  "pbx-away": "The PBX is away",
  "queue-not-found": "There is no such queue",
  "call-not-found": "There is no such call",
  "import-not-found": "There is no such import",
  "import-ended": "The import has ended",
  "visit-not-found": "There is no such visit",
  "agent-not-found": "There is no such agent",
  "agent-exists": "There is an agent with this code",
  "agent-unknown": "Nobody said yet who this agent is",
  "alias-taken": "This is another agent's already",
  "alias-not-found": "That is none of his names",
  "extension-taken": "This is another agent's extension",
  "licence-malformed": "It is no licence token",
  "licence-changed": "The licence token was changed",
  "licence-key-unknown": "The licence token cannot be checked",
  "licence-without-keys": "No licence token can be checked here",
  "licence-unreadable": "The licence token cannot be read",
  "licence-not-yet": "The licence does not hold yet",
  "licence-expired": "The licence has ended",
  "licence-limit": "No more agents may work",
  "agent-file-wrong": "Nothing was taken in of the file",
  "group-not-found": "There is no such group",
  "group-exists": "There is a group with this name",
  "group-in-use": "Somebody's access goes by this group",
  "pause-exists": "There is a pause of this name",
  "pause-not-found": "There is no such pause",
  "pause-built-in": "This pause is built in",
  "pauses-changed": "The pauses are others by now",
  "cursor-wrong": "The cursor is none of ours",
  "period-too-long": "The period is too long",
  "extension-needed": "Say first which phone is yours",
  "action-refused": "Asterisk did not do it",
  "action-unknown": "It is not known whether it was done",
  forbidden: "You may not do this",
  "password-due": "Choose a password of your own first",
  "password-expired": "The password was for the first days only",
  "password-wrong": "The present password is wrong",
  "link-gone": "The link does not hold any more",
  "mail-not-set": "Mail is not set up",
  "user-not-found": "There is no such user",
  "user-exists": "There is a user with this name",
  "last-administrator": "There must be an administrator",
  "token-not-found": "There is no such API token",
  "token-exists": "There is an API token with this name",
  "session-not-found": "There is no such session",
  "pbx-secret-needed": "Give the secret again",
  "password-needed": "Give the password again",
  "secret-unreadable": "A secret on file cannot be read",
  "key-unusable": "Secrets cannot be kept",
  "websocket-needed": "This is a WebSocket",
  "too-large": "The request is too large",
  "database-away": "The database is away",
  "disk-full": "The database's disk is full",
  "internal-error": "Something went wrong here",
} as const;

export type ProblemType = keyof typeof titles;

/** `type` of every problem begins so. */
const problemPrefix = "urn:q-manager:problem:";

export const problemBody = z
  .object({
    type: z.string().openapi({ example: `${problemPrefix}sign-in-needed` }),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({ description: "What was wrong, and what to do" }),
    errors: z
      .array(z.object({ path: z.string().openapi({ example: "pbx.port" }), detail: z.string() }))
      .optional()
      .openapi({ description: "Each field that is wrong" }),
    results: z.array(actionResult).optional().openapi({ description: "Of an action: what became of it in each place" }),
  })
  .openapi("Problem");

export type ProblemBody = z.infer<typeof problemBody>;

/** What is wrong with one field, by its path in what was asked. */
export type FieldError = NonNullable<ProblemBody["errors"]>[number];

/** A problem as the answer of a route. */
export function problem<Status extends ContentfulStatusCode>(
  c: Context,
  status: Status,
  type: ProblemType,
  detail: string,
  errors?: ProblemBody["errors"],
  results?: ProblemBody["results"],
) {
  const body: ProblemBody = { type: `${problemPrefix}${type}`, title: titles[type], status, detail };
  if (errors) body.errors = errors;
  if (results) body.results = results;
  return c.json(body, status, { "Content-Type": "application/problem+json" });
}

/** What a route's description says of an answer that is a problem. */
export const problemAnswer = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: problemBody } },
});
