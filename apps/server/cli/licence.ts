/**
 * `qm licence`: for who issues licences, and to see what one says. Making keys and tokens needs no server and no database;
 * the private key is a file of who issues them, and no part of the product.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { LicenceClaims } from "@qmanager/core/licence";
import type { JSONWebKeySet, JWK } from "jose";
import { z } from "zod";
import { type Environment, readConfig } from "../config.ts";
import { countActive } from "../db/agent_records.ts";
import { findDataFolder, openDataFolder } from "../db/data_folder.ts";
import { visitDatabase } from "../db/visit_database.ts";
import { Fault, reasonOf } from "../fault.ts";
import { readLicenceKeys } from "../licence/licence_keys.ts";
import { calendarDay, makeKeys, readLicence, signLicence } from "../licence/licence_token.ts";
import { faultText, Licences } from "../licence/licences.ts";
import { silentLog } from "../log.ts";
import { openMasterKey } from "../secrets/master_key.ts";
import { SecretBox } from "../secrets/secret_box.ts";
import { SiteClock } from "../settings/site_clock.ts";

export const summary = "Make keys and tokens of licences, show one";

const help = `Usage: bun run qm licence keys FILE
       bun run qm licence issue --key FILE --customer NAME --agents N --until DAY [--from DAY] [--services A,B]
       bun run qm licence show [TOKEN]

  keys FILE    makes a key pair: the private key goes into FILE, which must not be there yet; the public one is printed, as
               a set for QM_LICENCE_KEYS
  issue        prints a token. DAY is 2027-01-31, by the clocks of who uses it; --from is today if left out
  show TOKEN   what a token says, checked with QM_LICENCE_KEYS; without TOKEN: what is entered in this installation
`;

const options = {
  help: { type: "boolean", short: "h" },
  key: { type: "string" },
  customer: { type: "string" },
  agents: { type: "string" },
  until: { type: "string" },
  from: { type: "string" },
  services: { type: "string" },
} as const;

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parsed(args);
  const [what, argument, ...rest] = positionals;
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (rest.length > 0) throw usage();
  if (what === "keys" && argument !== undefined) return keys(argument);
  if (what === "issue" && argument === undefined) return issue(values);
  if (what === "show") return argument === undefined ? showEntered() : showToken(argument, process.env);
  throw usage();
}

const usage = () => new Fault(help.trimEnd(), { exitCode: 2 });

function parsed(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new Fault(`${reasonOf(error)}. See bun run qm licence --help`, { exitCode: 2, cause: error });
  }
}

async function keys(file: string): Promise<number> {
  const { privateKey, publicKey } = await makeKeys();
  try {
    writeFileSync(file, `${JSON.stringify(privateKey)}\n`, { mode: 0o600, flag: "wx", flush: true });
  } catch (error) {
    throw new Fault(`The private key cannot be written to ${file}: ${reasonOf(error)}`, { cause: error });
  }
  process.stdout.write(`${JSON.stringify({ keys: [publicKey] })}\n`);
  process.stderr.write(`The private key is in ${file}. Keep it: who has it issues licences\n`);
  return 0;
}

const asked = z.object({
  customer: z.string("--customer is missing").trim().min(1, "--customer is empty").max(200, "--customer is too long"),
  agents: z
    .string("--agents is missing")
    .regex(/^[1-9]\d{0,5}$/, "--agents is a whole number from 1")
    .transform(Number),
  until: calendarDay,
  from: calendarDay,
  services: z.array(z.string().min(1).max(50)).max(100),
});

async function issue(values: Record<string, string | boolean | undefined>): Promise<number> {
  const read = asked.safeParse({
    ...{ customer: values.customer, agents: values.agents, until: values.until ?? "" },
    from: values.from ?? new Date().toISOString().slice(0, 10),
    services: String(values.services ?? "")
      .split(",")
      .flatMap((each) => (each.trim() === "" ? [] : [each.trim()])),
  });
  if (!read.success) {
    const wrong = read.error.issues.map(({ path, message }) =>
      message.startsWith("--") ? message : `--${path[0]?.toString()}: ${message}`,
    );
    throw new Fault(wrong.join(". "), { exitCode: 2 });
  }
  if (read.data.from > read.data.until) throw new Fault("--until is before --from", { exitCode: 2 });
  const claims: LicenceClaims = { ...read.data, issuedAt: Date.now() };
  process.stdout.write(`${await signLicence(privateKeyOf(values.key), claims)}\n`);
  return 0;
}

function privateKeyOf(file: string | boolean | undefined): JWK {
  if (typeof file !== "string")
    throw new Fault("--key is missing: the file that qm licence keys made", { exitCode: 2 });
  try {
    const key = JSON.parse(readFileSync(file, "utf8"));
    if (key?.crv === "Ed25519" && typeof key.d === "string") return key;
  } catch (error) {
    // What is in it is never shown: it is a secret.
    throw new Fault(`${file} cannot be read as a key, as qm licence keys makes it`, { exitCode: 2, cause: error });
  }
  throw new Fault(`${file} is no private Ed25519 key, as qm licence keys makes it`, { exitCode: 2 });
}

async function showToken(token: string, environment: Environment): Promise<number> {
  const read = await readLicence(token.trim(), keysOf(environment));
  if (typeof read === "string") throw new Fault(faultText(read));
  const { customer, agents, services, from, until, issuedAt } = read;
  const lines = [`customer   ${customer}`, `agents     ${agents}`, `services   ${services.join(", ") || "none"}`];
  lines.push(`validity   ${from} to ${until}`, `issued     ${new Date(issuedAt).toISOString()}`);
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

function keysOf(environment: Environment): JSONWebKeySet | null {
  const text = environment.QM_LICENCE_KEYS;
  if (text === undefined || text === "") return null;
  const read = readLicenceKeys(text);
  if (typeof read === "string") throw new Fault(`QM_LICENCE_KEYS: ${read}`, { exitCode: 2 });
  return read;
}

async function showEntered(): Promise<number> {
  const config = readConfig(process.env);
  const folder = config.databaseUrl === null ? findDataFolder(config.data) : openDataFolder(config.data);
  const secrets = new SecretBox(openMasterKey(folder.path, config.secretKey));
  const site = new SiteClock(config.zone);
  const licences = new Licences({ secrets, keys: config.licenceKeys, now: Date.now, zone: () => site.zone });
  await visitDatabase(
    config.databaseUrl,
    () => folder,
    silentLog,
    async (sql) => {
      await site.read(sql);
      const { state, masked } = await licences.current(sql);
      const lines = [
        `edition    ${state.type}`,
        `token      ${masked ?? "none"}`,
        `active     ${await countActive(sql)}`,
      ];
      if ("claims" in state) lines.push(`customer   ${state.claims.customer}`, `agents     ${state.claims.agents}`);
      if ("until" in state) lines.push(`until      ${new Date(state.until).toISOString()}`);
      if (state.type === "unusable") lines.push(`problem    ${faultText(state.fault)}`);
      process.stdout.write(`${lines.join("\n")}\n`);
    },
  );
  return 0;
}
