/** The product under test: its server as `start` runs it, with an embedded database, signed in to as the administrator. */
import { closeSync, openSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Machines } from "../faults/faults.ts";
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

export interface ProductOptions {
  /** Where it reaches Asterisk's manager: at its own port, if nothing lies between. */
  managerPort?: number;
  /** Path of Asterisk's queue_log, where it may read that. */
  queueLog?: string;
}

export class Product implements Machines {
  /** Where its page is, and the administrator's password. */
  readonly url = `http://${address}`;
  readonly password = crypto.randomUUID();
  /** Its data folder. */
  readonly data: string;
  /** Path of what the server said. */
  readonly log: string;
  readonly #managerPort: number;
  readonly #queueLog: string | null;
  #server!: Bun.Subprocess;
  #cookie = "";
  #panel!: LivePanel;

  private constructor(name: string, options: ProductOptions) {
    this.data = join(thisRun().work, `${name}-data`);
    this.log = join(thisRun().work, `${name}-server.log`);
    this.#managerPort = options.managerPort ?? managerPort;
    this.#queueLog = options.queueLog ?? null;
  }

  /** Starts the server and waits until it is connected to Asterisk. */
  static async start(name: string, options: ProductOptions = {}): Promise<Product> {
    const product = new Product(name, options);
    await mkdir(product.data, { recursive: true });
    await product.boot();
    await product.live();
    return product;
  }

  /** Starts the server on the data that there is, and signs in. */
  async boot(): Promise<void> {
    const output = openSync(this.log, "a");
    const { user, secret } = accounts.product;
    const server = Bun.spawn([process.execPath, join(import.meta.dir, "../../apps/server/main.ts")], {
      // Nothing of the developer's own settings: a DATABASE_URL, another PBX.
      env: {
        PATH: Bun.env.PATH ?? "",
        HOME: Bun.env.HOME ?? "",
        QM_HOST: "127.0.0.1",
        QM_PORT: address.split(":")[1]!,
        QM_DATA: this.data,
        QM_ADMIN_PASSWORD: this.password,
        [`QM_PBX_${pbx.toUpperCase()}`]: `ami://${user}:${secret}@127.0.0.1:${this.#managerPort}`,
        ...(this.#queueLog !== null && { [`QM_PBX_${pbx.toUpperCase()}_QUEUE_LOG`]: this.#queueLog }),
      },
      stdin: "ignore",
      stdout: output,
      stderr: output,
    });
    closeSync(output);
    this.#server = server;
    try {
      this.#cookie = await eventually("sign-in at the server", () =>
        server.exitCode === null ? signIn(this.password) : "",
      );
      this.#panel = await LivePanel.open(address, this.#cookie, pbx);
    } catch (error) {
      server.kill("SIGKILL");
      throw new Error(`The server did not come up; it said:\n${await Bun.file(this.log).text()}`, { cause: error });
    }
  }

  /** Kills the server as a power cut would. */
  async kill(): Promise<void> {
    this.#panel.close();
    this.#server.kill("SIGKILL");
    await this.#server.exited;
  }

  /** What it shows, since it was started last. */
  get panel(): LivePanel {
    return this.#panel;
  }

  get postmaster(): number {
    return Number.parseInt(readFileSync(join(this.data, "postgres/postmaster.pid"), "utf8"), 10);
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
