/** Imports of queue_log, over the HTTP API. Nothing here throws. */
import type { EpochMs, LogFaultCode, PbxId } from "@qmanager/core";
import { type Answer, answerOf, base, call } from "./api.ts";

export type ImportFault =
  | "server_ended"
  | "disk_full"
  | "cut_off"
  | "packed"
  | "no_lines"
  | "not_understood"
  | "damaged";

/** An upload and what becomes of it. */
export interface LogImport {
  id: number;
  pbx: PbxId;
  /** Of the file. */
  name: string;
  /** Of times that are local text. */
  zone: string;
  state: "uploading" | "running" | "done" | "cancelled" | "failed";
  /** Of the file; 0 while it comes. */
  bytes: number;
  bytesRead: number;
  lines: number;
  /** Lines that could not be understood. */
  problems: number;
  /** Of its rows, as far as they were read. */
  firstAt: EpochMs | null;
  lastAt: EpochMs | null;
  /** When done: visits on file in its time, and since when. */
  visits: number | null;
  since: EpochMs | null;
  user: string | null;
  createdAt: EpochMs;
  endedAt: EpochMs | null;
  /** Why it failed, in the server's words. */
  reason: string | null;
  /** The same as a code; null: none fits. */
  reasonCode: ImportFault | null;
}

export interface ImportPage {
  imports: LogImport[];
  /** Where the next page begins; null: this is the last. */
  next: number | null;
  /** Of the site. */
  zone: string;
  /** Of which an upload may be. */
  pbxs: readonly { id: PbxId; name: string }[];
}

/** A line that could not be understood. */
export interface LogProblem {
  line: string;
  /** Null: it was kept before there were codes. */
  code: LogFaultCode | null;
  /** In the server's words. */
  reason: string;
  seenAt: EpochMs;
}

/** A page of imports, the newest first. @param before the `next` of the page before */
export const listImports = (before: number | null = null): Promise<Answer<ImportPage>> =>
  call("GET", `/imports?limit=20${before === null ? "" : `&before=${before}`}`);

/** Ends an import; what was recorded of it stays. */
export const cancelImport = (id: number): Promise<Answer<{ import: LogImport }>> =>
  call("POST", `/imports/${id}/cancel`);

/** A page of the lines of an import that could not be understood. @param cursor the `next` of the page before */
export const listProblems = (
  id: number,
  cursor: string | null = null,
): Promise<Answer<{ problems: LogProblem[]; next: string | null }>> =>
  call("GET", `/imports/${id}/problems?limit=50${cursor === null ? "" : `&cursor=${cursor}`}`);

/** As the server takes a name: one line, of so many characters. */
const longestName = 200;

/**
 * Sends a log to the server, which records it from then on. By XMLHttpRequest, since `fetch()` does not tell how much is sent.
 *
 * @param sent told how many bytes are on their way
 */
export function uploadLog(
  file: File,
  { pbx, zone }: { pbx: string; zone: string },
  { sent, signal }: { sent: (bytes: number) => void; signal: AbortSignal },
): Promise<Answer<{ import: LogImport }>> {
  const query = new URLSearchParams({ pbx, zone, name: nameOf(file) });
  const response = new Promise<Response>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${base}/imports?${query}`);
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.addEventListener("progress", ({ loaded }) => sent(loaded));
    request.addEventListener("load", () => resolve(new Response(request.responseText, { status: request.status })));
    request.addEventListener("error", () => reject(new Error("The upload was cut off")));
    request.addEventListener("abort", () => reject(new Error("The upload was given up")));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
  return answerOf(response);
}

/** A file's name as the list shows it. */
export function nameOf({ name }: File): string {
  return (
    name
      .replace(/\p{Cc}/gu, " ")
      .trim()
      .slice(0, longestName) || "queue_log"
  );
}
