/**
 * The server's log: one line per happening, on standard error, `time level text name=value …`.
 * Nothing that is secret is ever handed to it.
 */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

export interface Log {
  info(text: string, fields?: LogFields): void;
  warn(text: string, fields?: LogFields): void;
  error(text: string, fields?: LogFields): void;
}

/** Formats one line, without its end. Line breaks in values are escaped, so that one happening stays one line. */
export function logLine(at: number, level: "info" | "warn" | "error", text: string, fields: LogFields = {}): string {
  let line = `${new Date(at).toISOString()} ${level.padEnd(5)} ${oneLine(text)}`;
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    line += ` ${name}=${typeof value === "string" ? quoted(value) : value}`;
  }
  return line;
}

/** A log that writes through `write` (a line with its end) and takes the time from `now`. */
export function createLog(write: (line: string) => void, now: () => number): Log {
  const at = (level: "info" | "warn" | "error") => (text: string, fields?: LogFields) =>
    write(`${logLine(now(), level, text, fields)}\n`);
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

/** A log that keeps nothing: for what tells its end otherwise. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

function quoted(value: string): string {
  return /^[\w.:/@+-]+$/.test(value) ? value : JSON.stringify(value);
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ");
}
