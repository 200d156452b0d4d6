/** How the page speaks and looks for a user, as the API takes and gives it. */
import { z } from "@hono/zod-openapi";
import type { Preferences } from "../db/users.ts";

export const preferences = z
  .strictObject({
    language: z.enum(["pt", "es", "en"]).nullable(),
    theme: z.enum(["light", "dark"]).nullable(),
    clock: z.enum(["24", "12"]).nullable(),
  })
  .openapi("Preferences", {
    description: "Null: as the browser says. clock: hours of a day",
    example: { language: "pt", theme: null, clock: "24" },
  });

export function shownPreferences({ language, theme, clock }: Preferences): z.infer<typeof preferences> {
  return { language: language ?? null, theme: theme ?? null, clock: clock ?? null };
}

export function plainPreferences({ language, theme, clock }: z.infer<typeof preferences>): Preferences {
  return { ...(language && { language }), ...(theme && { theme }), ...(clock && { clock }) };
}
