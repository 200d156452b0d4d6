import { useId } from "preact/hooks";
import { day, localZone } from "../format.ts";
import { type Html, html } from "../html.ts";
import { getSection, putSection, type SettingsOverview } from "../settings.ts";
import { settingsWords } from "../words/pages/settings.ts";
import { locale } from "../words/words.ts";
import { Banner } from "./banner.ts";
import { TextField } from "./field.ts";
import { Icon } from "./icon.ts";
import { orNull, SettingsCard, useSettings } from "./settings_form.ts";

const dayMs = 24 * 3_600_000;
const soonMs = 30 * dayMs;

/** The certificate of HTTPS, and how it is now. */
export function HttpsSettings(props: { overview: SettingsOverview | null; changed: () => Promise<void> }): Html {
  const { overview, changed } = props;
  const { https: text, section, about } = settingsWords.value;
  const form = useSettings({
    load: () => getSection("https"),
    keep: async (body) => {
      const answer = await putSection("https", body);
      if (answer.type === "ok") await changed();
      return answer;
    },
    draftOf: ({ certificate, certificateFile, keyFile, names }) => ({
      ...{ certificate: certificate as string, certificateFile: certificateFile ?? "", keyFile: keyFile ?? "" },
      names: names.join("\n"),
    }),
    bodyOf: ({ certificate, certificateFile, keyFile, names }) => ({
      body: {
        ...{ certificate, certificateFile: orNull(certificateFile), keyFile: orNull(keyFile) },
        names: names.split(/[\s,;]+/).filter((each) => each !== ""),
      },
    }),
  });
  const { fields, errors } = form;
  const radio = (kind: "made" | "files", label: string, hint: string) => html`<label class="check settings__radio">
    <input
      type="radio"
      name="certificate"
      checked=${fields?.certificate.value === kind}
      onChange=${() => {
        if (fields !== null) fields.certificate.value = kind;
      }}
    /><span>${label}<span class="hint">${hint}</span></span>
  </label>`;
  return html`${overview !== null && html`<${State} https=${overview.https} />`}
    <${SettingsCard} title=${text.certificate} text=${about.https} form=${form}>
      ${
        fields !== null &&
        html`<fieldset class="stack">
            <legend class="sr">${text.certificate}</legend>
            ${radio("made", text.made, text.madeHelp)}${radio("files", text.files, text.filesHelp)}
          </fieldset>
          ${
            fields.certificate.value === "files"
              ? html`<${TextField} label=${text.certificateFile} value=${fields.certificateFile} hint=${text.certificateFileHelp} error=${errors.value.certificateFile} code />
                <${TextField} label=${text.keyFile} value=${fields.keyFile} hint=${text.keyFileHelp} error=${errors.value.keyFile} code />`
              : html`<${Names} form=${form} />`
          }`
      }
    <//>
    <span class="sr">${section.https}</span>`;
}

function Names({ form }: { form: ReturnType<typeof useSettings<unknown, string>> }): Html {
  const { https: text } = settingsWords.value;
  const id = useId();
  const error = form.errors.value.names;
  const names = form.fields?.names;
  return html`<div class="field">
    <label for=${id}>${text.moreNames}</label>
    <textarea
      class="textarea settings__names"
      id=${id}
      rows="3"
      spellcheck=${false}
      autocapitalize="none"
      value=${names?.value}
      aria-invalid=${error === undefined ? undefined : "true"}
      aria-describedby=${`${id}-note`}
      onInput=${(event: InputEvent) => {
        if (names !== undefined && event.currentTarget instanceof HTMLTextAreaElement)
          names.value = event.currentTarget.value;
      }}
    ></textarea>
    <span class=${error === undefined ? "hint" : "hint hint--error"} id=${`${id}-note`}>${error ?? text.moreNamesHelp}</span>
  </div>`;
}

function State({ https }: { https: SettingsOverview["https"] }): Html {
  const { https: text, section } = settingsWords.value;
  const { port, certificate, fault } = https;
  const leftMs = certificate === null ? null : certificate.validTo - Date.now();
  return html`<section class="card" aria-label=${section.https}>
    <header class="card__head">
      <h2>${section.https}</h2>
      <span class="badge" data-tone=${port === null ? "warn" : "ok"}>${port === null ? text.closed : text.open(port)}</span>
    </header>
    <div class="card__body stack">
      ${fault !== null && html`<${Banner} tone="danger" title=${text.fault} text=${fault} />`}
      ${fault === null && port === null && html`<p class="muted">${text.closedText}</p>`}
      ${
        leftMs !== null &&
        leftMs < soonMs &&
        html`<${Banner} tone="warn" title=${text.endsSoon(Math.max(0, Math.floor(leftMs / dayMs)))} />`
      }
      ${
        certificate !== null &&
        html`<dl class="settings__facts">
          <div><dt>${text.until}</dt><dd>${day(certificate.validTo, localZone(), locale.value)}</dd></div>
          <div><dt>${text.names}</dt><dd>${certificate.names.join(", ")}</dd></div>
          <div><dt>${text.fingerprint}</dt><dd><code>${certificate.fingerprint}</code></dd></div>
        </dl>`
      }
      ${port !== null && html`<a class="settings__open" href=${`https://${location.hostname}:${port}/`} target="_blank" rel="noreferrer"><${Icon} name="external" size="sm" />https://${location.hostname}:${port}</a>`}
    </div>
  </section>`;
}
