/** The parts of the benches of the whole product, each a process of its own over TCP: simulated PBX, server, who looks on. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LiveMessage } from "@qmanager/core";

const password = "only for this bench";
const root = join(import.meta.dir, "..", "..");

const stops: (() => unknown)[] = [];

/** Ends all that was started, the last first. */
export async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}

/** An empty folder for a server's data, gone at the end. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "qm-bench-"));
  stops.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Load {
  queues: number;
  agents: number;
  callsPerSecond: number;
  talkSeconds?: number;
}

/** A simulated PBX. @returns its manager port */
export async function simulator({ queues, agents, callsPerSecond, talkSeconds = 5 }: Load): Promise<number> {
  const calls = ["--calls-per-minute", callsPerSecond * 60, "--talk-seconds", talkSeconds];
  const load = ["--queues", queues, "--agents", agents, ...calls];
  const child = Bun.spawn(
    [process.execPath, join(root, "test/simulator/main.ts"), "--port", "0", "--all-day", ...load.map(String)],
    { stdout: "pipe", stderr: "inherit" },
  );
  stops.push(() => child.kill());
  const reader = child.stdout.getReader();
  let said = "";
  while (!said.includes("\n")) said += new TextDecoder().decode((await reader.read()).value);
  reader.releaseLock();
  return Number(/on [\d.]+:(\d+)/.exec(said)?.[1]);
}

/** Passes bytes on, and shows those from the PBX to `look` just before. Deaf until told: then the server connects anew. */
export function relay(port: number, look: (bytes: Uint8Array, at: number) => void) {
  const listener = Bun.listen<{ pbx: Promise<Bun.Socket<unknown>> | null }>({
    hostname: "127.0.0.1",
    port: 0,
    data: { pbx: null },
    socket: {
      open(server) {
        server.data = {
          pbx: Bun.connect({
            hostname: "127.0.0.1",
            port,
            socket: {
              data(_, bytes) {
                const at = performance.now();
                // The server reads faster than a simulated PBX speaks; what a full buffer leaves over is not measured.
                server.write(bytes);
                look(bytes, at);
              },
              close: () => void server.end(),
            },
          }),
        };
      },
      data: (server, bytes) => void server.data.pbx?.then((pbx) => pbx.write(bytes)),
      close: (server) => void server.data.pbx?.then((pbx) => pbx.end()),
    },
  });
  stops.push(() => listener.stop(true));
  return listener.port;
}

export interface Server {
  address: string;
  pid: number;
  /** From the start of the process to the page, and to an answer to a sign-in. */
  pageMs: number;
  readyMs: number;
  stop(): Promise<unknown>;
}

export async function server(data: string, port: number, pbx: number | null): Promise<Server> {
  const began = performance.now();
  const child = Bun.spawn([process.execPath, join(root, "apps/server/main.ts")], {
    env: {
      ...{
        PATH: process.env.PATH ?? "",
        QM_HOST: "127.0.0.1",
        QM_PORT: String(port),
        QM_DATA: data,
        QM_ADMIN_PASSWORD: password,
      },
      ...(pbx === null ? {} : { QM_PBX_BENCH: `ami://qmanager:qmanager@127.0.0.1:${pbx}` }),
    },
    stdout: "ignore",
    stderr: "inherit",
  });
  const stop = () => {
    child.kill();
    return child.exited;
  };
  stops.push(stop);
  const address = `http://127.0.0.1:${port}`;
  const until = async (path: string, holds: (answer: Response) => Promise<boolean>) => {
    for (;;) {
      const answer = await fetch(address + path).catch(() => null);
      if (answer && (await holds(answer))) return performance.now() - began;
      if (child.exitCode !== null) throw new Error("The server ended");
      await Bun.sleep(5);
    }
  };
  const pageMs = await until("/", async (answer) => answer.ok && (await answer.text()).includes("<title>"));
  const readyMs = await until("/api/v1/setup", async (answer) => (await answer.json()).databaseReady);
  return { address, pid: child.pid, pageMs, readyMs, stop };
}

export function memoryMb(pid: number): number {
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  return kilobytes / 1024;
}

export function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => {} } });
  listener.stop(true);
  return listener.port;
}

export async function cookieOf(address: string): Promise<string> {
  const answer = await fetch(`${address}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "admin", password }),
  });
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

/** Subscribes to everything, as a page with all queues open would. */
export function page(address: string, cookie: string, hear: (message: LiveMessage, at: number) => void): void {
  const options = { headers: { cookie, origin: address } };
  const socket = new WebSocket(`${address.replace("http", "ws")}/api/v1/live`, options as unknown as string[]);
  stops.push(() => socket.close());
  const subscribed = new Set<string>();
  const subscribe = (topics: string[]) => {
    const fresh = topics.filter((topic) => !subscribed.has(topic));
    for (const topic of fresh) subscribed.add(topic);
    if (fresh.length > 0) socket.send(JSON.stringify({ type: "subscribe", topics: fresh }));
  };
  socket.onopen = () => subscribe(["queues"]);
  socket.onmessage = (event) => {
    const at = performance.now();
    const message: LiveMessage = JSON.parse(String(event.data));
    if ("data" in message && message.data.topic === "queues") {
      subscribe(message.data.queues.map(({ pbx, queue }) => `queue/${pbx}/${queue}`));
    }
    hear(message, at);
  };
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
