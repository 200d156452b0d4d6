/** The name and the logo that stand in the place of ours, also before anybody signed in. */
import { signal } from "@preact/signals";
import { type Answer, call } from "./api.ts";

export interface Branding {
  /** Empty: ours. */
  name: string;
  /** Its address; null: our mark. */
  logo: string | null;
}

export const branding = signal<Branding>({ name: "", logo: null });

/** Where nobody answers, ours stand there. */
export async function readBranding(): Promise<void> {
  const answer: Answer<Branding> = await call("GET", "/branding");
  if (answer.type === "ok") branding.value = answer.value;
}
