import { auditTerms } from "@qmanager/core/audit_terms";
import { pageWords } from "../page_words.ts";
import type { AuditWords } from "./pt_audit.ts";

/** The texts of the audit, with the words that its exports use too. */
export const auditWords = pageWords<AuditWords & Awaited<ReturnType<typeof auditTerms.pt>>>({
  pt: async () => ({ ...(await auditTerms.pt()), ...(await import("./pt_audit.ts")).ptAudit }),
  es: async () => ({ ...(await auditTerms.es()), ...(await import("./es_audit.ts")).esAudit }),
  en: async () => ({ ...(await auditTerms.en()), ...(await import("./en_audit.ts")).enAudit }),
});
