/** What there is to set of the site, besides mail (`mail/mail_settings.ts`) and how long records are kept. */
import { access, constants, stat } from "node:fs/promises";
import { z } from "@hono/zod-openapi";
import { isZone } from "@qmanager/core";
import { codeOf, reasonOf } from "../fault.ts";
import { origin } from "../http/origin_shape.ts";
import { examineFiles } from "../tls/certificate_files.ts";
import type { FieldError, Section } from "./section.ts";

const text = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest, `Write at most ${longest} characters`)
    .regex(/^[^\p{Cc}]*$/u, "Write it on one line");

/** http or https, without user and password: those have fields of their own. */
const webAddress = text(500).refine(
  (value) => {
    const url = URL.parse(value);
    return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  },
  { error: "Write an address such as http://192.168.0.10/snep, without user and password" },
);

export const siteLanguages = ["pt", "es", "en"] as const;

const site = z.strictObject({
  name: text(100).openapi({ description: "Of the call centre", example: "Central Empresa" }),
  zone: text(100)
    .refine(isZone, { error: "Choose a time zone such as America/Sao_Paulo" })
    .nullable()
    .openapi({ description: "Where a day begins; null: that of the machine. QM_ZONE goes before it" }),
  language: z.enum(siteLanguages).openapi({ description: "Of new users" }),
  address: origin
    .nullable()
    .openapi({ description: "Where people open the page, with its scheme: it begins the links in mails" }),
});
export type Site = z.infer<typeof site>;

export const siteSection: Section<"site", Site> = {
  name: "site",
  schema: site,
  initial: { name: "", zone: null, language: "pt", address: null },
};

const recordings = z.strictObject({
  source: z.enum(["none", "snep", "folder", "http"]).openapi({
    description:
      "snep for an address of SNEP, folder for one on the server's machine, http for what a web server offers",
  }),
  place: text(500)
    .nullable()
    .openapi({ description: "The address or the folder", example: "/var/spool/asterisk/monitor" }),
  format: z.enum(["wav", "wav_gsm", "mp3"]).openapi({ description: "wav_gsm: GSM inside of WAV, as wav49 is" }),
});
export type Recordings = z.infer<typeof recordings>;

export const recordingsSection: Section<"recordings", Recordings> = {
  name: "recordings",
  schema: recordings,
  initial: { source: "none", place: null, format: "wav" },
  async examine({ source, place }) {
    if (source === "none") return [];
    if (place === null || place === "") return [{ path: "place", detail: "Fill this in" }];
    if (source === "folder") return examineFolder(place);
    const read = webAddress.safeParse(place);
    return read.success ? [] : [{ path: "place", detail: read.error.issues[0]?.message ?? "" }];
  },
};

async function examineFolder(path: string): Promise<FieldError[]> {
  const wrong = (detail: string) => [{ path: "place", detail }];
  if (!path.startsWith("/")) return wrong("Write the whole path, such as /var/spool/asterisk/monitor");
  try {
    if (!(await stat(path)).isDirectory()) return wrong("There is a file of that name, not a folder");
    await access(path, constants.R_OK | constants.X_OK);
    return [];
  } catch (error) {
    switch (codeOf(error)) {
      case "ENOENT":
      case "ENOTDIR":
        return wrong("There is no such folder on the server's machine");
      case "EACCES":
      case "EPERM":
        return wrong("The server may not read this folder: give its user the right to");
      default:
        return wrong(reasonOf(error));
    }
  }
}

const snep = z.strictObject({
  address: webAddress.nullable().openapi({ description: "Null: there is no SNEP" }),
  user: text(100).min(1, "Fill this in").openapi({ example: "admin" }),
});
export type Snep = z.infer<typeof snep>;

/** Whence the names of extensions come. */
export const snepSection: Section<"snep", Snep> = {
  name: "snep",
  schema: snep,
  initial: { address: null, user: "admin" },
  passwordGoesTo: ({ address, user }) => JSON.stringify([address === null ? null : new URL(address).origin, user]),
};

const branding = z.strictObject({
  name: text(60).openapi({ description: "In the place of ours; empty: ours", example: "Empresa" }),
});
export type Branding = z.infer<typeof branding>;

export const brandingSection: Section<"branding", Branding> = {
  name: "branding",
  schema: branding,
  initial: { name: "" },
};

const https = z.strictObject({
  certificate: z.enum(["made", "files"]).openapi({ description: "made: one of our own, which browsers warn of once" }),
  certificateFile: text(500)
    .nullable()
    .openapi({ description: "PEM, with those of its authorities after it", example: "/etc/ssl/centro.pem" }),
  keyFile: text(500).nullable().openapi({ description: "PEM", example: "/etc/ssl/centro.key" }),
  names: z
    .array(text(253).regex(/^[A-Za-z0-9.:*-]+$/, "Write a host name or an address"))
    .max(50, "Name at most 50")
    .openapi({
      description: "Further names and addresses for the one that is made",
      example: ["centro.empresa.com.br"],
    }),
});
export type Https = z.infer<typeof https>;

export const httpsSection: Section<"https", Https> = {
  name: "https",
  schema: https,
  initial: { certificate: "made", certificateFile: null, keyFile: null, names: [] },
  async examine({ certificate, certificateFile, keyFile }) {
    if (certificate === "made") return [];
    const missing = (["certificateFile", "keyFile"] as const).filter(
      (field) => !{ certificateFile, keyFile }[field]?.startsWith("/"),
    );
    if (missing.length > 0) return missing.map((path) => ({ path, detail: "Write the whole path" }));
    const found = await examineFiles({ certificateFile: certificateFile ?? "", keyFile: keyFile ?? "" }, Date.now());
    return found.type === "wrong" ? [{ path: found.field, detail: found.detail }] : [];
  },
};
