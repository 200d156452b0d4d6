/** A file of agents taken in: looked at first, then all of it or nothing. */
import { type Access, type AgentField, nameKey } from "@qmanager/core";
import { agentsOfCodes } from "../db/agent_list.ts";
import type { Query } from "../db/connect.ts";
import { draftedRecord } from "./agent_draft.ts";
import { type AgentLine, type FileProblem, readAgentFile } from "./agent_file.ts";
import type { Places } from "./places.ts";
import { conflicts, type WantedAgent } from "./write_agents.ts";

/** What a line does. */
export interface PlannedLine {
  line: number;
  code: number;
  name: string;
  does: "add" | "change" | "nothing";
  /** Of a change. */
  fields: AgentField[];
}

export interface ImportPlan {
  /** Lines of agents in the file. */
  read: number;
  problems: FileProblem[];
  lines: PlannedLine[];
  /** To be written: those that are added or changed, with the passwords that are to be hashed. */
  wanted: (WantedAgent & { line: number; password: string | null })[];
}

/**
 * What a file would do. With problems nothing of it may be done.
 *
 * @param groups those of the site, by names
 * @param hashes of passwords that were hashed already, by line
 */
export async function planImport(
  sql: Query,
  text: string,
  { places, groups, access }: { places: Places; groups: ReadonlyMap<string, number>; access: Pick<Access, "queues"> },
  hashes: ReadonlyMap<number, string> = new Map(),
): Promise<ImportPlan> {
  const byKey = new Map([...groups].map(([name, id]) => [nameKey(name), id]));
  const { lines, problems, read } = readAgentFile(text, places, byKey);
  const known = new Map(
    (
      await agentsOfCodes(
        sql,
        lines.map(({ draft }) => draft.code),
      )
    ).map((each) => [each.code, each]),
  );
  const all = lines.map(({ line, draft, password }) => {
    const before = known.get(draft.code) ?? null;
    const said = { ...draft, passwordHash: hashes.get(line) };
    const record = draftedRecord(said, before, access, null);
    return { line, password, record, before, fields: before ? changedFields(record, before, password) : [] };
  });
  const taken = await conflicts(sql, all);
  const planned = all.map(({ line, record, before, fields }): PlannedLine => {
    const does = before === null ? "add" : fields.length > 0 ? "change" : "nothing";
    return { line, code: record.code, name: record.name, does, fields };
  });
  return {
    read,
    problems: [...problems, ...taken.map(({ at, problem }) => ({ line: all[at]?.line ?? 0, ...problem }))].sort(
      (a, b) => a.line - b.line,
    ),
    lines: planned,
    wanted: all.filter((_, at) => planned[at]?.does !== "nothing"),
  };
}

function changedFields(
  record: WantedAgent["record"],
  before: NonNullable<WantedAgent["before"]>,
  password: AgentLine["password"],
): AgentField[] {
  const isSame = (a: unknown, b: unknown) => Bun.deepEquals(a, b);
  const sorted = (ids: readonly number[]) => [...ids].sort((a, b) => a - b);
  const queues = (list: WantedAgent["record"]["queues"]) =>
    list.map(({ pbx, queue, penalty }) => `${pbx}/${queue}:${penalty}`).sort();
  const groups = before.groups.map(({ id }) => id);
  const same: Readonly<Record<Exclude<AgentField, "code">, boolean>> = {
    name: record.name === before.name,
    email: record.email === before.email,
    extension: isSame(record.extension, before.extension),
    // Whether it is the one that he has would take as long as to make it anew.
    password: password === null,
    start: record.shift?.start === before.shift?.start,
    end: record.shift?.end === before.shift?.end,
    groups: isSame(sorted(record.groups), sorted(groups)),
    queues: isSame(queues(record.queues), queues(before.queues)),
    joins: record.joinsQueues === before.joinsQueues,
  };
  return (Object.keys(same) as (keyof typeof same)[]).filter((field) => !same[field]);
}

/** How many are hashed at once: as many as there are processors would leave none for the calls. */
const hashedAtOnce = Math.max(1, Math.floor(navigator.hardwareConcurrency / 2));

/** Each takes some 50 ms of a processor, on purpose. */
export async function hashAll(
  passwords: readonly { line: number; password: string }[],
  hash: (password: string) => Promise<string>,
): Promise<Map<number, string>> {
  const hashes = new Map<number, string>();
  const left = [...passwords];
  const work = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      hashes.set(next.line, await hash(next.password));
    }
  };
  await Promise.all(Array.from({ length: hashedAtOnce }, work));
  return hashes;
}
