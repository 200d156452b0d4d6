/**
 * The server: reads the environment, opens the sockets, puts the parts together and takes them apart again.
 * It runs until it is told to stop (SIGTERM, SIGINT) or loses its database to another server.
 */
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import type { AmiClock } from "@qmanager/ami";
import { createApp, createStartingApp } from "./app.ts";
import { type Config, readConfig } from "./config.ts";
import type { Sql } from "./db/connect.ts";
import { openDataFolder } from "./db/data_folder.ts";
import { installationId } from "./db/licences.ts";
import { type OpenDatabase, openDatabase } from "./db/open.ts";
import { codeOf, Fault, reasonOf } from "./fault.ts";
import { type FirstAccess, unattendedAccess, unattendedAgents, unattendedLicence } from "./first_access.ts";
import { upgradeOptions } from "./http/bearer.ts";
import { Licences } from "./licence/licences.ts";
import { Hub } from "./live/hub.ts";
import { liveSockets, type SocketData } from "./live/socket.ts";
import { createLog, type Log } from "./log.ts";
import { storedMailDesk } from "./mail/stored_mail_desk.ts";
import manifest from "./package.json" with { type: "json" };
import { PbxLines } from "./pbx/lines.ts";
import { openSocket } from "./pbx/socket.ts";
import { storedLines } from "./pbx/stored_lines.ts";
import { Imports } from "./queue_log/imports.ts";
import { QueueLogs } from "./queue_log/queue_logs.ts";
import { QueueBook } from "./records/queue_book.ts";
import { Records } from "./records/records.ts";
import { upkeep } from "./records/upkeep.ts";
import type { SettingsName } from "./routes/settings.ts";
import { digitPasswords } from "./secrets/digit_passwords.ts";
import { KeyFault, openMasterKey } from "./secrets/master_key.ts";
import { sealStored } from "./secrets/seal_stored.ts";
import { SecretBox } from "./secrets/secret_box.ts";
import { findSection } from "./settings/section.ts";
import { httpsSection } from "./settings/sections.ts";
import { SiteClock } from "./settings/site_clock.ts";
import { checkSignedIns } from "./sign_in/session.ts";
import { SetupGate } from "./sign_in/setup_gate.ts";
import type { KeyPair } from "./tls/certificate_files.ts";
import { Https } from "./tls/https.ts";
import { builtPage } from "./web/build.ts";
import { createPage, type PageFile } from "./web/page.ts";

const heartbeatMs = 1_000;
const sessionCheckMs = 15_000;
const upkeepMs = 3_600_000;
/** How often it is looked whether every PBX has told who its members are, where they are to become agents. */
const proposalMs = 2_000;
/**
 * What tells every process of a terminal or a service tells those too that started this one, and they pass it on: a signal that
 * comes so soon after the first is the same one.
 */
const sameSignalMs = 1_000;
/** However slowly its parts stop, the process ends by then. */
const stopMs = 30_000;

const clock: AmiClock = {
  now: Date.now,
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

/** Runs the server until it ends. @returns the exit code */
async function run(config: Config, log: Log): Promise<number> {
  const end = Promise.withResolvers<number>();
  let isStopping = false;
  let toldAt = Number.NEGATIVE_INFINITY;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (isStopping) {
        // Told twice, it is in earnest.
        if (performance.now() - toldAt > sameSignalMs) process.exit(1);
        return;
      }
      isStopping = true;
      toldAt = performance.now();
      log.info("Stopping", { signal });
      end.resolve(0);
    });
  }
  process.on("unhandledRejection", (error) => log.error("Something failed unseen", { reason: reasonOf(error) }));
  process.on("uncaughtException", (error) => log.error("Something failed unseen", { reason: reasonOf(error) }));

  const folder = openDataFolder(config.data);
  const masterKey = openMasterKey(folder.path, config.secretKey);
  if (masterKey.fault) log.error("No secret can be read or kept", { reason: masterKey.fault.message });
  const secrets = new SecretBox(masterKey);
  const passwords = digitPasswords(() => masterKey.keyFor("agent-pepper"));
  const built = Promise.withResolvers<ReadonlyMap<string, PageFile>>();
  const page = createPage(built.promise);
  const client = { trustedProxies: config.trustedProxies, hostname: config.hostname };
  const gate = new SetupGate(Date.now);
  const tls = config.tlsCa === null ? {} : { ca: config.tlsCa };
  const site = new SiteClock(config.zone);
  const queueBook = new QueueBook(() => lines.reconfigure());
  const lines: PbxLines = new PbxLines({
    ...{ fixed: config.pbxs, clock, log, site },
    open: (pbx, signal) => openSocket({ host: pbx.host, port: pbx.port, signal, ...(pbx.tls ? { tls } : {}) }),
    agentOf: (pbx, member) => records?.agents.agentOf(pbx, member) ?? null,
    settingsOf: (pbx, queue) => queueBook.of(pbx, queue),
    publish: (topic, changes) => hub.publish(topic, changes),
    replace: (topic) => hub.replace(topic),
    records: (pbx) => {
      if (!records) throw new Error("A line is begun only when the database is there");
      return records.of(pbx);
    },
  });
  let records: Records | null = null;
  let logs: QueueLogs | null = null;
  let imports: Imports | null = null;
  const hub: Hub = new Hub(lines, { now: Date.now, later: (work, ms) => clock.after(ms, work) });
  const sockets = liveSockets(hub, log, Date.now);

  let app = createStartingApp({ client, log, page });
  const serve = (port: number, tls?: KeyPair) =>
    Bun.serve<SocketData>({
      hostname: config.host,
      port,
      ...(tls === undefined ? {} : { tls }),
      websocket: sockets.handler,
      // A test of a PBX that does not answer takes its time.
      idleTimeout: 60,
      // The application limits each request but uploads.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      development: false,
      // Without development Bun lets several programs share a port, and each would get some of the requests.
      reusePort: false,
      fetch: (request, listener) =>
        app.fetch(request, {
          address: listener.requestIP(request)?.address ?? null,
          isTls: tls !== undefined,
          takeTime: () => listener.timeout(request, 0),
          upgrade: (upgraded, data) => listener.upgrade(upgraded, upgradeOptions(upgraded, data)),
        }),
    });
  const server = await listen(config, () => serve(config.port));
  const https = new Https({
    ...{ port: config.httpsPort, folder: join(folder.path, "tls"), log, now: Date.now },
    open: (pair, port) => {
      const made = serve(port, pair);
      return { port: made.port, stop: () => made.stop(isStopping) };
    },
  });

  const building = builtPage(join(folder.path, "page")).then(built.resolve, built.reject);
  let opening: Promise<OpenDatabase> | null = null;
  let isLost = false;
  const timers: Timer[] = [];
  try {
    const holder = { host: config.hostname, pid: process.pid };
    opening = openDatabase(config.databaseUrl, folder, holder, log, (reason) => {
      log.error("The server stops", { reason });
      isLost = true;
      end.resolve(1);
    });
    const [{ sql }] = await Promise.all([opening, built.promise]);
    await sealEarlier(sql, secrets, log);
    const access = await unattendedAccess(sql, config, Date.now());
    records = new Records({
      ...{ folder: join(folder.path, "journal"), sql, log, now: Date.now },
      refused: (pbx) => lines.unrecorded(pbx),
      resumed: (pbx, gap) => lines.retell(pbx, gap),
    });
    await Promise.all([records.makeAhead(), records.agents.read(sql), queueBook.read(sql)]);
    const { agents, partitions } = records;
    const shared = { sql, partitions, agents, log, now: Date.now };
    logs = new QueueLogs({ ...shared, fixed: config.pbxs, site });
    imports = new Imports({ ...shared, folder: join(folder.path, "imports") });
    const follow = storedLines(sql, secrets, {
      configure(stored) {
        lines.configure(stored);
        logs?.configure(stored);
      },
    });
    await Promise.all([site.read(sql), findSection(sql, httpsSection).then(({ value }) => https.apply(value))]);
    const settingChanged = async (name: SettingsName) => {
      if (name === "https") await https.apply((await findSection(sql, httpsSection)).value);
      if (name !== "site" || !(await site.read(sql))) return;
      lines.restart();
      logs?.restart();
    };
    await follow();
    await imports.start();
    const { signedOut, check } = sockets;
    const accessChanged = () => check((all) => checkSignedIns(sql, all, Date.now()));
    const licences = new Licences({ secrets, keys: config.licenceKeys, now: Date.now, zone: () => site.zone });
    if (config.licence !== null) await unattendedLicence({ sql, licences, log }, config.licence, Date.now());
    await installationId(sql, Date.now());
    app = createApp({
      ...{
        sql,
        now: Date.now,
        log,
        version: manifest.version,
        client,
        gate,
        pbxs: lines,
        desks: lines,
        secrets,
        follow,
        live: lines,
        ...{ site, https, settingChanged, tlsCa: config.tlsCa, databaseOfEnvironment: config.databaseUrl !== null },
        agents,
        passwords,
        seatLimit: licences.seatLimit,
        licences,
        queueBook,
        partitions,
        imports,
        logs,
        keeping: (pbx) => records?.keeping(pbx) ?? null,
        hub,
        signedOut,
        accessChanged,
        mail: storedMailDesk(sql, secrets, config.tlsCa),
        page,
      },
    });
    timers.push(
      setInterval(() => void upkeep({ sql, partitions, log, now: Date.now, site }), upkeepMs),
      setInterval(() => {
        lines.tick(Date.now());
        hub.heartbeat();
      }, heartbeatMs),
      setInterval(() => void https.check(), upkeepMs),
      setInterval(() => void accessChanged(), sessionCheckMs),
    );
    const proposing = setInterval(async () => {
      try {
        const parts = { sql, desks: lines, live: lines, agents, seatLimit: licences.seatLimit, log };
        if (await unattendedAgents(parts, Date.now())) clearInterval(proposing);
      } catch (error) {
        log.warn("Members of queues could not be made agents now", { reason: reasonOf(error) });
      }
    }, proposalMs);
    timers.push(proposing);
    log.info("Ready", { version: manifest.version, port: server.port, data: folder.path, pbxs: lines.pbxs().length });
    announce(addresses(config, server.port ?? config.port, https.state().port), gate, access);
    return await end.promise;
  } finally {
    isStopping = true;
    setTimeout(() => {
      log.error("Stopping takes too long; the process ends now");
      process.exit(1);
    }, stopMs).unref();
    for (const timer of timers) clearInterval(timer);
    sockets.closeAll();
    await Promise.all([server.stop(true), https.close()]);
    await building;
    await lines.close();
    await Promise.all([records?.close(), logs?.close(), imports?.close()]);
    // Why it could not be opened was said already.
    const database = await opening?.catch(() => null);
    await (isLost ? database?.abandon() : database?.close());
  }
}

/** An earlier version kept secrets as plain text. */
async function sealEarlier(sql: Sql, secrets: SecretBox, log: Log): Promise<void> {
  try {
    const sealed = await sealStored(sql, secrets, Date.now);
    if (sealed > 0) log.info("Secrets of PBXs were sealed: they stood in the database as plain text", { pbxs: sealed });
  } catch (error) {
    // All that needs no secret goes on.
    if (!(error instanceof KeyFault)) throw error;
    log.error("Secrets of PBXs stay in the database as plain text", { reason: error.message });
  }
}

async function listen<Server>({ host, port }: Config, open: () => Server): Promise<Server> {
  try {
    return open();
  } catch (error) {
    throw new Fault(`Cannot listen on ${host}:${port}: ${await whyNot(error, port)}`, { cause: error });
  }
}

async function whyNot(error: unknown, port: number): Promise<string> {
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return `${await whoListens(port)}. Stop it, or choose another port with QM_PORT`;
    case "EACCES":
      return "ports below 1024 are for root. Choose another one with QM_PORT";
    case "EADDRNOTAVAIL":
      return "this machine does not have that address. Correct QM_HOST";
    default:
      return `${reasonOf(error)}. Check QM_HOST and QM_PORT`;
  }
}

async function whoListens(port: number): Promise<string> {
  const unknown = "another program uses the port";
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/setup`, { signal: AbortSignal.timeout(1_000) });
    const state: unknown = await answer.json();
    const isOurs = typeof state === "object" && state !== null && "databaseReady" in state;
    return isOurs ? "a Q-Manager runs there already" : unknown;
  } catch {
    // Whatever it is, it does not speak as we do.
    return unknown;
  }
}

/** What whoever installs it needs to know now, on standard output: secrets go there once, and never into the log. */
function announce(places: readonly string[], gate: SetupGate, access: FirstAccess): void {
  const lines = [`Q-Manager is at ${places.join(" and ")}`];
  switch (access.type) {
    case "needed":
      lines.push("First access: open it in this network and choose the administrator's password.");
      lines.push(`From elsewhere it asks for this code: ${gate.code}`);
      break;
    case "generated":
      lines.push(`Sign in as admin with this password, shown only now: ${access.password}`);
      break;
    case "created":
      lines.push("Sign in as admin with the password of QM_ADMIN_PASSWORD.");
      break;
    case "done":
      if (access.ignored) lines.push("QM_ADMIN_PASSWORD is not used: the administrator has a password already.");
      break;
    default:
      access satisfies never;
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}

function addresses({ host }: Config, port: number, httpsPort: number | null): string[] {
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const outer = own.filter((each) => each.family === "IPv4" && !each.internal).map((each) => each.address);
  const all = host === "0.0.0.0" || host === "::" ? ["localhost", ...outer] : [host.includes(":") ? `[${host}]` : host];
  const secure = httpsPort === null ? [] : all.map((each) => `https://${each}:${httpsPort}`);
  return [...all.map((each) => `http://${each}:${port}`), ...secure];
}

async function main(): Promise<number> {
  const log = createLog((line) => process.stderr.write(line), Date.now);
  try {
    return await run(readConfig(process.env), log);
  } catch (error) {
    if (!(error instanceof Fault)) log.error("The server failed", { reason: reasonOf(error) });
    process.stderr.write(`${error instanceof Fault ? error.message : reasonOf(error)}\n`);
    return error instanceof Fault ? error.exitCode : 1;
  }
}

process.exit(await main());
