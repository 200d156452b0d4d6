/**
 * `qm doctor`: examines the connection to a PBX and prints what was found, what each lack costs, and the lines for
 * manager.conf. Ends with 0 when nothing lacks that the product uses.
 */
import { createSocket } from "node:dgram";
import { isIP } from "node:net";
import { parseArgs } from "node:util";
import { readConfig, readTlsCa } from "../config.ts";
import { Fault, reasonOf } from "../fault.ts";
import { type Diagnosis, examinePbx } from "../pbx/doctor.ts";
import { type PbxSettings, pbxInput } from "../pbx/settings.ts";
import { openSocket } from "../pbx/socket.ts";

export const summary = "Examine the connection to a PBX: reachable, permissions, version, queues, clock";

const help = `Usage: bun run qm doctor [--pbx ID] | --host HOST [--port 5038] --user USER --secret SECRET [--tls]

  --pbx ID        a PBX of the environment (QM_PBX_<ID>); without it, all of them
  --host HOST     another one: its name or address
  --port N        its manager port (5038; 5039 with --tls)
  --user USER     user of manager.conf
  --secret TEXT   his secret; or in the variable QM_SECRET, where other users of this machine do not see it
  --tls           the port speaks TLS; QM_TLS_CA names the PEM file of the authority of a certificate of your own
  --json          print the result as JSON
`;

export async function run(args: string[]): Promise<number> {
  const values = parsed(args);
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  let worst = 0;
  const ca = readTlsCa(process.env);
  const trusted = ca === null ? {} : { ca };
  for (const settings of asked(values)) {
    const diagnosis = await examinePbx(settings, {
      clock,
      ownAddress: await ownAddress(settings.host),
      open: ({ host, port, tls }, signal) => openSocket({ host, port, signal, ...(tls ? { tls: trusted } : {}) }),
    });
    const sound = diagnosis.ok && diagnosis.checks.every((check) => check.ok);
    if (!sound) worst = 1;
    process.stdout.write(values.json ? `${JSON.stringify(diagnosis)}\n` : report(settings, diagnosis, sound));
  }
  return worst;
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        pbx: { type: "string" },
        host: { type: "string" },
        port: { type: "string" },
        user: { type: "string" },
        secret: { type: "string" },
        tls: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new Fault(`${reasonOf(error)}. See bun run qm doctor --help`, { exitCode: 2, cause: error });
  }
}

/** The PBXs that the command line, or the environment, names. */
function asked(values: ReturnType<typeof parsed>): PbxSettings[] {
  if (values.host === undefined) {
    const { pbxs } = readConfig(process.env);
    const wanted = values.pbx === undefined ? pbxs : pbxs.filter((pbx) => pbx.id === values.pbx);
    if (wanted.length > 0) return wanted;
    const known = pbxs.map((pbx) => pbx.id).join(", ");
    const found = known === "" ? "the environment has none" : `the environment has ${known}`;
    throw new Fault(
      `There is no PBX ${values.pbx === undefined ? "to examine" : `"${values.pbx}"`}: ${found}. Give --host, --user and --secret, or set QM_PBX_<ID>`,
      { exitCode: 2 },
    );
  }
  const read = pbxInput.safeParse({
    id: "doctor",
    name: values.host,
    host: values.host,
    port: values.port === undefined ? (values.tls ? 5039 : 5038) : Number(values.port),
    username: values.user ?? "",
    secret: values.secret ?? process.env.QM_SECRET ?? "",
    tls: values.tls ?? false,
  });
  if (read.success) return [read.data];
  const wrong = read.error.issues.map(
    (issue) => `--${issue.path.join(".").replace("username", "user")}: ${issue.message}`,
  );
  throw new Fault(`${wrong.join(". ")}. See bun run qm doctor --help`, { exitCode: 2 });
}

function report(settings: PbxSettings, diagnosis: Diagnosis, sound: boolean): string {
  const lines = [`${settings.name} (${settings.host}:${settings.port})`];
  for (const check of diagnosis.checks) {
    const mark = check.ok ? (check.detail.startsWith("Unknown") ? "?    " : "ok   ") : "LACKS";
    lines.push(`  ${mark} ${check.name}: ${check.detail}`);
    if (check.cost !== undefined && !check.ok) lines.push(`          Without it: ${check.cost}`);
  }
  if (sound) lines.push("Nothing lacks.");
  else if (diagnosis.amiVersion !== null || diagnosis.checks.some((check) => check.name === "login")) {
    lines.push("", "In manager.conf on the PBX, then: asterisk -rx 'manager reload'", "");
    lines.push(...diagnosis.managerConf);
  }
  return `${lines.join("\n")}\n\n`;
}

const clock = {
  now: () => Date.now(),
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** The address this machine uses towards a host: what a connected datagram socket is bound to. Sends nothing. */
function ownAddress(host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket(isIP(host) === 6 ? "udp6" : "udp4");
    const done = (address: string | null) => {
      socket.close();
      resolve(address);
    };
    // A host that cannot be found is told by the examination itself.
    socket.once("error", () => done(null));
    socket.connect(9, host, () => done(socket.address().address));
  });
}
