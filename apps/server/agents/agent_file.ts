/** Agents as a table: the columns of a file, and what its lines say. */
import {
  type AgentFault,
  type AgentField,
  agentFields,
  clockText,
  nameKey,
  type PbxId,
  pbxId,
  queueName,
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
import { guessDelimiter, readCsv } from "../csv/read_csv.ts";
import type { Agent, DefaultQueue, Extension } from "../db/agent_list.ts";
import { csvLine, csvSeparators, unguarded } from "../http/csv.ts";
import type { AgentDraft } from "./agent_draft.ts";
import type { Places } from "./places.ts";

export const fileLanguages = ["pt", "es", "en"] as const;
export type FileLanguage = (typeof fileLanguages)[number];

/** How each column is called; the first names are those of {@link agentTable}. Accents and capitals do not count. */
const columnNames: Readonly<Record<AgentField, Readonly<Record<FileLanguage, readonly [string, ...string[]]>>>> = {
  code: { pt: ["Código"], es: ["Código"], en: ["Code"] },
  name: { pt: ["Nome", "Operador"], es: ["Nombre", "Agente"], en: ["Name", "Agent"] },
  email: { pt: ["E-mail", "Email"], es: ["Correo", "Correo electrónico"], en: ["E-mail"] },
  extension: { pt: ["Ramal", "Ramal fixo"], es: ["Extensión", "Interno"], en: ["Extension"] },
  password: { pt: ["Senha"], es: ["Contraseña", "Clave"], en: ["Password"] },
  start: { pt: ["Entrada", "Login", "Início"], es: ["Entrada", "Inicio"], en: ["Start"] },
  end: { pt: ["Saída", "Logoff", "Fim"], es: ["Salida", "Fin"], en: ["End"] },
  groups: { pt: ["Grupos", "Grupo"], es: ["Grupos", "Grupo"], en: ["Groups", "Group"] },
  queues: { pt: ["Filas"], es: ["Colas"], en: ["Queues"] },
  joins: { pt: ["Entra nas filas"], es: ["Entra en las colas"], en: ["Joins queues"] },
};

const words: Readonly<Record<FileLanguage, { yes: string; no: string }>> = {
  pt: { yes: "sim", no: "não" },
  es: { yes: "sí", no: "no" },
  en: { yes: "yes", no: "no" },
};
const spoken = (which: "yes" | "no") => new Set(fileLanguages.map((each) => nameKey(words[each][which])));
const yes = spoken("yes").add("1").add("true");
const no = spoken("no").add("0").add("false");

/** More agents than any call centre has; a file of more is another file. */
export const mostLines = 10_000;

/** Something wrong in a file. `field`: null, it is the line, or (line 1) the file as a whole. */
export interface FileProblem {
  line: number;
  field: AgentField | null;
  fault: AgentFault;
  values: TextValues;
}

/** What a line says, and its password as it stands there. */
export interface AgentLine {
  line: number;
  draft: AgentDraft & { code: number; name: string };
  password: string | null;
}

/** @param groups ids by names, for {@link nameKey} */
export function readAgentFile(
  text: string,
  places: Places,
  groups: ReadonlyMap<string, number>,
): { lines: AgentLine[]; problems: FileProblem[]; read: number } {
  const { lines, openQuote } = readCsv(text, guessDelimiter(text));
  const whole = (line: number, fault: AgentFault, values: TextValues = {}): FileProblem => ({
    ...{ line, field: null, fault, values },
  });
  const [header, ...rest] = lines;
  if (openQuote !== null) return { lines: [], problems: [whole(openQuote, "open_quote")], read: 0 };
  if (!header || rest.length === 0) return { lines: [], problems: [whole(1, "file_empty")], read: 0 };
  if (rest.length > mostLines) {
    return { lines: [], problems: [whole(1, "file_long", { most: mostLines })], read: rest.length };
  }
  const { columns, problems: wrongColumns } = readHeader(header.cells);
  if (wrongColumns.length > 0) {
    const problems = wrongColumns.map(({ fault, values }) => whole(header.line, fault, values));
    return { lines: [], problems, read: rest.length };
  }
  const problems: FileProblem[] = [];
  const read: AgentLine[] = [];
  const seen = { code: new Map<string, number>(), extension: new Map<string, number>() };
  for (const { line, cells } of rest) {
    const wrong: FileProblem[] = [];
    const say = (field: AgentField | null, fault: AgentFault, values: TextValues = {}) =>
      wrong.push({ line, field, fault, values });
    if (cells.slice(columns.length).some((each) => each.trim() !== "")) say(null, "too_many_cells");
    const cell = new Map(columns.map((field, at) => [field, unguarded(cells[at]?.trim() ?? "")]));
    const found = readCells(cell, places, groups, say);
    for (const field of ["code", "extension"] as const) {
      const own = field === "code" ? found?.draft.code : found?.draft.extension;
      if (own === undefined || own === null) continue;
      const key = typeof own === "number" ? String(own) : `${own.pbx}/${own.phone.toLowerCase()}`;
      const first = seen[field].get(key);
      if (first === undefined) seen[field].set(key, line);
      else say(field, `${field}_twice`, { line: first });
    }
    problems.push(...wrong);
    if (found && wrong.length === 0) read.push({ line, ...found });
  }
  return { lines: read, problems, read: rest.length };
}

function readHeader(cells: readonly string[]): {
  columns: AgentField[];
  problems: { fault: AgentFault; values: TextValues }[];
} {
  const columns: AgentField[] = [];
  const problems: { fault: AgentFault; values: TextValues }[] = [];
  // A spreadsheet writes cells beyond the last column too.
  const named = cells.slice(0, cells.findLastIndex((each) => each.trim() !== "") + 1);
  for (const name of named) {
    const field = fieldOf(unguarded(name.trim()));
    if (field === null) problems.push({ fault: "column_unknown", values: { name: name.trim().slice(0, 100) } });
    else if (columns.includes(field)) problems.push({ fault: "column_twice", values: { name: name.trim() } });
    else columns.push(field);
  }
  for (const field of ["code", "name"] as const) {
    if (!columns.includes(field)) problems.push({ fault: "column_missing", values: { field } });
  }
  return { columns, problems };
}

function fieldOf(name: string): AgentField | null {
  const key = nameKey(name);
  return (
    agentFields.find((field) =>
      fileLanguages.some((each) => columnNames[field][each].some((own) => nameKey(own) === key)),
    ) ?? null
  );
}

type Say = (field: AgentField, fault: AgentFault, values?: TextValues) => void;

/** Null: what makes an agent is not there. A cell that is empty takes away what was there, but a password stays. */
function readCells(
  cell: ReadonlyMap<AgentField, string>,
  places: Places,
  groups: ReadonlyMap<string, number>,
  say: Say,
): Omit<AgentLine, "line"> | null {
  const text = (field: AgentField) => cell.get(field);
  const part = <Value>(field: AgentField, read: (text: string) => Read<Value>): Value | null | undefined => {
    const written = text(field);
    if (written === undefined) return undefined;
    if (written === "") return null;
    const found = read(written);
    if ("value" in found) return found.value;
    say(field, found.fault, { text: written.slice(0, 100) });
    return undefined;
  };
  const needed = <Value>(field: AgentField, read: (text: string) => Read<Value>): Value | undefined => {
    const found = part(field, read);
    if (found === null) say(field, "empty");
    return found ?? undefined;
  };
  const code = needed("code", readCode);
  const name = needed("name", readLine);
  const email = part("email", readEmail);
  const password = part("password", readDigits);
  const shift = readTimes(text("start"), text("end"), say);
  const extension = readExtension(text("extension"), places, say);
  const queues = readQueues(text("queues"), places, say);
  const joins = part("joins", readYesNo);
  const named = text("groups") === undefined ? undefined : readGroups(text("groups") ?? "", groups, say);
  if (code === undefined || name === undefined) return null;
  return {
    draft: {
      ...{ code, name, email, shift, extension, queues, groups: named },
      // Who has queues in the file and no other word enters them.
      joinsQueues: joins ?? (queues === undefined || queues.length === 0 ? undefined : true),
    },
    password: password ?? null,
  };
}

function readTimes(start: string | undefined, end: string | undefined, say: Say): AgentDraft["shift"] {
  if (start === undefined && end === undefined) return undefined;
  const found = readShift(start ?? "", end ?? "");
  if ("value" in found) return found.value;
  say(found.field, found.fault, { text: (found.field === "start" ? start : end)?.slice(0, 100) ?? "" });
  return undefined;
}

/** `PJSIP/1001`, or `matriz:PJSIP/1001` where there are several PBXs. */
function readExtension(text: string | undefined, places: Places, say: Say): Extension | null | undefined {
  if (text === undefined) return undefined;
  if (text === "") return null;
  const parts = /^([^:/]+):(.*)$/s.exec(text);
  const phone = readPhone(parts?.[2] ?? text);
  if ("fault" in phone) {
    say("extension", phone.fault, { text: text.slice(0, 100) });
    return undefined;
  }
  const pbx = pbxOf(parts?.[1] ?? null, places, (fault, values) => say("extension", fault, values));
  return pbx === null ? undefined : { pbx, phone: phone.value };
}

function pbxOf(
  named: string | null,
  { pbxs }: Places,
  say: (fault: AgentFault, values?: TextValues) => void,
): PbxId | null {
  const [only] = pbxs;
  if (named === null && pbxs.length === 1 && only !== undefined) return only;
  if (named === null) {
    say("which_pbx", { pbxs: pbxs.join(", ") });
    return null;
  }
  const found = pbxs.find((each) => each === pbxId(named.trim()));
  if (found === undefined) say("no_pbx", { pbx: named.trim().slice(0, 100) });
  return found ?? null;
}

/** `suporte:0|vendas:2`; a queue without a penalty has 0; `matriz/suporte` where there are several PBXs. */
function readQueues(text: string | undefined, places: Places, say: Say): DefaultQueue[] | undefined {
  if (text === undefined) return undefined;
  const queues: DefaultQueue[] = [];
  for (const written of text.split("|").map((each) => each.trim())) {
    if (written === "") continue;
    const parts = /^(.*?)(?::\s*([^:]*))?$/s.exec(written);
    const [place = written, penaltyText = "0"] = [parts?.[1]?.trim(), parts?.[2]];
    const penalty = readPenalty(penaltyText);
    if ("fault" in penalty) {
      say("queues", penalty.fault, { text: written.slice(0, 100) });
      continue;
    }
    const slash = place.indexOf("/");
    const prefix = slash > 0 && places.pbxs.includes(pbxId(place.slice(0, slash))) ? place.slice(0, slash) : null;
    const pbx = pbxOf(prefix, places, (fault, values) => say("queues", fault, values));
    if (pbx === null) continue;
    const queue = queueName(prefix === null ? place : place.slice(slash + 1));
    if (!places.has({ pbx, queue })) say("queues", "no_queue", { queue: queue.slice(0, 100), pbx });
    else if (queues.some((each) => each.pbx === pbx && each.queue === queue)) {
      say("queues", "queue_twice", { queue: queue.slice(0, 100) });
    } else queues.push({ pbx, queue, penalty: penalty.value });
  }
  return queues;
}

function readGroups(text: string, groups: ReadonlyMap<string, number>, say: Say): number[] {
  const ids = text
    .split("|")
    .map((each) => each.trim())
    .filter((each) => each !== "")
    .map((each) => {
      const id = groups.get(nameKey(each));
      if (id === undefined) say("groups", "no_group", { group: each.slice(0, 100) });
      return id ?? 0;
    });
  return [...new Set(ids)];
}

function readYesNo(text: string): Read<boolean> {
  const key = nameKey(text);
  return yes.has(key) ? { value: true } : no.has(key) ? { value: false } : { fault: "not_yes_no" };
}

/** A file of agents that {@link readAgentFile} reads again; passwords are in none. @param several whether there are several PBXs */
export function agentTable(agents: readonly Agent[], language: FileLanguage, several: boolean): string {
  const header = agentFields.map((field) => columnNames[field][language][0]);
  const place = (pbx: PbxId, mark: ":" | "/") => (several ? `${pbx}${mark}` : "");
  const rows = agents.map(({ code, name, email, extension, shift, groups, queues, joinsQueues }) => {
    const cells: Record<AgentField, string> = {
      ...{ code: String(code ?? ""), name, email: email ?? "", password: "" },
      extension: extension ? `${place(extension.pbx, ":")}${extension.phone}` : "",
      start: shift ? clockText(shift.start) : "",
      end: shift ? clockText(shift.end) : "",
      groups: groups.map((each) => each.name).join(" | "),
      queues: queues.map(({ pbx, queue, penalty }) => `${place(pbx, "/")}${queue}:${penalty}`).join(" | "),
      joins: joinsQueues ? words[language].yes : words[language].no,
    };
    return agentFields.map((field) => cells[field]);
  });
  const lines = [header, ...rows].map((cells) => csvLine(cells, csvSeparators[language]));
  // By this mark Excel knows UTF-8.
  return `\ufeff${lines.join("")}`;
}
