/** `qm import` as a process, with the whole server as another. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { queueLogText } from "../../../test/simulator/queue_log_text.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), "qm-import-test-"));
// The database runs as another user when we are root.
chmodSync(folder, 0o755);
const password = "correct horse";
const lines = [...queueLogText({ calls: 400, from: 1_700_000_000 })];
const file = (name: string, text: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const whole = file("queue_log", lines.join(""));
const old = file("queue_log.1.gz", Bun.gzipSync(lines.slice(0, 700).join("")));

function importing(args: string[], environment: Record<string, string> = {}) {
  return Bun.spawn([process.execPath, join(import.meta.dir, "qm.ts"), "import", ...args], {
    env: { PATH: process.env.PATH ?? "", QM_ZONE: "America/Sao_Paulo", ...environment },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
}

async function imported(args: string[], environment: Record<string, string> = {}) {
  const child = importing(args, environment);
  const [out, error] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, out, error };
}

let address = "";
let tlsAddress = "";
let server: Bun.Subprocess<"ignore", "pipe", "ignore">;
beforeAll(async () => {
  server = Bun.spawn([process.execPath, join(import.meta.dir, "../main.ts")], {
    env: {
      ...{ PATH: process.env.PATH ?? "", QM_HOST: "127.0.0.1", QM_PORT: "0", QM_DATA: join(folder, "data") },
      ...{ QM_ADMIN_PASSWORD: password, QM_PBX_MATRIZ: "ami://a:b@127.0.0.1:1", QM_PBX_MATRIZ_QUEUE_LOG: whole },
    },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "ignore",
  });
  const decoder = new TextDecoder();
  let said = "";
  for await (const bytes of server.stdout) {
    said += decoder.decode(bytes, { stream: true });
    address = /Q-Manager is at (http:\/\/\S+)/.exec(said)?.[1] ?? "";
    tlsAddress = /https:\/\/\S+/.exec(said)?.[0] ?? "";
    if (address !== "" && said.endsWith("\n")) break;
  }
});
afterAll(async () => {
  server.kill();
  await server.exited;
  rmSync(folder, { recursive: true, force: true });
});

describe("qm import", () => {
  test("tells what files hold, without a server", async () => {
    const { code, out } = await imported(["queue_log", "--dry-run", whole, old]);
    expect([code, out]).toEqual([
      0,
      `400 visits since 11/2023 in ${lines.length.toLocaleString("en")} lines; 700 more were in another file already\n`,
    ]);
  });

  test("speaks of one visit as of one", async () => {
    const one = file("queue_log.one", "1700000000|1.1|fila|NONE|ENTERQUEUE||119|1\n");
    expect((await imported(["queue_log", "--dry-run", one])).out).toBe("1 visit since 11/2023 in 1 line\n");
  });

  test("hands files to the server, which records them once, also beside the log that it follows", async () => {
    const environment = { QM_PASSWORD: password };
    for (const files of [[old, whole], [whole]]) {
      const { code, out, error } = await imported(["queue_log", ...files, "--server", address], environment);
      expect(error).toBe("");
      expect([code, out.split(",")[0]]).toEqual([0, "400 visits since 11/2023"]);
    }
  });

  test("ends an import that is not wanted any more", async () => {
    const large = file("queue_log.large", [...queueLogText({ calls: 60_000, from: 1_600_000_000 })].join(""));
    const child = importing(["queue_log", large, "--server", address], { QM_PASSWORD: password });
    await Bun.sleep(1_500);
    child.kill("SIGINT");
    expect(await new Response(child.stderr).text()).toBe("Cancelled. What was recorded stays; run it again to go on\n");
    expect(await child.exited).toBe(1);
  });

  test.each([
    {
      name: "no such file",
      args: ["queue_log", "/nowhere/queue_log"],
      code: 1,
      says: "Cannot read /nowhere/queue_log",
    },
    { name: "no log", args: ["queue_log", import.meta.path], code: 2, says: "is no queue_log" },
    { name: "no zone", args: ["queue_log", whole, "--zone", "Mars"], code: 2, says: '"Mars" is not a time zone' },
    { name: "no password", args: ["queue_log", whole], code: 2, says: 'Set QM_PASSWORD to the password of "admin"' },
    { name: "nothing", args: [], code: 2, says: "Usage: bun run qm import queue_log FILE…" },
  ])("says what is wrong: $name", async ({ args, code, says }) => {
    const told = await imported([...args]);
    expect(told.error).toContain(says);
    expect(told.code).toBe(code);
  });

  test("says when no server answers, when its certificate is not trusted, and when it does not sign in", async () => {
    const away = await imported(["queue_log", whole, "--server", "http://127.0.0.1:1"], { QM_PASSWORD: password });
    expect([away.code, away.error]).toEqual([1, expect.stringContaining("No server answers at http://127.0.0.1:1")]);
    const untrusted = await imported(["queue_log", whole, "--server", tlsAddress], { QM_PASSWORD: password });
    expect([untrusted.code, untrusted.error]).toEqual([1, expect.stringContaining("is not trusted")]);
    const refused = await imported(["queue_log", whole, "--server", address], { QM_PASSWORD: "something else" });
    expect([refused.code, refused.error]).toEqual([1, expect.stringContaining('does not sign in "admin"')]);
  });
});
