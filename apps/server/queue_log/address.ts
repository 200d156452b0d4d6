/**
 * Where a PBX's queue_log is, as one text: the path of a file on this machine (`/var/log/asterisk/queue_log`) or
 * `mysql://user:secret@host:3306/database/table?zone=America/Sao_Paulo`. `zone` is that of times that are local text; also
 * after a path (`/var/log/asterisk/queue_log?zone=…`).
 */
import { isZone } from "@qmanager/core";

export interface FileAddress {
  kind: "file";
  path: string;
  zone: string | null;
}

export interface MysqlAddress {
  kind: "mysql";
  host: string;
  port: number;
  user: string;
  secret: string;
  database: string;
  table: string;
  zone: string | null;
}

export type LogAddress = FileAddress | MysqlAddress;

const shape =
  "Write a path such as /var/log/asterisk/queue_log, or mysql://user:secret@host/database/table?zone=America/Sao_Paulo";

/** @returns the address, or what is wrong with it, without its secret */
export function readLogAddress(text: string): LogAddress | string {
  if (/^(mysql|mariadb):\/\//.test(text)) return mysqlAddress(text);
  const [path = "", query = ""] = text.split("?");
  if (!path.startsWith("/")) return shape;
  // What is no log is not shown line by line as one that cannot be understood.
  if (!/\/queue_log[\w.-]*$/.test(path) || path.includes("/../"))
    return `The name of the file begins with queue_log. ${shape}`;
  const zone = new URLSearchParams(query).get("zone");
  if (zone !== null && !isZone(zone)) return wrongZone(zone);
  return { kind: "file", path, zone };
}

function mysqlAddress(text: string): MysqlAddress | string {
  const url = URL.parse(text.replace(/^(mysql|mariadb):/, "http:"));
  if (url === null) return `It cannot be read as an address. ${shape}`;
  const [database, table, ...rest] = url.pathname.slice(1).split("/").map(decoded);
  const [user, secret] = [decoded(url.username), decoded(url.password)];
  if ([database, table, user, secret].includes(null))
    return `A % in it is not followed by two hexadecimal digits. ${shape}`;
  if (!user || !database || !table || rest.length > 0) return `User, database and table are needed. ${shape}`;
  const zone = url.searchParams.get("zone");
  if (zone !== null && !isZone(zone)) return wrongZone(zone);
  // A port 80 is no port to URL: it is that of http.
  const port = url.port === "" ? (/:80(?:[/?#]|$)/.test(text.replace(/^[^@]*@/, "")) ? 80 : 3306) : Number(url.port);
  return {
    kind: "mysql",
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port,
    user,
    secret: secret ?? "",
    database,
    table,
    zone,
  };
}

const wrongZone = (zone: string): string => `"${zone}" is not a time zone. Write one such as America/Sao_Paulo`;

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** As text, with its secret: {@link readLogAddress} reads the same of it. */
export function writeLogAddress(address: LogAddress): string {
  const zone = address.zone === null ? "" : `?zone=${address.zone}`;
  if (address.kind === "file") return `${address.path}${zone}`;
  const [user, secret, database, table] = [address.user, address.secret, address.database, address.table].map(
    encodeURIComponent,
  );
  return `mysql://${user}${secret === "" ? "" : `:${secret}`}@${hostOf(address)}/${database}/${table}${zone}`;
}

/** What may be shown of an address, and by which its position is kept: all but the secret. */
export function logSourceName(address: LogAddress): string {
  if (address.kind === "file") return address.path;
  const { user, database, table } = address;
  return `mysql://${user}@${hostOf(address)}/${database}/${table}`;
}

const hostOf = ({ host, port }: MysqlAddress): string => `${host.includes(":") ? `[${host}]` : host}:${port}`;
