/** A disk that can be filled: a file system in memory with a size of its own. */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

export class SmallDisk {
  readonly #path: string;
  readonly #bytes: number;

  private constructor(path: string, bytes: number) {
    this.#path = path;
    this.#bytes = bytes;
  }

  /** Puts one in the place of a folder; null where this machine does not let us. */
  static mount(path: string, bytes: number): SmallDisk | null {
    const mounted = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", path]);
    return mounted.exitCode === 0 ? new SmallDisk(path, bytes) : null;
  }

  async fill(): Promise<void> {
    // More than there is: it is written up to the last byte, and fails.
    await writeFile(this.#filler, new Uint8Array(2 * this.#bytes)).catch(() => undefined);
  }

  async clear(): Promise<void> {
    await rm(this.#filler, { force: true });
  }

  unmount(): void {
    Bun.spawnSync(["umount", "-l", this.#path]);
  }

  get #filler(): string {
    return join(this.#path, "filler");
  }
}
