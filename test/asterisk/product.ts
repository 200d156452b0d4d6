/** The product under test: its server as `start` runs it, with an embedded database, signed in to as the administrator. */
import { closeSync, openSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { thisRun } from "./asterisk.ts";
import { accounts, managerPort } from "./call_centre.ts";
import { eventually, within } from "./deadline.ts";
import { LivePanel } from "./live_panel.ts";

const address = "127.0.0.1:8080";
/** The product's own id of the PBX. */
export const pbx = "test";

/** An answer of the product's API. */
export interface ApiAnswer<T> {
  status: number;
  /** What kind of problem it tells; null when it is none. */
  problem: string | null;
  body: T;
}

export class Product {
  readonly panel: LivePanel;
  /** Where its page is, and the administrator's password. */
  readonly url = `http://${address}`;
  readonly password: string;
  /** Path of what the server said. */
  readonly log: string;
  readonly #server: Bun.Subprocess;
  readonly #cookie: string;

  private constructor(server: Bun.Subprocess, log: string, password: string, cookie: string, panel: LivePanel) {
    this.#server = server;
    this.#cookie = cookie;
    this.log = log;
    this.password = password;
    this.panel = panel;
  }

  /** Starts the server and waits until it is connected to Asterisk. */
  static async start(name: string): Promise<Product> {
    const data = join(thisRun().work, `${name}-data`);
    await mkdir(data, { recursive: true });
    const log = join(thisRun().work, `${name}-server.log`);
    const output = openSync(log, "a");
    const password = crypto.randomUUID();
    const { user, secret } = accounts.product;
    const server = Bun.spawn([process.execPath, join(import.meta.dir, "../../apps/server/main.ts")], {
      // Nothing of the developer's own settings: a DATABASE_URL, another PBX.
      env: {
        PATH: Bun.env.PATH ?? "",
        HOME: Bun.env.HOME ?? "",
        QM_HOST: "127.0.0.1",
        QM_PORT: address.split(":")[1]!,
        QM_DATA: data,
        QM_ADMIN_PASSWORD: password,
        [`QM_PBX_${pbx.toUpperCase()}`]: `ami://${user}:${secret}@127.0.0.1:${managerPort}`,
      },
      stdin: "ignore",
      stdout: output,
      stderr: output,
    });
    closeSync(output);
    try {
      const cookie = await eventually("sign-in at the server", () =>
        server.exitCode === null ? signIn(password) : "",
      );
      const product = new Product(server, log, password, cookie, await LivePanel.open(address, cookie, pbx));
      await product.live();
      return product;
    } catch (error) {
      server.kill("SIGKILL");
      throw new Error(`The server did not come up; it said:\n${await Bun.file(log).text()}`, { cause: error });
    }
  }

  /** Waits until the server is connected to Asterisk and knows how it stands. */
  async live(): Promise<void> {
    await eventually("line from the server to Asterisk", () => this.panel.pbx()?.status === "live" || null);
  }

  /** Asks the API as the page does; what it answers is taken as what `T` says. */
  async ask<T>(method: string, path: string, body?: object): Promise<ApiAnswer<T>> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { cookie: this.#cookie, origin: this.url, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const value = await answer.json();
    const problem = answer.ok ? null : String(value.type).replace("urn:q-manager:problem:", "");
    return { status: answer.status, problem, body: value };
  }

  async stop(): Promise<void> {
    this.panel.close();
    this.#server.kill("SIGTERM");
    await within(this.#server.exited, "end of the server", 15);
  }
}

async function signIn(password: string): Promise<string> {
  const answer = await fetch(`http://${address}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "admin", password }),
  });
  if (!answer.ok) throw new Error(`The server answered ${answer.status} to a sign-in: ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
