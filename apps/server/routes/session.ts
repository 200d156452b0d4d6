/** Signing in and out. */
import { createRoute, z } from "@hono/zod-openapi";
import { type Access, features, permissions, roles, spyings } from "@qmanager/core";
import { insertAudit } from "../db/audit.ts";
import type { Sql } from "../db/connect.ts";
import { deleteExpiredSessions, deleteSession } from "../db/sessions.ts";
import { countUsers, findCredentials, findUser, type User } from "../db/users.ts";
import { oneLine } from "../http/action_shapes.ts";
import { networkOf } from "../http/address.ts";
import { createApi } from "../http/api.ts";
import { auditBy } from "../http/audited.ts";
import { plainFromOutside } from "../http/plain_from_outside.ts";
import { preferences, shownPreferences } from "../http/preference_shapes.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import { tooMany } from "../http/too_many.ts";
import { verifyPassword } from "../sign_in/password.ts";
import type { PasswordAttempts } from "../sign_in/password_attempts.ts";
import { givenPassword } from "../sign_in/password_rules.ts";
import { beginSession, findSignedIn, forgetCookie } from "../sign_in/session.ts";

export const signedInUser = z
  .object({
    name: z.string().openapi({ example: "admin" }),
    fullName: z.string().openapi({ example: "Ana Souza" }),
    role: z.enum(roles).openapi({ example: "administrator" }),
    administrator: z.boolean().openapi({ description: "May do everything" }),
    permissions: z
      .partialRecord(z.enum(features), z.enum(permissions))
      .openapi({ description: "By feature; to modify includes to view", example: { queue_panel: "modify" } }),
    spying: z.array(z.enum(spyings)).openapi({ description: "What he may do in somebody's talk", example: ["listen"] }),
    allQueues: z.boolean().openapi({ description: "Else some" }),
    allAgents: z.boolean().openapi({ description: "Else some" }),
    preferences,
    passwordDue: z.boolean().openapi({
      description: "His password was made for him: nothing else is open to him before he has one of his own",
    }),
  })
  .openapi("SignedInUser");

export function shownUser({ name, fullName, role, ...user }: User, access: Access): z.infer<typeof signedInUser> {
  const { administrator, permissions, spying, queues, agents } = access;
  return {
    ...{ name, fullName, role, administrator, permissions, spying: [...spying] },
    ...{ allQueues: queues === "all", allAgents: agents === "all" },
    ...{ preferences: shownPreferences(user.preferences), passwordDue: user.passwordDue },
  };
}

const answer = {
  description: "Who is signed in",
  content: { "application/json": { schema: z.object({ user: signedInUser }) } },
};

const signIn = createRoute({
  method: "post",
  path: "/session",
  tags: ["Session"],
  summary: "Signs in and sets the session's cookie",
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.object({ name: oneLine(100).normalize("NFC").trim(), password: givenPassword }),
        },
      },
    },
  },
  responses: {
    200: answer,
    400: problemAnswer("A field is wrong"),
    401: problemAnswer("Name or password is wrong"),
    403: problemAnswer("Plain HTTP from outside"),
    409: problemAnswer("The first access is not done"),
    429: problemAnswer("Too many attempts"),
  },
});

const readSession = createRoute({
  method: "get",
  path: "/session",
  tags: ["Session"],
  summary: "Who is signed in",
  responses: { 200: answer, 401: problemAnswer("Nobody is signed in") },
});

const signOut = createRoute({
  method: "delete",
  path: "/session",
  tags: ["Session"],
  summary: "Signs out",
  description: "An API token is not signed in: it holds until it is revoked.",
  responses: { 204: { description: "Signed out, or was not signed in" } },
});

interface SessionParts {
  sql: Sql;
  now: () => number;
  attempts: PasswordAttempts;
  /** A session was ended: what still listens in its name is to be closed. */
  signedOut: (tokenHash: Uint8Array) => void;
}

export function sessionRoutes({ sql, now, attempts, signedOut }: SessionParts) {
  return createApi()
    .openapi(signIn, async (c) => {
      const refused = plainFromOutside(c);
      if (refused) return refused;
      const { name, password } = c.req.valid("json");
      const network = networkOf(c.var.client.address);
      const waitMs = attempts.begin(name, network);
      if (waitMs > 0) return tooMany(c, waitMs);
      const at = now();
      const found = await findCredentials(sql, name);
      const refuse = async () => {
        await insertAudit(sql, { ...auditBy(c, at, null), action: "sign_in_refused", target: name });
        return problem(c, 401, "sign-in-refused", "Name or password is wrong");
      };
      if (!(await verifyPassword(password, found?.passwordHash ?? null)) || !found) {
        // Asked of every name, whether or not there is one.
        if ((await countUsers(sql)) > 0) return refuse();
        return problem(c, 409, "setup-needed", "Nobody can sign in yet. Do the first access on the page");
      }
      attempts.succeeded(name, network);
      if (found.passwordExpiresAt !== null && found.passwordExpiresAt <= at) {
        return problem(
          c,
          401,
          "password-expired",
          "This password was made for the first days only. Ask an administrator for another",
        );
      }
      const user = await sql.begin(async (tx) => {
        const he = (await beginSession(c, tx, found, at)) && (await findUser(tx, found.id));
        if (!he) return null;
        await deleteExpiredSessions(tx, at);
        await insertAudit(tx, { ...auditBy(c, at, he), action: "signed_in", target: he.name });
        return he;
      });
      if (!user) return refuse();
      return c.json({ user: shownUser(user, user.access) }, 200);
    })
    .openapi(readSession, async (c) => {
      const signedIn = await findSignedIn(c, sql, now());
      if (!signedIn) return problem(c, 401, "sign-in-needed", "Nobody is signed in");
      return c.json({ user: shownUser(signedIn.user, signedIn.access) }, 200);
    })
    .openapi(signOut, async (c) => {
      const signedIn = await findSignedIn(c, sql, now());
      forgetCookie(c);
      if (!signedIn || signedIn.token !== null) return c.body(null, 204);
      const { user, tokenHash } = signedIn;
      await sql.begin(async (tx) => {
        await deleteSession(tx, tokenHash);
        await insertAudit(tx, { ...auditBy(c, now(), user), action: "signed_out", target: user.name });
      });
      signedOut(tokenHash);
      return c.body(null, 204);
    });
}
