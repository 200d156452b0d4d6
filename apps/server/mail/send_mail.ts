/** Sends one mail by SMTP, and tells in words what became of it. */
import { isIP } from "node:net";
import { rootCertificates } from "node:tls";
import { createTransport } from "nodemailer";
import { codeOf, reasonOf } from "../fault.ts";
import type { MailSettings } from "./mail_settings.ts";

export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** The same for who reads HTML. What is put into it is to be escaped already. */
  html?: string;
}

/** What can go wrong, each with its text on the page. */
export const mailProblemCodes = [
  /** There is no such host. */
  "host_unknown",
  "nobody_listens",
  "timed_out",
  /** TLS could not be agreed, or the certificate is not trusted. */
  "tls_failed",
  /** The server offers no STARTTLS. */
  "starttls_missing",
  "sign_in_refused",
  "sender_refused",
  "recipient_refused",
  /** The mail itself. */
  "mail_refused",
  /** What answers is no mail server, or it ended the conversation. */
  "conversation_failed",
] as const;
export type MailProblemCode = (typeof mailProblemCodes)[number];

export type MailOutcome =
  /** The server took it; whether it arrives is another matter. */
  | { type: "sent"; reply: string }
  /** `reply`: in the server's own words, or the system's; `text`: all of it in English, with what to do. */
  | { type: "failed"; code: MailProblemCode; reply: string; text: string };

export interface SendOptions {
  /** PEM of authorities to trust besides those that everybody trusts: of a mail server with its own certificate. */
  ca?: string | null;
  /** Of each step; 10 s. */
  stepMs?: number;
  /** Of all of it; 40 s. */
  longestMs?: number;
}

/** Never throws: what went wrong is the outcome. */
export async function sendMail(settings: MailSettings, mail: Mail, options: SendOptions = {}): Promise<MailOutcome> {
  const { ca = null, stepMs = 10_000, longestMs = 40_000 } = options;
  const { host, port, security, user, password, from, fromName } = settings;
  const transport = createTransport({
    ...{ host, port, secure: security === "tls", requireTLS: security === "starttls", ignoreTLS: security === "none" },
    ...(user === null ? {} : { auth: { user, pass: password ?? "" } }),
    tls: {
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(ca === null ? {} : { ca: [...rootCertificates, ca] }),
    },
    ...{ connectionTimeout: stepMs, greetingTimeout: stepMs, socketTimeout: stepMs, dnsTimeout: stepMs },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  try {
    const sent = await transport.sendMail({
      from: { name: fromName, address: from },
      // As an object it is one address, whatever stands in it.
      to: { name: "", address: mail.to },
      subject: mail.subject,
      text: mail.text,
      ...(mail.html === undefined ? {} : { html: mail.html }),
      signal: AbortSignal.timeout(longestMs),
    });
    return { type: "sent", reply: sent.response };
  } catch (error) {
    const code = problemOf(error);
    const reply = replyOf(error);
    return { type: "failed", code, reply, text: `${advice(code, settings)}: ${reply}` };
  } finally {
    transport.close();
  }
}

/** What nodemailer's errors carry. */
interface SmtpError {
  code?: string;
  /** After which it failed. */
  command?: string;
  /** The server's last reply. */
  response?: string;
}

function problemOf(error: unknown): MailProblemCode {
  const { code, command, response } = error as SmtpError;
  const text = reasonOf(error);
  switch (code) {
    case "EDNS":
      return "host_unknown";
    case "ETIMEDOUT":
    case "EABORT":
      return "timed_out";
    case "EAUTH":
      return "sign_in_refused";
    case "ETLS":
      // Where it does offer it, what fails is the handshake, to which there is no reply.
      return command === "STARTTLS" && response ? "starttls_missing" : "tls_failed";
    case "EENVELOPE":
      return command === "MAIL FROM" ? "sender_refused" : "recipient_refused";
    case "EMESSAGE":
    case "ESTREAM":
      return "mail_refused";
    default:
  }
  if (/ECONNREFUSED|connection refused/i.test(text)) return "nobody_listens";
  if (/ENOTFOUND|EAI_AGAIN|getaddrinfo/i.test(text)) return "host_unknown";
  if (/certificate|self.signed|SSL|TLS|altname/i.test(`${text} ${codeOf(error) ?? ""}`)) return "tls_failed";
  return "conversation_failed";
}

/** The server's own words where it had some. */
function replyOf(error: unknown): string {
  const { response } = error as SmtpError;
  return reasonOf(response ? new Error(response) : error).slice(0, 500);
}

function advice(code: MailProblemCode, { host, port, user, from }: MailSettings): string {
  const at = `${host}:${port}`;
  switch (code) {
    case "host_unknown":
      return `There is no host "${host}". Check its name`;
    case "nobody_listens":
      return `Nobody listens at ${at}. Check the port (587 for STARTTLS, 465 for TLS)`;
    case "timed_out":
      return `No answer from ${at}. Check the address, and any firewall on the way; a port for TLS waits for ever for who speaks plainly`;
    case "tls_failed":
      return `TLS could not be agreed with ${at}. Check the port and the kind of security; a certificate of your own goes into QM_TLS_CA`;
    case "starttls_missing":
      return `The server at ${at} offers no STARTTLS. Choose TLS with its port (465), or no security in a network of your own`;
    case "sign_in_refused":
      return `The server at ${at} refused user or password of "${user}"`;
    case "sender_refused":
      return `The server at ${at} refused the sender ${from}. Give an address that this user may send from`;
    case "recipient_refused":
      return `The server at ${at} refused the recipient`;
    case "mail_refused":
      return `The server at ${at} refused the mail`;
    case "conversation_failed":
      return `The conversation with ${at} failed. Check that a mail server listens there, and the kind of security`;
    default:
      return code satisfies never;
  }
}
