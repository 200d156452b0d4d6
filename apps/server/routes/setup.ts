/** The first access: the administrator's password, and a first PBX with a test of its connection. */
import { createRoute, z } from "@hono/zod-openapi";
import { isZone } from "@qmanager/core";
import type { Context } from "hono";
import { findAgentsStep, putAgentsStep } from "../agents/proposals.ts";
import { insertAudit } from "../db/audit.ts";
import type { Sql } from "../db/connect.ts";
import { insertPbx } from "../db/pbxs.ts";
import { administratorName, countUsers, createAdministrator } from "../db/users.ts";
import { createApi } from "../http/api.ts";
import { auditBy } from "../http/audited.ts";
import type { Env } from "../http/client.ts";
import { licenceRefused } from "../http/licence_refused.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import { tooMany } from "../http/too_many.ts";
import { email } from "../http/user_shapes.ts";
import type { Licences } from "../licence/licences.ts";
import type { PbxAccess } from "../pbx/access.ts";
import { sealPbx } from "../pbx/sealed_pbx.ts";
import { pbxInput } from "../pbx/settings.ts";
import { pbxTrial } from "../pbx/trial.ts";
import type { SecretBox } from "../secrets/secret_box.ts";
import { putSection } from "../settings/section.ts";
import { siteLanguages, siteSection } from "../settings/sections.ts";
import { hashPassword } from "../sign_in/password.ts";
import { newPassword } from "../sign_in/password_rules.ts";
import { beginSession } from "../sign_in/session.ts";
import type { SetupGate } from "../sign_in/setup_gate.ts";
import { licenceDetail } from "./licence.ts";
import { shownUser, signedInUser } from "./session.ts";
import type { SettingsName } from "./settings.ts";

const code = z
  .string()
  .max(100)
  .optional()
  .openapi({ description: "The code printed by the server at start", example: "abcd-efgh-jkmn" });

const readSetup = createRoute({
  method: "get",
  path: "/setup",
  tags: ["First access"],
  summary: "Whether the first access is still to be done",
  responses: {
    200: {
      description: "What the page shows first",
      content: {
        "application/json": {
          schema: z
            .object({
              needed: z.boolean(),
              agentsPending: z.boolean().openapi({ description: "Its last step is: GET /api/v1/setup/agents" }),
              codeRequired: z.boolean().openapi({ description: "From where you ask, the printed code is needed" }),
              databaseReady: z.boolean(),
            })
            .openapi("SetupState"),
        },
      },
    },
  },
});

const finishSetup = createRoute({
  method: "post",
  path: "/setup",
  tags: ["First access"],
  summary: "Sets the administrator's password, adds a first PBX, and signs in",
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.object({
            code,
            adminPassword: newPassword,
            email: email
              .nullable()
              .optional()
              .openapi({ description: "Of whoever administers it", example: "ti@centro.example" }),
            language: z.enum(siteLanguages).optional().openapi({ description: "Of the site", example: "pt" }),
            zone: z
              .string()
              .refine(isZone, "It is not a time zone. Write one such as America/Sao_Paulo")
              .optional()
              .openapi({ description: "Where the site's days begin", example: "America/Sao_Paulo" }),
            licence: z
              .string()
              .optional()
              .openapi({ description: "A licence token, or TRIAL; nobody needs one", example: "TRIAL" }),
            pbx: pbxInput.optional(),
          }),
        },
      },
    },
  },
  responses: {
    201: {
      description: "Done; signed in by the cookie",
      content: { "application/json": { schema: z.object({ user: signedInUser }) } },
    },
    400: problemAnswer("A field is wrong"),
    403: problemAnswer("The code is wrong or missing, or plain HTTP from outside"),
    409: problemAnswer("It was done before"),
    429: problemAnswer("Too many wrong codes"),
  },
});

const testPbx = createRoute({
  method: "post",
  path: "/setup/test-pbx",
  tags: ["First access"],
  summary: "Tests a connection to a PBX during the first access",
  request: {
    body: { required: true, content: { "application/json": { schema: z.object({ code, pbx: pbxInput }) } } },
  },
  responses: {
    200: { description: "What was found", content: { "application/json": { schema: pbxTrial } } },
    400: problemAnswer("A field is wrong"),
    403: problemAnswer("The code is wrong or missing, or plain HTTP from outside"),
    409: problemAnswer("The first access is done; sign in and use /api/v1/pbxs/test"),
    429: problemAnswer("Too many wrong codes"),
  },
});

interface SetupParts {
  sql: Sql;
  now: () => number;
  gate: SetupGate;
  pbxs: PbxAccess;
  secrets: SecretBox;
  licences: Licences;
  settingChanged: (name: SettingsName) => Promise<void>;
  /** Has the lines follow what is stored. */
  follow: () => Promise<void>;
}

export function setupRoutes({ sql, now, gate, pbxs, secrets, licences, settingChanged, follow }: SetupParts) {
  const done = (c: Context<Env>) =>
    problem(c, 409, "setup-done", "The first access was done. Sign in as admin; test a PBX at /api/v1/pbxs/test");

  /** Why this client may not do the first access; null when he may. */
  function refusal(c: Context<Env>, given: string | undefined) {
    const { client } = c.var;
    if (!client.isSecure && !client.isPrivate) {
      return problem(
        c,
        403,
        "tls-needed",
        "From outside, a password goes over TLS only. Do the first access in the network of the server or through a proxy with TLS",
      );
    }
    const passage = gate.pass(client, given);
    switch (passage.type) {
      case "open":
        return null;
      case "code_wrong":
        return problem(
          c,
          403,
          "setup-code-wrong",
          "Give the code that the server printed when it started (see its log)",
        );
      case "wait":
        return tooMany(c, passage.ms);
      default:
        return passage satisfies never;
    }
  }

  return createApi()
    .openapi(readSetup, async (c) => {
      const needed = (await countUsers(sql)) === 0;
      const agentsPending = !needed && (await findAgentsStep(sql)) === "ask";
      return c.json(
        { needed, agentsPending, codeRequired: needed && gate.needsCode(c.var.client), databaseReady: true },
        200,
      );
    })
    .openapi(finishSetup, async (c) => {
      if ((await countUsers(sql)) > 0) return done(c);
      const { code: given, adminPassword, email: own = null, language, zone, licence = "", pbx } = c.req.valid("json");
      const refused = refusal(c, given);
      if (refused) return refused;
      if (pbx && pbxs.fixed.some((each) => each.id === pbx.id)) {
        return problem(c, 409, "pbx-exists", `The environment sets a PBX "${pbx.id}" already. Choose another id`);
      }
      const wrong = licence.trim() === "" ? null : await licences.check(licence);
      if (wrong !== null) return licenceRefused(c, "licence", wrong);
      const at = now();
      const passwordHash = await hashPassword(adminPassword);
      const user = await sql.begin(async (tx) => {
        const administrator = await createAdministrator(tx, passwordHash, at, own);
        if (!administrator) return null;
        const audit = auditBy(c, at, administrator);
        const detail = { email: own ?? undefined, language, zone };
        await insertAudit(tx, { ...audit, action: "setup", target: administratorName, detail });
        const site = { ...siteSection.initial, language: language ?? "pt", zone: zone ?? null };
        await putSection(tx, siteSection, { value: site, password: null }, at);
        if (licence.trim() !== "") {
          const kept = await licences.keep(tx, licence);
          if (kept.type === "refused") throw new Error(`A licence that was good is not any more: ${kept.detail}`);
          await insertAudit(tx, { ...audit, action: "licence_changed", target: null, detail: licenceDetail(kept) });
        }
        // Without a PBX there is nobody to propose.
        if (pbx || pbxs.fixed.length > 0) await putAgentsStep(tx, "ask", at);
        if (pbx) {
          await insertPbx(tx, await sealPbx(secrets, pbx), at);
          await insertAudit(tx, {
            ...audit,
            action: "pbx_added",
            target: pbx.id,
            detail: { host: pbx.host, port: pbx.port },
          });
        }
        await beginSession(c, tx, { id: administrator.id, passwordHash }, at);
        return administrator;
      });
      if (!user) return done(c);
      await settingChanged("site");
      await follow();
      return c.json({ user: shownUser(user, user.access) }, 201);
    })
    .openapi(testPbx, async (c) => {
      if ((await countUsers(sql)) > 0) return done(c);
      const { code: given, pbx } = c.req.valid("json");
      const refused = refusal(c, given);
      if (refused) return refused;
      return c.json(await pbxs.test(pbx), 200);
    });
}
