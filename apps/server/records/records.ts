/** The records of all PBXs: a journal and a recorder for each, begun with its line and kept until the server ends. */
import { join } from "node:path";
import type { CallCentreEvent, EpochMs, PbxId, Visit, Watch } from "@qmanager/core";
import type { Sql } from "../db/connect.ts";
import { Partitions } from "../db/partitions.ts";
import { visitsSince } from "../db/visits.ts";
import { watchesSince } from "../db/watches.ts";
import type { Log } from "../log.ts";
import { AgentRegister } from "./agent_register.ts";
import { Journal, type JournalGap } from "./journal.ts";
import { Recorder } from "./recorder.ts";

/** What is known of a day before this start. */
export interface RecordedDay {
  /** Entered since the day began; those that are open now were so at the start of this run. */
  visits: Visit[];
  watches: Watch[];
}

/** Where a line hands in what happens on its PBX. */
export interface PbxRecords {
  append(event: CallCentreEvent): void;
  /** Since when the disk takes nothing; null while it does. */
  unrecordedSince(): EpochMs | null;
  /** Calls `tell` with what becomes of visits that were open when this run began. @returns what ends that */
  onCarried(tell: (visit: Visit) => void): () => void;
  /** Calls `tell` with each watch as it begins, and what was missed before it. @returns what ends that */
  onWatch(tell: (watch: Watch) => void): () => void;
  /** What was recorded of a day by earlier runs of the server; waits until they are on file. */
  day(since: EpochMs): Promise<RecordedDay>;
}

/** What the records of a PBX say of themselves. */
export interface RecordKeeping {
  journal: string;
  /** The number of the last event that the journal took. */
  taken: number;
  /** Since when the disk takes none; null while it does. */
  gap: JournalGap | null;
  /** The database is away, and records wait in the journal. */
  isAway: boolean;
}

export interface RecordsOptions {
  /** Of the journals. */
  folder: string;
  sql: Sql;
  log: Log;
  now(): EpochMs;
  /** The disk refuses the events of a PBX. */
  refused(pbx: PbxId): void;
  /** The journal of a PBX takes events again after the disk refused them: its line has to tell anew what is. */
  resumed(pbx: PbxId, gap: JournalGap): void;
}

export class Records {
  /** Whose the rows are. */
  readonly agents: AgentRegister;
  readonly partitions: Partitions;
  readonly #options: RecordsOptions;
  readonly #open = new Map<PbxId, { journal: Journal; recorder: Recorder }>();

  constructor(options: RecordsOptions) {
    this.#options = options;
    this.agents = new AgentRegister(options.now);
    this.partitions = new Partitions(options.sql);
  }

  /** The records of a PBX, begun if they are not yet. */
  of(pbx: PbxId): PbxRecords {
    const { sql } = this.#options;
    const { journal, recorder } = this.#begun(pbx);
    return {
      append: (event) => journal.append(event),
      unrecordedSince: () => journal.gap?.since ?? null,
      onCarried: (tell) => recorder.onCarried(tell),
      onWatch: (tell) => recorder.onWatch(tell),
      async day(since) {
        const carried = await recorder.caughtUp;
        const [visits, watches] = await Promise.all([visitsSince(sql, pbx, since), watchesSince(sql, pbx, since)]);
        // Calls of this run are told by the line itself.
        return { visits: visits.filter((visit) => !visit.open || carried.has(visit.uniqueid)), watches };
      },
    };
  }

  /** Makes the parts of tables for the months to come. At the start, and daily. */
  async makeAhead(): Promise<void> {
    await this.partitions.ahead(this.#options.now());
  }

  /** Null for a PBX of which nothing is recorded in this run. */
  keeping(pbx: PbxId): RecordKeeping | null {
    const open = this.#open.get(pbx);
    if (!open) return null;
    const { journal, recorder } = open;
    return { journal: journal.id, taken: journal.next - 1, gap: journal.gap, isAway: recorder.isAway };
  }

  /** Writes what was taken in and ends. Nothing must be appended after it. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#open.values()].map(async ({ journal, recorder }) => {
        await journal.close();
        await recorder.stop();
      }),
    );
  }

  #begun(pbx: PbxId): { journal: Journal; recorder: Recorder } {
    const known = this.#open.get(pbx);
    if (known) return known;
    const { folder, sql, log, now, refused, resumed } = this.#options;
    const journal = Journal.open({
      ...{ folder: join(folder, pbx), log, now },
      refused: () => refused(pbx),
      resumed: (gap) => resumed(pbx, gap),
    });
    const recorder = new Recorder({ pbx, journal, sql, partitions: this.partitions, agents: this.agents, log, now });
    recorder.start();
    const begun = { journal, recorder };
    this.#open.set(pbx, begun);
    return begun;
  }
}
