/** Signed in to the running server, for commands that have it do something: as QM_USER (admin) with QM_PASSWORD, or as asked. */
import { createInterface } from "node:readline/promises";
import { codeOf, Fault, reasonOf } from "../fault.ts";

/** Of the server on this machine. */
export const serverAddress = (): string => `http://localhost:${process.env.QM_PORT ?? process.env.PORT ?? 8080}`;

/** Signed in to a server, for as long as the command runs. */
export class ServerSession {
  readonly #server: string;
  readonly #cookie: string;

  private constructor(server: string, cookie: string) {
    this.#server = server;
    this.#cookie = cookie;
  }

  static async begin(server: string): Promise<ServerSession> {
    const name = process.env.QM_USER ?? "admin";
    const password = process.env.QM_PASSWORD ?? (await askedPassword(name));
    const answer = await reach(server, "/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, password }),
    });
    const cookie = answer.headers.get("set-cookie")?.split(";")[0];
    if (!answer.ok || cookie === undefined)
      throw new Fault(`${server} does not sign in "${name}": ${await detail(answer)}`);
    return new ServerSession(server, cookie);
  }

  async ask<Told>(method: string, path: string, init: RequestInit = {}): Promise<Told> {
    const answer = await reach(this.#server, path, {
      ...init,
      method,
      headers: { ...init.headers, cookie: this.#cookie },
    });
    if (!answer.ok) throw new Fault(await detail(answer));
    return (await answer.json()) as Told;
  }
}

async function reach(server: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${server}/api/v1${path}`, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(codeOf(error) ?? "")) {
      throw new Fault(
        `The certificate of ${server} is not trusted: ${reasonOf(error)}. On the server's machine take plain HTTP ` +
          "(--server http://localhost:8080), or name the certificate's authority in NODE_EXTRA_CA_CERTS",
        { cause: error },
      );
    }
    throw new Fault(
      `No server answers at ${server}: ${reasonOf(error)}. Start it (bun run start), or name another with --server`,
      { cause: error },
    );
  }
}

async function detail(answer: Response): Promise<string> {
  const told: unknown = await answer.json().catch(() => null);
  const known = typeof told === "object" && told !== null && "detail" in told ? String(told.detail) : null;
  return known ?? `it answered with ${answer.status}`;
}

async function askedPassword(name: string): Promise<string> {
  if (!process.stdin.isTTY) throw new Fault(`Set QM_PASSWORD to the password of "${name}"`, { exitCode: 2 });
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await asked.question(`Password of ${name}: `);
  } finally {
    asked.close();
  }
}
