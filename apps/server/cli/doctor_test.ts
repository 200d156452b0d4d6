import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { parsePrivileges, SimulatedPbx } from "../../../test/simulator/mod.ts";
import { certificate, key } from "../pbx/certificate_of_tests.ts";

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function simulated(read: string): Promise<number> {
  const users = [{ name: "qmanager", secret: "s3cret", read: parsePrivileges(read), write: parsePrivileges("all") }];
  const pbx = new SimulatedPbx({ callsPerMinute: 0, users });
  endings.push(() => pbx.stop());
  return await pbx.start();
}

async function doctor(args: string[], environment: Record<string, string> = {}) {
  const qm = Bun.spawn([process.execPath, `${import.meta.dir}/qm.ts`, "doctor", ...args], {
    env: { PATH: process.env.PATH ?? "", ...environment },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [output, errors, exitCode] = await Promise.all([
    new Response(qm.stdout).text(),
    new Response(qm.stderr).text(),
    qm.exited,
  ]);
  return { output, errors, exitCode };
}

test("qm doctor examines a PBX of the environment, and ends with 0 when nothing lacks", async () => {
  const port = await simulated("all");
  const { output, exitCode } = await doctor([], {
    QM_PBX_MAIN: `ami://qmanager:s3cret@127.0.0.1:${port}?name=Head%20office`,
  });
  expect(output).toStartWith(`Head office (127.0.0.1:${port})\n  ok    connection: Logged in`);
  expect(output).toContain("Nothing lacks.");
  expect(exitCode).toBe(0);
});

test("qm doctor trusts the authority of QM_TLS_CA, and no stranger without it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "qm-doctor-"));
  endings.push(async () => rmSync(folder, { recursive: true, force: true }));
  const authority = join(folder, "authority.pem");
  writeFileSync(authority, certificate);
  const plain = await simulated("all");
  const secured = createServer({ key, cert: certificate }, (socket) => {
    const inner = connect(plain, "127.0.0.1");
    socket.on("error", () => inner.destroy()).pipe(inner);
    inner.on("error", () => socket.destroy()).pipe(socket);
  });
  await new Promise<void>((resolve) => secured.listen(0, "127.0.0.1", resolve));
  endings.push(async () => void secured.close());
  const address = secured.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const args = ["--host", "localhost", "--port", `${port}`, "--user", "qmanager", "--secret", "s3cret", "--tls"];
  const strange = await doctor(args);
  expect(strange.output).toContain("its certificate is self-signed");
  expect(strange.exitCode).toBe(1);
  const trusted = await doctor(args, { QM_TLS_CA: authority });
  expect(trusted.output).toContain("Nothing lacks.");
  expect(trusted.exitCode).toBe(0);
});

test("qm doctor prints the lines for manager.conf, with our address, when a class is missing, and ends with 1", async () => {
  const port = await simulated("system,call,agent,user");
  const { output, exitCode } = await doctor(["--host", "127.0.0.1", "--port", `${port}`, "--user", "qmanager"], {
    QM_SECRET: "s3cret",
  });
  expect(output).toContain("  LACKS class dialplan (read): Missing: add dialplan to the read= line of [qmanager]");
  expect(output).toContain(
    "\n[qmanager]\n; secret: stays as it is\ndeny = 0.0.0.0/0.0.0.0\npermit = 127.0.0.1/255.255.255.255\nread = ",
  );
  expect(exitCode).toBe(1);
});

test("qm doctor --json prints the result for programs", async () => {
  const port = await simulated("all");
  const { output, exitCode } = await doctor([
    "--host",
    "127.0.0.1",
    "--port",
    `${port}`,
    "--user",
    "qmanager",
    "--secret",
    "wrong",
    "--json",
  ]);
  expect(JSON.parse(output)).toMatchObject({ ok: false, checks: [{ name: "login", ok: false }] });
  expect(exitCode).toBe(1);
});

test.each([
  { args: ["--bogus"], says: "Unknown option '--bogus'" },
  { args: [], says: "There is no PBX to examine: the environment has none. Give --host" },
  { args: ["--pbx", "x"], says: 'There is no PBX "x"' },
  {
    args: ["--host", "127.0.0.1", "--port", "99999", "--user", "a", "--secret", "b"],
    says: "--port: Write a number from 1 to 65535",
  },
  { args: ["--host", "127.0.0.1"], says: "--user: Fill this in. --secret: Fill this in" },
])("qm doctor $args says what is wrong with it, and ends with 2", async ({ args, says }) => {
  const { errors, exitCode } = await doctor([...args]);
  expect(errors).toContain(says);
  expect(exitCode).toBe(2);
});
