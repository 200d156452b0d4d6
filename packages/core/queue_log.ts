/**
 * Asterisk's own `queue_log` as rows, and rows as events. Reads the file's lines (`epoch|callid|queue|agent|event|…`) and
 * the same with times as local text, as databases keep them.
 *
 * Durations in it are whole seconds, truncated, except those of RINGNOANSWER and RINGCANCELED, which are milliseconds.
 * Source: Asterisk `apps/app_queue.c`, `main/logger.c` (`ast_queue_log`).
 *
 * @module
 */
import type { CallCentreEvent, EventBase } from "./event.ts";
import { asInterface, type Interface, looksLikeInterface, type PbxId, queueName, uniqueid } from "./ids.ts";
import { type EpochMs, secondsToMs } from "./time.ts";
import { fromLocal } from "./zone.ts";

/** One row: who, where, what, when. `data` holds the parameters as texts. */
export interface QueueLogRow {
  at: EpochMs;
  /** The caller's uniqueid; or `NONE`, `MANAGER`, `CLI`, `REALTIME`. */
  callid: string;
  queue: string;
  /** The member's name; for ADDMEMBER, REMOVEMEMBER, PENALTY and RINGINUSE his interface. */
  agent: string;
  event: string;
  data: string[];
}

/** A line that could not be understood, and why: it is kept for a look, never dropped. */
export interface QueueLogProblem extends LogFault {
  line: string;
}

export const logFaultCodes = [
  ...(["fields", "time", "local_time", "no_such_time"] as const),
  ...(["impossible_time", "long_line", "long_name", "zero_bytes"] as const),
] as const;
export type LogFaultCode = (typeof logFaultCodes)[number];

/** What is wrong with a line: for programs, and in English. */
export interface LogFault {
  code: LogFaultCode;
  reason: string;
}

/** A survey whose score a site's dialplan writes into the log: the event's name and which parameter (from 0) is the score. */
export interface SurveyRow {
  event: string;
  scoreAt: number;
}

export const defaultSurveyRows: readonly SurveyRow[] = [{ event: "CSAT", scoreAt: 0 }];

export interface QueueLogOptions {
  /** IANA zone of times written as local text (`2025-11-13 10:02:03`); without it such times are refused. */
  zone?: string;
  /** Which instant a row means whose local time the clocks show again a little later; told the first. */
  showing?: (first: EpochMs, callid: string) => EpochMs;
}

/**
 * Reads one line, without its line end: of the file (fields parted by `|`), or of a database's export (parted by tabs, with
 * or without the id before the time).
 *
 * @returns the row, or the problem with a reason that says what was wrong
 */
export function parseQueueLogLine(line: string, options: QueueLogOptions = {}): QueueLogRow | QueueLogProblem {
  return rowOf(line.includes("\t") ? exportedFields(line) : line.split("|"), line, options);
}

/**
 * Reads one row of a database's table: time, callid, queue, agent, event, data1 … data5; a sixth parameter stands in data5
 * after a `|`.
 */
export function parseQueueLogFields(
  fields: readonly string[],
  options: QueueLogOptions = {},
): QueueLogRow | QueueLogProblem {
  return rowOf([...fields.slice(0, 5), ...fields.slice(5).join("|").split("|")], fields.join("|"), options);
}

/** Whether a line holds only the names of a database's columns. */
export function isColumnNames(line: string): boolean {
  return /^(id\t)?time\tcallid\t/i.test(line);
}

/** Time, callid, queue, agent, event, data1 … data5; a sixth parameter stands in data5 after a `|`. */
function exportedFields(line: string): string[] {
  const fields = line.split("\t").map((field) => (field === "NULL" || field === "\\N" ? "" : field));
  if (/^\d{1,8}$/.test(fields[0]!) && fields.length > 6) fields.shift();
  return [...fields.slice(0, 5), ...fields.slice(5).join("|").split("|")];
}

function rowOf(fields: readonly string[], line: string, options: QueueLogOptions): QueueLogRow | QueueLogProblem {
  if (fields.length < 5) {
    const reason = `Expected time|callid|queue|agent|event and parameters, got ${fields.length} fields`;
    return { line, code: "fields", reason };
  }
  let at = instantOf(fields[0]!, options.zone);
  if (typeof at === "object") return { line, ...at };
  if (options.showing && fields[0]![4] === "-") at = options.showing(at, fields[1]!);
  // A `|` in a member's name shifts the event: it is the first field from the fifth on that is one.
  const shift = rowReaders.has(fields[4]!) ? 0 : fields.slice(5, 8).findIndex((field) => rowReaders.has(field)) + 1;
  // a database fills up with empty columns what the file leaves out
  let end = fields.length;
  while (end > 0 && fields[end - 1] === "") end -= 1;
  return {
    at,
    callid: fields[1]!,
    queue: fields[2]!,
    agent: shift === 0 ? fields[3]! : fields.slice(3, 4 + shift).join("|"),
    event: fields[4 + shift]!,
    data: fields.slice(5 + shift, end),
  };
}

/** Whether a parsed line is a row. */
export function isRow(parsed: QueueLogRow | QueueLogProblem): parsed is QueueLogRow {
  return "event" in parsed;
}

/**
 * The time of a row: epoch seconds with or without a fraction, or local text `YYYY-MM-DD hh:mm:ss[.ffffff]` of a zone.
 *
 * @returns epoch ms, or the reason why it is not a time
 */
export function instantOf(text: string, zone?: string): EpochMs | LogFault {
  if (/^\d{9,11}(\.\d+)?$/.test(text)) return Math.floor(Number(text) * 1000);
  const parts = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/.exec(text);
  if (!parts) return { code: "time", reason: `The time "${text}" is neither epoch seconds nor YYYY-MM-DD hh:mm:ss` };
  if (zone === undefined) {
    return { code: "local_time", reason: `The time "${text}" is local: say of which zone (--zone America/Sao_Paulo)` };
  }
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  if (new Date(local).getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) {
    return { code: "no_such_time", reason: `The time "${text}" does not exist` };
  }
  const ms = parts[7] ? Math.floor(Number(`0.${parts[7]}`) * 1000) : 0;
  return fromLocal(local, zone) + ms;
}

export interface RowToEventOptions {
  pbx: PbxId;
  surveyRows?: readonly SurveyRow[];
}

/**
 * One row as an event.
 *
 * @returns the event; null for rows that say nothing of visits, members or Asterisk (PAUSEALL, CONFIGRELOAD, OUTCALL …)
 *   and for rows of a site's own
 */
export function rowToEvent(row: QueueLogRow, options: RowToEventOptions): CallCentreEvent | null {
  const base: EventBase = { pbx: options.pbx, at: row.at };
  const read = rowReaders.get(row.event);
  if (read) return read(row, base);
  const survey = (options.surveyRows ?? defaultSurveyRows).find((each) => each.event === row.event);
  return survey ? surveyAnswered(row, base, survey) : null;
}

type RowReader = (row: QueueLogRow, base: EventBase) => CallCentreEvent | null;

const ignored: RowReader = () => null;

const rowReaders = new Map<string, RowReader>([
  ["ENTERQUEUE", entered],
  ["CONNECT", connected],
  ["COMPLETECALLER", (row, base) => completed(row, base, "caller")],
  ["COMPLETEAGENT", (row, base) => completed(row, base, "agent")],
  ["TRANSFER", (row, base) => completed(row, base, "transfer")],
  ["BLINDTRANSFER", (row, base) => completed(row, base, "transfer")],
  ["ATTENDEDTRANSFER", (row, base) => completed(row, base, "transfer")],
  ["ABANDON", (row, base) => ended(row, base, "abandoned", 0)],
  ["EXITWITHTIMEOUT", (row, base) => ended(row, base, "timeout", 0)],
  ["EXITEMPTY", (row, base) => ended(row, base, "exit_empty", 0)],
  ["EXITWITHKEY", (row, base) => ended(row, base, "exit_key", 1)],
  ["WITHDRAW", (row, base) => ended(row, base, "withdrawn", 0)],
  ["SYSCOMPAT", incompatible],
  ["AGENTDUMP", dumped],
  ["RINGNOANSWER", missed],
  ["RINGCANCELED", canceled],
  ["ADDMEMBER", added],
  ["REMOVEMEMBER", removed],
  ["PAUSE", (row, base) => paused(row, base, true)],
  ["UNPAUSE", (row, base) => paused(row, base, false)],
  ["PAUSEALL", ignored],
  ["UNPAUSEALL", ignored],
  ["PENALTY", ignored],
  ["RINGINUSE", ignored],
  ["QUEUESTART", (_row, base) => ({ type: "asterisk_started", ...base })],
  ["CONFIGRELOAD", ignored],
  ["AGENTLOGIN", ignored],
  ["AGENTLOGOFF", ignored],
  ["AGENTCALLBACKLOGIN", ignored],
  ["AGENTCALLBACKLOGOFF", ignored],
  ["OUTCALL", ignored],
  ["DID", ignored],
  ["INFO", ignored],
]);

const text = (value: string | undefined): string | null => (value ? value : null);
const known = (value: string | undefined): string | null =>
  value && value !== "unknown" && value !== "<unknown>" ? value : null;
const count = (value: string | undefined): number | null =>
  value !== undefined && /^\d+$/.test(value) ? Number(value) : null;

/** The member of a row: his name always, his interface where the name is one. */
function member(row: QueueLogRow): { interface: Interface | null; memberName: string | null } {
  return {
    interface: looksLikeInterface(row.agent) ? asInterface(row.agent) : null,
    memberName: row.agent && row.agent !== "NONE" ? row.agent : null,
  };
}

const visitOf = (row: QueueLogRow) => ({ queue: queueName(row.queue), uniqueid: uniqueid(row.callid) });

function entered(row: QueueLogRow, base: EventBase): CallCentreEvent {
  return {
    type: "caller_joined",
    ...base,
    ...visitOf(row),
    linkedid: null,
    channel: null,
    number: known(row.data[1]),
    name: null,
    context: null,
    exten: null,
    position: count(row.data[2]),
  };
}

function connected(row: QueueLogRow, base: EventBase): CallCentreEvent {
  return {
    type: "agent_connected",
    ...base,
    ...visitOf(row),
    ...member(row),
    waitMs: secondsToMs(row.data[0]),
    ringUniqueid: row.data[1] ? uniqueid(row.data[1]) : null,
    ringMs: secondsToMs(row.data[2]),
  };
}

/** Hold time, talk time and original position are the last three parameters of every closing row. */
function completed(row: QueueLogRow, base: EventBase, reason: "agent" | "caller" | "transfer"): CallCentreEvent {
  const [waitS, talkS, position] = row.data.slice(-3);
  return {
    type: "agent_completed",
    ...base,
    ...visitOf(row),
    ...member(row),
    ringUniqueid: null,
    waitMs: secondsToMs(waitS),
    talkMs: secondsToMs(talkS),
    reason,
    originalPosition: count(position),
  };
}

type EndOutcome = "abandoned" | "timeout" | "exit_key" | "exit_empty" | "withdrawn";

/** Position, original position and wait follow each other, from parameter `first` on. */
function ended(row: QueueLogRow, base: EventBase, outcome: EndOutcome, first: number): CallCentreEvent {
  return {
    type: "visit_ended",
    ...base,
    ...visitOf(row),
    outcome,
    position: count(row.data[first]),
    originalPosition: count(row.data[first + 1]),
    waitMs: secondsToMs(row.data[first + 2]),
    key: outcome === "exit_key" ? text(row.data[0]) : null,
    note: outcome === "withdrawn" ? text(row.data[3]) : null,
  };
}

function incompatible(row: QueueLogRow, base: EventBase): CallCentreEvent {
  return {
    type: "visit_ended",
    ...base,
    ...visitOf(row),
    outcome: "abandoned",
    position: null,
    originalPosition: null,
    waitMs: null,
    key: null,
    note: "SYSCOMPAT",
  };
}

function dumped(row: QueueLogRow, base: EventBase): CallCentreEvent {
  return { type: "agent_dumped", ...base, ...visitOf(row), ...member(row) };
}

function missed(row: QueueLogRow, base: EventBase): CallCentreEvent {
  return {
    type: "ring_missed",
    ...base,
    ...visitOf(row),
    ...member(row),
    ringUniqueid: null,
    ringMs: count(row.data[0]),
  };
}

function canceled(row: QueueLogRow, base: EventBase): CallCentreEvent {
  return { type: "ring_canceled", ...base, ...visitOf(row), ...member(row), ringMs: count(row.data[0]) };
}

function added(row: QueueLogRow, base: EventBase): CallCentreEvent {
  return {
    type: "member_added",
    ...base,
    queue: queueName(row.queue),
    ...member(row),
    member: null,
    paused: row.data[0] === "PAUSED",
  };
}

function removed(row: QueueLogRow, base: EventBase): CallCentreEvent {
  return { type: "member_removed", ...base, queue: queueName(row.queue), ...member(row), member: null };
}

function paused(row: QueueLogRow, base: EventBase, isPaused: boolean): CallCentreEvent | null {
  if (row.queue === "NONE") return null;
  return {
    type: "member_paused",
    ...base,
    queue: queueName(row.queue),
    ...member(row),
    member: null,
    paused: isPaused,
    // a reason may hold a `|` itself
    reason: text(row.data.join("|")),
  };
}

function surveyAnswered(row: QueueLogRow, base: EventBase, survey: SurveyRow): CallCentreEvent | null {
  const score = count(row.data[survey.scoreAt]);
  if (score === null || score < 1 || score > 5) return null;
  return { type: "survey_answered", ...base, ...visitOf(row), linkedid: null, score };
}
