/**
 * Users, for who looks after them. Nobody gives more than he has or touches who has more, and of the administrators who may
 * sign in one stays: that is decided under a lock, so that two who take each other's right away do not both succeed.
 */
import { createRoute, z } from "@hono/zod-openapi";
import { type Access, excessOf } from "@qmanager/core";
import type { Context } from "hono";
import { grantedAccess, grantInWords } from "../db/accesses.ts";
import { type AuditAction, type AuditDetail, type AuditFields, insertAudit } from "../db/audit.ts";
import type { Query, Sql } from "../db/connect.ts";
import { deleteSessionOf, deleteSessionsOf, listSessions } from "../db/sessions.ts";
import {
  countOtherAdministrators,
  deleteUser,
  type EnteredUser,
  findEnteredUser,
  findUser,
  insertUser,
  listEnteredUsers,
  type UserInput,
  updateDisabled,
  updatePassword,
  updatePreferences,
  updateUser,
} from "../db/users.ts";
import { createApi } from "../http/api.ts";
import { auditBy, changesOf, hiddenSecret } from "../http/audited.ts";
import type { Env } from "../http/client.ts";
import { type FieldError, problem, problemAnswer } from "../http/problem.ts";
import {
  givenPasswordWay,
  passwordGiven,
  sessionShape,
  shownEntered,
  shownSession,
  userInput,
  userShape,
} from "../http/user_shapes.ts";
import { findSection } from "../settings/section.ts";
import { siteSection } from "../settings/sections.ts";
import { heldAccess, type LiveQueues, refuseGrant } from "../sign_in/given_access.ts";
import { hashPassword, randomPassword } from "../sign_in/password.ts";
import { type Mail, type MailDesk, makePasswordLink } from "../sign_in/password_links.ts";
import { passwordFault } from "../sign_in/password_rules.ts";
import { signInNeeded } from "../sign_in/session.ts";

/** A password that was made for somebody opens the door for so long. */
const madePasswordMs = 7 * 24 * 3_600_000;

const id = z.coerce
  .number("Write a number")
  .int("Write a whole number")
  .min(1, "Write a number from 1")
  .max(2_147_483_647, "Write a smaller number");
const params = z.object({ id: id.openapi({ example: 3 }) });
const sessionParams = params.extend({ session: id.openapi({ example: 12 }) });

const common = { tags: ["Users"], security: signInNeeded };
const json = <Schema extends z.ZodType>(schema: Schema) => ({ "application/json": { schema } });
const one = (description: string) => ({ description, content: json(z.object({ user: userShape })) });
const nothing = { 204: { description: "Done" } };
const asked = { 401: problemAnswer("Sign in first"), 503: problemAnswer("The database is away") };
const notFound = { 404: problemAnswer("There is no such user") };
/** What keeps a change from being made. */
const refusals = {
  ...asked,
  400: problemAnswer("A field is wrong, or names what is not there"),
  403: problemAnswer(
    "You may not, or not so much: `errors` names what goes beyond what you may, and he may do more than you",
  ),
  404: problemAnswer("There is no such user, or session"),
  409: problemAnswer(
    "Another one has this name (`user-exists`), he is the last administrator who may sign in (`last-administrator`), or " +
      "no mail server is set, or not where people open the page (`mail-not-set`)",
  ),
};

const listRoute = createRoute({
  ...{ method: "get", path: "/users", ...common, summary: "All users, by name" },
  responses: { 200: { description: "All", content: json(z.object({ users: z.array(userShape) })) }, ...asked },
});
const oneRoute = createRoute({
  ...{ method: "get", path: "/users/{id}", ...common, summary: "A user" },
  request: { params },
  responses: { 200: one("He"), ...asked, ...notFound },
});
const addRoute = createRoute({
  ...{ method: "post", path: "/users", ...common, summary: "Adds a user" },
  request: {
    body: { required: true, content: json(userInput.extend({ password: givenPasswordWay }).openapi("NewUser")) },
  },
  responses: {
    201: { description: "Added", content: json(passwordGiven.extend({ user: userShape })) },
    ...refusals,
  },
});
const changeRoute = createRoute({
  ...{ method: "put", path: "/users/{id}", ...common, summary: "Changes a user and what he may" },
  request: { params, body: { required: true, content: json(userInput) } },
  responses: {
    200: one("Changed"),
    ...refusals,
  },
});
const disableRoute = createRoute({
  ...{
    method: "post",
    path: "/users/{id}/disable",
    ...common,
    summary: "Lets a user sign in no more; he is out at once",
  },
  request: { params },
  responses: { 200: one("Disabled, or was already"), ...refusals },
});
const enableRoute = createRoute({
  ...{ method: "post", path: "/users/{id}/enable", ...common, summary: "Lets a user sign in again" },
  request: { params },
  responses: { 200: one("Enabled, or was already"), ...refusals },
});
const deleteRoute = createRoute({
  ...{ method: "delete", path: "/users/{id}", ...common, summary: "Deletes a user, his sessions and his API tokens" },
  description: "What he did stays in the audit, under his name.",
  request: { params },
  responses: { ...nothing, ...refusals },
});
const passwordRoute = createRoute({
  ...{ method: "put", path: "/users/{id}/password", ...common, summary: "Gives a user another password" },
  description: "His sessions end. A link changes nothing until he uses it.",
  request: { params, body: { required: true, content: json(givenPasswordWay) } },
  responses: {
    200: { description: "Given", content: json(passwordGiven) },
    ...refusals,
  },
});
const sessionsRoute = createRoute({
  ...{ method: "get", path: "/users/{id}/sessions", ...common, summary: "Where a user is signed in" },
  request: { params },
  responses: {
    200: { description: "The last used first", content: json(z.object({ sessions: z.array(sessionShape) })) },
    ...refusals,
  },
});
const endSessionRoute = createRoute({
  ...{ method: "delete", path: "/users/{id}/sessions/{session}", ...common, summary: "Ends a session of a user" },
  request: { params: sessionParams },
  responses: { ...nothing, ...refusals },
});
const endSessionsRoute = createRoute({
  ...{
    method: "delete",
    path: "/users/{id}/sessions",
    ...common,
    summary: "Ends all sessions of a user, but the one that asks",
  },
  request: { params },
  responses: { ...nothing, ...refusals },
});

export interface UserParts {
  sql: Sql;
  now: () => number;
  live: LiveQueues;
  accessChanged: () => Promise<void>;
  mail: MailDesk;
}

/** Why it was not done. */
type Refusal =
  | { type: "gone" }
  | { type: "stronger" }
  | { type: "missing" | "excess"; errors: FieldError[] }
  | { type: "taken"; name: string }
  | { type: "password"; detail: string }
  | { type: "no_address" }
  | { type: "last_administrator" };

export function userRoutes({ sql, now, live, accessChanged, mail }: UserParts) {
  const note = (tx: Query, c: Context<Env>, action: AuditAction, name: string, detail?: AuditDetail) =>
    insertAudit(tx, { ...auditBy(c, now()), action, target: name, ...(detail && { detail }) });

  /** Of a user who may not do more than who asks: his password, in other hands, would open what he may. */
  async function change<Done extends object>(
    c: Context<Env>,
    user: number,
    work: (tx: Query, before: EnteredUser, own: Access) => Promise<Done | Refusal>,
  ): Promise<Done | Refusal> {
    const outcome = await sql.begin(async (tx): Promise<Done | Refusal> => {
      const own = await heldAccess(tx, c.var.signedIn, "users");
      const before = await findEnteredUser(tx, user);
      if (!before) return { type: "gone" };
      if (!own || excessOf(await grantedAccess(tx, before.grant), own).length > 0) return { type: "stronger" };
      return work(tx, before, own);
    });
    if (!isRefusal(outcome)) await accessChanged();
    return outcome as Done | Refusal;
  }

  /** Whether nobody would be left who may do everything, if this one may not any more. */
  const isLast = async (tx: Query, { id, grant, disabledAt }: EnteredUser): Promise<boolean> =>
    grant.role === "administrator" && disabledAt === null && (await countOtherAdministrators(tx, id)) === 0;

  /** The hash for what was chosen, and what to tell of it. */
  async function passwordOf(way: z.infer<typeof givenPasswordWay>) {
    const password = way.type === "chosen" ? way.password : randomPassword();
    return {
      hash: await hashPassword(password),
      expiresAt: way.type === "generated" ? now() + madePasswordMs : null,
      shown: way.type === "generated" ? password : null,
    };
  }

  /** Null: none was to be sent. */
  async function sent(letter: Mail | null): Promise<boolean | null> {
    if (letter === null) return null;
    return mail.send(letter).then(
      () => true,
      () => false,
    );
  }

  /** The address of the page, where a link is to be sent; "unset" where none can be. */
  async function originFor(way: z.infer<typeof givenPasswordWay>): Promise<string | null | "unset"> {
    return way.type === "link" ? ((await mail.origin()) ?? "unset") : null;
  }

  return createApi()
    .openapi(listRoute, async (c) => c.json({ users: (await listEnteredUsers(sql)).map(shownEntered) }, 200))
    .openapi(oneRoute, async (c) => {
      const user = await findEnteredUser(sql, c.req.valid("param").id);
      return user ? c.json({ user: shownEntered(user) }, 200) : gone(c);
    })
    .openapi(addRoute, async (c) => {
      const { password: way, ...input } = c.req.valid("json");
      const origin = await originFor(way);
      if (origin === "unset") return mailNotSet(c);
      const password = await passwordOf(way);
      const outcome = await sql.begin(async (tx) => {
        const own = await heldAccess(tx, c.var.signedIn, "users");
        if (!own) return { type: "stronger" } as const;
        const refused = (await refuseGrant(tx, input.grant, own, live)) ?? faultOf(way, input);
        if (refused) return refused;
        if (origin !== null && input.email === null) return { type: "no_address" } as const;
        const made = { ...input, passwordHash: password.hash, passwordExpiresAt: password.expiresAt };
        const user = await insertUser(tx, made, now());
        if (!user) return { type: "taken", name: input.name } as const;
        const { language } = (await findSection(tx, siteSection)).value;
        await updatePreferences(tx, user.id, { language });
        await note(tx, c, "user_added", input.name, { after: await worded(tx, input) });
        const letter = await letterFor(tx, { ...user, preferences: { language } }, origin);
        const entered = await findEnteredUser(tx, user.id);
        return entered ? { entered, letter } : ({ type: "gone" } as const);
      });
      if (isRefusal(outcome)) return refuse(c, outcome);
      const { entered, letter } = outcome;
      return c.json({ user: shownEntered(entered), password: password.shown, linkSent: await sent(letter) }, 201);
    })
    .openapi(changeRoute, async (c) => {
      const input = c.req.valid("json");
      const outcome = await change(c, c.req.valid("param").id, async (tx, before, own) => {
        const refused = await refuseGrant(tx, input.grant, own, live);
        if (refused) return refused;
        if (input.grant.role !== "administrator" && (await isLast(tx, before))) return { type: "last_administrator" };
        if (!(await updateUser(tx, before.id, input, now()))) return { type: "taken", name: input.name };
        const { name, fullName, email, title, grant } = before;
        const was = await worded(tx, { name, fullName, email, title, grant });
        await note(tx, c, "user_changed", input.name, changesOf(was, await worded(tx, input)));
        return { user: await findEnteredUser(tx, before.id) };
      });
      return answered(c, outcome);
    })
    .openapi(disableRoute, async (c) => {
      const outcome = await change(c, c.req.valid("param").id, async (tx, before) => {
        if (before.disabledAt !== null) return { user: before };
        if (await isLast(tx, before)) return { type: "last_administrator" };
        await updateDisabled(tx, before.id, now());
        await deleteSessionsOf(tx, before.id, null);
        await note(tx, c, "user_disabled", before.name);
        return { user: await findEnteredUser(tx, before.id) };
      });
      return answered(c, outcome);
    })
    .openapi(enableRoute, async (c) => {
      const outcome = await change(c, c.req.valid("param").id, async (tx, before) => {
        if (before.disabledAt === null) return { user: before };
        await updateDisabled(tx, before.id, null);
        await note(tx, c, "user_enabled", before.name);
        return { user: await findEnteredUser(tx, before.id) };
      });
      return answered(c, outcome);
    })
    .openapi(deleteRoute, async (c) => {
      const outcome = await change(c, c.req.valid("param").id, async (tx, before) => {
        if (await isLast(tx, before)) return { type: "last_administrator" };
        const { name, fullName, email, title, grant } = before;
        await note(tx, c, "user_removed", name, { before: await worded(tx, { name, fullName, email, title, grant }) });
        await deleteUser(tx, before.id);
        return {};
      });
      return isRefusal(outcome) ? refuse(c, outcome) : c.body(null, 204);
    })
    .openapi(passwordRoute, async (c) => {
      const way = c.req.valid("json");
      const origin = await originFor(way);
      if (origin === "unset") return mailNotSet(c);
      const password = await passwordOf(way);
      const outcome = await change(c, c.req.valid("param").id, async (tx, before) => {
        if (origin !== null) {
          const user = await findUser(tx, before.id);
          const letter = user && (await letterFor(tx, user, origin));
          if (!letter) return { type: "no_address" };
          await note(tx, c, "password_link_sent", before.name);
          return { letter };
        }
        const refused = faultOf(way, before);
        if (refused) return refused;
        await updatePassword(tx, before.id, password.hash, password.expiresAt, now());
        await deleteSessionsOf(tx, before.id, before.id === c.var.signedIn.user.id ? c.var.signedIn.tokenHash : null);
        await note(tx, c, "password_set", before.name, { after: { password: hiddenSecret } });
        return { letter: null };
      });
      if (isRefusal(outcome)) return refuse(c, outcome);
      return c.json({ password: password.shown, linkSent: await sent(outcome.letter) }, 200);
    })
    .openapi(sessionsRoute, async (c) => {
      const { id: user } = c.req.valid("param");
      const found = await findUser(sql, user);
      if (!found) return gone(c);
      if (excessOf(found.access, c.var.signedIn.access).length > 0) return refuse(c, { type: "stronger" });
      const sessions = await listSessions(sql, user, c.var.signedIn.tokenHash, now());
      return c.json({ sessions: sessions.map(shownSession) }, 200);
    })
    .openapi(endSessionRoute, async (c) => {
      const { id: user, session } = c.req.valid("param");
      const outcome = await change(c, user, async (tx, before) => {
        const isEnded = await deleteSessionOf(tx, user, session);
        if (isEnded) await note(tx, c, "session_ended", before.name);
        return { isEnded };
      });
      if (isRefusal(outcome)) return refuse(c, outcome);
      if (outcome.isEnded) return c.body(null, 204);
      return problem(c, 404, "session-not-found", "He has no such session, or it has ended");
    })
    .openapi(endSessionsRoute, async (c) => {
      const outcome = await change(c, c.req.valid("param").id, async (tx, before) => {
        const ended = await deleteSessionsOf(tx, before.id, c.var.signedIn.tokenHash);
        if (ended > 0) await note(tx, c, "sessions_ended", before.name, { sessions: ended });
        return {};
      });
      return isRefusal(outcome) ? refuse(c, outcome) : c.body(null, 204);
    });

  async function letterFor(
    tx: Query,
    { email, ...user }: { id: number; name: string; email: string | null; preferences: object },
    origin: string | null,
  ): Promise<Mail | null> {
    if (origin === null || email === null) return null;
    return makePasswordLink(tx, { user: { ...user, email }, origin, kind: "welcome", at: now() });
  }
}

/** As the audit tells it. */
async function worded(tx: Query, { grant, ...input }: Required<UserInput>): Promise<AuditFields> {
  return { ...input, ...(await grantInWords(tx, grant)) };
}

/** A password may be good for everybody but him. */
function faultOf(way: z.infer<typeof givenPasswordWay>, owner: Parameters<typeof passwordFault>[1]): Refusal | null {
  const detail = way.type === "chosen" ? passwordFault(way.password, owner) : null;
  return detail === null ? null : { type: "password", detail };
}

const isRefusal = (outcome: object): outcome is Refusal => "type" in outcome;

function answered(c: Context<Env>, outcome: { user: EnteredUser | null } | Refusal) {
  if (isRefusal(outcome)) return refuse(c, outcome);
  return outcome.user ? c.json({ user: shownEntered(outcome.user) }, 200) : gone(c);
}

const gone = (c: Context<Env>) => problem(c, 404, "user-not-found", "There is no such user, or not any more");
const mailNotSet = (c: Context<Env>) =>
  problem(
    c,
    409,
    "mail-not-set",
    "No link can be sent: the settings lack the mail server or the site's address. Choose a password, or have one made",
  );

function refuse(c: Context<Env>, refusal: Refusal) {
  switch (refusal.type) {
    case "gone":
      return gone(c);
    case "stronger":
      return problem(
        c,
        403,
        "forbidden",
        "He may do more than you, or you may not do this any more. Ask an administrator",
      );
    case "missing":
      return problem(c, 400, "bad-request", listed(refusal.errors), refusal.errors);
    case "excess": {
      const detail = `Nobody gives more than he has. ${listed(refusal.errors)}`;
      return problem(c, 403, "forbidden", detail, refusal.errors);
    }
    case "taken": {
      const detail = `There is a user "${refusal.name}" already`;
      return problem(c, 409, "user-exists", detail, [{ path: "name", detail }]);
    }
    case "password":
      return problem(c, 400, "bad-request", refusal.detail, [{ path: "password.password", detail: refusal.detail }]);
    case "no_address": {
      const detail = "Write the e-mail address that the link is sent to";
      return problem(c, 400, "bad-request", detail, [{ path: "email", detail }]);
    }
    case "last_administrator":
      return problem(
        c,
        409,
        "last-administrator",
        "He is the last administrator who may sign in. Make somebody else one first",
      );
    default:
      return refusal satisfies never;
  }
}

const listed = (errors: readonly FieldError[]) => errors.map(({ path, detail }) => `${path}: ${detail}`).join("; ");
