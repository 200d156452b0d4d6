/**
 * Tells those who write rows whose they are. Who is known is read once and kept until somebody changes it: {@link
 * AgentRegister.change}, in whose transaction nobody writes rows.
 */
import {
  type AgentDirectory,
  type AgentId,
  type EpochMs,
  type MemberAsNamed,
  type PbxId,
  recogniseAgent,
} from "@qmanager/core";
import { type AgentOf, allAliases, allCodes, holdAgents, lockAgents, unknownAgents } from "../db/agents.ts";
import type { Query, Sql } from "../db/connect.ts";
import { storable } from "../db/storable.ts";

export class AgentRegister {
  readonly #now: () => EpochMs;
  #known: Known | null = null;
  /** What was known last, for who cannot wait. */
  #last: Known | null = null;
  /** Transactions in which somebody was met for the first time: what they read may never have been. */
  readonly #uncertain = new WeakSet<Query>();

  constructor(now: () => EpochMs) {
    this.#now = now;
  }

  /**
   * Whose these members of a PBX are. One who was never met is unknown from now on, with an id of his own.
   *
   * @param tx before it writes any row of theirs
   */
  async identify(tx: Query, pbx: PbxId, members: readonly MemberAsNamed[]): Promise<AgentOf> {
    await holdAgents(tx);
    const known = this.#known ?? (await readKnown(tx));
    if (!this.#uncertain.has(tx)) this.#keep(known);
    const directory = known.directory(pbx);
    const strangers = new Set<string>();
    for (const member of members) {
      const found = recogniseAgent(named(member), directory);
      if (found?.type === "unknown" && known.unknown(pbx, found.name) === null) strangers.add(found.name);
    }
    let begun: ReadonlyMap<string, AgentId> = new Map();
    if (strangers.size > 0) {
      begun = await unknownAgents(tx, pbx, [...strangers], this.#now());
      // They are there only if this transaction ends well: the next one will know.
      this.#uncertain.add(tx);
      this.#known = null;
    }
    return (member) => {
      const found = recogniseAgent(named(member), directory);
      if (found === null) return null;
      return found.type === "known" ? found.id : (known.unknown(pbx, found.name) ?? begun.get(found.name) ?? null);
    };
  }

  /** Who a member is, by what was known last: for what is live. Null where nobody knows. */
  agentOf(pbx: PbxId, member: MemberAsNamed): AgentId | null {
    const found = this.#last && recogniseAgent(named(member), this.#last.directory(pbx));
    if (!found) return null;
    return found.type === "known" ? found.id : (this.#last?.unknown(pbx, found.name) ?? null);
  }

  /** Reads who is known: for {@link AgentRegister.agentOf}, before anybody is identified. */
  async read(sql: Query): Promise<void> {
    this.#keep(await readKnown(sql));
  }

  #keep(known: Known): void {
    this.#known = known;
    this.#last = known;
  }

  /** What was read may never have been: a part of a transaction was undone. */
  forget(): void {
    this.#known = null;
  }

  /** Changes who is who, in one transaction in which nobody writes rows. */
  async change<Result>(sql: Sql, work: (tx: Query) => Promise<Result>): Promise<Result> {
    const result = (await sql.begin(async (tx) => {
      await lockAgents(tx);
      const done = await work(tx);
      // Whoever reads it anew waits for the end of this transaction.
      this.#known = null;
      return done;
    })) as Result;
    this.#last = await readKnown(sql);
    return result;
  }
}

/** As the rows have it. */
const named = (member: MemberAsNamed): MemberAsNamed => ({
  interface: member.interface,
  agent: storable(member.agent),
});

interface Known {
  directory(pbx: PbxId): AgentDirectory;
  unknown(pbx: PbxId, name: string): AgentId | null;
}

async function readKnown(sql: Query): Promise<Known> {
  const codes = new Map((await allCodes(sql)).map(({ code, id }) => [code, id]));
  const [named, phones, unknown] = [new Map<string, AgentId>(), new Map<string, AgentId>(), new Map<string, AgentId>()];
  for (const { pbx, kind, alias, id, code } of await allAliases(sql)) {
    const which = kind === "phone" ? phones : code === null ? unknown : named;
    which.set(`${pbx}\n${alias}`, id);
  }
  return {
    directory: (pbx) => ({
      ofAlias: (name) => named.get(`${pbx}\n${name}`) ?? null,
      ofCode: (code) => codes.get(code) ?? null,
      ofPhone: (key) => phones.get(`${pbx}\n${key}`) ?? null,
    }),
    unknown: (pbx, name) => unknown.get(`${pbx}\n${name}`) ?? null,
  };
}
