/** Calls on file. */
import {
  type AttemptResult,
  type Call,
  type CallStep,
  callPartedAt,
  type Direction,
  type EndedBy,
  type EpochMs,
  type Interface,
  type Leg,
  type QueueName,
  uniqueid,
} from "@qmanager/core";
import type { Query } from "./connect.ts";
import { storable } from "./storable.ts";

/** A leg as it is stored, its instants in ms from the call's beginning (from 1970 where that is not known). */
type StoredLeg = [
  phone: Interface,
  direction: Leg["direction"],
  number: string | null,
  startedAt: number | null,
  answeredAt: number | null,
  endedAt: number | null,
  result: AttemptResult | null,
  endedBy: EndedBy | null,
  talkMs: number | null,
  holdMs: number | null,
];

/** A step as it is stored: its kind, its instant likewise, and what belongs to the kind. */
type StoredStep =
  | ["held" | "unheld", number | null, Interface | null]
  | ["transferred", number | null, Interface | null, "blind" | "attended", string | null]
  | ["exit_key", number | null, QueueName, string]
  | ["scored", number | null, QueueName | null, number]
  | ["hung_up", number | null, Interface | null, "caller" | "called" | null, number | null];

/** As many rows as one statement takes: they are one text on the way. */
const rowsAtOnce = 2_000;

/** Writes calls, each in the place of what was written of it before. Two of the same key must not be among them. */
export async function putCalls(sql: Query, calls: readonly Call[]): Promise<void> {
  for (let from = 0; from < calls.length; from += rowsAtOnce) {
    const rows = calls.slice(from, from + rowsAtOnce).map(rowOf);
    // One parameter however many rows there are: so it is one statement to the database, prepared once.
    await sql`
      insert into calls
        (pbx, called_at, linkedid, uniqueid, began_at, ended_at, direction, caller_number, caller_name, did, queues,
        interfaces, trunk, answered, talk_ms, recordings, legs, steps, notes, open)
      select
        pbx, called_at, linkedid, uniqueid, began_at, ended_at, direction, caller_number, caller_name, did, queues,
        interfaces, trunk, answered, talk_ms, recordings, legs, steps, notes, open
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as told (
        pbx text, called_at timestamptz, linkedid text, uniqueid text, began_at timestamptz, ended_at timestamptz,
        direction text, caller_number text, caller_name text, did text, queues text[], interfaces text[], trunk text,
        answered boolean, talk_ms integer, recordings text[], legs jsonb, steps jsonb, notes text[], open boolean
      )
      on conflict (pbx, called_at, linkedid) do update set
        uniqueid = excluded.uniqueid, began_at = excluded.began_at, ended_at = excluded.ended_at,
        direction = excluded.direction, caller_number = excluded.caller_number, caller_name = excluded.caller_name,
        did = excluded.did, queues = excluded.queues, interfaces = excluded.interfaces, trunk = excluded.trunk,
        answered = excluded.answered, talk_ms = excluded.talk_ms, recordings = excluded.recordings,
        legs = excluded.legs, steps = excluded.steps, notes = excluded.notes, open = excluded.open
    `;
  }
}

/** A row of the table, as JSON. */
function rowOf(call: Call) {
  return {
    pbx: call.pbx,
    called_at: timeText(callPartedAt(call)),
    linkedid: call.linkedid,
    uniqueid: (call.uniqueid as string) === call.linkedid ? null : call.uniqueid,
    began_at: timeText(call.beganAt),
    ended_at: timeText(call.endedAt),
    direction: call.direction,
    caller_number: storable(call.callerNumber),
    caller_name: storable(call.callerName),
    did: storable(call.did),
    queues: some(call.queues),
    interfaces: some(call.interfaces),
    trunk: call.trunk,
    answered: call.answered,
    talk_ms: call.talkMs,
    recordings: some(call.recordings.map((file) => storable(file))),
    legs: some(call.legs.map((leg) => storedLeg(leg, call.beganAt))),
    steps: some(call.steps.map((step) => storedStep(step, call.beganAt))),
    notes: some(call.notes),
    open: call.open,
  };
}

function timeText(at: EpochMs | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** An empty list takes room, nothing takes none. */
function some<Each>(list: readonly Each[]): readonly Each[] | null {
  return list.length > 0 ? list : null;
}

export interface CallRow
  extends Omit<Call, "uniqueid" | "queues" | "interfaces" | "recordings" | "legs" | "steps" | "notes"> {
  uniqueid: Call["uniqueid"] | null;
  direction: Direction | null;
  queues: Call["queues"] | null;
  interfaces: Call["interfaces"] | null;
  recordings: Call["recordings"] | null;
  legs: StoredLeg[] | null;
  steps: StoredStep[] | null;
  notes: Call["notes"] | null;
}

/** What {@link callOf} needs. */
export const callColumns = (sql: Query) => sql`
  pbx, linkedid, uniqueid, began_at as "beganAt", ended_at as "endedAt", direction, caller_number as "callerNumber",
  caller_name as "callerName", did, queues, interfaces, trunk, answered, talk_ms as "talkMs", recordings, legs, steps,
  notes, open
`;

export function callOf(row: CallRow): Call {
  return {
    pbx: row.pbx,
    linkedid: row.linkedid,
    uniqueid: row.uniqueid ?? uniqueid(row.linkedid),
    beganAt: row.beganAt,
    endedAt: row.endedAt,
    direction: row.direction,
    callerNumber: row.callerNumber,
    callerName: row.callerName,
    did: row.did,
    queues: row.queues ?? [],
    interfaces: row.interfaces ?? [],
    trunk: row.trunk,
    answered: row.answered,
    talkMs: row.talkMs,
    recordings: row.recordings ?? [],
    legs: (row.legs ?? []).map((leg) => legOf(leg, row.beganAt)),
    steps: (row.steps ?? []).map((step) => stepOf(step, row.beganAt)),
    notes: row.notes ?? [],
    open: row.open,
  };
}

const since = (at: EpochMs | null, began: EpochMs | null) => (at === null ? null : at - (began ?? 0));
const after = (ms: number | null, began: EpochMs | null) => (ms === null ? null : ms + (began ?? 0));

function storedLeg(leg: Leg, began: EpochMs | null): StoredLeg {
  const [start, answer, end] = [since(leg.startedAt, began), since(leg.answeredAt, began), since(leg.endedAt, began)];
  const number = storable(leg.number);
  return [leg.interface, leg.direction, number, start, answer, end, leg.result, leg.endedBy, leg.talkMs, leg.holdMs];
}

function legOf(stored: StoredLeg, began: EpochMs | null): Leg {
  const [phone, direction, number, start, answer, end, result, endedBy, talkMs, holdMs] = stored;
  return {
    ...{ interface: phone, direction, number, startedAt: after(start, began), answeredAt: after(answer, began) },
    ...{ endedAt: after(end, began), result, endedBy, talkMs, holdMs },
  };
}

function storedStep(step: CallStep, began: EpochMs | null): StoredStep {
  const at = since(step.at, began);
  switch (step.kind) {
    case "held":
    case "unheld":
      return [step.kind, at, step.interface];
    case "transferred":
      return [step.kind, at, step.interface, step.how, storable(step.to)];
    case "exit_key":
      return [step.kind, at, step.queue, step.key];
    case "scored":
      return [step.kind, at, step.queue, step.score];
    case "hung_up":
      return [step.kind, at, step.interface, step.by, step.cause];
    default:
      return step satisfies never;
  }
}

function stepOf(stored: StoredStep, began: EpochMs | null): CallStep {
  const at = after(stored[1], began);
  switch (stored[0]) {
    case "held":
    case "unheld":
      return { kind: stored[0], at, interface: stored[2] };
    case "transferred":
      return { kind: stored[0], at, interface: stored[2], how: stored[3], to: stored[4] };
    case "exit_key":
      return { kind: stored[0], at, queue: stored[2], key: stored[3] };
    case "scored":
      return { kind: stored[0], at, queue: stored[2], score: stored[3] };
    case "hung_up":
      return { kind: stored[0], at, interface: stored[2], by: stored[3], cause: stored[4] };
    default:
      return stored satisfies never;
  }
}
