/** What went wrong with a line to a PBX, as a code and values besides our English words. */
import {
  AmiConnectError,
  AmiConnectionLostError,
  AmiLoginError,
  AmiNotAsteriskError,
  AmiTimeoutError,
  AmiTooOldError,
} from "@qmanager/ami";
import type { PbxProblemCode, TextValues } from "@qmanager/core";
import { codeOf, Fault, reasonOf } from "../fault.ts";
import type { PbxSettings } from "./settings.ts";

export interface PbxProblem {
  code: PbxProblemCode;
  values: TextValues;
}

/** Its secret cannot be read: there is nothing to sign in with. */
export class PbxSecretFault extends Fault {}

/** The system's own codes of sockets and of name look-ups. */
const socketProblems: Readonly<Record<string, PbxProblemCode>> = {
  ECONNREFUSED: "nobody_listens",
  ENOTFOUND: "host_unknown",
  EAI_AGAIN: "host_unknown",
  ETIMEDOUT: "timed_out",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ECONNRESET: "connection_lost",
};

/** Tells by an error of the AMI client what is wrong with the line. */
export function pbxProblem(error: unknown, { host, port, tls }: PbxSettings): PbxProblem {
  const address = `${host}:${port}`;
  const reason = reasonOf(error);
  if (error instanceof AmiLoginError) {
    return { code: "login_refused", values: { address, user: error.user, reply: error.reply } };
  }
  if (error instanceof AmiNotAsteriskError) {
    return { code: "not_asterisk", values: { address, firstLine: error.firstLine } };
  }
  if (error instanceof AmiTooOldError) {
    return { code: "asterisk_too_old", values: { version: `AMI ${error.version}`, oldest: `AMI ${error.minimum}` } };
  }
  if (error instanceof AmiTimeoutError) return { code: "timed_out", values: { address } };
  if (error instanceof AmiConnectionLostError) return { code: "connection_lost", values: { address } };
  if (!(error instanceof AmiConnectError)) return { code: "unreadable", values: { address, reason } };
  const { cause } = error;
  if (cause instanceof PbxSecretFault) return { code: "secret_unreadable", values: {} };
  // Without a cause it was closed before anything was said.
  if (cause === undefined) return { code: "connection_failed", values: { address, reason } };
  const known = socketProblems[codeOf(cause) ?? ""];
  if (known === "host_unknown") return { code: known, values: { host } };
  if (known !== undefined) return { code: known, values: { address } };
  return { code: tls ? "tls_failed" : "connection_failed", values: { address, reason: reasonOf(cause) } };
}
