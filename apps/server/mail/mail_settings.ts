/** How mail is sent: what the page sends, and what the database keeps with the password sealed. */
import { z } from "@hono/zod-openapi";
import type { Query } from "../db/connect.ts";
import type { SecretBox } from "../secrets/secret_box.ts";
import { findSection, openPassword, type Section } from "../settings/section.ts";

export const mailSecurities = ["starttls", "tls", "none"] as const;
/** `starttls`: begins plain and goes no further without TLS (587); `tls`: from the first byte (465); `none`: readable by all on the way. */
export type MailSecurity = (typeof mailSecurities)[number];

export interface MailSettings {
  host: string;
  port: number;
  security: MailSecurity;
  /** Null: the server asks nobody who he is. */
  user: string | null;
  password: string | null;
  /** The sender's address. */
  from: string;
  /** The sender's name. */
  fromName: string;
}

const oneLine = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest, `Write at most ${longest} characters`)
    .regex(/^[^\p{Cc}]*$/u, "Write it on one line");

/** An address as mail servers take it; the local part may be of any script. */
export const mailAddress = oneLine(254).regex(
  /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]+$/u,
  "Write an address such as ana@empresa.com.br",
);

const port = "Write a number from 1 to 65535";

/** The section of the settings. */
export const mailSection: Section<"mail", MailValue> = {
  name: "mail",
  schema: z.strictObject({
    host: oneLine(253)
      .regex(/^[A-Za-z0-9._:%-]+$/, "Write a host name or an address, without port")
      .nullable()
      .openapi({ description: "Null: no mail is sent", example: "smtp.empresa.com.br" }),
    port: z.int(port).min(1, port).max(65535, port).openapi({ example: 587 }),
    security: z.enum(mailSecurities).openapi({
      description: "starttls: usually port 587; tls: usually 465; none: whoever is on the way reads all of it",
    }),
    user: oneLine(200)
      .min(1, "Fill this in, or leave it out")
      .nullable()
      .openapi({ description: "Null: nobody signs in" }),
    from: mailAddress.nullable().openapi({ example: "central@empresa.com.br" }),
    fromName: oneLine(100).openapi({ example: "Central de atendimento" }),
  }),
  initial: { host: null, port: 587, security: "starttls", user: null, from: null, fromName: "Q-Manager" },
  passwordGoesTo: ({ host, port, security, user }) => JSON.stringify([host, port, security, user]),
  async examine({ host, from }) {
    return host !== null && from === null ? [{ path: "from", detail: "Fill this in" }] : [];
  },
};

export interface MailValue extends Omit<MailSettings, "host" | "from" | "password"> {
  host: string | null;
  from: string | null;
}

/** Null: no mail server is set. */
export function mailSettings({ host, from, ...rest }: MailValue, password: string | null): MailSettings | null {
  return host === null || from === null ? null : { ...rest, host, from, password };
}

/**
 * @returns null: no mail server is set
 * @throws {UnreadableSecret} {@link openPassword}
 */
export async function findMailSettings(sql: Query, box: SecretBox): Promise<MailSettings | null> {
  const kept = await findSection(sql, mailSection);
  return kept.value.host === null ? null : mailSettings(kept.value, await openPassword(box, mailSection, kept));
}
