/** `qm user` as a process, beside a running server and without one. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const server = join(import.meta.dir, "..");

function environment(data: string, more: Record<string, string> = {}) {
  return { PATH: process.env.PATH ?? "", QM_DATA: data, QM_ZONE: "America/Sao_Paulo", ...more };
}

async function user(data: string, args: string[], input = "") {
  const child = Bun.spawn([process.execPath, join(server, "cli", "qm.ts"), "user", ...args], {
    ...{ env: environment(data), stdin: new Blob([input]), stdout: "pipe", stderr: "pipe" },
  });
  const [out, error] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, out, error };
}

async function start(data: string) {
  const child = Bun.spawn([process.execPath, join(server, "main.ts")], {
    env: environment(data, { QM_PORT: "0", QM_HOST: "127.0.0.1", QM_ADMIN_PASSWORD: "correct horse" }),
    ...{ stdin: "ignore", stdout: "pipe", stderr: "inherit" },
  });
  let said = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
    if (address !== undefined) return { child, address };
  }
  throw new Error("The server did not start");
}

test("qm user changes a password while the server runs and when it does not, lists users and enables them", async () => {
  const data = mkdtempSync(join(tmpdir(), "qm-user-"));
  try {
    const { child, address } = await start(data);
    const ask = async (method: string, path: string, body?: object, cookie = "") => {
      const headers = { "content-type": "application/json", cookie };
      const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
      const answer = await fetch(`${address}/api/v1${path}`, init);
      return { status: answer.status, cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "" };
    };
    const signIn = (password: string) => ask("POST", "/session", { name: "admin", password });
    const { cookie } = await signIn("correct horse");
    expect((await ask("GET", "/users", undefined, cookie)).status).toBe(200);

    const changed = await user(data, ["password", "ADMIN"], "um dia de cada vez\n");
    expect(changed).toEqual({ code: 0, out: '"admin" has the new password, and is signed in nowhere.\n', error: "" });
    expect((await ask("GET", "/users", undefined, cookie)).status).toBe(401);
    expect((await signIn("correct horse")).status).toBe(401);
    expect((await signIn("um dia de cada vez")).status).toBe(200);
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);

    const weak = await user(data, ["password", "admin"], "Senha123\n");
    expect([weak.code, weak.error]).toEqual([2, expect.stringContaining("tried first")]);
    const unknown = await user(data, ["password", "nobody"], "um dia de cada vez\n");
    expect([unknown.code, unknown.error]).toEqual([2, 'There is no user "nobody". There are: admin\n']);
    expect((await user(data, ["password", "admin"], "outra senha bem boa\n")).code).toBe(0);
    expect((await user(data, ["enable", "admin"])).out).toBe('"admin" may sign in.\n');
    expect((await user(data, ["list"])).out).toMatch(
      /^admin {2}administrator {2}here last \d{4}-\d\d-\d\dT\d\d:\d\dZ\n$/,
    );
    expect((await user(data, ["rename", "admin"])).code).toBe(2);

    const again = await start(data);
    const answer = await fetch(`${again.address}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "admin", password: "outra senha bem boa" }),
    });
    expect(answer.status).toBe(200);
    again.child.kill("SIGTERM");
    await again.child.exited;
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});

test("qm user makes no installation where there is none, and says which folder it looked into", async () => {
  const data = join(tmpdir(), `qm-nowhere-${process.pid}`);
  const listed = await user(data, ["list"]);
  expect([listed.code, listed.out, existsSync(data)]).toEqual([1, "", false]);
  expect(listed.error).toBe(`There is no database in ${data}. Give the QM_DATA or DATABASE_URL of the server\n`);
});
