/** What one sets for oneself: name and address, how the page speaks and looks, the password, and where one is signed in. */
import { createRoute, z } from "@hono/zod-openapi";
import { roles } from "@qmanager/core";
import { insertAudit } from "../db/audit.ts";
import type { Sql } from "../db/connect.ts";
import { deleteSessionOf, deleteSessionsOf, listSessions } from "../db/sessions.ts";
import { findCredentials, findEnteredUser, updateOwnFields, updatePassword, updatePreferences } from "../db/users.ts";
import { networkOf } from "../http/address.ts";
import { createApi } from "../http/api.ts";
import { auditBy, changesOf, hiddenSecret } from "../http/audited.ts";
import { plainPreferences, preferences, shownPreferences } from "../http/preference_shapes.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import { tooMany } from "../http/too_many.ts";
import { email, fullName, sessionShape, shownSession } from "../http/user_shapes.ts";
import { hashPassword, verifyPassword } from "../sign_in/password.ts";
import type { PasswordAttempts } from "../sign_in/password_attempts.ts";
import { givenPassword, newPassword, passwordFault } from "../sign_in/password_rules.ts";
import { ownPasswordPath, signInNeeded } from "../sign_in/session.ts";

const common = { tags: ["Profile"], security: signInNeeded };
const json = <Schema extends z.ZodType>(schema: Schema) => ({ "application/json": { schema } });
const asked = { 401: problemAnswer("Sign in first"), 503: problemAnswer("The database is away") };
const wrong = { 400: problemAnswer("A field is wrong") };
const nothing = { 204: { description: "Done" } };

const profile = z
  .object({
    name: z
      .string()
      .openapi({ description: "With which you sign in; an administrator changes it", example: "renata.azevedo" }),
    fullName,
    email,
    title: z.string().openapi({ example: "Supervisor N1" }),
    role: z.enum(roles),
    preferences,
  })
  .openapi("Profile");
const answer = { description: "Yours", content: json(profile) };

const readRoute = createRoute({
  ...{ method: "get", path: "/profile", ...common, summary: "What is on file of you" },
  responses: { 200: answer, ...asked },
});
const changeRoute = createRoute({
  ...{ method: "put", path: "/profile", ...common, summary: "Changes your name and address" },
  request: { body: { required: true, content: json(z.strictObject({ fullName, email })) } },
  responses: { 200: answer, ...wrong, ...asked },
});
const preferencesRoute = createRoute({
  ...{
    method: "put",
    path: "/profile/preferences",
    ...common,
    summary: "How the page speaks and looks for you, in any browser",
  },
  request: { body: { required: true, content: json(preferences) } },
  responses: { 200: { description: "Kept", content: json(preferences) }, ...wrong, ...asked },
});
const passwordRoute = createRoute({
  ...{
    method: "put",
    path: ownPasswordPath,
    ...common,
    summary: "Changes your password, and ends your other sessions",
  },
  request: {
    body: { required: true, content: json(z.strictObject({ current: givenPassword, password: newPassword })) },
  },
  responses: {
    ...nothing,
    400: problemAnswer("The new one will not do"),
    ...asked,
    403: problemAnswer("The present one is wrong (`password-wrong`)"),
    429: problemAnswer("Too many wrong ones"),
  },
});
const sessionsRoute = createRoute({
  ...{ method: "get", path: "/profile/sessions", ...common, summary: "Where you are signed in" },
  responses: {
    200: { description: "The last used first", content: json(z.object({ sessions: z.array(sessionShape) })) },
    ...asked,
  },
});
const endSessionRoute = createRoute({
  ...{ method: "delete", path: "/profile/sessions/{session}", ...common, summary: "Ends one of your sessions" },
  request: {
    params: z.object({ session: z.coerce.number().int().min(1).max(2_147_483_647).openapi({ example: 12 }) }),
  },
  responses: { ...nothing, ...wrong, ...asked, 404: problemAnswer("You have no such session") },
});
const endSessionsRoute = createRoute({
  ...{ method: "delete", path: "/profile/sessions", ...common, summary: "Ends all your sessions but this one" },
  responses: { ...nothing, ...asked },
});

interface AccountParts {
  sql: Sql;
  now: () => number;
  attempts: PasswordAttempts;
  accessChanged: () => Promise<void>;
}

export function accountRoutes({ sql, now, attempts, accessChanged }: AccountParts) {
  const profileOf = async (id: number): Promise<z.infer<typeof profile> | null> => {
    const user = await findEnteredUser(sql, id);
    if (!user) return null;
    const { name, fullName, email, title, grant } = user;
    return { name, fullName, email, title, role: grant.role, preferences: shownPreferences(user.preferences) };
  };
  return createApi()
    .openapi(readRoute, async (c) => {
      const own = await profileOf(c.var.signedIn.user.id);
      return own ? c.json(own, 200) : problem(c, 401, "sign-in-needed", "You are not there any more");
    })
    .openapi(changeRoute, async (c) => {
      const { user } = c.var.signedIn;
      const input = c.req.valid("json");
      await sql.begin(async (tx) => {
        await updateOwnFields(tx, user.id, input, now());
        const detail = changesOf({ fullName: user.fullName, email: user.email }, input);
        await insertAudit(tx, { ...auditBy(c, now()), action: "profile_changed", target: user.name, detail });
      });
      const own = await profileOf(user.id);
      return own ? c.json(own, 200) : problem(c, 401, "sign-in-needed", "You are not there any more");
    })
    .openapi(preferencesRoute, async (c) => {
      const wanted = c.req.valid("json");
      await updatePreferences(sql, c.var.signedIn.user.id, plainPreferences(wanted));
      return c.json(wanted, 200);
    })
    .openapi(passwordRoute, async (c) => {
      const { user, tokenHash } = c.var.signedIn;
      const { current, password } = c.req.valid("json");
      const network = networkOf(c.var.client.address);
      const waitMs = attempts.begin(user.name, network);
      if (waitMs > 0) return tooMany(c, waitMs);
      const own = await findCredentials(sql, user.name);
      if (!(await verifyPassword(current, own?.passwordHash ?? null))) {
        await insertAudit(sql, { ...auditBy(c, now()), action: "password_refused", target: user.name });
        const detail = "This is not your present password";
        return problem(c, 403, "password-wrong", detail, [{ path: "current", detail }]);
      }
      attempts.succeeded(user.name, network);
      const detail =
        passwordFault(password, user) ??
        (password === current ? "This is your present password. Choose another" : null);
      if (detail !== null) return problem(c, 400, "bad-request", detail, [{ path: "password", detail }]);
      const hash = await hashPassword(password);
      await sql.begin(async (tx) => {
        await updatePassword(tx, user.id, hash, null, now());
        await deleteSessionsOf(tx, user.id, tokenHash);
        const after = { password: hiddenSecret };
        await insertAudit(tx, {
          ...auditBy(c, now()),
          action: "password_changed",
          target: user.name,
          detail: { after },
        });
      });
      await accessChanged();
      return c.body(null, 204);
    })
    .openapi(sessionsRoute, async (c) => {
      const { user, tokenHash } = c.var.signedIn;
      return c.json({ sessions: (await listSessions(sql, user.id, tokenHash, now())).map(shownSession) }, 200);
    })
    .openapi(endSessionRoute, async (c) => {
      const { user } = c.var.signedIn;
      const isEnded = await sql.begin(async (tx) => {
        const ended = await deleteSessionOf(tx, user.id, c.req.valid("param").session);
        if (ended) await insertAudit(tx, { ...auditBy(c, now()), action: "session_ended", target: user.name });
        return ended;
      });
      if (!isEnded) return problem(c, 404, "session-not-found", "You have no such session, or it has ended");
      await accessChanged();
      return c.body(null, 204);
    })
    .openapi(endSessionsRoute, async (c) => {
      const { user, tokenHash } = c.var.signedIn;
      await sql.begin(async (tx) => {
        const sessions = await deleteSessionsOf(tx, user.id, tokenHash);
        const audit = { ...auditBy(c, now()), target: user.name, detail: { sessions } };
        if (sessions > 0) await insertAudit(tx, { ...audit, action: "sessions_ended" });
      });
      await accessChanged();
      return c.body(null, 204);
    });
}
