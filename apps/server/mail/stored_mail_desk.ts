/** The way out for mails, by what is set on the page. */
import type { Sql } from "../db/connect.ts";
import type { SecretBox } from "../secrets/secret_box.ts";
import { findSection } from "../settings/section.ts";
import { siteSection } from "../settings/sections.ts";
import type { MailDesk } from "../sign_in/password_links.ts";
import { findMailSettings, mailSection } from "./mail_settings.ts";
import { sendMail } from "./send_mail.ts";

export function storedMailDesk(sql: Sql, box: SecretBox, ca: string | null): MailDesk {
  return {
    async origin() {
      const [mail, site] = await Promise.all([findSection(sql, mailSection), findSection(sql, siteSection)]);
      return mail.value.host === null ? null : site.value.address;
    },
    async send(mail) {
      const settings = await findMailSettings(sql, box);
      if (!settings) throw new Error("No mail server is set");
      const sent = await sendMail(settings, mail, { ca });
      if (sent.type === "failed") throw new Error(sent.text);
    },
  };
}
