/** Where a PBX's queue_log is, as it is typed: a text for the server in fields. */
import { type Signal, signal } from "@preact/signals";
import { isZone } from "@qmanager/core";

export const logKinds = ["none", "file", "mysql"] as const;
export type LogKind = (typeof logKinds)[number];

const fieldNames = ["path", "host", "port", "database", "table", "user", "secret", "zone"] as const;
type LogField = (typeof fieldNames)[number];

export type LogDraft = { kind: Signal<LogKind> } & { [Field in LogField]: Signal<string> };
export type LogErrors = { [Field in LogField]?: string };

const usual: { [Field in LogField]: string } = {
  path: "/var/log/asterisk/queue_log",
  ...{ host: "", port: "3306", database: "", table: "queue_log", user: "", secret: "", zone: "" },
};

/** @param kept as the server shows it: without its secret; null: there is none */
export function logDraftOf(kept: string | null): LogDraft {
  const draft = { kind: signal<LogKind>("none") } as LogDraft;
  for (const field of fieldNames) draft[field] = signal(usual[field]);
  if (kept === null) return draft;
  const [place = "", query = ""] = kept.split("?");
  draft.zone.value = new URLSearchParams(query).get("zone") ?? "";
  const url = /^mysql:/.test(place) ? URL.parse(place.replace(/^mysql:/, "http:")) : null;
  if (url === null) {
    draft.kind.value = "file";
    draft.path.value = place;
    return draft;
  }
  const [, database = "", table = ""] = url.pathname.split("/").map(decodeURIComponent);
  draft.kind.value = "mysql";
  draft.host.value = url.hostname.replace(/^\[|\]$/g, "");
  // That of http is left out by URL.
  draft.port.value = url.port || "80";
  [draft.user.value, draft.database.value, draft.table.value] = [decodeURIComponent(url.username), database, table];
  return draft;
}

/** The address for the server; null: no queue_log; or what is wrong with it. */
export function readLogDraft(
  draft: LogDraft,
  texts: { required: string; portWrong: string; logPathWrong: string; logZoneWrong: string },
): { queueLog: string | null } | { errors: LogErrors } {
  const kind = draft.kind.value;
  if (kind === "none") return { queueLog: null };
  const errors: LogErrors = {};
  const typed = (field: LogField) => draft[field].value.trim();
  const zone = typed("zone");
  if (zone !== "" && !isZone(zone)) errors.zone = texts.logZoneWrong;
  const end = zone === "" ? "" : `?zone=${zone}`;
  if (kind === "file") {
    if (!/^\/(?:.*\/)?queue_log[\w.-]*$/.test(typed("path"))) errors.path = texts.logPathWrong;
    return Object.keys(errors).length > 0 ? { errors } : { queueLog: typed("path") + end };
  }
  for (const field of ["host", "database", "table", "user"] as const) {
    if (typed(field) === "") errors[field] = texts.required;
  }
  const port = Number(typed("port"));
  if (!/^\d{1,5}$/.test(typed("port")) || port < 1 || port > 65_535) errors.port = texts.portWrong;
  if (Object.keys(errors).length > 0) return { errors };
  const [user, database, table] = [typed("user"), typed("database"), typed("table")].map(encodeURIComponent);
  const secret = draft.secret.value === "" ? "" : `:${encodeURIComponent(draft.secret.value)}`;
  const host = typed("host").includes(":") ? `[${typed("host")}]` : typed("host");
  return { queueLog: `mysql://${user}${secret}@${host}:${port}/${database}/${table}${end}` };
}
