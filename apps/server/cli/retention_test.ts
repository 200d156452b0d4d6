/** `qm retention` as a process, asking an application over a real database. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { Partitions } from "../db/partitions.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { AgentRegister } from "../records/agent_register.ts";
import { recordWith, visitAt } from "../records/visits_of_tests.ts";
import { now, signedIn } from "../routes/app_of_tests.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const partitions = new Partitions(sql);
const password = "correct horse";

/** In the place of `main.ts`, which would have the time of this machine. */
const asks = await signedIn(sql, { partitions });
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: async (request) => {
    const path = new URL(request.url).pathname.replace("/api/v1", "");
    const text = await request.text();
    if (path === "/session") return Response.json({}, { headers: { "set-cookie": "qm=1" } });
    const { status, json } = await asks(request.method, path, text === "" ? undefined : JSON.parse(text));
    return Response.json(json, { status });
  },
});
afterAll(() => server.stop(true));

async function retention(...args: string[]) {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "qm.ts"), "retention", ...args], {
    env: { PATH: process.env.PATH ?? "", QM_PASSWORD: password, QM_PORT: String(server.port) },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, error] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, out, error };
}

test("qm retention tells what would go before it takes it away", async () => {
  const december = Date.parse("2025-12-10T12:00:00Z");
  await recordWith(sql, new AgentRegister(() => now), [visitAt(december), visitAt(now)], partitions);
  const forEver = { intervals: null, counters: null, audit: null, unreadableLines: null };
  await asks("PUT", "/retention", { ...forEver, visits: 1 });
  const dry = await retention("--dry-run");
  expect([dry.code, dry.error]).toEqual([0, ""]);
  expect(dry.out).toContain("visits           1 months");
  expect(dry.out).toMatch(/2025-12 {2}visits +1 rows, \d+ bytes\n1 rows, \d+ bytes would go\n$/);
  expect(await sql`select 1 from visits`).toHaveLength(2);
  expect((await retention("--run")).out).toContain("bytes went");
  expect(await sql`select 1 from visits`).toHaveLength(1);
  expect(await retention("--run", "--dry-run")).toMatchObject({ code: 2, error: "Say either --dry-run or --run\n" });
});
