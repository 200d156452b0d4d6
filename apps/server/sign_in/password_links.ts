/** Links by which somebody chooses a password: sent to the address that is on file, good once and for a short time. */
import type { EpochMs } from "@qmanager/core";
import type { Query } from "../db/connect.ts";
import { insertPasswordLink } from "../db/password_links.ts";
import type { User } from "../db/users.ts";
import { hashToken } from "./session.ts";

const minuteMs = 60_000;
/** Of a link that somebody asked for himself, and of one that an administrator sends to a new user. */
export const linkLifeMs = { reset: 30 * minuteMs, welcome: 24 * 60 * minuteMs } as const;
export type LinkKind = keyof typeof linkLifeMs;

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** The way out for mails, as it is set. */
export interface MailDesk {
  /** The address under which people open the page, `https://centro.example`; null: no mail server, or no such address, is set. */
  origin(): Promise<string | null>;
  /** @throws when the mail server does not take it */
  send(mail: Mail): Promise<void>;
}

/** Where no mail server can be set. */
export const noMail: MailDesk = {
  origin: async () => null,
  send: () => Promise.reject(new Error("No mail server is set")),
};

/** Makes the link, and gives the mail that is to be sent with it once the transaction is over. */
export async function makePasswordLink(
  tx: Query,
  { user, origin, kind, at }: { user: Recipient; origin: string; kind: LinkKind; at: EpochMs },
): Promise<Mail> {
  const token = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
  const expiresAt = at + linkLifeMs[kind];
  await insertPasswordLink(tx, { tokenHash: hashToken(token), userId: user.id, at, expiresAt });
  // Behind #, it is in no log of a proxy and in no Referer.
  const link = `${origin}/password#${token}`;
  return { to: user.email, ...texts[user.preferences.language ?? "pt"](user.name, link)[kind] };
}

export type Recipient = Pick<User, "id" | "name" | "preferences"> & { email: string };

type Texts = (name: string, link: string) => Record<LinkKind, Omit<Mail, "to">>;

const texts: Record<"pt" | "es" | "en", Texts> = {
  pt: (name, link) => ({
    reset: {
      subject: "Q-Manager: nova senha",
      text: `Alguém pediu uma nova senha para o usuário ${name}.\n\nEscolha a senha aqui, em até 30 minutos:\n${link}\n\nSe não foi você, ignore esta mensagem: nada muda.\n`,
    },
    welcome: {
      subject: "Q-Manager: seu acesso",
      text: `Seu usuário no Q-Manager é ${name}.\n\nEscolha sua senha aqui, em até 24 horas:\n${link}\n`,
    },
  }),
  es: (name, link) => ({
    reset: {
      subject: "Q-Manager: nueva contraseña",
      text: `Alguien pidió una nueva contraseña para el usuario ${name}.\n\nElija la contraseña aquí, en los próximos 30 minutos:\n${link}\n\nSi no fue usted, ignore este mensaje: nada cambia.\n`,
    },
    welcome: {
      subject: "Q-Manager: su acceso",
      text: `Su usuario en Q-Manager es ${name}.\n\nElija su contraseña aquí, en las próximas 24 horas:\n${link}\n`,
    },
  }),
  en: (name, link) => ({
    reset: {
      subject: "Q-Manager: new password",
      text: `Somebody asked for a new password for the user ${name}.\n\nChoose it here, within 30 minutes:\n${link}\n\nIf it was not you, ignore this message: nothing changes.\n`,
    },
    welcome: {
      subject: "Q-Manager: your access",
      text: `Your user in Q-Manager is ${name}.\n\nChoose your password here, within 24 hours:\n${link}\n`,
    },
  }),
};
