/** An agent as he is being typed. */
import { type Signal, signal } from "@preact/signals";
import {
  type AgentFault,
  type FieldFault,
  type Read,
  readCode,
  readDigits,
  readEmail,
  readLine,
  readPenalty,
  readPhone,
  readShift,
  type TextValues,
} from "@qmanager/core";
import type { Agent, AgentInput } from "../agents.ts";
import type { Problem } from "../api.ts";

export interface DraftQueue {
  /** `matriz/suporte`; "": not chosen yet. */
  place: string;
  penalty: string;
}

export interface AgentDraft {
  code: Signal<string>;
  name: Signal<string>;
  email: Signal<string>;
  /** Empty: the one that he has stays. */
  password: Signal<string>;
  pbx: Signal<string>;
  phone: Signal<string>;
  start: Signal<string>;
  end: Signal<string>;
  joins: Signal<boolean>;
  queues: Signal<readonly DraftQueue[]>;
  groups: Signal<readonly number[]>;
}

export type DraftField = "code" | "name" | "email" | "password" | "phone" | "start" | "end" | "queues" | "groups";
/** What is wrong, by field: our own finding, or the server's words. */
export type DraftErrors = { [Field in DraftField]?: { fault: AgentFault; values?: TextValues } | { text: string } };

/** @param pbx where a phone is, if nobody says otherwise */
export function draftOf(agent: Agent | null, pbx: string): AgentDraft {
  return {
    code: signal(String(agent?.code ?? "")),
    name: signal(agent?.name ?? ""),
    email: signal(agent?.email ?? ""),
    password: signal(""),
    pbx: signal(agent?.extension?.pbx ?? pbx),
    phone: signal(agent?.extension?.phone ?? ""),
    start: signal(agent?.shift?.start ?? ""),
    end: signal(agent?.shift?.end ?? ""),
    joins: signal(agent?.joinsQueues ?? false),
    queues: signal(
      (agent?.queues ?? []).map((each) => ({ place: `${each.pbx}/${each.queue}`, penalty: String(each.penalty) })),
    ),
    groups: signal((agent?.groups ?? []).map(({ id }) => id).sort((a, b) => a - b)),
  };
}

/** As the agent is on file again. */
export function resetDraft(draft: AgentDraft, agent: Agent): void {
  const kept = draftOf(agent, draft.pbx.peek());
  for (const [field, { value }] of Object.entries(kept)) {
    (draft[field as keyof AgentDraft] as Signal<unknown>).value = value;
  }
}

/** All that is typed, to see whether anything changed. */
export function typedIn(draft: AgentDraft): string {
  const { pbx, ...rest } = draft;
  const typed = Object.values(rest).map((each: Signal<unknown>) => each.value);
  // Where a phone is says nothing while there is none.
  return JSON.stringify([...typed, draft.phone.value === "" ? "" : pbx.value]);
}

/** What the server is to be told, or what is wrong. */
export function readDraft(draft: AgentDraft): { input: AgentInput } | { errors: DraftErrors } {
  const errors: DraftErrors = {};
  const say = (field: DraftField, fault: FieldFault | AgentFault) => {
    errors[field] ??= { fault };
  };
  const needed = <Value>(field: DraftField, read: Read<Value>): Value | undefined => {
    if ("value" in read) return read.value;
    say(field, read.fault);
    return undefined;
  };
  const optional = <Value>(field: DraftField, typed: string, read: (text: string) => Read<Value>): Value | null =>
    typed.trim() === "" ? null : (needed(field, read(typed)) ?? null);
  const code = needed("code", readCode(draft.code.value));
  const name = needed("name", readLine(draft.name.value));
  const email = optional("email", draft.email.value, readEmail);
  const password = optional("password", draft.password.value, readDigits);
  const phone = optional("phone", draft.phone.value, readPhone);
  const shift = readShift(draft.start.value, draft.end.value);
  if (!("value" in shift)) say(shift.field, shift.fault);
  const queues = draft.queues.value.flatMap(({ place, penalty }) => {
    const read = readPenalty(penalty);
    if (place === "") say("queues", "empty");
    else if ("fault" in read) say("queues", read.fault);
    else {
      const slash = place.indexOf("/");
      return [{ pbx: place.slice(0, slash), queue: place.slice(slash + 1), penalty: read.value }];
    }
    return [];
  });
  const twice = queues.find((one, at) =>
    queues.slice(0, at).some(({ pbx, queue }) => pbx === one.pbx && queue === one.queue),
  );
  if (twice) errors.queues ??= { fault: "queue_twice", values: { queue: twice.queue } };
  if (Object.keys(errors).length > 0 || code === undefined || name === undefined) return { errors };
  return {
    input: {
      ...{ code, name, email, joinsQueues: draft.joins.value, queues, groups: [...draft.groups.value] },
      extension: phone === null ? null : { pbx: draft.pbx.value, phone },
      shift: draft.start.value.trim() === "" ? null : { start: draft.start.value.trim(), end: draft.end.value.trim() },
      ...(password === null ? {} : { password }),
    },
  };
}

const fieldOf: Readonly<Record<string, DraftField>> = {
  ...{ code: "code", name: "name", email: "email", password: "password", extension: "phone" },
  ...{ "shift.start": "start", "shift.end": "end", queues: "queues", groups: "groups" },
};

/** The fields that the server's problem names, in its words. */
export function errorsOf(problem: Problem): DraftErrors {
  const errors: DraftErrors = {};
  for (const { path, detail } of problem.errors) {
    const field = fieldOf[path] ?? fieldOf[path.split(".")[0] ?? ""];
    if (field !== undefined) errors[field] ??= { text: detail };
  }
  return errors;
}
