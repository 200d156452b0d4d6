/** Where the site's day begins: read once, and again when somebody changes it. */
import type { Sql } from "../db/connect.ts";
import { findSection } from "./section.ts";
import { siteSection } from "./sections.ts";

export const machineZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export class SiteClock {
  /** Of QM_ZONE, which goes before what is stored; null: it is not set. */
  readonly fixed: string | null;
  #stored: string | null = null;

  constructor(fixed: string | null) {
    this.fixed = fixed;
  }

  /** An IANA zone. */
  get zone(): string {
    return this.fixed ?? this.#stored ?? machineZone();
  }

  /** @returns whether it is another zone now */
  async read(sql: Sql): Promise<boolean> {
    const before = this.zone;
    const { value } = await findSection(sql, siteSection);
    this.#stored = value.zone;
    return this.zone !== before;
  }
}
