/** The licence, over the HTTP API. Nothing here throws. */
import { signal } from "@preact/signals";
import type { EpochMs } from "@qmanager/core";
import type { LicenceProblem } from "@qmanager/core/licence";
import { type Answer, call } from "./api.ts";

export interface Licence {
  edition: "community" | "trial" | "licensed";
  customer: string | null;
  /** `limit` null: as many as there are. */
  agents: { used: number; limit: number | null };
  services: string[];
  from: EpochMs | null;
  until: EpochMs | null;
  /** Its last characters; null: none was entered. */
  token: string | null;
  problem: LicenceProblem | null;
  /** Of the site's clocks. */
  zone: string;
  installation: string;
}

/** As it was last told; null: nobody asked yet. */
export const licence = signal<Licence | null>(null);

async function told(answer: Promise<Answer<Licence>>): Promise<Answer<Licence>> {
  const got = await answer;
  if (got.type === "ok") licence.value = got.value;
  return got;
}

export const getLicence = (): Promise<Answer<Licence>> => told(call("GET", "/licence"));
export const putLicence = (token: string): Promise<Answer<Licence>> => told(call("PUT", "/licence", { token }));
export const removeLicence = (): Promise<Answer<Licence>> => told(call("DELETE", "/licence"));

const dayMs = 24 * 3_600_000;

/** Begun days count. */
export const daysLeft = (until: EpochMs, at: EpochMs): number => Math.max(0, Math.ceil((until - at) / dayMs));

/** How many agents are active, and may be; `limit` null: as many as there are. */
export type Seats = Licence["agents"] & Pick<Licence, "problem">;

export const getSeats = (): Promise<Answer<Seats>> => call("GET", "/licence/seats");
