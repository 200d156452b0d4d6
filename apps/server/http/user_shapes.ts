/** Users as the API takes and gives them. */
import { z } from "@hono/zod-openapi";
import type { ListedSession } from "../db/sessions.ts";
import type { EnteredUser } from "../db/users.ts";
import { mailAddress } from "../mail/mail_settings.ts";
import { browserName } from "../sign_in/browser_name.ts";
import { newPassword } from "../sign_in/password_rules.ts";
import { accessGrant, shownGrant } from "./access_shapes.ts";

/** One line of free text, which may be empty. */
const words = (longest: number) =>
  z
    .string("Write a text")
    .normalize("NFC")
    .trim()
    .max(longest, `Write at most ${longest} characters`)
    .regex(/^[^\p{Cc}]*$/u, "Write it on one line");

export const loginName = z
  .string("Fill this in")
  .normalize("NFC")
  .trim()
  .min(1, "Fill this in")
  .max(60, "Write at most 60 characters")
  .regex(/^[\p{L}\p{M}\p{N}._@+-]*$/u, "Write letters, digits and . _ - @ +, without spaces")
  .openapi({ description: "With which he signs in; in capitals or small letters", example: "renata.azevedo" });
export const fullName = words(200).openapi({ description: "May be empty", example: "Renata Azevedo" });
export const email = mailAddress.nullable().openapi({ example: "renata@centro.example" });
const title = words(100).openapi({ description: "A free word for what he is; may be empty", example: "Supervisor N1" });

export const userInput = z
  .strictObject({ name: loginName, fullName, email, title, grant: accessGrant })
  .openapi("UserInput");

export const givenPasswordWay = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("chosen"), password: newPassword }).openapi({ title: "This one" }),
    z.strictObject({ type: z.literal("generated") }).openapi({
      title: "One that the server makes",
      description: "Shown in this answer only, good for 7 days, and replaced by one of his own when he first signs in",
    }),
    z.strictObject({ type: z.literal("link") }).openapi({
      title: "One that he chooses by a link",
      description: "Sent to his e-mail address; wants a mail server",
    }),
  ])
  .openapi("PasswordWay", { example: { type: "generated" } });

export const passwordGiven = z
  .object({
    password: z.string().nullable().openapi({ description: "One that was made: shown only now", example: null }),
    linkSent: z.boolean().nullable().openapi({ description: "Null: none was to be sent. False: it could not be" }),
  })
  .openapi("PasswordGiven");

const instant = z.int().openapi({ description: "Epoch milliseconds", example: 1795338688000 });

export const userShape = z
  .object({
    id: z.int().openapi({ example: 3 }),
    name: loginName,
    fullName,
    email,
    title,
    grant: accessGrant,
    disabledAt: instant.nullable().openapi({ description: "Null: he may sign in" }),
    seenAt: instant.nullable().openapi({ description: "When he was here last; null: never" }),
    createdAt: instant,
    passwordDue: z
      .boolean()
      .openapi({ description: "His password was made for him, and he did not choose his own yet" }),
  })
  .openapi("User");

export function shownEntered({ grant, preferences: _, ...user }: EnteredUser): z.infer<typeof userShape> {
  return { ...user, grant: shownGrant(grant) };
}

export const sessionShape = z
  .object({
    id: z.int().openapi({ example: 12 }),
    createdAt: instant,
    seenAt: instant.openapi({ description: "To the minute" }),
    address: z.string().nullable().openapi({ example: "192.168.0.7" }),
    browser: z.string().nullable().openapi({ description: "Null: not known", example: "Chrome 131 · Windows" }),
    current: z.boolean().openapi({ description: "It is the one that asks" }),
  })
  .openapi("UserSession");

export function shownSession({ userAgent, ...session }: ListedSession): z.infer<typeof sessionShape> {
  return { ...session, browser: browserName(userAgent) };
}
