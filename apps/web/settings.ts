/** The settings of the site over REST, a resource for each section. */
import type { PbxId } from "@qmanager/core";
import { type Answer, answerOf, call, type PbxReport } from "./api.ts";

export interface SettingsValues {
  site: { name: string; zone: string | null; language: string; address: string | null };
  recordings: { source: "none" | "snep" | "folder" | "http"; place: string | null; format: "wav" | "wav_gsm" | "mp3" };
  snep: { address: string | null; user: string; password: boolean };
  mail: {
    host: string | null;
    port: number;
    security: "starttls" | "tls" | "none";
    user: string | null;
    from: string | null;
    fromName: string;
    password: boolean;
  };
  branding: { name: string };
  https: {
    certificate: "made" | "files";
    certificateFile: string | null;
    keyFile: string | null;
    names: readonly string[];
  };
}
export type SectionName = keyof SettingsValues;

export interface Certificate {
  names: readonly string[];
  validFrom: number;
  validTo: number;
  fingerprint: string;
  selfSigned: boolean;
}

export interface SettingsOverview {
  zone: string;
  zoneOfEnvironment: string | null;
  zoneOfMachine: string;
  https: { port: number | null; certificate: Certificate | null; fault: string | null };
  databaseOfEnvironment: boolean;
  secretsFault: string | null;
}

export const getOverview = (): Promise<Answer<SettingsOverview>> => call("GET", "/settings");

export const getSection = <Name extends SectionName>(name: Name): Promise<Answer<SettingsValues[Name]>> =>
  call("GET", `/settings/${name}`);

export const putSection = <Name extends SectionName>(
  name: Name,
  value: object,
): Promise<Answer<SettingsValues[Name]>> => call("PUT", `/settings/${name}`, value);

export interface MailTest {
  ok: boolean;
  code: string | null;
  reply: string;
  text: string;
}
export const testMail = (to: string, mail: object): Promise<Answer<MailTest>> =>
  call("POST", "/settings/mail/test", { to, mail });

export const putLogo = (picture: Blob): Promise<Answer<null>> =>
  answerOf(
    fetch("/api/v1/settings/branding/logo", {
      ...{ method: "PUT", credentials: "same-origin", body: picture },
      headers: { "content-type": picture.type || "application/octet-stream" },
    }),
  );
export const removeLogo = (): Promise<Answer<null>> => call("DELETE", "/settings/branding/logo");

/** Months by kind; null: for ever. */
export type Retention = Record<RetentionKind, number | null>;
export const retentionKinds = ["visits", "intervals", "counters", "audit", "unreadableLines"] as const;
export type RetentionKind = (typeof retentionKinds)[number];

export interface OldRecords {
  months: readonly { kind: RetentionKind; table: string; month: string; rows: number; bytes: number }[];
  rows: number;
  bytes: number;
}
export const getRetention = (): Promise<Answer<Retention>> => call("GET", "/retention");
export const putRetention = (wanted: object): Promise<Answer<Retention>> => call("PUT", "/retention", wanted);
export const tryRetention = (wanted: object): Promise<Answer<OldRecords>> => call("POST", "/retention/dry-run", wanted);

/** A PBX as it is kept, without its secrets. */
export interface KeptPbx {
  id: PbxId;
  name: string;
  host: string;
  port: number;
  username: string;
  tls: boolean;
  queueLog: string | null;
  source: "page" | "environment";
}
export const listPbxs = (): Promise<Answer<{ pbxs: readonly KeptPbx[] }>> => call("GET", "/pbxs");
export const changePbx = (id: PbxId, change: object): Promise<Answer<unknown>> =>
  call("PUT", `/pbxs/${encodeURIComponent(id)}`, change);
export const removePbx = (id: PbxId): Promise<Answer<null>> => call("DELETE", `/pbxs/${encodeURIComponent(id)}`);
export const testChangedPbx = (id: PbxId, change: object): Promise<Answer<PbxReport>> =>
  call("POST", `/pbxs/${encodeURIComponent(id)}/test`, { pbx: change });

export interface LogTest {
  code: "good" | "empty" | "file_missing" | "file_denied" | "unreadable";
  rows: number;
  more: boolean;
  text: string;
}
export const testLog = (queueLog: string, of: PbxId | null): Promise<Answer<LogTest>> =>
  call("POST", "/pbxs/test-queue-log", { queueLog, ...(of === null ? {} : { of }) });

export interface LogState {
  log: {
    source: string;
    lines: number;
    problems: number;
    lastAt: number | null;
    checkedAt: number | null;
    fault: string | null;
  } | null;
}
export const getLog = (id: PbxId): Promise<Answer<LogState>> =>
  call("GET", `/pbxs/${encodeURIComponent(id)}/queue-log`);
