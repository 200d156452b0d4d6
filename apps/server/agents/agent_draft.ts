/** What is said of an agent, put together with what is on file of him. */
import {
  type Access,
  type AgentFault,
  type AgentField,
  clockText,
  type Shift,
  seesQueue,
  type TextValues,
} from "@qmanager/core";
import type { Agent, DefaultQueue, Extension } from "../db/agent_list.ts";
import type { AgentRecord } from "../db/agent_records.ts";
import type { AuditDetail, AuditFields, AuditValue } from "../db/audit.ts";
import { changesOf, hiddenSecret } from "../http/audited.ts";

/** What is left out stays as it is. */
export interface AgentDraft {
  code?: number | undefined;
  name?: string | undefined;
  email?: string | null | undefined;
  extension?: Extension | null | undefined;
  shift?: Shift | null | undefined;
  joinsQueues?: boolean | undefined;
  queues?: readonly DefaultQueue[] | undefined;
  /** By their ids. */
  groups?: readonly number[] | undefined;
  passwordHash?: string | null | undefined;
}

/** An agent as he is, with his password. */
export type AgentWithPassword = Agent & { passwordHash: string | null };

/** Something wrong with a field. */
export interface AgentProblem {
  field: AgentField;
  fault: AgentFault;
  values: TextValues;
}

/**
 * What is on file from now on. Queues that who says it may not see stay as they are, and so do groups that are not his.
 *
 * @param ownGroups groups that he may give and take; null: all
 */
export function draftedRecord(
  draft: AgentDraft & { code: number; name: string },
  before: AgentWithPassword | null,
  access: Pick<Access, "queues">,
  ownGroups: ReadonlySet<number> | null,
): AgentRecord {
  const hidden = before?.queues.filter(({ pbx, queue }) => !seesQueue(access, pbx, queue)) ?? [];
  const kept = before?.groups.map(({ id }) => id) ?? [];
  const others = kept.filter((id) => ownGroups !== null && !ownGroups.has(id));
  return {
    ...{ code: draft.code, name: draft.name },
    email: given(draft.email, before?.email ?? null),
    extension: given(draft.extension, before?.extension ?? null),
    shift: given(draft.shift, before?.shift ?? null),
    joinsQueues: draft.joinsQueues ?? before?.joinsQueues ?? false,
    queues: draft.queues ? [...draft.queues, ...hidden] : (before?.queues ?? []),
    groups: draft.groups ? [...new Set([...draft.groups, ...others])] : kept,
    passwordHash: given(draft.passwordHash, before?.passwordHash ?? null),
  };
}

const given = <Value>(said: Value | undefined, before: Value): Value => (said === undefined ? before : said);

/** What the audit tells of an agent who was made or changed. @param groupNames by id */
export function changeInWords(
  record: AgentRecord,
  before: AgentWithPassword | null,
  groupNames: ReadonlyMap<number, string>,
): AuditDetail {
  const after = inWords(record, groupNames);
  if (before === null) {
    return { after: hidden(Object.fromEntries(Object.entries(after).filter(([, each]) => isSaid(each)))) };
  }
  const groups = before.groups.map(({ id }) => id);
  const change = changesOf(inWords({ ...before, groups }, groupNames), after);
  return { before: withoutPassword(change.before), after: hidden(change.after) };
}

type Words = Readonly<
  Record<
    "name" | "joinsQueues" | "email" | "password" | "extension" | "shift" | "code" | "queues" | "groups",
    AuditValue
  >
>;

function inWords(
  record: Omit<AgentRecord, "code"> & Pick<Agent, "code">,
  groupNames: ReadonlyMap<number, string>,
): Words {
  const { code, name, email, extension, shift, joinsQueues, queues, groups, passwordHash } = record;
  return {
    ...{ code, name, email, joinsQueues, password: passwordHash },
    extension: extension && `${extension.pbx} ${extension.phone}`,
    shift: shift && `${clockText(shift.start)} - ${clockText(shift.end)}`,
    queues: queues.map(({ pbx, queue, penalty }) => `${pbx}/${queue}: ${penalty}`).sort(),
    groups: groups.map((id) => groupNames.get(id) ?? String(id)).sort(),
  };
}

/** Of a new one what is not said needs no word. */
const isSaid = (value: AuditValue): boolean =>
  value !== null && value !== false && !(Array.isArray(value) && value.length === 0);

const hidden = (detail: AuditFields): AuditFields =>
  typeof detail.password === "string" ? { ...detail, password: hiddenSecret } : detail;

/** Of the old one nothing is said. */
function withoutPassword({ password: _, ...detail }: AuditFields): AuditFields {
  return detail;
}
