/** The audit, over the HTTP API. Nothing here throws. */
import type { EpochMs } from "@qmanager/core";
import type { AuditAction, AuditEvent, AuditFeature } from "@qmanager/core/audit";
import { type Answer, call } from "./api.ts";
import type { PeriodPage } from "./period_page.ts";

/** A row of the audit as the server tells it. */
export interface AuditEntry {
  id: number;
  at: EpochMs;
  /** As he was called then; null: the server itself, or nobody who is known. */
  user: { id: number; name: string; email: string | null } | null;
  /** The name of the API token that was used. */
  token: string | null;
  /** Null: of no request. */
  address: string | null;
  /** The program, as it calls itself, and as people know it where we know it too. */
  userAgent: string | null;
  browser: string | null;
  action: AuditAction;
  feature: AuditFeature;
  event: AuditEvent;
  item: string | null;
  detail: object;
}

export interface AuditPage extends PeriodPage {
  entries: AuditEntry[];
}

/** A page of the audit, newest first. */
export const listAudit = (query: URLSearchParams): Promise<Answer<AuditPage>> => call("GET", `/audit?${query}`);

/** Who is in the audit, also who is no user any more. */
export const listAuditUsers = (): Promise<Answer<{ users: { id: number; name: string }[] }>> =>
  call("GET", "/audit/users");

/** Where a browser gets it as a table. */
export const auditTable = (query: URLSearchParams): string => `/api/v1/audit.csv?${query}`;
