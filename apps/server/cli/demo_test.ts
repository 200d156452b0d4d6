import { expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSocket } from "../live/open_socket_of_tests.ts";

const qm = `${import.meta.dir}/qm.ts`;

async function demo(args: string[], environment: Record<string, string> = {}) {
  const child = Bun.spawn([process.execPath, qm, "demo", ...args], {
    env: { PATH: process.env.PATH ?? "", QM_HOST: "127.0.0.1", QM_PORT: "0", ...environment },
    stdout: "pipe",
    stderr: "pipe",
  });
  let output = "";
  const decoder = new TextDecoder();
  const reader = child.stdout.getReader();
  /** Reads on until it has said this, or ended. */
  const until = async (what: RegExp): Promise<RegExpExecArray | null> => {
    for (;;) {
      const found = what.exec(output);
      if (found) return found;
      const { value, done } = await reader.read();
      if (done) return null;
      output += decoder.decode(value, { stream: true });
    }
  };
  return { child, until, errors: () => new Response(child.stderr).text() };
}

async function json(answer: Response): Promise<unknown> {
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.json();
}

test("qm demo shows a simulated PBX live, away from the real database, and leaves nothing behind", async () => {
  const temporary = mkdtempSync(join(tmpdir(), "qm-demo-test-"));
  // The database runs as another user when we are root.
  chmodSync(temporary, 0o755);
  try {
    const { child, until } = await demo(["--agents", "12", "--queues", "3"], {
      TMPDIR: temporary,
      DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
      QM_PBX_REAL: "ami://a:b@127.0.0.1:1",
    });
    const address = (await until(/demo is at (http:\S+)\n/))?.[1] ?? "";
    const password = (await until(/as admin with the password (\S+)\n/))?.[1] ?? "";
    expect((await until(/(\d+) agents in (\d+) queues/))?.slice(1)).toEqual(["12", "3"]);
    const signIn = await fetch(`${address}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "admin", password }),
    });
    const cookie = signIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    const pbxs = await json(await fetch(`${address}/api/v1/pbxs`, { headers: { cookie } }));
    expect(pbxs).toMatchObject({ pbxs: [{ id: "demo", name: "Demo" }] });
    const headers = { cookie, origin: address };
    const socket = openSocket(`${address.replace("http", "ws")}/api/v1/live`, { headers });
    const seen = Promise.withResolvers<number>();
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data));
      if (message.data?.topic === "queues" && message.data.queues.length > 0) seen.resolve(message.data.queues.length);
    };
    socket.onopen = () => socket.send(JSON.stringify({ type: "subscribe", topics: ["queues"] }));
    socket.onclose = () => seen.reject(new Error("The live socket was closed"));
    expect(await seen.promise).toBe(3);
    socket.onclose = null;
    socket.close();
    child.kill("SIGINT");
    expect(await child.exited).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}, 60_000);

test.each([
  { args: ["--agents", "none"], says: '--agents must be a whole number from 1, not "none"' },
  { args: ["--password", "short"], says: "--password: A password needs at least 8 characters" },
  { args: ["--bogus"], says: "Unknown option '--bogus'" },
])("qm demo $args says what is wrong with it, and ends with 2", async ({ args, says }) => {
  const { child, errors } = await demo([...args]);
  expect(await errors()).toContain(says);
  expect(await child.exited).toBe(2);
});

test("qm demo passes on what the server warns of, and nothing else of its log", async () => {
  const data = mkdtempSync(join(tmpdir(), "qm-demo-test-"));
  chmodSync(data, 0o755);
  writeFileSync(join(data, "secret.key"), "no key\n", { mode: 0o600 });
  try {
    const { child, until, errors } = await demo(["--agents", "2", "--queues", "1", "--data", data]);
    const said = errors();
    expect(await until(/demo is at (http:\S+)\n/)).not.toBeNull();
    child.kill("SIGINT");
    expect(await child.exited).toBe(0);
    expect(await said).toContain(" error No secret can be read or kept reason=");
    expect(await said).not.toContain(" info ");
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}, 60_000);

test("qm demo on a port in use says who has it, and ends with 1", async () => {
  const taken = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("busy") });
  try {
    const { child, errors } = await demo(["--port", String(taken.port)]);
    expect(await errors()).toContain(`Cannot listen on 127.0.0.1:${taken.port}: another program uses the port`);
    expect(await child.exited).toBe(1);
  } finally {
    await taken.stop(true);
  }
}, 30_000);
