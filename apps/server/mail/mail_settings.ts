/** How mail is sent: what the page sends, and what the database keeps with the password sealed. */
import { z } from "@hono/zod-openapi";

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

export const mailFields = {
  host: oneLine(253).regex(/^[A-Za-z0-9._:%-]+$/, "Write a host name or an address, without port"),
  port: z.int("Write a number from 1 to 65535").min(1, "Write a number from 1 to 65535").max(65535),
  security: z.enum(mailSecurities),
  user: oneLine(200).min(1, "Fill this in, or leave it out").nullable(),
  from: mailAddress,
  fromName: oneLine(100),
};
