import { useSignal } from "@preact/signals";
import { useId, useMemo, useRef } from "preact/hooks";
import type { Answer, User } from "../api.ts";
import { day, localZone } from "../format.ts";
import { type Html, html } from "../html.ts";
import { draftOf, type TokenDraft } from "../pages/token_draft.ts";
import { type Expiry, expiresAt, expiries } from "../pages/token_expiry.ts";
import { type ApiToken, addToken, changeToken } from "../tokens.ts";
import type { AccessChoices } from "../users.ts";
import { accessWords } from "../words/pages/access.ts";
import { tokenWords } from "../words/pages/tokens.ts";
import { locale, words } from "../words/words.ts";
import { AccessForm } from "./access_form.ts";
import { Banner, ProblemBanner } from "./banner.ts";
import { Choice } from "./choice.ts";
import { Drawer } from "./dialog.ts";
import { focusFirstError, TextField } from "./field.ts";
import { Icon } from "./icon.ts";
import { sessionIsOver } from "./perform.ts";
import { mayLeave, useUnsaved } from "./unsaved.ts";

type Failure = Exclude<Answer<unknown>, { type: "ok" }>;

interface TokenFormProps {
  /** Null: one that is made. */
  token: ApiToken | null;
  choices: AccessChoices;
  signedIn: User;
  others: readonly { name: string; grant: ApiToken["grant"] }[];
  onClose: () => void;
  /** `secret` null: it was there before. */
  onSaved: (token: ApiToken, secret: string | null) => void;
}

/** Makes a token or changes one, beside the list. */
export function TokenForm({ token, choices, signedIn, others, onClose, onSaved }: TokenFormProps): Html {
  const { value: text } = tokenWords;
  const { form } = words.value;
  const draft = useMemo(() => draftOf(token, signedIn), [token]);
  const before = useMemo(() => shown(draft), [draft]);
  const errors = useSignal<Readonly<Record<string, string>>>({});
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(false);
  const element = useRef<HTMLFormElement>(null);
  const id = useId();
  useUnsaved(shown(draft) !== before);
  const close = async () => {
    if (await mayLeave()) onClose();
  };

  async function send(): Promise<Answer<{ token: ApiToken; secret?: string }> | null> {
    const [name, grant] = [draft.name.value.trim(), draft.grant.value];
    const ends = token === null ? expiresAt(draft.expiry.value, draft.date.value, Date.now(), localZone()) : null;
    errors.value = {
      ...(name === "" ? { name: form.required } : {}),
      ...(ends === "wrong" ? { date: text.dateWrong } : {}),
    };
    if (name === "" || ends === "wrong") return null;
    if (token === null) return addToken({ name, grant, expiresAt: ends });
    return changeToken(token.id, { name, ...(grant === token.grant ? {} : { grant }) });
  }
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy.value) return;
    isBusy.value = true;
    failure.value = null;
    const answer = await send();
    isBusy.value = false;
    if (answer !== null && sessionIsOver(answer)) return;
    if (answer?.type === "ok") {
      onSaved(answer.value.token, answer.value.secret ?? null);
      return;
    }
    if (answer?.type === "problem") errors.value = errorsOf(answer.problem);
    if (answer !== null && Object.keys(errors.value).length === 0) failure.value = answer;
    if (element.current !== null) focusFirstError(element.current);
  };
  const foot = html`<button class="btn" type="button" onClick=${close}>${form.cancel}</button>
    <button class="btn btn--primary" type="submit" form=${id} aria-busy=${isBusy.value ? "true" : undefined}>${token === null ? text.create : form.save}</button>`;
  return html`<${Drawer} title=${token === null ? text.add : text.edit} onClose=${close} foot=${foot} wide>
    <form class="stack" id=${id} ref=${element} onSubmit=${submit} novalidate>
      ${failure.value !== null && html`<${TokenProblem} failure=${failure.value} />`}
      <${TextField} label=${text.name} value=${draft.name} hint=${text.nameHelp} error=${errors.value.name} focus />
      ${token === null ? html`<${ExpiryFields} draft=${draft} error=${errors.value.date} />` : html`<p class="muted">${token.expiresAt === null ? text.never : text.expiresOn(day(token.expiresAt - 1, localZone(), locale.value))}</p>`}
      <${AccessForm} grant=${draft.grant} choices=${choices} errors=${errors.value} others=${others} />
    </form>
  <//>`;
}

const shown = ({ name, grant, expiry, date }: TokenDraft): string =>
  JSON.stringify([name.value.trim(), grant.value, expiry.value, date.value]);

function errorsOf({ type, errors }: { type: string; errors: { path: string; detail: string }[] }) {
  const { value: text } = tokenWords;
  const said = (path: string, detail: string): string => {
    if (path === "name") return type === "token-exists" ? text.nameTaken : text.nameWrong;
    return type === "forbidden" ? accessWords.value.notYours : detail;
  };
  return Object.fromEntries(
    errors.map(({ path, detail }) => (path === "expiresAt" ? ["date", text.dateWrong] : [path, said(path, detail)])),
  );
}

/** Why it was not done, where no field is to blame. */
export function TokenProblem({ failure }: { failure: Failure }): Html {
  const { value: text } = tokenWords;
  return failure.type === "problem" && failure.problem.type === "forbidden"
    ? html`<${Banner} tone="danger" title=${text.stronger} text=${text.strongerText} />`
    : html`<${ProblemBanner} answer=${failure} />`;
}

function ExpiryFields({ draft: { expiry, date }, error }: { draft: TokenDraft; error: string | undefined }): Html {
  const { value: text } = tokenWords;
  const id = useId();
  return html`<div class="token-form__expiry">
      <${Choice} label=${text.expiry} value=${expiry.value} options=${expiries.map((each) => [each, text.expiries[each]])} choose=${(
        chosen: Expiry,
      ) => {
        expiry.value = chosen;
      }} />
      ${
        expiry.value === "date" &&
        html`<div class="field">
          <label for=${id}>${text.date}</label>
          <input
            class="input" id=${id} type="date" value=${date.value}
            aria-invalid=${error === undefined ? undefined : "true"} aria-describedby=${error === undefined ? undefined : `${id}-note`}
            onInput=${(event: InputEvent) => {
              if (event.currentTarget instanceof HTMLInputElement) date.value = event.currentTarget.value;
            }}
          />
          ${error !== undefined && html`<span class="hint hint--error" id=${`${id}-note`}><${Icon} name="warn" size="sm" />${error}</span>`}
        </div>`
      }
    </div>
    ${expiry.value === "never" && html`<${Banner} tone="warn" title=${text.neverTitle} text=${text.neverText} />`}`;
}
