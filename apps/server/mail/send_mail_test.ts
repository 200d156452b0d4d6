import { afterEach, describe, expect, test } from "bun:test";
import { createServer } from "node:net";
import { certificate } from "../pbx/certificate_of_tests.ts";
import type { MailSettings } from "./mail_settings.ts";
import { type Mail, type SendOptions, sendMail } from "./send_mail.ts";
import { type SmtpOptions, SmtpServer } from "./smtp_server_of_tests.ts";

const servers: SmtpServer[] = [];
afterEach(() => {
  for (const each of servers.splice(0)) each.end();
});

async function begin(options: SmtpOptions = {}): Promise<SmtpServer> {
  const server = await SmtpServer.begin(options);
  servers.push(server);
  return server;
}

const plain: MailSettings = {
  ...{ host: "localhost", port: 25, security: "none", user: null, password: null },
  ...{ from: "q-manager@empresa.com.br", fromName: "Central de atendimento" },
};
const mail: Mail = { to: "ana@empresa.com.br", subject: "Olá, Ana", text: "Até já.\n.\nFim\n" };
const user = { name: "qmanager", password: "p@ss wörd" };
const send = (
  port: number,
  settings: Partial<MailSettings> = {},
  more: Partial<Mail> = {},
  options: SendOptions = {},
) => sendMail({ ...plain, port, ...settings }, { ...mail, ...more }, options);

describe("sendMail()", () => {
  test("hands a mail to a server that asks for nothing", async () => {
    const server = await begin();
    expect(await send(server.port)).toEqual({ type: "sent", reply: "250 2.0.0 Taken as 4711" });
    expect(server.mails).toHaveLength(1);
    const [taken] = server.mails;
    expect(taken).toMatchObject({ from: plain.from, to: mail.to, isSecure: false, user: null });
    expect(taken?.text).toContain("From: Central de atendimento <q-manager@empresa.com.br>");
    // A line that is a dot alone would end the mail.
    expect(taken?.text).toContain("Fim");
  });

  test("sends text and HTML as two forms of one mail", async () => {
    const server = await begin();
    await send(server.port, {}, { html: "<p>Até já.</p>" });
    expect(server.mails[0]?.text).toContain("multipart/alternative");
  });

  test.each([
    { security: "starttls", tls: "starttls" },
    { security: "tls", tls: "from_start" },
  ] as const)("signs in over $security, and shows nothing before it", async ({ security, tls }) => {
    const server = await begin({ tls, user });
    const settings = { security, user: user.name, password: user.password };
    expect((await send(server.port, settings, {}, { ca: certificate })).type).toBe("sent");
    expect(server.mails).toMatchObject([{ isSecure: true, user: user.name }]);
  });

  test.each([
    {
      name: "a password that the server refuses",
      server: { user },
      settings: { user: user.name, password: "wrong" },
      code: "sign_in_refused",
      says: /refused user or password of "qmanager": 535 5\.7\.8 Username and Password not accepted$/,
    },
    {
      name: "a server that wants somebody to sign in",
      server: { user },
      settings: {},
      code: "sender_refused",
      says: /530 5\.7\.0 Authentication required/,
    },
    {
      name: "a server without STARTTLS, and sends it no password",
      server: { user },
      settings: { security: "starttls", user: user.name, password: user.password },
      code: "starttls_missing",
      says: /offers no STARTTLS\. Choose TLS with its port \(465\)/,
    },
    {
      name: "a certificate that nobody vouches for",
      server: { tls: "from_start", user },
      settings: { security: "tls" },
      code: "tls_failed",
      says: /TLS could not be agreed .* QM_TLS_CA: .*self.signed/,
    },
    {
      name: "a certificate that nobody vouches for, after STARTTLS",
      server: { tls: "starttls", user },
      settings: { security: "starttls" },
      code: "tls_failed",
      says: /self.signed/,
    },
    {
      name: "TLS where the server speaks plainly",
      server: {},
      settings: { security: "tls" },
      code: "tls_failed",
      says: /Check the port and the kind of security/,
    },
    {
      name: "a sender that is refused",
      server: { replies: { MAIL: "553 5.1.8 Sender address rejected" } },
      settings: {},
      code: "sender_refused",
      says: /refused the sender q-manager@empresa\.com\.br\. .*553 5\.1\.8/,
    },
    {
      name: "a recipient that is refused",
      server: { replies: { RCPT: "550 5.1.1 User unknown" } },
      settings: {},
      code: "recipient_refused",
      says: /550 5\.1\.1 User unknown/,
    },
    {
      name: "a mail that is refused",
      server: { replies: { END: "552 5.3.4 Too large" } },
      settings: {},
      code: "mail_refused",
      says: /552 5\.3\.4 Too large/,
    },
    {
      name: "what is no mail server",
      server: { replies: { GREETING: "SSH-2.0-OpenSSH_9.9" } },
      settings: {},
      code: "conversation_failed",
      says: /SSH-2\.0-OpenSSH/,
    },
    {
      name: "a server that says nothing",
      server: { replies: { GREETING: "" } },
      settings: {},
      code: "timed_out",
      says: /No answer from localhost:\d+/,
    },
    {
      name: "a server that falls silent in the middle",
      server: { replies: { DATA: "" } },
      settings: {},
      code: "timed_out",
      says: /No answer from localhost:\d+/,
    },
    {
      name: "a host that does not exist",
      server: {},
      settings: { host: "no-such-host.invalid" },
      code: "host_unknown",
      says: /There is no host "no-such-host\.invalid"/,
    },
  ] as const)("tells of $name", async ({ server: options, settings, code, says }) => {
    const server = await begin(options);
    const outcome = await send(server.port, settings, {}, { stepMs: code === "timed_out" ? 300 : 10_000 });
    expect(outcome).toMatchObject({ type: "failed", code });
    if (outcome.type === "failed") expect(outcome.text).toMatch(says);
    expect(JSON.stringify(outcome)).not.toContain(user.password);
    // What was refused at its end was taken by this server all the same.
    if (code !== "mail_refused") expect(server.mails).toEqual([]);
  });

  test("tells that nobody listens", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const address = closed.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await new Promise((resolve) => closed.close(resolve));
    expect(await send(port)).toMatchObject({ type: "failed", code: "nobody_listens" });
  });

  test("lets nothing that somebody typed become a header or another recipient", async () => {
    const server = await begin();
    const subject = "Olá\r\nBcc: thief@example.com";
    await send(server.port, { fromName: 'Ana" <x@example.com>,\r\nBcc: other@example.com' }, { subject });
    await send(server.port, {}, { to: "ana@empresa.com.br, thief@example.com" });
    for (const taken of server.mails) {
      expect(taken.text).not.toMatch(/^Bcc:/im);
      expect([plain.from]).toContain(taken.from);
      expect(taken.to).not.toBe("thief@example.com");
    }
    expect(server.mails.length).toBeGreaterThan(0);
  });
});
