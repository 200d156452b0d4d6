/**
 * `qm import queue_log FILE…`: hands logs to the running server, which records them. The server alone writes to its
 * database: it has the lease, and merges with what it hears at the same time.
 */
import { parseArgs } from "node:util";
import { isRow, isZone, LogReader, pbxId, rowToEvent, VisitFold } from "@qmanager/core";
import { readConfig } from "../config.ts";
import { Fault, reasonOf } from "../fault.ts";
import { type JoinedLogs, joinedLogs } from "../queue_log/joined_logs.ts";
import { machineZone } from "../settings/site_clock.ts";
import { ServerSession, serverAddress } from "./server_session.ts";

export const summary = "Import queue_log files of months or years into the running server";

const help = `Usage: bun run qm import queue_log FILE… [--pbx ID] [--zone America/Sao_Paulo] [--dry-run] [--server URL]

Files may be gzipped, in any order, and overlap: they are read as one log, by their times. What was imported before changes
nothing, so a run that was cut off may be run again.

The server has to run: it alone writes to its database, and goes on while it imports. It is asked at --server
(http://localhost:8080, or QM_PORT), as the user of QM_USER (admin) with the password of QM_PASSWORD, or else asked for here.
Ctrl C cancels; what was recorded stays.

  --pbx ID        of which PBX they are; may be left out where there is only one
  --zone ZONE     of times that are local text, as in exports of a database; the server's (QM_ZONE), if left out
  --dry-run       reads the files and tells what is in them; needs no server
  --server URL    another server, or another port
`;

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parsed(args);
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [kind, ...files] = positionals;
  if (kind !== "queue_log" || files.length === 0) throw new Fault(help.trimEnd(), { exitCode: 2 });
  const { zone } = values;
  if (zone !== undefined && !isZone(zone)) {
    throw new Fault(`"${zone}" is not a time zone. Name one as in America/Sao_Paulo`, { exitCode: 2 });
  }
  const logs = await joinedLogs(files, zone ?? readConfig(process.env).zone ?? machineZone());
  return values["dry-run"] ? await dryRun(logs, zone) : await upload(logs, values);
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        pbx: { type: "string" },
        zone: { type: "string" },
        server: { type: "string" },
        "dry-run": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new Fault(`${reasonOf(error)}. See bun run qm import --help`, { exitCode: 2, cause: error });
  }
}

async function dryRun(logs: JoinedLogs, zone: string | undefined): Promise<number> {
  const reader = new LogReader(zone === undefined ? {} : { zone });
  const pbx = pbxId("pbx");
  const fold = new VisitFold(pbx, { source: "queue_log" });
  const visits = new Set<string>();
  let [lines, problems, since] = [0, 0, Number.POSITIVE_INFINITY];
  let first: { line: string; reason: string } | null = null;
  for await (const text of logs.text) {
    for (const line of text.split("\n")) {
      if (line === "") continue;
      lines += 1;
      const row = reader.line(line);
      if (!isRow(row)) {
        problems += 1;
        first ??= row;
        continue;
      }
      since = Math.min(since, row.at);
      const event = rowToEvent(row, { pbx });
      if (event) for (const visit of fold.apply(event)) visits.add(`${visit.uniqueid}/${visit.visit}`);
    }
  }
  process.stdout.write(
    `${counted(visits.size, "visit")}${sinceText(since)} in ${counted(lines, "line")}${again(logs)}\n`,
  );
  if (first) problemLine(problems, first);
  return visits.size === 0 && problems > 0 ? 1 : 0;
}

interface ToldImport {
  id: number;
  state: string;
  lines: number;
  problems: number;
  lastAt: number | null;
  visits: number | null;
  since: number | null;
  reason: string | null;
}

async function upload(logs: JoinedLogs, values: ReturnType<typeof parsed>["values"]): Promise<number> {
  const server = values.server ?? serverAddress();
  const session = await ServerSession.begin(server);
  let id: number | null = null;
  let isCancelled = false;
  const cancel = new AbortController();
  process.once("SIGINT", () => {
    isCancelled = true;
    cancel.abort();
  });
  const query = new URLSearchParams({ name: logs.name });
  if (values.pbx !== undefined) query.set("pbx", values.pbx);
  if (values.zone !== undefined) query.set("zone", values.zone);
  try {
    const made = await session.ask<{ import: ToldImport }>("POST", `/imports?${query}`, {
      body: encoded(logs),
      signal: cancel.signal,
    });
    id = made.import.id;
    let told = made.import;
    while (told.state === "running" && !isCancelled) {
      progress(`${counted(told.lines, "line")}${told.lastAt === null ? "" : `, up to ${month(told.lastAt)}`}`);
      await Bun.sleep(500);
      told = (await session.ask<{ import: ToldImport }>("GET", `/imports/${id}`)).import;
    }
    progress("");
    if (isCancelled) return await cancelled(session, id);
    return await ended(session, told, logs);
  } catch (error) {
    progress("");
    if (!isCancelled) throw error;
    return await cancelled(session, id);
  }
}

async function ended(session: ServerSession, told: ToldImport, logs: JoinedLogs): Promise<number> {
  if (told.state !== "done") {
    process.stderr.write(`The import ${told.id} ${told.state}${told.reason === null ? "" : `: ${told.reason}`}\n`);
    return 1;
  }
  const since = sinceText(told.since);
  process.stdout.write(
    `${counted(told.visits ?? 0, "visit")}${since}, from ${counted(told.lines, "line")}${again(logs)}\n`,
  );
  if (told.problems > 0) {
    const { problems } = await session.ask<{ problems: { line: string; reason: string }[] }>(
      "GET",
      `/imports/${told.id}/problems`,
    );
    if (problems[0]) problemLine(told.problems, problems[0]);
  }
  return told.visits === 0 && told.problems > 0 ? 1 : 0;
}

async function cancelled(session: ServerSession, id: number | null): Promise<number> {
  if (id !== null) await session.ask("POST", `/imports/${id}/cancel`).catch(() => null);
  process.stderr.write("Cancelled. What was recorded stays; run it again to go on\n");
  return 1;
}

function encoded({ text }: JoinedLogs): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = text[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

/** On one line of a terminal; nothing elsewhere. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

const thousands = (count: number): string => count.toLocaleString("en");
const counted = (count: number, one: string): string => `${thousands(count)} ${count === 1 ? one : `${one}s`}`;
const month = (at: number): string => new Date(at).toISOString().slice(0, 7).split("-").reverse().join("/");
const sinceText = (at: number | null): string => (at === null || !Number.isFinite(at) ? "" : ` since ${month(at)}`);
const again = ({ repeated }: JoinedLogs): string =>
  repeated.lines > 0 ? `; ${thousands(repeated.lines)} more were in another file already` : "";

function problemLine(count: number, { line, reason }: { line: string; reason: string }): void {
  const lost = count === 1 ? "1 line was" : `${thousands(count)} lines were`;
  process.stderr.write(`${lost} not understood; the first: ${JSON.stringify(line.slice(0, 200))}: ${reason}\n`);
}
