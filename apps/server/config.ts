/**
 * The environment, read once and validated. Only `main.ts` hands it in.
 *
 * | variable | default | meaning |
 * |---|---|---|
 * | `QM_PORT` (or `PORT`) | `8080` | port of the page and the API |
 * | `QM_HTTPS_PORT` | `8443` | port of the page and the API over TLS; `off` for none |
 * | `QM_HOST` | `0.0.0.0` | address to listen on; `127.0.0.1` for this machine only |
 * | `QM_DATA` | `./data` | folder of the embedded database and of what is built; made if missing |
 * | `QM_SECRET_KEY` | the file `secret.key` in `QM_DATA` | key of the passwords in the database: 32 bytes in Base64 or hexadecimal (`openssl rand -base64 32`) |
 * | `DATABASE_URL` | none | `postgres://user:password@host:5432/name`, PostgreSQL 15 or later; without it an embedded one runs in `QM_DATA` |
 * | `QM_ADMIN_PASSWORD` | none | password of `admin`, set when the database has none yet: no first-access page |
 * | `QM_ADMIN_EMAIL` | none | e-mail of `admin`, set with his password |
 * | `QM_LANGUAGE` | `pt` | language of the site, set with the password of `admin`: `pt`, `es` or `en` |
 * | `QM_AGENTS` | none | `auto`: at the first start, members of queues become agents once every PBX has told them |
 * | `QM_UNATTENDED` | `false` | `true` without `QM_ADMIN_PASSWORD`: a random password is made and printed once |
 * | `QM_PBX_<ID>` | none | one PBX: `ami://user:secret@host:5038?name=Head%20office`; `amis://` for TLS (port 5039). Any number of them; `<ID>` in lower case is the PBX's id |
 * | `QM_PBX_<ID>_SECRET` | none | the AMI secret as it is, instead of percent-encoded in the address |
 * | `QM_PBX_<ID>_QUEUE_LOG` | none | its queue_log: `/var/log/asterisk/queue_log`, or `mysql://user:secret@host/database/table?zone=America/Sao_Paulo` |
 * | `QM_LICENCE` | none | a licence token, or `TRIAL`: taken in at a start that finds another one entered, or none (`TRIAL`: only where none is) |
 * | `QM_LICENCE_KEYS` | none | public keys of who issues licences: a JWK set, or the path of a file with one, as `bun run qm licence keys` makes it |
 * | `QM_TLS_CA` | the system's | PEM file of the authorities whose PBX certificates are good, for `amis://`: a self-signed certificate is its own authority |
 * | `QM_ZONE` | as set on the page, or the machine's | IANA time zone where "today" begins, `America/Sao_Paulo` |
 * | `QM_TRUSTED_PROXIES` | none | addresses of reverse proxies, comma-separated, whose `X-Forwarded-*` headers are believed |
 */
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { hostname } from "node:os";
import type { JSONWebKeySet } from "jose";
import { z } from "zod";
import { Fault, reasonOf } from "./fault.ts";
import { readLicenceKeys } from "./licence/licence_keys.ts";
import { type PbxSettings, pbxInput } from "./pbx/settings.ts";
import { readLogAddress } from "./queue_log/address.ts";
import { readKey } from "./secrets/master_key.ts";
import { type Site, siteLanguages } from "./settings/sections.ts";
import { newPassword } from "./sign_in/password_rules.ts";

export interface Config {
  /** 0: any free port. */
  port: number;
  host: string;
  /** As given; `null` when nothing was said and the default may be moved. */
  data: string | null;
  databaseUrl: string | null;
  /** 32 bytes; null: it is in the data folder. */
  secretKey: Uint8Array<ArrayBuffer> | null;
  adminPassword: string | null;
  adminEmail: string | null;
  /** Null: not said. */
  language: Site["language"] | null;
  /** At the first start: whether members of queues become agents by themselves. */
  agents: "auto" | null;
  unattended: boolean;
  pbxs: PbxSettings[];
  /** The text of the PEM file of QM_TLS_CA. */
  tlsCa: string | null;
  /** Of QM_ZONE; null: as it is set on the page. */
  zone: string | null;
  /** 0: any free port; null: no HTTPS. */
  httpsPort: number | null;
  trustedProxies: string[];
  hostname: string;
  /** A token or TRIAL, unchecked; null: not said. */
  licence: string | null;
  /** Of who issues licences; null: none are known. */
  licenceKeys: JSONWebKeySet | null;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const yes = new Set(["1", "true", "yes", "on"]);
const no = new Set(["0", "false", "no", "off"]);

const variables = z.object({
  QM_PORT: z.string().transform(portNumber).optional(),
  PORT: z.string().transform(portNumber).optional(),
  QM_HTTPS_PORT: z.string().transform(portOrOff).optional(),
  QM_HOST: z.string().transform(ownAddress).default("0.0.0.0"),
  QM_DATA: z.string().optional(),
  DATABASE_URL: z.string().transform(databaseAddress).optional(),
  QM_SECRET_KEY: z.string().transform(secretKey).optional(),
  QM_ADMIN_PASSWORD: newPassword.optional(),
  QM_ADMIN_EMAIL: z.email("Write an address as ti@centro.example").max(254).optional(),
  QM_LANGUAGE: z.enum(siteLanguages, 'Write "pt", "es" or "en"').optional(),
  QM_AGENTS: z.literal("auto", 'Write "auto", or leave it out').optional(),
  QM_UNATTENDED: z.string().transform(flag).default(false),
  QM_TLS_CA: z.string().transform(pemFile).optional(),
  QM_LICENCE: z.string().trim().optional(),
  QM_LICENCE_KEYS: z.string().transform(licenceKeys).optional(),
  QM_ZONE: z.string().transform(timeZone).optional(),
  QM_TRUSTED_PROXIES: z.string().transform(addresses).default([]),
});

/**
 * Reads the configuration.
 *
 * @throws {Fault} that names every variable that is wrong, why, and never its secret parts
 */
export function readConfig(environment: Environment): Config {
  const given = setIn(environment);
  const read = variables.safeParse(given);
  const wrong = read.success ? [] : issuesOf(read.error);
  const pbxs = readPbxs(given, wrong);
  if (!read.success || wrong.length > 0) throw wrongEnvironment(wrong);
  const value = read.data;
  const port = value.QM_PORT ?? value.PORT ?? 8080;
  return {
    port,
    host: value.QM_HOST,
    data: value.QM_DATA ?? null,
    databaseUrl: value.DATABASE_URL ?? null,
    secretKey: value.QM_SECRET_KEY ?? null,
    adminPassword: value.QM_ADMIN_PASSWORD ?? null,
    adminEmail: value.QM_ADMIN_EMAIL ?? null,
    language: value.QM_LANGUAGE ?? null,
    agents: value.QM_AGENTS ?? null,
    unattended: value.QM_UNATTENDED,
    pbxs,
    licence: value.QM_LICENCE || null,
    licenceKeys: value.QM_LICENCE_KEYS ?? null,
    tlsCa: value.QM_TLS_CA ?? null,
    zone: value.QM_ZONE ?? null,
    // Where any port will do for the page, it does here too.
    httpsPort: value.QM_HTTPS_PORT === undefined ? (port === 0 ? 0 : 8443) : value.QM_HTTPS_PORT,
    trustedProxies: value.QM_TRUSTED_PROXIES,
    hostname: hostname(),
  };
}

/**
 * QM_TLS_CA alone, for a command that needs no more: what else is wrong in the environment does not concern it.
 *
 * @throws {Fault} when the file is no certificate
 */
export function readTlsCa(environment: Environment): string | null {
  const read = variables.pick({ QM_TLS_CA: true }).safeParse(setIn(environment));
  if (!read.success) throw wrongEnvironment(issuesOf(read.error));
  return read.data.QM_TLS_CA ?? null;
}

/** An empty variable is a variable that is not set: that is how compose files and service units leave one out. */
function setIn(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""));
}

function issuesOf(error: z.ZodError): string[] {
  return error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
}

function wrongEnvironment(wrong: readonly string[]): Fault {
  return new Fault(`The configuration in the environment is wrong. ${wrong.join(". ")}`, { exitCode: 2 });
}

function readPbxs(given: Environment, wrong: string[]): PbxSettings[] {
  const pbxs: PbxSettings[] = [];
  for (const [variable, text] of Object.entries(given)) {
    if (!/^QM_PBX_[A-Za-z0-9_]+$/.test(variable) || text === undefined) continue;
    const suffix = ["_SECRET", "_QUEUE_LOG"].find((each) => variable.endsWith(each));
    if (suffix !== undefined) {
      const address = variable.slice(0, -suffix.length);
      if (!given[address]) wrong.push(`${variable}: Set ${address} too`);
      continue;
    }
    const queueLog = given[`${variable}_QUEUE_LOG`];
    const log = queueLog === undefined ? null : readLogAddress(queueLog);
    if (typeof log === "string") wrong.push(`${variable}_QUEUE_LOG: ${log}`);
    const secret = given[`${variable}_SECRET`];
    const pbx = pbxOfAddress(variable.slice("QM_PBX_".length), text, secret);
    if (typeof pbx === "string") wrong.push(`${variable}: ${pbx}`);
    else if (pbxs.some((each) => each.id === pbx.id))
      wrong.push(
        `${variable}: Another variable sets the PBX "${pbx.id}" too. Ids differ by more than case and _ for -`,
      );
    else pbxs.push(queueLog === undefined ? pbx : { ...pbx, queueLog });
  }
  return pbxs;
}

/** The PBX, or what is wrong with its address. */
function pbxOfAddress(id: string, text: string, secret: string | undefined): PbxSettings | string {
  const shape = "Write ami://user:secret@host:5038 (or amis:// for TLS); percent-encode what is special in the secret";
  // URL knows no default port for a scheme of our own, and reads its host without checks; http's rules are what is meant.
  const scheme = /^(amis?):\/\//.exec(text)?.[1];
  if (scheme === undefined) return `Begin with ami:// or amis://. ${shape}`;
  const url = URL.parse(text.replace(/^amis?:/, "http:"));
  if (url === null) return `It cannot be read as an address. ${shape}`;
  const tls = scheme === "amis";
  const written = /:(\d+)$/.exec(url.host)?.[1] ?? (/^[^?#]*:80(?:[/?#]|$)/.test(text) ? "80" : undefined);
  const user = decoded(url.username);
  const password = secret ?? decoded(url.password);
  if (user === null || password === null) return `A % in it is not followed by two hexadecimal digits. ${shape}`;
  const read = pbxInput.safeParse({
    id: id.toLowerCase().replaceAll("_", "-"),
    name: url.searchParams.get("name") ?? id,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: written === undefined ? (tls ? 5039 : 5038) : Number(written),
    username: user,
    secret: password,
    tls,
  });
  if (read.success) return read.data;
  return `${read.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join(", ")}. ${shape}`;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function portNumber(text: string, context: z.core.$RefinementCtx): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  context.addIssue(`"${text}" is not a port. Write a number from 1 to 65535`);
  return z.NEVER;
}

function portOrOff(text: string, context: z.core.$RefinementCtx): number | null {
  return no.has(text.toLowerCase()) && text !== "0" ? null : portNumber(text, context);
}

function addresses(text: string, context: z.core.$RefinementCtx): string[] {
  const all = text.split(",").map((each) => each.trim());
  for (const each of all) {
    if (isIP(each) === 0)
      context.addIssue(`"${each}" is no address. Write addresses such as 10.0.0.2, comma-separated`);
  }
  return all;
}

function flag(text: string, context: z.core.$RefinementCtx): boolean {
  const word = text.toLowerCase();
  if (yes.has(word) || no.has(word)) return yes.has(word);
  context.addIssue(`"${text}" is neither true nor false`);
  return z.NEVER;
}

function secretKey(text: string, context: z.core.$RefinementCtx): Uint8Array<ArrayBuffer> {
  const key = readKey(text);
  if (key) return key;
  context.addIssue("It is no key of 32 bytes in Base64 or hexadecimal. Make one with: openssl rand -base64 32");
  return z.NEVER;
}

/** A name could stand for several addresses, and one that does not exist is told by no system in the same words. */
function ownAddress(text: string, context: z.core.$RefinementCtx): string {
  if (isIP(text) !== 0 || text === "localhost") return text;
  context.addIssue(`"${text}" is no address. Write one of this machine's, or 0.0.0.0 for all of them`);
  return z.NEVER;
}

function timeZone(text: string, context: z.core.$RefinementCtx): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    context.addIssue(`"${text}" is not a time zone. Write one such as America/Sao_Paulo`);
    return z.NEVER;
  }
}

function pemFile(path: string, context: z.core.$RefinementCtx): string {
  try {
    const text = readFileSync(path, "utf8");
    if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
    context.addIssue(`There is no certificate in ${path}. It must be in the PEM form`);
  } catch (error) {
    context.addIssue(`The file cannot be read: ${reasonOf(error)}`);
  }
  return z.NEVER;
}

function licenceKeys(text: string, context: z.core.$RefinementCtx): JSONWebKeySet {
  const read = readLicenceKeys(text);
  if (typeof read !== "string") return read;
  context.addIssue(read);
  return z.NEVER;
}

function databaseAddress(text: string, context: z.core.$RefinementCtx): string {
  const url = URL.parse(text);
  if (url && (url.protocol === "postgres:" || url.protocol === "postgresql:") && url.pathname.length > 1) return text;
  context.addIssue("It is not a PostgreSQL address. Write postgres://user:password@host:5432/name");
  return z.NEVER;
}
