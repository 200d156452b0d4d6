/**
 * The words of the audit, for the page and for what is exported of it: each language is loaded when it is wanted. A feature, an
 * event or a field that a language lacks does not compile.
 *
 * @module
 */
import type { Feature, Permission, Spying } from "./access.ts";
import type { AuditAction, AuditEvent, AuditFeature, AuditField, AuditSpeech } from "./audit.ts";
import type { Role } from "./role.ts";

type Unnamed =
  | "site"
  | "recordings"
  | "snep"
  | "mail"
  | "branding"
  | "https"
  | "retention"
  | "licence"
  | "queueDefaults"
  | "pauseOrder"
  | "origins";

/** What an action changes where its row names nothing: there is one of it. */
const unnamed: Readonly<Partial<Record<AuditAction, Unnamed>>> = {
  retention_changed: "retention",
  ...{ licence_changed: "licence", licence_removed: "licence" },
  ...{ queue_defaults_changed: "queueDefaults", pauses_ordered: "pauseOrder", origins_changed: "origins" },
};

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
  /** What there is one of, and nobody gave a name. */
  items: Readonly<Record<Unnamed, string>>;
  fields: Readonly<Record<AuditField, string>>;
  /** Of what the product itself names in a field, a list (`[]`) or an object (`.*`): the rest is what people wrote. */
  values: {
    role: Readonly<Record<Role, string>>;
    "spying[]": Readonly<Record<Spying, string>>;
    "permissions.*": Readonly<Record<Permission, string>>;
    queues: { all: string };
    agents: { all: string };
  };
  /** What one may have rights to, where it is no feature of the audit. */
  rights: Readonly<Record<Exclude<Feature, AuditFeature>, string>>;
}

export const auditTerms = {
  pt: async (): Promise<AuditTerms> => (await import("./pt_audit_terms.ts")).ptAuditTerms,
  es: async (): Promise<AuditTerms> => (await import("./es_audit_terms.ts")).esAuditTerms,
  en: async (): Promise<AuditTerms> => (await import("./en_audit_terms.ts")).enAuditTerms,
} as const;

/** For `auditLines`. A name that is no field, within a value, is said as it is. */
export function auditSpeech({ yes, no, nothing, fields, features, rights, values }: AuditTerms): AuditSpeech {
  const field = (name: string) => worded(fields, name);
  const byField: Readonly<Record<string, Readonly<Record<string, string>>>> = values;
  return {
    ...{ yes, no, nothing, field },
    value: (name, text) => (Object.hasOwn(byField, name) ? worded(byField[name] ?? {}, text) : text),
    part: (name, part) => (name === "permissions" ? worded({ ...features, ...rights }, part) : field(part)),
  };
}

/** What an action was done to, as people call it; null: to nothing that has a name. */
export function auditItem({ items }: AuditTerms, action: AuditAction, item: string | null): string | null {
  // A section of the settings is on file by its own name; of anything else the item is what people wrote.
  if (action === "settings_changed" && item !== null) return worded(items, item);
  const known = unnamed[action];
  return item ?? (known === undefined ? null : items[known]);
}

function worded(words: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(words, name) ? (words[name] ?? name) : name;
}
