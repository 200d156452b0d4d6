/** `qm retention`: how long the running server keeps records, what that would take away now, and taking it away. */
import { parseArgs } from "node:util";
import type { OldMonth, Retention } from "../db/retention.ts";
import { Fault, reasonOf } from "../fault.ts";
import { ServerSession, serverAddress } from "./server_session.ts";

export const summary = "Tell how long records are kept, and what would go or goes";

const help = `Usage: bun run qm retention [--dry-run | --run] [--server URL]

Tells how many months the server keeps records of each kind. It is set with PUT /api/v1/retention; what is older goes at night.
The server has to run. It is asked as the user of QM_USER (admin) with the password of QM_PASSWORD, or else asked for here.

  --dry-run       tells what would go now, and takes nothing away
  --run           takes it away now
  --server URL    another server than http://localhost:8080 (or QM_PORT)
`;

interface Old {
  months: OldMonth[];
  rows: number;
  bytes: number;
}

export async function run(args: string[]): Promise<number> {
  const values = parsed(args);
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (values["dry-run"] && values.run) throw new Fault("Say either --dry-run or --run", { exitCode: 2 });
  const session = await ServerSession.begin(values.server ?? serverAddress());
  const kept = await session.ask<Retention>("GET", "/retention");
  for (const [kind, months] of Object.entries(kept)) {
    process.stdout.write(`${kind.padEnd(16)} ${months === null ? "for ever" : `${months} months`}\n`);
  }
  if (values["dry-run"]) {
    const init = { headers: { "content-type": "application/json" }, body: JSON.stringify(kept) };
    report(await session.ask<Old>("POST", "/retention/dry-run", init), "would go");
  }
  if (values.run) report(await session.ask<Old>("POST", "/retention/run"), "went");
  return 0;
}

function parsed(args: string[]) {
  try {
    const options = {
      "dry-run": { type: "boolean" },
      run: { type: "boolean" },
      server: { type: "string" },
      help: { type: "boolean", short: "h" },
    } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new Fault(`${reasonOf(error)}. See bun run qm retention --help`, { exitCode: 2, cause: error });
  }
}

function report({ months, rows, bytes }: Old, what: string): void {
  for (const each of months) {
    process.stdout.write(`${each.month}  ${each.table.padEnd(16)} ${each.rows} rows, ${each.bytes} bytes\n`);
  }
  process.stdout.write(`${rows} rows, ${bytes} bytes ${what}\n`);
}
