import { type Html, html } from "../html.ts";
import { getSection, putSection } from "../settings.ts";
import { settingsWords } from "../words/pages/settings.ts";
import { TextField } from "./field.ts";
import { KeptPassword } from "./kept_password.ts";
import { orNull, passwordOf, SelectField, SettingsCard, useSettings } from "./settings_form.ts";

const sources = ["none", "snep", "folder", "http"] as const;
const formats = ["wav", "wav_gsm", "mp3"] as const;

/** Where recordings of calls are, and in which format. */
export function RecordingSettings(): Html {
  const { recordings: text, section, about } = settingsWords.value;
  const form = useSettings({
    load: () => getSection("recordings"),
    keep: (body) => putSection("recordings", body),
    draftOf: ({ source, place, format }) => ({ source, place: place ?? "", format }) as Record<string, string>,
    bodyOf: ({ source, place = "", format }) => ({
      body: { source, place: source === "none" ? null : orNull(place), format },
    }),
  });
  const { fields, errors } = form;
  const source = sources.find((each) => each === fields?.source?.value) ?? "none";
  return html`<${SettingsCard} title=${section.recordings} text=${about.recordings} form=${form}>
    ${
      fields !== null &&
      html`<${SelectField}
          label=${text.source}
          value=${fields.source}
          options=${sources.map((each) => [each, text.sources[each]] as const)}
        />
        ${
          source !== "none" &&
          html`<${TextField} label=${text.place[source]} value=${fields.place} hint=${text.placeHelp[source]} error=${errors.value.place} code />
            <${SelectField}
              label=${text.format}
              value=${fields.format}
              options=${formats.map((each) => [each, text.formats[each]] as const)}
            />`
        }`
    }
  <//>`;
}

/** The SNEP that knows the names of extensions. */
export function SnepSettings(): Html {
  const { snep: text, section, about } = settingsWords.value;
  const form = useSettings({
    load: () => getSection("snep"),
    keep: (body) => putSection("snep", body),
    draftOf: ({ address, user }) => ({ address: address ?? "", user, password: "", removed: "" }),
    bodyOf: ({ address, user, password, removed }) => ({
      body: { address: orNull(address), user, ...passwordOf(password, removed === "yes") },
    }),
  });
  const { fields, errors, kept } = form;
  return html`<${SettingsCard} title=${section.snep} text=${about.snep} form=${form}>
    ${
      fields !== null &&
      html`<${TextField} label=${text.address} value=${fields.address} hint=${text.addressHelp} error=${errors.value.address} inputmode="url" code />
        <${TextField} label=${text.user} value=${fields.user} error=${errors.value.user} code />
        <${KeptPassword} label=${text.password} value=${fields.password} removed=${fields.removed} isKept=${kept.value?.password === true} error=${errors.value.password} />`
    }
  <//>`;
}
