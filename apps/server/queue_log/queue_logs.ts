/** The queue_logs of all PBXs that have one: a recorder for each, begun and ended as the PBXs are set. */
import type { EpochMs, PbxId } from "@qmanager/core";
import type { Sql } from "../db/connect.ts";
import type { LogPosition } from "../db/log_positions.ts";
import type { Partitions } from "../db/partitions.ts";
import { Fault, reasonOf } from "../fault.ts";
import type { Log } from "../log.ts";
import type { PbxSettings } from "../pbx/settings.ts";
import type { AgentRegister } from "../records/agent_register.ts";
import type { SiteClock } from "../settings/site_clock.ts";
import { type LogAddress, logSourceName, readLogAddress } from "./address.ts";
import { FileSource } from "./file_source.ts";
import { LogRecorder } from "./log_recorder.ts";
import { MysqlSource } from "./mysql_source.ts";
import type { LogSource } from "./source.ts";

export interface QueueLogsOptions {
  /** Those of the environment. */
  fixed: readonly PbxSettings[];
  sql: Sql;
  partitions: Partitions;
  agents: AgentRegister;
  /** Of times that are local text, where the address names none. */
  site: Pick<SiteClock, "zone">;
  log: Log;
  now(): EpochMs;
}

/** How a source is doing. */
export interface QueueLogState extends Omit<LogPosition, "cursor"> {
  source: string;
  /** Why it does not go on; null while it does. */
  fault: string | null;
}

interface WantedLog {
  address: string;
  /** Why its secret cannot be read; null when it can. */
  fault: string | null;
}

export class QueueLogs {
  readonly #options: QueueLogsOptions;
  readonly #recorders = new Map<PbxId, { log: WantedLog; name: string; recorder: LogRecorder }>();

  constructor(options: QueueLogsOptions) {
    this.#options = options;
  }

  /** Follows the logs of these PBXs besides the fixed ones. */
  configure(stored: readonly PbxSettings[]): void {
    const wanted = new Map<PbxId, WantedLog>();
    for (const { id, queueLog, queueLogFault = null } of [...stored, ...this.#options.fixed]) {
      if (queueLog) wanted.set(id, { address: queueLog, fault: queueLogFault });
      else wanted.delete(id);
    }
    for (const [pbx, { log }] of this.#recorders) {
      if (Bun.deepEquals(wanted.get(pbx), log)) wanted.delete(pbx);
      else this.#end(pbx);
    }
    for (const [pbx, log] of wanted) this.#begin(pbx, log);
  }

  /** The site has other clocks: what is local text is read by them from here on. */
  restart(): void {
    const wanted = [...this.#recorders].map(([pbx, { log }]) => [pbx, log] as const);
    for (const [pbx] of wanted) this.#end(pbx);
    for (const [pbx, log] of wanted) this.#begin(pbx, log);
  }

  /** Null for a PBX without a log. */
  state(pbx: PbxId): QueueLogState | null {
    const found = this.#recorders.get(pbx);
    return found ? { ...found.recorder.position, source: found.name, fault: found.recorder.fault } : null;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#recorders.values()].map(({ recorder }) => recorder.stop()));
    await this.#ending;
  }

  #begin(pbx: PbxId, wanted: WantedLog): void {
    const { log, ...options } = this.#options;
    const address = readLogAddress(wanted.address);
    if (typeof address === "string") {
      // It was checked when it was entered.
      log.error("The address of a queue_log is wrong", { pbx, reason: address });
      return;
    }
    const name = logSourceName(address);
    const zone = address.zone ?? options.site.zone;
    const { sql, partitions, agents, now } = options;
    const source = wanted.fault === null ? opened(address, now) : closedSource(wanted.fault);
    const recorder = new LogRecorder({ pbx, name, source, zone, follow: true, sql, partitions, agents, log, now });
    this.#recorders.set(pbx, { log: wanted, name, recorder });
    // Two of one PBX must not follow the same log at once.
    void this.#ending.then(() => recorder.start());
  }

  #ending: Promise<unknown> = Promise.resolve();

  #end(pbx: PbxId): void {
    const { log } = this.#options;
    const found = this.#recorders.get(pbx);
    this.#recorders.delete(pbx);
    if (!found) return;
    const ended = found.recorder
      .stop()
      .catch((error) => log.warn("A queue_log did not close well", { pbx, reason: reasonOf(error) }));
    this.#ending = Promise.all([this.#ending, ended]);
  }
}

function opened(address: LogAddress, now: () => EpochMs): LogSource {
  return address.kind === "file" ? new FileSource(address.path) : new MysqlSource(address, now);
}

/** One that cannot be opened: the recorder says why, as of any that cannot be read. */
function closedSource(fault: string): LogSource {
  return {
    async read() {
      throw new Fault(`The secret of its address cannot be read. ${fault}`);
    },
    async close() {},
  };
}
