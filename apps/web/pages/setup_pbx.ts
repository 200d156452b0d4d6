import { type Signal, signal, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import * as api from "../api.ts";
import { type Html, html } from "../html.ts";
import { Banner, ProblemBanner } from "../parts/banner.ts";
import { focusFirstError } from "../parts/field.ts";
import { Icon } from "../parts/icon.ts";
import { PbxChecks, PbxFields } from "../parts/pbx_form.ts";
import { ZoneField } from "../parts/zone_field.ts";
import { navigate } from "../router.ts";
import { agentsPending, signedIn, signedOut } from "../session.ts";
import { setupWords } from "../words/pages/setup.ts";
import { locale, words } from "../words/words.ts";
import { errorsOf, newDraft, type PbxErrors, readDraft } from "./pbx_draft.ts";
import type { Account, AccountErrors } from "./setup.ts";

type Failure = Exclude<api.Answer<unknown>, { type: "ok" }>;

// Beside the component: a step back to the password must not lose what was typed.
const draft = newDraft();
const tested = signal<{ input: string; report: api.PbxReport } | null>(null);

interface PbxStepProps {
  account: Signal<Account>;
  back: () => void;
  /** Something of an earlier step was refused. */
  refusedBefore: (errors: AccountErrors) => void;
}

/**
 * The PBX of the first access, and the zone of its clocks. Finishing tests what was not tested yet; a connection that failed can be kept all the
 * same, by a second press that says so.
 */
export function PbxStep({ account: kept, back, refusedBefore }: PbxStepProps): Html {
  const text = setupWords.value;
  const { pbx, form } = words.value;
  const account = kept.value;
  const zone = useSignal(account.zone);
  const isZoneWrong = useSignal(false);
  const errors = useSignal<PbxErrors>({});
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal<"test" | "finish" | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const code = account.code === "" ? {} : { code: account.code };

  /** What is typed, or null after its errors were shown. */
  function typed(): api.PbxInput | null {
    const read = readDraft(draft, { required: form.required, portWrong: pbx.portWrong });
    errors.value = "errors" in read ? read.errors : {};
    if ("input" in read) return read.input;
    if (element.current !== null) focusFirstError(element.current);
    return null;
  }

  function refused(answer: Failure): void {
    if (answer.type === "problem") {
      if (answer.problem.type === "setup-code-wrong") {
        refusedBefore({ code: text.oneTimeCodeWrong });
        return;
      }
      const earlier = earlierErrors(answer.problem);
      if (earlier !== null) {
        refusedBefore(earlier);
        return;
      }
      errors.value = errorsOf(answer.problem);
      if (Object.keys(errors.value).length > 0) return;
    }
    failure.value = answer;
  }

  /** Tests what is typed; true when it can be used. */
  async function test(input: api.PbxInput): Promise<boolean> {
    tested.value = null;
    const answer = await api.testSetupPbx({ ...code, pbx: input });
    if (answer.type !== "ok") {
      refused(answer);
      return false;
    }
    tested.value = { input: JSON.stringify(input), report: answer.value };
    return answer.value.ok;
  }

  async function finish(input: api.PbxInput | null): Promise<void> {
    const answer = await api.finishSetup({
      ...code,
      adminPassword: account.password,
      ...(account.licence === "" ? {} : { licence: account.licence }),
      ...(account.email === "" ? {} : { email: account.email }),
      ...{ language: locale.value, zone: zone.value },
      ...(input === null ? {} : { pbx: input }),
    });
    if (answer.type === "ok") {
      navigate("/");
      draft.secret.value = "";
      tested.value = null;
      agentsPending.value = input !== null;
      signedIn(answer.value.user);
      return;
    }
    // Somebody else was faster, perhaps the same person in another tab.
    if (answer.type === "problem" && answer.problem.type === "setup-done") {
      signedOut(false);
      return;
    }
    refused(answer);
  }

  async function run(kind: "test" | "finish", work: () => Promise<void>): Promise<void> {
    if (busy.value !== null || isZoneWrong.value) return;
    busy.value = kind;
    failure.value = null;
    await work();
    busy.value = null;
  }

  const onTest = () =>
    run("test", async () => {
      const input = typed();
      if (input !== null) await test(input);
    });
  const onFinish = (event: SubmitEvent) => {
    event.preventDefault();
    return run("finish", async () => {
      const input = typed();
      if (input === null) return;
      const known = tested.value?.input === JSON.stringify(input);
      if (known || (await test(input))) await finish(input);
    });
  };

  const leave = () => {
    kept.value = { ...account, zone: zone.value };
    back();
  };
  const report = tested.value?.report;
  return html`<form class="stack" ref=${element} onSubmit=${onFinish} novalidate>
    <p class="setup-box__text">${text.pbxText}</p>
    ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
    <${PbxFields} draft=${draft} errors=${errors} />
    <${ZoneField} label=${text.zone} hint=${text.zoneHelp} zone=${zone} isWrong=${isZoneWrong} />
    <div class="row">
      <button class="btn" type="button" aria-busy=${busy.value === "test"} onClick=${onTest}>
        <${Icon} name="refresh" />${report === undefined ? pbx.test : pbx.testAgain}
      </button>
    </div>
    ${report !== undefined && html`<${PbxChecks} report=${report} />`}
    ${report?.ok === false && html`<${Banner} tone="info" title=${text.failedStill} />`}
    <div class="row row--wrap setup-box__end">
      <button class="btn btn--ghost btn--lg" type="button" onClick=${leave}>${form.back}</button>
      <div class="end row row--wrap">
        <button class="btn btn--link" type="button" onClick=${() => run("finish", () => finish(null))}>${text.later}</button>
        <button class="btn btn--primary btn--lg" type="submit" aria-busy=${busy.value === "finish"}>
          ${report?.ok === false ? text.finishAnyway : text.finish}
        </button>
      </div>
    </div>
  </form>`;
}

/** What is wrong with what earlier steps asked. */
function earlierErrors({ errors }: api.Problem): AccountErrors | null {
  const of = (path: string) => errors.find((each) => each.path === path)?.detail;
  const [licence, email, password] = [of("licence"), of("email"), of("adminPassword")];
  const isNone = [licence, email, password].every((each) => each === undefined);
  return isNone ? null : { licence, email, password };
}
