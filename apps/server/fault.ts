/**
 * Something outside the program keeps it from running: a port in use, a folder that cannot be written, a database that
 * refuses. The text says what was tried, what was found and what to do, in one line; a command prints it and ends with
 * {@link exitCode}.
 */
export class Fault extends Error {
  override readonly name = "Fault";
  /** Of the process. 1: it cannot run; 2: what it was told makes no sense. */
  readonly exitCode: 1 | 2;

  constructor(message: string, options: { exitCode?: 1 | 2; cause?: unknown } = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The text of anything thrown, in one line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || codeOf(error) || error.name : String(error);
  return text.replace(/\s*\n\s*/g, "; ");
}

/** The system's or PostgreSQL's own code of an error (`ECONNREFUSED`, `28P01`), or null. */
export function codeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}
