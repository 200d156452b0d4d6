/** The product's line to Asterisk's manager, with a pair of pliers at hand. */
import { connect, createServer, type Server, type Socket } from "node:net";
import { managerPort } from "./call_centre.ts";

export class ManagerLine {
  readonly #server: Server;
  readonly #ends = new Set<Socket>();
  #isCut = false;

  private constructor() {
    this.#server = createServer((near) => this.#join(near));
  }

  static async lay(): Promise<ManagerLine> {
    const line = new ManagerLine();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    line.#server.once("error", reject).listen(0, "127.0.0.1", resolve);
    await promise;
    return line;
  }

  /** Where the product connects to. */
  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("The line is not laid yet");
    return address.port;
  }

  /** From now on nothing goes through, and whoever tries again is turned away. */
  cut(): void {
    this.#isCut = true;
    for (const end of this.#ends) end.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(near: Socket): void {
    if (this.#isCut) {
      near.destroy();
      return;
    }
    const far = connect(managerPort, "127.0.0.1");
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#ends.add(end);
      // What broke here is over there as well.
      end
        .on("error", () => end.destroy())
        .on("close", () => {
          this.#ends.delete(end);
          other.destroy();
        });
      end.pipe(other);
    }
  }
}
