/**
 * A capture: every byte that a manager client receives, and when. Written as `ami.raw` with its sidecar
 * `ami.index.json`, the files that `qm calls` and `qm agents` read.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accounts, managerPort } from "./call_centre.ts";
import { Manager } from "./manager.ts";

/** What a client asks for when it connects, so that what began before it is known. */
const snapshot = ["CoreSettings", "CoreStatus", "QueueStatus", "CoreShowChannels", "DeviceStateList"];

interface Connection {
  conn: number;
  /** Epoch ms. */
  opened: number;
  /** Byte offsets in `ami.raw`; `end` is exclusive. */
  offset: number;
  closed: number | null;
  end: number | null;
}

export class Capture {
  #chunks: Uint8Array[] = [];
  #index: [offset: number, length: number, at: number, conn: number][] = [];
  #connections: Connection[] = [];
  #size = 0;
  #manager: Manager | null = null;

  /** Connects with the account that we recommend, and again after the connection was lost. */
  async connect(): Promise<void> {
    const conn = this.#connections.length;
    const connection: Connection = { conn, opened: Date.now(), offset: this.#size, closed: null, end: null };
    this.#connections.push(connection);
    const manager = await Manager.connect(managerPort, accounts.product, (bytes) => {
      this.#index.push([this.#size, bytes.length, Date.now(), conn]);
      this.#chunks.push(bytes.slice());
      this.#size += bytes.length;
    });
    this.#manager = manager;
    manager.closed.then(() => {
      connection.closed = Date.now();
      connection.end = this.#size;
    });
    for (const action of snapshot) await manager.do(action);
  }

  close(): void {
    this.#manager?.close();
  }

  /** Writes what has been received so far; gives the path of `ami.raw`. */
  async write(folder: string): Promise<string> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, "ami.raw");
    const connections = this.#connections.map((each) => ({
      ...each,
      closed: each.closed ?? Date.now(),
      end: each.end ?? this.#size,
    }));
    // Both are taken at the same instant: more arrives while the first is being written.
    const [bytes, index] = [Buffer.concat(this.#chunks), JSON.stringify({ connections, chunks: this.#index })];
    await writeFile(path, bytes);
    await writeFile(join(folder, "ami.index.json"), index);
    return path;
  }
}
