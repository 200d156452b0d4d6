import { type Signal, useSignal } from "@preact/signals";
import { type QueueSettings, type ServiceFormula, serviceFormulas } from "@qmanager/core";
import { useMemo, useRef } from "preact/hooks";
import type { Answer } from "../api.ts";
import { type Html, html } from "../html.ts";
import {
  copyDraft,
  type Part,
  readSettings,
  type SettingsDraft,
  type SettingsErrors,
  setOwn,
  settingsDraft,
  typedIn,
} from "../pages/queue_settings_draft.ts";
import { type ConfiguredQueue, putQueueDefaults, putQueueSettings } from "../queue_settings.ts";
import { queueSettingsWords } from "../words/pages/queue_settings.ts";
import { words } from "../words/words.ts";
import { ProblemBanner } from "./banner.ts";
import { useShown } from "./beside.ts";
import { Choice } from "./choice.ts";
import { focusFirstError, TextField } from "./field.ts";
import { FormulaHelp } from "./formula_help.ts";
import { Icon } from "./icon.ts";
import { sessionIsOver } from "./perform.ts";
import { QueueMembers } from "./queue_members.ts";
import { ShiftFields } from "./shift_fields.ts";
import { Toggle } from "./toggle.ts";
import { UnsavedBar, useUnsaved } from "./unsaved.ts";

interface QueueSettingsFormProps {
  /** Null: the defaults. */
  of: ConfiguredQueue | null;
  defaults: QueueSettings;
  mayChange: boolean;
  saved: () => Promise<void>;
  close: () => void;
}

/** What is said of one queue, or of all that do not say otherwise. */
export function QueueSettingsForm({ of, defaults, mayChange, saved, close }: QueueSettingsFormProps): Html {
  const text = queueSettingsWords.value;
  const draft = useMemo(() => settingsDraft(of?.settings ?? defaults, of?.own ?? null), []);
  const errors = useSignal<SettingsErrors>({});
  const failure = useSignal<Exclude<Answer<unknown>, { type: "ok" }> | null>(null);
  const isBusy = useSignal(false);
  const kept = useSignal(useMemo(() => typedIn(draft), []));
  const element = useRef<HTMLFormElement>(null);
  useShown(element);
  const isChanged = typedIn(draft) !== kept.value;
  useUnsaved(isChanged);

  function refuse(wrong: SettingsErrors): void {
    errors.value = wrong;
    if (element.current !== null) focusFirstError(element.current);
  }
  function discard(): void {
    copyDraft(draft, settingsDraft(of?.settings ?? defaults, of?.own ?? null));
    errors.value = {};
    failure.value = null;
  }
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.peek()) return;
    errors.value = {};
    failure.value = null;
    const read = readSettings(draft, text);
    if ("errors" in read) return refuse(read.errors);
    isBusy.value = true;
    const answer = await (of === null ? putQueueDefaults(read.settings) : putQueueSettings(of, read.own));
    isBusy.value = false;
    if (sessionIsOver(answer)) return;
    if (answer.type === "ok") {
      kept.value = typedIn(draft);
      return saved();
    }
    const named = answer.type === "problem" ? answer.problem.errors : [];
    if (named.length === 0) failure.value = answer;
    else refuse(Object.fromEntries(named.map(({ path, detail }) => [path, detail])));
  }
  const title = of === null ? text.defaults : (of.own.displayName ?? of.queue);
  const part = { draft, errors, defaults, mayChange, isDefaults: of === null };
  return html`<form class="card beside__form" ref=${element} novalidate onSubmit=${submit} aria-label=${title}>
    <header class="card__head">
      <h2><bdi>${title}</bdi></h2>
      <div class="end"><button class="btn btn--ghost btn--icon btn--sm" type="button" aria-label=${words.value.action.close} onClick=${close}><${Icon} name="x" /></button></div>
    </header>
    <div class="card__body stack">
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
      ${of === null && html`<p class="muted">${text.defaultsText}</p>`}
      ${of !== null && html`<${TextField} label=${text.displayName} value=${draft.displayName} hint=${text.displayNameHelp(of.queue)} placeholder=${of.queue} error=${errors.value.displayName} readonly=${!mayChange} />`}
      <${Service} ...${part} /><${WaitAlert} ...${part} /><${Shifts} ...${part} /><${Others} ...${part} />
      ${of !== null && html`<${QueueMembers} of=${of} />`}
    </div>
    ${isChanged && html`<${UnsavedBar} isBusy=${isBusy.value} onDiscard=${discard} />`}
  </form>`;
}

interface PartProps {
  draft: SettingsDraft;
  errors: Signal<SettingsErrors>;
  defaults: QueueSettings;
  mayChange: boolean;
  isDefaults: boolean;
}

interface GroupProps extends PartProps {
  title: string;
  part: Part;
  children?: Html;
}

/** One part, and whether it is the queue's own. */
function Group({ title, part, draft, defaults, mayChange, isDefaults, children }: GroupProps): Html {
  const text = queueSettingsWords.value;
  return html`<fieldset class="beside__group">
    <legend>${title}</legend>
    ${
      !isDefaults &&
      html`<label class="check">
        <input
          type="checkbox"
          checked=${!draft.own[part].value}
          disabled=${!mayChange}
          onChange=${(event: Event) => {
            if (event.currentTarget instanceof HTMLInputElement)
              setOwn(draft, part, !event.currentTarget.checked, defaults);
          }}
        />${text.asDefault}
      </label>`
    }
    ${children}
  </fieldset>`;
}

/** Whether the fields of a part may not be typed in. */
const isFixed = ({ draft, mayChange }: PartProps, part: Part): boolean => !mayChange || !draft.own[part].value;

function Service(props: PartProps): Html {
  const { draft, errors } = props;
  const text = queueSettingsWords.value;
  const fixed = isFixed(props, "service");
  const { formula, threshold, short, goal } = draft;
  const field = (label: string, value: Signal<string>, name: string, hint: string) => html`<${TextField}
    ...${{ label, value, hint, readonly: fixed, inputmode: "numeric", error: errors.value[`service.${name}`] }}
  />`;
  return html`<${Group} ...${props} title=${text.service} part="service">
    ${
      fixed
        ? html`<p>${text.formula}: <b>${formula.value}</b></p>`
        : html`<${Choice}
            label=${text.formula}
            value=${formula.value}
            options=${serviceFormulas.map((each) => [each, `${each} · ${text.formulas[each]}`] as const)}
            choose=${(next: string) => {
              formula.value = next as ServiceFormula;
            }}
          />`
    }
    <${FormulaHelp} chosen=${formula.value} />
    <div class="beside__pair">
      ${field(text.threshold, threshold, "thresholdSeconds", text.thresholdHelp)}
      ${field(text.short, short, "shortSeconds", text.shortHelp)}
    </div>
    ${field(text.goal, goal, "goalPercent", text.goalHelp)}
  <//>`;
}

function WaitAlert(props: PartProps): Html {
  const { draft, errors } = props;
  const text = queueSettingsWords.value;
  const more = { readonly: isFixed(props, "waitAlert"), inputmode: "numeric" };
  return html`<${Group} ...${props} title=${text.waitAlert} part="waitAlert">
    <div class="beside__pair">
      <${TextField} ...${more} label=${text.warn} value=${draft.warn} error=${errors.value["waitAlert.warnSeconds"]} />
      <${TextField} ...${more} label=${text.alert} value=${draft.alert} error=${errors.value["waitAlert.alertSeconds"]} />
    </div>
  <//>`;
}

function Shifts(props: PartProps): Html {
  const { draft, errors } = props;
  return html`<${Group} ...${props} title=${queueSettingsWords.value.shifts} part="shifts">
    <${ShiftFields} shifts=${draft.shifts} errors=${errors.value} disabled=${isFixed(props, "shifts")} />
  <//>`;
}

function Others(props: PartProps): Html {
  const { draft, errors } = props;
  const text = queueSettingsWords.value;
  return html`<${Group} ...${props} title=${text.exits} part="exitsAreTimeouts">
      <${Toggle} label=${text.exitsFolded} value=${draft.exits} hint=${text.exitsHelp} disabled=${isFixed(props, "exitsAreTimeouts")} />
    <//>
    <${Group} ...${props} title=${text.wrapUp} part="wrapUpSeconds">
      <${TextField}
        label=${text.wrapUpSeconds}
        value=${draft.wrapUp}
        hint=${text.wrapUpHelp}
        error=${errors.value.wrapUpSeconds}
        inputmode="numeric"
        readonly=${isFixed(props, "wrapUpSeconds")}
      />
    <//>`;
}
