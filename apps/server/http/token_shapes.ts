/** API tokens as the API takes and gives them. */
import { z } from "@hono/zod-openapi";
import type { EnteredToken } from "../db/api_tokens.ts";
import { accessGrant, shownGrant } from "./access_shapes.ts";

const instant = z.int().openapi({ description: "Epoch milliseconds", example: 1795338688000 });

export const tokenName = z
  .string("Fill this in")
  .normalize("NFC")
  .trim()
  .min(1, "Fill this in")
  .max(100, "Write at most 100 characters")
  .regex(/^[^\p{Cc}]*$/u, "Write it on one line")
  .openapi({ description: "What it is for; the audit tells by it who did something", example: "BI diário" });

/** What is later, a calendar has no room for. */
const lastInstant = 250_000_000_000_000;

export const newToken = z
  .strictObject({
    name: tokenName,
    grant: accessGrant,
    expiresAt: z
      .int("Write an instant as epoch milliseconds, or null")
      .max(lastInstant, "Choose an earlier day")
      .nullable()
      .openapi({
        description: "From then on it does not hold. Null: it holds until it is revoked",
        example: 1803114688000,
      }),
  })
  .openapi("NewToken");

export const changedToken = z
  .strictObject({ name: tokenName.optional(), grant: accessGrant.optional() })
  .refine((given) => given.name !== undefined || given.grant !== undefined, "Give a name, or a grant, or both")
  .openapi("ChangedToken");

export const tokenShape = z
  .object({
    id: z.int().openapi({ example: 3 }),
    name: tokenName,
    user: z
      .object({ id: z.int(), name: z.string(), fullName: z.string(), disabled: z.boolean() })
      .openapi({ description: "Whose it is: it may never do more than he, and nothing when he is disabled" }),
    grant: accessGrant,
    state: z.enum(["active", "expired", "revoked"]),
    createdAt: instant,
    expiresAt: instant.nullable().openapi({ description: "Null: it holds until it is revoked" }),
    revokedAt: instant.nullable(),
    usedAt: instant.nullable().openapi({ description: "To the minute; null: never" }),
    usedAddress: z.string().nullable().openapi({ description: "From where it was used last", example: "192.168.0.7" }),
  })
  .openapi("ApiToken");

export function shownToken({ grant, ...token }: EnteredToken, at: number): z.infer<typeof tokenShape> {
  const hasExpired = token.expiresAt !== null && token.expiresAt <= at;
  const state = token.revokedAt !== null ? "revoked" : hasExpired ? "expired" : "active";
  return { ...token, grant: shownGrant(grant), state };
}
