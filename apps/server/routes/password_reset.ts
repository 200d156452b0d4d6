/**
 * A new password by a link that is sent by e-mail. Who asks is told the same whether or not anybody has that address: what
 * is done about it is done after the answer.
 */
import { createRoute, z } from "@hono/zod-openapi";
import { type AuditBy, insertAudit } from "../db/audit.ts";
import type { Sql } from "../db/connect.ts";
import { findPasswordLink, takePasswordLink } from "../db/password_links.ts";
import { deleteSessionsOf } from "../db/sessions.ts";
import { findUser, findUsersByEmail, updatePassword } from "../db/users.ts";
import { reasonOf } from "../fault.ts";
import { networkOf } from "../http/address.ts";
import { createApi } from "../http/api.ts";
import { auditBy, hiddenSecret } from "../http/audited.ts";
import { plainFromOutside } from "../http/plain_from_outside.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import { tooMany } from "../http/too_many.ts";
import type { Log } from "../log.ts";
import { mailAddress } from "../mail/mail_settings.ts";
import { Attempts } from "../sign_in/attempts.ts";
import { hashPassword } from "../sign_in/password.ts";
import { type MailDesk, makePasswordLink } from "../sign_in/password_links.ts";
import { newPassword, passwordFault } from "../sign_in/password_rules.ts";
import { hashToken } from "../sign_in/session.ts";

const json = <Schema extends z.ZodType>(schema: Schema) => ({ "application/json": { schema } });
const path = "/password-reset";
const tags = ["Session"];
const limited = { 403: problemAnswer("Plain HTTP from outside"), 429: problemAnswer("Too many attempts") };

const readRoute = createRoute({
  ...{ method: "get", path, tags, summary: "Whether a link for a new password can be sent" },
  responses: {
    200: { description: "It can where a mail server is set", content: json(z.object({ available: z.boolean() })) },
  },
});
const askRoute = createRoute({
  ...{ method: "post", path, tags, summary: "Sends a link for a new password, if a user has this address" },
  request: {
    body: {
      required: true,
      content: json(z.strictObject({ email: mailAddress })),
    },
  },
  responses: {
    204: { description: "Understood; whether somebody has the address is not told" },
    400: problemAnswer("It is no address"),
    409: problemAnswer("No mail server is set, or not where people open the page"),
    ...limited,
  },
});
const useRoute = createRoute({
  ...{ method: "put", path, tags, summary: "Chooses a password by a link, once, and ends all sessions of its user" },
  request: {
    body: {
      required: true,
      content: json(
        z.strictObject({
          token: z.string().max(200).openapi({ description: "What stands behind # in the link" }),
          password: newPassword,
        }),
      ),
    },
  },
  responses: {
    204: { description: "Chosen; sign in with it" },
    400: problemAnswer("The password will not do; the link still holds"),
    410: problemAnswer("The link was used, or is too old"),
    ...limited,
  },
});

export interface PasswordResetParts {
  sql: Sql;
  now: () => number;
  log: Log;
  mail: MailDesk;
  accessChanged: () => Promise<void>;
}

export function passwordResetRoutes({ sql, now, log, mail, accessChanged }: PasswordResetParts) {
  const asks = new Attempts({ free: 5, firstMs: 30_000, longestMs: 300_000 }, now);
  const uses = new Attempts({ free: 20, firstMs: 1_000, longestMs: 60_000 }, now);

  async function send(address: string, origin: string, by: AuditBy): Promise<void> {
    for (const { id, name } of await findUsersByEmail(sql, address)) {
      const letter = await sql.begin(async (tx) => {
        const user = await findUser(tx, id);
        // To the address as it is on file: a look-alike must not get it.
        if (!user?.email) return null;
        await insertAudit(tx, { ...by, action: "password_link_sent", target: name });
        return makePasswordLink(tx, { user: { ...user, email: user.email }, origin, kind: "reset", at: now() });
      });
      if (letter) await mail.send(letter);
    }
  }

  return createApi()
    .openapi(readRoute, async (c) => c.json({ available: (await mail.origin()) !== null }, 200))
    .openapi(askRoute, async (c) => {
      const refused = plainFromOutside(c);
      if (refused) return refused;
      const { email } = c.req.valid("json");
      const origin = await mail.origin();
      if (origin === null) {
        const advice =
          "No link can be sent: the settings lack the mail server or the site's address. " +
          "Ask an administrator, or use `qm user password` on the server";
        return problem(c, 409, "mail-not-set", advice);
      }
      const waitMs = asks.begin(networkOf(c.var.client.address)) || asks.begin(email.toLowerCase());
      if (waitMs > 0) return tooMany(c, waitMs);
      send(email, origin, auditBy(c, now(), null)).catch((error: unknown) =>
        log.warn("A link for a new password could not be sent", { reason: reasonOf(error) }),
      );
      return c.body(null, 204);
    })
    .openapi(useRoute, async (c) => {
      const refused = plainFromOutside(c);
      if (refused) return refused;
      const waitMs = uses.begin(networkOf(c.var.client.address));
      if (waitMs > 0) return tooMany(c, waitMs);
      const { token, password } = c.req.valid("json");
      const gone = () => problem(c, 410, "link-gone", "The link was used, or is too old. Ask for another one");
      const hash = hashToken(token);
      const id = await findPasswordLink(sql, hash, now());
      const user = id === null ? null : await findUser(sql, id);
      if (!user) return gone();
      const detail = passwordFault(password, user);
      if (detail !== null) return problem(c, 400, "bad-request", detail, [{ path: "password", detail }]);
      const passwordHash = await hashPassword(password);
      const isTaken = await sql.begin(async (tx) => {
        if ((await takePasswordLink(tx, hash, now())) === null) return false;
        await updatePassword(tx, user.id, passwordHash, null, now());
        await deleteSessionsOf(tx, user.id, null);
        const after = { password: hiddenSecret };
        await insertAudit(tx, {
          ...auditBy(c, now(), user),
          action: "password_set",
          target: user.name,
          detail: { after },
        });
        return true;
      });
      if (!isTaken) return gone();
      await accessChanged();
      return c.body(null, 204);
    });
}
