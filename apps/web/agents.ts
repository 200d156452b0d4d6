/** Agents and groups over the HTTP API. Nothing here throws. */
import type { AgentFault, AgentField, AgentId, EpochMs, PbxId, QueueName, QueueRef, TextValues } from "@qmanager/core";
import { type Answer, answerOf, call } from "./api.ts";

export interface AgentAlias {
  pbx: PbxId;
  kind: "name" | "phone";
  alias: string;
}

export interface Agent {
  id: AgentId;
  state: "active" | "deactivated" | "unknown" | "removed";
  /** Null: nobody said yet who he is. */
  code: number | null;
  name: string;
  email: string | null;
  extension: { pbx: PbxId; phone: string } | null;
  hasPassword: boolean;
  shift: { start: string; end: string } | null;
  joinsQueues: boolean;
  queues: { pbx: PbxId; queue: QueueName; penalty: number }[];
  groups: { id: number; name: string }[];
  aliases: AgentAlias[];
  deactivatedAt: EpochMs | null;
}

export interface ListedAgent extends Agent {
  lastRecordAt: EpochMs | null;
  /** Of an unknown one. */
  calls: number | null;
  firstCallAt: EpochMs | null;
}

export interface AgentPage {
  agents: ListedAgent[];
  next: string | null;
  counts: { active: number; deactivated: number; unknown: number; found: number };
}

/** What is left out stays as it is. */
export interface AgentInput {
  code?: number;
  name?: string;
  email?: string | null;
  extension?: { pbx: string; phone: string } | null;
  password?: string;
  shift?: { start: string; end: string } | null;
  joinsQueues?: boolean;
  queues?: { pbx: string; queue: string; penalty: number }[];
  groups?: number[];
  aliases?: { pbx: string; alias: string }[];
}

export type Saved = { agent: Agent; moved: { visits: number; intervals: number } };

export const listAgents = (query: URLSearchParams): Promise<Answer<AgentPage>> => call("GET", `/agents?${query}`);
export const getAgent = (id: AgentId): Promise<Answer<{ agent: Agent }>> => call("GET", `/agents/${id}`);
export const addAgent = (input: AgentInput): Promise<Answer<Saved>> => call("POST", "/agents", input);
export const changeAgent = (id: AgentId, input: AgentInput): Promise<Answer<Saved>> =>
  call("PATCH", `/agents/${id}`, input);
export const deactivateAgent = (id: AgentId): Promise<Answer<{ agent: Agent }>> =>
  call("POST", `/agents/${id}/deactivate`);
export const reactivateAgent = (id: AgentId): Promise<Answer<{ agent: Agent }>> =>
  call("POST", `/agents/${id}/reactivate`);
export const agentDeletion = (id: AgentId): Promise<Answer<{ calls: number }>> => call("GET", `/agents/${id}/deletion`);
export const removeAgent = (id: AgentId): Promise<Answer<null>> => call("DELETE", `/agents/${id}`);
export const giveAlias = (id: AgentId, alias: AgentAlias): Promise<Answer<Saved>> =>
  call("POST", `/agents/${id}/aliases`, alias);
export const dropAlias = (id: AgentId, { pbx, kind, alias }: AgentAlias): Promise<Answer<Saved>> =>
  call("DELETE", `/agents/${id}/aliases?${new URLSearchParams({ pbx, kind, alias })}`);

/** What a file does, or would do. */
export interface FilePlan {
  done: boolean;
  added: number;
  changed: number;
  unchanged: number;
  lines: { line: number; code: number; name: string; does: "add" | "change" | "nothing"; fields: AgentField[] }[];
  problems: { line: number; field: AgentField | null; fault: AgentFault; values: TextValues }[];
}

/** Passwords take the server some time, on purpose: thousands of them some minutes. */
const filePatienceMs = 10 * 60_000;

export function sendAgentFile(file: Blob, dryRun: boolean): Promise<Answer<FilePlan>> {
  return answerOf(
    fetch(`/api/v1/agents/import?dryRun=${dryRun}`, {
      ...{ method: "POST", body: file, credentials: "same-origin" },
      headers: { accept: "application/json", "content-type": "text/csv" },
      signal: AbortSignal.timeout(filePatienceMs),
    }),
  );
}

export interface Group<Member> {
  id: number;
  name: string;
  members: Member[];
  /** How many more there are, whom the reader may not see. */
  hidden: number;
  accesses: number;
}

export type GroupsPath = "/agent-groups" | "/queue-groups";
export type GroupMember<Path extends GroupsPath> = Path extends "/agent-groups" ? AgentId : QueueRef;

export const listGroups = <Path extends GroupsPath>(
  path: Path,
): Promise<Answer<{ groups: Group<GroupMember<Path>>[] }>> => call("GET", path);
export const saveGroup = (
  path: GroupsPath,
  id: number | null,
  input: { name: string; members: readonly (AgentId | QueueRef)[] },
): Promise<Answer<{ group: { id: number } }>> =>
  id === null ? call("POST", path, input) : call("PUT", `${path}/${id}`, input);
export const removeGroup = (path: GroupsPath, id: number, confirmed: boolean): Promise<Answer<null>> =>
  call("DELETE", `${path}/${id}?confirmed=${confirmed}`);
