import { type Html, html } from "../html.ts";
import { getSection, putSection, type SettingsOverview } from "../settings.ts";
import { languageNames, locales } from "../words/locale.ts";
import { settingsWords } from "../words/pages/settings.ts";
import { TextField } from "./field.ts";
import { orNull, SelectField, SettingsCard, useSettings, useZones } from "./settings_form.ts";

/** Name, address, time zone and language. */
export function SiteSettings(props: { overview: SettingsOverview | null; changed: () => Promise<void> }): Html {
  const { overview, changed } = props;
  const { site: text, section, about } = settingsWords.value;
  const zones = useZones();
  const form = useSettings({
    load: () => getSection("site"),
    keep: async (body) => {
      const answer = await putSection("site", body);
      if (answer.type === "ok") await changed();
      return answer;
    },
    draftOf: ({ name, address, zone, language }) => ({ name, address: address ?? "", zone: zone ?? "", language }),
    bodyOf: ({ name, address, zone, language }) => ({
      body: { name, address: orNull(address), zone: orNull(zone), language },
    }),
  });
  const { fields, errors } = form;
  const fixed = overview?.zoneOfEnvironment ?? null;
  const named = (zone: string) => zone.replaceAll("_", " ");
  // One that this browser does not know is one all the same.
  const all = fields === null || fields.zone.value === "" ? zones : [...new Set([fields.zone.value, ...zones])].sort();
  const choices = [
    ["", text.zoneOfMachine(overview?.zoneOfMachine ?? "")],
    ...all.map((each) => [each, named(each)] as const),
  ] as const;
  // What the environment says holds, whatever is stored.
  const options = fixed === null ? choices : ([[fields?.zone.value ?? "", named(fixed)]] as const);
  return html`<${SettingsCard} title=${section.site} text=${about.site} form=${form}>
    ${
      fields !== null &&
      html`<${TextField} label=${text.name} value=${fields.name} hint=${text.nameHelp} error=${errors.value.name} />
        <${TextField} label=${text.address} value=${fields.address} hint=${text.addressHelp} error=${errors.value.address} inputmode="url" code />
        <${SelectField}
          label=${text.zone}
          value=${fields.zone}
          options=${options}
          hint=${fixed === null ? text.zoneHelp : text.zoneOfEnvironment(fixed)}
          error=${errors.value.zone}
          disabled=${fixed !== null}
        />
        <${SelectField}
          label=${text.language}
          value=${fields.language}
          options=${locales.map((each) => [each, languageNames[each].name] as const)}
        />`
    }
  <//>`;
}
