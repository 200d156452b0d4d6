/** Whether a queue_log can be read, told before it is kept as a PBX's. */
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { codeOf, Fault, reasonOf } from "../fault.ts";
import { type LogAddress, readLogAddress } from "./address.ts";
import { FileSource } from "./file_source.ts";
import { MysqlSource } from "./mysql_source.ts";

/** `empty`: it can be read, and Asterisk wrote nothing into it yet. */
export const logTrialCodes = ["good", "empty", "file_missing", "file_denied", "unreadable"] as const;

export interface LogTrial {
  code: (typeof logTrialCodes)[number];
  /** How many rows its first piece has. */
  rows: number;
  /** There are more than these. */
  more: boolean;
  /** In English, what was found and what to do; empty when all is well. */
  text: string;
}

/** Never throws: what went wrong is in the answer. @param text as {@link readLogAddress} takes it, with its secret */
export async function tryLog(text: string, now: () => number): Promise<LogTrial> {
  const address = readLogAddress(text);
  const failed = (code: LogTrial["code"], why: string): LogTrial => ({ code, rows: 0, more: false, text: why });
  if (typeof address === "string") return failed("unreadable", address);
  const source = address.kind === "file" ? new FileSource(address.path) : new MysqlSource(address, now);
  try {
    if (address.kind === "file") await access(address.path, constants.R_OK);
    const { rows, isEnd } = await source.read(null);
    return rows.length === 0
      ? failed("empty", "It can be read, and there is nothing in it yet")
      : { code: "good", rows: rows.length, more: !isEnd, text: "" };
  } catch (error) {
    if (address.kind === "file" && codeOf(error) === "ENOENT")
      return failed("file_missing", `There is no file ${address.path} on the server's machine`);
    if (codeOf(error) === "EACCES")
      return failed("file_denied", `The server may not read ${pathOf(address)}: give its user the right to`);
    return failed("unreadable", error instanceof Fault ? error.message : reasonOf(error));
  } finally {
    await source.close().catch(() => undefined);
  }
}

const pathOf = (address: LogAddress): string => (address.kind === "file" ? address.path : "it");
