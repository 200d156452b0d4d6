/** The real server, as `bun run start` starts it, on a port and in a data folder of its own. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const entry = `${import.meta.dir}/../../apps/server/main.ts`;

export class Product {
  readonly #environment: Record<string, string>;
  readonly #folder: string;
  #process: Bun.Subprocess<"ignore", "pipe", "pipe"> | null = null;
  #port = 0;
  /** What the server wrote to its log, to be shown when something fails. */
  log = "";

  private constructor(environment: Record<string, string>, folder: string) {
    this.#environment = environment;
    this.#folder = folder;
  }

  /** Starts a server without any data. */
  static async start(environment: Record<string, string> = {}): Promise<Product> {
    const folder = await mkdtemp(join(tmpdir(), "qm-browser-"));
    // The database's own user has to get through to its data.
    await chmod(folder, 0o711);
    const product = new Product(environment, folder);
    await product.boot();
    return product;
  }

  /** Gone when it is stopped. */
  get folder(): string {
    return this.#folder;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it on the data that is there, on the port it had. Done when the server says where it is. */
  async boot(): Promise<void> {
    const child = Bun.spawn([process.execPath, entry], {
      env: {
        PATH: process.env.PATH ?? "",
        QM_HOST: "127.0.0.1",
        QM_PORT: String(this.#port),
        QM_DATA: join(this.#folder, "data"),
        QM_ZONE: "America/Sao_Paulo",
        ...this.#environment,
      },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    this.#process = child;
    void this.#keepLog(child.stderr);
    this.#port = Number(new URL(await this.#address(child.stdout)).port);
  }

  /** Ends it in order; the data stays for another {@link boot}. */
  async halt(): Promise<void> {
    this.#process?.kill("SIGTERM");
    await this.#process?.exited;
  }

  async stop(): Promise<void> {
    await this.halt();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Where it says that it is; reads on after that, so that it can go on speaking. */
  #address(stdout: ReadableStream<Uint8Array>): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const listen = async () => {
      const decoder = new TextDecoder();
      let said = "";
      for await (const piece of stdout) {
        said += decoder.decode(piece, { stream: true });
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
        if (found) resolve(found[0]);
      }
      reject(new Error(`The server ended before it was ready. It said:\n${said}\n${this.log}`));
    };
    void listen();
    return promise;
  }

  async #keepLog(stderr: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const piece of stderr) this.log += decoder.decode(piece, { stream: true });
  }
}
