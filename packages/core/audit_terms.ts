/**
 * The words of the audit, for the page and for what is exported of it: each language is loaded when it is wanted. A feature, an
 * event or a field that a language lacks does not compile.
 *
 * @module
 */
import type { AuditEvent, AuditFeature, AuditField, AuditSpeech } from "./audit.ts";

export interface AuditTerms {
  /** Of an exported file, without its ending. */
  file: string;
  yes: string;
  no: string;
  /** Of a value that is none. */
  nothing: string;
  /** Who did what nobody asked for. */
  system: string;
  /** Who asked, and nobody knows who he is. */
  nobody: string;
  columns: Readonly<
    Record<
      "at" | "user" | "email" | "token" | "feature" | "event" | "item" | "before" | "after" | "address" | "browser",
      string
    >
  >;
  features: Readonly<Record<AuditFeature, string>>;
  events: Readonly<Record<AuditEvent, string>>;
  fields: Readonly<Record<AuditField, string>>;
}

export const auditTerms = {
  pt: async (): Promise<AuditTerms> => (await import("./pt_audit_terms.ts")).ptAuditTerms,
  es: async (): Promise<AuditTerms> => (await import("./es_audit_terms.ts")).esAuditTerms,
  en: async (): Promise<AuditTerms> => (await import("./en_audit_terms.ts")).enAuditTerms,
} as const;

/** For `auditLines`. A name that is no field, within a value, is said as it is. */
export function auditSpeech({ yes, no, nothing, fields }: AuditTerms): AuditSpeech {
  const known: Readonly<Record<string, string>> = fields;
  return { yes, no, nothing, field: (name) => (Object.hasOwn(known, name) ? (known[name] ?? name) : name) };
}
