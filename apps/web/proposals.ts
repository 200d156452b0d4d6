/** Agents that the first access proposes, and the logs of PBXs, over the HTTP API. Nothing here throws. */
import type { EpochMs, PbxId, QueueName } from "@qmanager/core";
import { type Answer, call } from "./api.ts";

export interface ProposedAgent {
  pbx: PbxId;
  /** As the PBX names him. */
  member: string;
  code: number;
  name: string;
  phone: string | null;
  /** The phone is his alone. */
  isFixed: boolean;
  queues: QueueName[];
  seen: "member" | "records" | "both";
  calls: number | null;
  lastAt: EpochMs | null;
  /** A member now, or in the records not long ago. */
  isCurrent: boolean;
}

export interface Proposals {
  /** Every PBX has told what it has. */
  complete: boolean;
  queues: { pbx: PbxId; queue: QueueName; members: number }[];
  agents: ProposedAgent[];
}

export const getProposals = (): Promise<Answer<Proposals>> => call("GET", "/setup/agents");

export interface WantedAgent extends Pick<ProposedAgent, "pbx" | "member" | "code" | "name" | "phone"> {}

/** Makes agents, all of them or none; ends the first access. */
export const addProposed = (agents: readonly WantedAgent[]): Promise<Answer<{ added: number; skipped: number }>> =>
  call("POST", "/setup/agents", { agents });

/** Ends the first access without making agents. */
export const skipProposals = (): Promise<Answer<null>> => call("DELETE", "/setup/agents");

export interface KeptPbx {
  id: PbxId;
  name: string;
  host: string;
  port: number;
  username: string;
  tls: boolean;
  /** Without the secret. */
  queueLog: string | null;
  source: "page" | "environment";
}

export const listPbxs = (): Promise<Answer<{ pbxs: KeptPbx[] }>> => call("GET", "/pbxs");

/** Says where the queue_log of a PBX is: it is read from then on. */
export const followLog = ({ id, name, host, port, username, tls }: KeptPbx, queueLog: string) =>
  call<unknown>("PUT", `/pbxs/${encodeURIComponent(id)}`, { name, host, port, username, tls, queueLog });

export interface LogState {
  lines: number;
  firstAt: EpochMs | null;
  lastAt: EpochMs | null;
  /** When it was last read to its end. */
  checkedAt: EpochMs | null;
  /** Why it does not go on, in the server's words. */
  fault: string | null;
}

export const getLog = (pbx: PbxId): Promise<Answer<{ log: LogState | null }>> =>
  call("GET", `/pbxs/${encodeURIComponent(pbx)}/queue-log`);
