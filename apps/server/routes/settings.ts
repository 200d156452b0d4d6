/** The settings of the site, a resource for each section. Passwords go in and never out. */
import { createRoute, z } from "@hono/zod-openapi";
import type { AuditField } from "@qmanager/core/audit";
import type { Context } from "hono";
import { type AuditDetail, insertAudit } from "../db/audit.ts";
import type { Query, Sql } from "../db/connect.ts";
import { lockSettings } from "../db/settings.ts";
import { Fault } from "../fault.ts";
import { createApi } from "../http/api.ts";
import { auditBy, changesOf, hiddenSecret } from "../http/audited.ts";
import type { Env } from "../http/client.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import { type MailValue, mailAddress, mailSection, mailSettings } from "../mail/mail_settings.ts";
import { mailProblemCodes, sendMail } from "../mail/send_mail.ts";
import type { SecretBox } from "../secrets/secret_box.ts";
import { findLogo, logoType, logoTypes, longestLogo, putLogo, removeLogo } from "../settings/logo.ts";
import {
  changedSection,
  type FieldError,
  findSection,
  type GivenPassword,
  type Kept,
  openPassword,
  putSection,
  type Section,
} from "../settings/section.ts";
import {
  brandingSection,
  httpsSection,
  recordingsSection,
  siteLanguages,
  siteSection,
  snepSection,
} from "../settings/sections.ts";
import { machineZone, type SiteClock } from "../settings/site_clock.ts";
import { signInNeeded } from "../sign_in/session.ts";
import type { HttpsState } from "../tls/https.ts";

export type SettingsName = "site" | "recordings" | "snep" | "mail" | "branding" | "https";

export interface SettingsParts {
  sql: Sql;
  now: () => number;
  secrets: SecretBox;
  site: SiteClock;
  https: { state(): HttpsState };
  databaseOfEnvironment: boolean;
  /** PEM of authorities to trust besides everybody's. */
  tlsCa: string | null;
  /** Has the running server follow a section that was changed. */
  settingChanged: (name: SettingsName) => Promise<void>;
}

const common = { tags: ["Settings"], security: signInNeeded };
const asked = { 401: problemAnswer("Sign in first"), 403: problemAnswer("It needs settings") };
const json = <Schema extends z.ZodType>(schema: Schema) => ({ "application/json": { schema } });

const password = z
  .string()
  .min(1, "Fill this in, or leave it out")
  .max(500, "Write at most 500 characters")
  .regex(/^[^\r\n\0]*$/, "Write it on one line")
  .nullish()
  .openapi({ description: "Left out, the one on file stays; null removes it", format: "password" });
const passwordKept = z.boolean().openapi({ description: "Whether one is on file: it is never shown" });

function routesOf<Value extends object>(name: SettingsName, summary: string, section: Section<string, Value>) {
  const title = name.replace(/^./, (letter) => letter.toUpperCase());
  const { shape } = section.schema;
  const hasPassword = section.passwordGoesTo !== undefined;
  const shown = z.object(hasPassword ? { ...shape, password: passwordKept } : shape).openapi(`Settings${title}`);
  const sent = z.strictObject(hasPassword ? { ...shape, password } : shape).openapi(`NewSettings${title}`);
  const get = createRoute({
    ...{ method: "get", path: `/settings/${name}`, ...common, summary },
    responses: { 200: { description: "As it is set", content: json(shown) }, ...asked },
  });
  const put = createRoute({
    ...{ method: "put", path: `/settings/${name}`, ...common, summary: `Changes: ${summary}` },
    request: { body: { required: true, content: json(sent) } },
    responses: {
      200: { description: "Kept", content: json(shown) },
      400: problemAnswer("A field is wrong"),
      ...asked,
      422: problemAnswer("The password is needed again: it would go to another place"),
      503: problemAnswer("No password can be kept, or the database is away"),
    },
  });
  return { get, put };
}

/** What is shown of a section. */
function shownOf<Value extends object>(section: Section<string, Value>, { value, password }: Kept<Value>): object {
  return section.passwordGoesTo === undefined ? value : { ...value, password: password !== null };
}

const passwordNeeded = (c: Context<Env>) =>
  problem(
    c,
    422,
    "password-needed",
    "It would go to another place, and what is on file is not sent there: give the password again",
    [{ path: "password", detail: "Give the password again: this is another place" }],
  );

const overview = createRoute({
  ...{
    method: "get",
    path: "/settings",
    ...common,
    summary: "What the machine and the environment say to the settings",
  },
  responses: {
    200: {
      description: "Now",
      content: json(
        z
          .object({
            zone: z.string().openapi({ description: "In use", example: "America/Sao_Paulo" }),
            zoneOfEnvironment: z.string().nullable().openapi({ description: "Of QM_ZONE: it goes before what is set" }),
            zoneOfMachine: z.string(),
            https: z.object({
              port: z.int().nullable().openapi({ description: "Null: it is switched off, or not open" }),
              certificate: z
                .object({
                  names: z.array(z.string()),
                  validFrom: z.int(),
                  validTo: z.int(),
                  fingerprint: z.string().openapi({ description: "SHA-256" }),
                  selfSigned: z.boolean(),
                })
                .nullable(),
              fault: z.string().nullable().openapi({ description: "Why it is not as it is set" }),
            }),
            databaseOfEnvironment: z.boolean().openapi({ description: "DATABASE_URL is set: not the embedded one" }),
            secretsFault: z.string().nullable().openapi({ description: "Why no password can be kept or read" }),
          })
          .openapi("SettingsOverview"),
      ),
    },
    ...asked,
  },
});

const testMail = createRoute({
  ...{
    method: "post",
    path: "/settings/mail/test",
    ...common,
    summary: "Sends a mail, by what is set or by a draft of it",
  },
  request: {
    body: {
      required: true,
      content: json(
        z.strictObject({
          to: mailAddress,
          mail: z
            .strictObject({ ...mailSection.schema.shape, password })
            .optional()
            .openapi({ description: "Left out: as it is set" }),
        }),
      ),
    },
  },
  responses: {
    200: {
      description: "What became of it",
      content: json(
        z
          .object({
            ok: z.boolean().openapi({ description: "The mail server took it" }),
            code: z.enum(mailProblemCodes).nullable(),
            reply: z.string().openapi({ description: "In the mail server's words", example: "535 5.7.8 Not accepted" }),
            text: z.string().openapi({ description: "What it means and what to do; empty when all is well" }),
          })
          .openapi("MailTest"),
      ),
    },
    400: problemAnswer("A field is wrong"),
    ...asked,
    409: problemAnswer("No mail server is set"),
    422: problemAnswer("The password is needed again"),
    503: problemAnswer("The password on file cannot be read"),
  },
});

const putLogoRoute = createRoute({
  ...{ method: "put", path: "/settings/branding/logo", ...common, summary: "Keeps the site's logo" },
  description: `PNG, JPEG or WebP of at most ${longestLogo / 1024} KiB, known by its content. SVG is not taken: it can hold scripts.`,
  request: {
    body: {
      required: true,
      content: Object.fromEntries(
        logoTypes.map((type) => [type, { schema: z.string().openapi({ format: "binary" }) }]),
      ) as Record<(typeof logoTypes)[number], { schema: z.ZodString }>,
    },
  },
  responses: { 204: { description: "Kept" }, 400: problemAnswer("It is no such picture"), ...asked },
});
const removeLogoRoute = createRoute({
  ...{ method: "delete", path: "/settings/branding/logo", ...common, summary: "Takes the site's logo away" },
  responses: { 204: { description: "Gone, or there was none" }, ...asked },
});

export function settingsRoutes(parts: SettingsParts) {
  const { sql, now, secrets, site, https, settingChanged } = parts;
  const api = createApi();

  function add<Value extends object>(name: SettingsName, summary: string, section: Section<string, Value>): void {
    const { get, put } = routesOf(name, summary, section);
    api.openapi(get, async (c) => c.json(shownOf(section, await findSection(sql, section)), 200));
    api.openapi(put, async (c) => {
      const { password: given, ...value } = c.req.valid("json") as Value & { password?: GivenPassword };
      const wanted = value as unknown as Value;
      const wrong = (await section.examine?.(wanted)) ?? [];
      if (wrong.length > 0) {
        const list = wrong.map(({ path, detail }) => `${path}: ${detail}`).join("; ");
        return problem(c, 400, "bad-request", list, wrong);
      }
      const kept = await sql.begin(async (tx) => {
        await lockSettings(tx);
        const before = await findSection(tx, section);
        const after = await changedSection(secrets, section, before, { value: wanted, password: given });
        if (!after) return null;
        await putSection(tx, section, after, now());
        const noted = (value: Value, more: object) => ({ ...value, ...more }) as Partial<Record<AuditField, unknown>>;
        await note(tx, c, name, changesOf(noted(before.value, {}), noted(after.value, notedPassword(given))));
        return after;
      });
      if (!kept) return passwordNeeded(c);
      await settingChanged(name);
      return c.json(shownOf(section, kept), 200);
    });
  }
  const notedPassword = (given: GivenPassword) =>
    given === undefined ? {} : { password: given === null ? null : hiddenSecret };
  const note = (tx: Query, c: Context<Env>, target: string, detail: AuditDetail) =>
    insertAudit(tx, { ...auditBy(c, now()), action: "settings_changed", target, detail });

  add("site", "Name, time zone and language", siteSection);
  add("recordings", "Where recordings of calls are", recordingsSection);
  add("snep", "The SNEP that knows the names of extensions", snepSection);
  add("mail", "The mail server", mailSection);
  add("branding", "The name shown in the place of ours", brandingSection);
  add("https", "The certificate of HTTPS", httpsSection);

  return api
    .openapi(overview, async (c) => {
      const { zone, fixed } = site;
      return c.json(
        {
          ...{ zone, zoneOfEnvironment: fixed, zoneOfMachine: machineZone(), https: https.state() },
          ...{ databaseOfEnvironment: parts.databaseOfEnvironment, secretsFault: secrets.fault },
        },
        200,
      );
    })
    .openapi(testMail, async (c) => {
      const { to, mail: draft } = c.req.valid("json");
      let kept = await findSection(sql, mailSection);
      if (draft) {
        const { password: given, ...value } = draft as MailValue & { password?: GivenPassword };
        const wrong = (await mailSection.examine?.(value)) ?? [];
        if (wrong.length > 0) return problem(c, 400, "bad-request", "mail.from: Fill this in", inMail(wrong));
        const changed = await changedSection(secrets, mailSection, kept, { value, password: given });
        if (!changed) return passwordNeeded(c);
        kept = changed;
      }
      if (kept.value.host === null) return problem(c, 409, "mail-not-set", "Say first which mail server there is");
      const own = await openedPassword(kept);
      if (typeof own !== "string" && own !== null) return problem(c, 503, "secret-unreadable", own.fault);
      const settings = mailSettings(kept.value, own);
      if (!settings) return problem(c, 409, "mail-not-set", "Say first which mail server there is");
      const sent = await sendMail(settings, { to, ...testMailText }, { ca: parts.tlsCa });
      return sent.type === "sent"
        ? c.json({ ok: true, code: null, reply: sent.reply, text: "" }, 200)
        : c.json({ ok: false, code: sent.code, reply: sent.reply, text: sent.text }, 200);
    })
    .openapi(putLogoRoute, async (c) => {
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      const type = logoType(bytes);
      if (bytes.length > longestLogo || type === null) {
        const detail =
          bytes.length > longestLogo
            ? `It has ${Math.ceil(bytes.length / 1024)} KiB, and at most ${longestLogo / 1024} are taken`
            : "It is no PNG, JPEG or WebP. An SVG can hold scripts, and is not taken";
        return problem(c, 400, "bad-request", detail, [{ path: "logo", detail }]);
      }
      await sql.begin(async (tx) => {
        await putLogo(tx, type, bytes, now());
        await note(tx, c, "branding", { after: { logo: `${type}, ${Math.ceil(bytes.length / 1024)} KiB` } });
      });
      return c.body(null, 204);
    })
    .openapi(removeLogoRoute, async (c) => {
      await sql.begin(async (tx) => {
        if (await removeLogo(tx)) await note(tx, c, "branding", { after: { logo: null } });
      });
      return c.body(null, 204);
    });

  async function openedPassword(kept: Kept<object>): Promise<string | null | { fault: string }> {
    try {
      return await openPassword(secrets, mailSection, kept);
    } catch (error) {
      if (error instanceof Fault) return { fault: `The password of the mail server cannot be read. ${error.message}` };
      throw error;
    }
  }
}

const inMail = (wrong: readonly FieldError[]) => wrong.map(({ path, detail }) => ({ path: `mail.${path}`, detail }));

/** Whoever tests reads one of them. */
const testMailText = {
  subject: "Q-Manager: teste · prueba · test",
  text: "O servidor de e-mail está configurado.\nEl servidor de correo está configurado.\nThe mail server is set.\n",
};

const brandRoute = createRoute({
  ...{
    method: "get",
    path: "/branding",
    tags: ["Settings"],
    summary: "The name and the logo that the page shows, to anybody",
  },
  responses: {
    200: {
      description: "Of the site",
      content: json(
        z
          .object({
            name: z.string().openapi({ description: "Empty: ours", example: "Empresa" }),
            logo: z.string().nullable().openapi({ example: "/api/v1/branding/logo?of=1x7k2" }),
            language: z.enum(siteLanguages).openapi({ description: "Of who chose none yet" }),
          })
          .openapi("Branding"),
      ),
    },
  },
});

/** What is shown before anybody signed in. */
export function brandingRoutes({ sql }: Pick<SettingsParts, "sql">) {
  return createApi()
    .openapi(brandRoute, async (c) => {
      const [{ value }, own, logo] = await Promise.all([
        findSection(sql, brandingSection),
        findSection(sql, siteSection),
        findLogo(sql),
      ]);
      const address = logo && `/api/v1/branding/logo?of=${logo.hash}`;
      return c.json({ name: value.name, logo: address, language: own.value.language }, 200);
    })
    .get("/branding/logo", async (c) => {
      const logo = await findLogo(sql);
      if (!logo) return problem(c, 404, "not-found", "There is no logo");
      const etag = `"${logo.hash}"`;
      const headers = { "Content-Type": logo.type, "Cache-Control": "no-cache", ETag: etag };
      return c.req.header("if-none-match") === etag ? c.body(null, 304, headers) : c.body(logo.bytes, 200, headers);
    });
}
