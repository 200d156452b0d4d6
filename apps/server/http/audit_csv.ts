/** The audit as a table for spreadsheets, in the words of a language. */
import { type EpochMs, zoneOffsetMs } from "@qmanager/core";
import { auditLines, auditRule } from "@qmanager/core/audit";
import { type AuditTerms, auditItem, auditSpeech } from "@qmanager/core/audit_terms";
import { type AuditFilter, type AuditRow, listAudit } from "../db/audit_list.ts";
import type { Query } from "../db/connect.ts";
import { browserName } from "../sign_in/browser_name.ts";
import { type CsvForm, csvLine } from "./csv.ts";

export interface AuditTable {
  sql: Query;
  filter: AuditFilter;
  /** A row of the audit: only those before it are told. */
  before: { at: EpochMs; id: number };
  terms: AuditTerms;
  language: "pt" | "es" | "en";
  /** Of the site's clocks. */
  zone: string;
  separator: CsvForm["separator"];
}

/** So many are read at a time: no row waits for long in memory, and no connection waits for who reads slowly. */
const rowsAtOnce = 1_000;

const columns = [
  "at",
  "user",
  "email",
  "token",
  "feature",
  "event",
  "item",
  "before",
  "after",
  "address",
  "browser",
] as const satisfies readonly (keyof AuditTerms["columns"])[];

/** @param told of how many rows each piece tells */
export async function* auditPieces(table: AuditTable, told: (rows: number) => void): AsyncGenerator<string> {
  const { sql, filter, terms, separator } = table;
  yield csvLine(
    columns.map((each) => terms.columns[each]),
    separator,
  );
  for (let after: AuditRow | AuditTable["before"] | undefined = table.before; after !== undefined; ) {
    const rows: AuditRow[] = await listAudit(sql, filter, { after, limit: rowsAtOnce });
    if (rows.length > 0) yield rows.map((row) => csvLine(cellsOf(row, table), separator)).join("");
    told(rows.length);
    after = rows.length < rowsAtOnce ? undefined : rows.at(-1);
  }
}

function cellsOf(row: AuditRow, { terms, zone, language }: AuditTable): (string | null)[] {
  const { feature, event } = auditRule[row.action];
  const lines = auditLines(row.detail, auditSpeech(terms));
  const told = (side: "before" | "after") =>
    lines
      .filter((each) => each[side] !== null)
      .map((each) => `${each.field}: ${each[side]}`)
      .join("; ");
  return [
    localText(row.at, zone, language),
    row.userName ?? (row.address === null ? terms.system : terms.nobody),
    ...[row.userEmail, row.tokenName, terms.features[feature], terms.events[event]],
    auditItem(terms, row.action, row.target),
    ...[told("before"), told("after"), row.address, browserName(row.userAgent) ?? row.userAgent],
  ];
}

/** `02/03/2026 12:00:05` (pt, es), `2026-03-02 12:00:05` (en). */
function localText(at: EpochMs, zone: string, language: AuditTable["language"]): string {
  const [day = "", time = ""] = new Date(at + zoneOffsetMs(at, zone)).toISOString().slice(0, 19).split("T");
  return `${language === "en" ? day : day.split("-").reverse().join("/")} ${time}`;
}
