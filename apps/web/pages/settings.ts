import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { Banner } from "../parts/banner.ts";
import { BrandingSettings } from "../parts/branding_settings.ts";
import { HttpsSettings } from "../parts/https_settings.ts";
import { Icon, type IconName } from "../parts/icon.ts";
import { MailSettings } from "../parts/mail_settings.ts";
import { RecordingSettings, SnepSettings } from "../parts/recording_settings.ts";
import { RetentionSettings } from "../parts/retention_settings.ts";
import { SiteSettings } from "../parts/site_settings.ts";
import { getOverview, type SettingsOverview } from "../settings.ts";
import { settingsWords } from "../words/pages/settings.ts";
import { words } from "../words/words.ts";

const sections = ["site", "recordings", "snep", "mail", "retention", "branding", "https"] as const;
type Section = (typeof sections)[number];

const icons: Record<Section | "pbxs", IconName> = {
  site: "settings",
  pbxs: "server",
  recordings: "headset",
  snep: "phone",
  mail: "send",
  retention: "hourglass",
  branding: "star",
  https: "lock",
};

/** The settings of the site: their sections at the left, one of them at the right. `chosen`: as the address names it. */
export function Settings({ chosen }: { chosen: string | null }): Html {
  const text = settingsWords.value;
  const section = sections.find((each) => each === chosen) ?? "site";
  const overview = useSignal<SettingsOverview | null>(null);
  const ask = async () => {
    const answer = await getOverview();
    if (answer.type === "ok") overview.value = answer.value;
  };
  useEffect(() => void ask(), [section]);
  const nav = useRef<HTMLElement>(null);
  // On a narrow screen the sections are one row, which is longer than the screen.
  useEffect(() => {
    const current = nav.current?.querySelector<HTMLElement>('[aria-current="page"]');
    if (nav.current !== null && current) nav.current.scrollLeft = current.offsetLeft - nav.current.offsetLeft;
  }, [section]);
  const link = (each: Section | "pbxs") => html`<a
    class="settings__link"
    key=${each}
    href=${each === "pbxs" ? "/pbxs" : `/settings/${each}`}
    aria-current=${each === section ? "page" : undefined}
  ><${Icon} name=${icons[each]} />${text.section[each]}</a>`;
  const fault = overview.value?.secretsFault ?? null;
  return html`<div class="panel-body">
    <div class="page-head"><div><h1>${words.value.frame.settings}</h1><p>${text.text}</p></div></div>
    <div class="settings">
      <nav class="settings__nav" ref=${nav} aria-label=${text.sections}>
        ${link("site")}${link("pbxs")}${sections.slice(1).map(link)}
      </nav>
      <div class="stack settings__one">
        ${fault !== null && html`<${Banner} tone="danger" title=${text.secretsFault} text=${fault} />`}
        <${One} key=${section} section=${section} overview=${overview.value} changed=${ask} />
      </div>
    </div>
  </div>`;
}

function One(props: { section: Section; overview: SettingsOverview | null; changed: () => Promise<void> }): Html {
  const { section, overview, changed } = props;
  switch (section) {
    case "site":
      return html`<${SiteSettings} overview=${overview} changed=${changed} />`;
    case "recordings":
      return html`<${RecordingSettings} />`;
    case "snep":
      return html`<${SnepSettings} />`;
    case "mail":
      return html`<${MailSettings} />`;
    case "retention":
      return html`<${RetentionSettings} />`;
    case "branding":
      return html`<${BrandingSettings} />`;
    case "https":
      return html`<${HttpsSettings} overview=${overview} changed=${changed} />`;
    default:
      return section satisfies never;
  }
}
