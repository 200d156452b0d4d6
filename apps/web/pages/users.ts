import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { getReset } from "../account.ts";
import type { Answer, User } from "../api.ts";
import { dayAndTime, initials, localZone } from "../format.ts";
import { type Html, html } from "../html.ts";
import { AccessForm } from "../parts/access_form.ts";
import { Banner, ProblemBanner } from "../parts/banner.ts";
import { confirm, Drawer } from "../parts/dialog.ts";
import { Empty } from "../parts/empty.ts";
import { focusFirstError, TextField } from "../parts/field.ts";
import { Icon } from "../parts/icon.ts";
import { Loading } from "../parts/loading.ts";
import { Menu } from "../parts/menu.ts";
import { passwordError, refusedPassword } from "../parts/new_password.ts";
import { type PasswordDraft, PasswordOutcome, PasswordWayFields, wayOf } from "../parts/password_way.ts";
import { sessionIsOver } from "../parts/perform.ts";
import { SessionList } from "../parts/session_list.ts";
import { toast } from "../parts/toast.ts";
import { NewBar, UnsavedBar, useUnsaved } from "../parts/unsaved.ts";
import { plainText } from "../plain_text.ts";
import { navigate } from "../router.ts";
import { access, can } from "../session.ts";
import {
  type AccessChoices,
  addUser,
  changeUser,
  deleteUser,
  type EnteredUser,
  getAccessChoices,
  getUsers,
  givePassword,
  type PasswordGiven,
  setDisabled,
} from "../users.ts";
import { accessWords } from "../words/pages/access.ts";
import { accountWords } from "../words/pages/account.ts";
import { userWords } from "../words/pages/users.ts";
import { locale, words } from "../words/words.ts";
import { draftOf, errorsOf, faultsOf, inputOf, type UserErrors } from "./user_draft.ts";

type Failure = Exclude<Answer<unknown>, { type: "ok" }>;

interface Known {
  users: readonly EnteredUser[];
  choices: AccessChoices;
  isMailSet: boolean;
}

/** Users at the left, and one of them with all that he may at the right. `chosen`: his id, or one that is being added. */
export function Users({ chosen }: { chosen: number | "new" | null }): Html {
  const { value: text } = userWords;
  const known = useSignal<Known | null>(null);
  const failure = useSignal<Failure | null>(null);
  /** A password that was made with a new user, to be shown on his own page. */
  const given = useSignal<PasswordGiven | null>(null);

  const ask = async () => {
    const [users, choices, reset] = await Promise.all([getUsers(), getAccessChoices(), getReset()]);
    for (const answer of [users, choices]) {
      if (answer.type === "ok") continue;
      if (!sessionIsOver(answer)) failure.value = answer;
      return;
    }
    if (users.type !== "ok" || choices.type !== "ok") return;
    failure.value = null;
    const isMailSet = reset.type === "ok" && reset.value.available;
    known.value = { users: users.value.users, choices: choices.value, isMailSet };
  };
  useEffect(() => void ask(), []);
  useEffect(() => {
    if (chosen === null || chosen === "new") given.value = null;
  }, [chosen]);

  const mayAdd = can("users", "modify");
  const user = known.value?.users.find(({ id }) => id === chosen) ?? null;
  const signedIn = access.value.type === "signed_in" ? access.value.user : null;
  return html`<div class=${chosen === null ? "panel-body users" : "panel-body users is-one"}>
    <div class="page-head">
      <div><h1>${words.value.frame.users}</h1><p>${known.value === null ? text.text : `${text.count(known.value.users.length)} · ${text.text}`}</p></div>
      <div class="page-head__actions">
        ${mayAdd && html`<a class="btn btn--primary" href="/users/new"><${Icon} name="user-plus" />${text.add}</a>`}
      </div>
    </div>
    ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} again=${ask} />`}
    ${known.value === null && failure.value === null && html`<${Loading}><span class="skel skel--title"></span><//>`}
    ${
      known.value !== null &&
      signedIn !== null &&
      html`<div class="users__both">
        <${UserList} users=${known.value.users} chosen=${chosen} own=${signedIn.name} />
        <div class="users__one">
          <a class="btn btn--ghost btn--sm users__back" href="/users"><${Icon} name="left" />${text.back}</a>
          ${
            chosen === null
              ? html`<div class="card"><${Empty} icon="shield" title=${text.choose} text=${text.chooseText} /></div>`
              : chosen !== "new" && user === null
                ? html`<div class="card"><${Empty} icon="user" title=${text.gone} text=${text.goneText} /></div>`
                : html`<${UserForm} key=${chosen} user=${user} known=${known.value} signedIn=${signedIn} given=${given} changed=${ask} />`
          }
        </div>
      </div>`
    }
  </div>`;
}

const shownName = ({ fullName, name }: Pick<EnteredUser, "fullName" | "name">) => fullName || name;

function UserList(props: { users: readonly EnteredUser[]; chosen: number | "new" | null; own: string }): Html {
  const { users, chosen, own } = props;
  const { value: text } = userWords;
  const filter = useSignal("");
  const sought = plainText(filter.value);
  const found = users.filter((each) =>
    [each.name, each.fullName, each.title, each.email ?? ""].some((one) => plainText(one).includes(sought)),
  );
  return html`<section class="card users__list" aria-label=${words.value.frame.users}>
    <header class="card__head">
      <input
        class="input" type="search" placeholder=${text.filter} aria-label=${text.filter} value=${filter.value}
        onInput=${(event: InputEvent) => {
          if (event.currentTarget instanceof HTMLInputElement) filter.value = event.currentTarget.value;
        }}
      />
    </header>
    <nav aria-label=${words.value.frame.users}>
      ${found.map((each) => {
        const isFull = each.grant.role === "administrator";
        const what = each.title || (isFull ? text.full : accessWords.value.roles[each.grant.role].name);
        return html`<a class=${each.disabledAt === null ? "users__row" : "users__row is-disabled"} href=${`/users/${each.id}`} key=${each.id} aria-current=${each.id === chosen ? "true" : undefined}>
          <span class="avatar avatar--n" aria-hidden="true">${initials(shownName(each))}</span>
          <span class="trunc">
            <span class="cell-main trunc"><bdi>${shownName(each)}</bdi></span>
            <span class="cell-sub trunc"><bdi>${each.name}</bdi> · ${what}</span>
          </span>
          ${each.disabledAt !== null && html`<span class="badge">${text.disabled}</span>`}
          ${each.name === own && html`<span class="badge" data-tone="info">${text.you}</span>`}
          ${isFull && each.disabledAt === null && each.name !== own && html`<${Icon} name="lock" size="sm" />`}
        </a>`;
      })}
      ${found.length === 0 && html`<p class="muted users__none">${text.noneFound}</p>`}
    </nav>
  </section>`;
}

interface UserFormProps {
  user: EnteredUser | null;
  known: Known;
  signedIn: User;
  given: { value: PasswordGiven | null };
  changed: () => Promise<void>;
}

function UserForm({ user, known, signedIn, given, changed }: UserFormProps): Html {
  const { value: text } = userWords;
  const { form } = words.value;
  const draft = useMemo(() => draftOf(user, signedIn), [user]);
  const before = useMemo(() => JSON.stringify(inputOf(draftOf(user, signedIn))), [user]);
  const password: PasswordDraft = { way: useSignal("generated" as const), password: useSignal("") };
  const errors = useSignal<UserErrors>({});
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(false);
  /** Where to go once nothing is unsaved any more. */
  const goTo = useSignal<string | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const readonly = !can("users", "modify");
  const isChanged = !readonly && goTo.value === null && JSON.stringify(inputOf(draft)) !== before;
  useUnsaved(isChanged);
  useEffect(() => {
    if (goTo.value !== null) navigate(goTo.value);
  }, [goTo.value]);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.value || readonly) return;
    const input = inputOf(draft);
    const way = wayOf(password);
    const fault = user === null && way.type === "chosen" ? passwordError(way.password) : undefined;
    errors.value = {
      ...faultsOf(input, form.required, text),
      ...(fault === undefined ? {} : { "password.password": fault }),
    };
    failure.value = null;
    if (Object.keys(errors.value).length === 0) {
      isBusy.value = true;
      const answer: Answer<{ user: EnteredUser } | (PasswordGiven & { user: EnteredUser })> = await (user === null
        ? addUser({ ...input, password: way })
        : changeUser(user.id, input));
      isBusy.value = false;
      if (sessionIsOver(answer)) return;
      if (answer.type === "ok") {
        if ("linkSent" in answer.value) given.value = answer.value;
        await changed();
        toast({ tone: "ok", title: user === null ? text.added : text.saved });
        if (user === null) goTo.value = `/users/${answer.value.user.id}`;
        return;
      }
      if (answer.type === "problem") {
        const weak = refusedPassword(answer);
        const own = errorsOf(answer.problem, text, accessWords.value.notYours);
        errors.value = weak === undefined ? own : { ...own, "password.password": weak };
      }
      // What is beside no field is said above.
      if (Object.keys(errors.value).length === 0 || (answer.type === "problem" && answer.problem.type === "forbidden"))
        failure.value = answer;
    }
    if (element.current !== null) focusFirstError(element.current);
  }
  const discard = () => {
    const was = draftOf(user, signedIn);
    for (const field of ["name", "fullName", "email", "title"] as const) draft[field].value = was[field].value;
    draft.grant.value = was.grant.value;
    [errors.value, failure.value] = [{}, null];
  };
  const others = useComputed(() =>
    known.users.filter(({ id }) => id !== user?.id).map((each) => ({ name: shownName(each), grant: each.grant })),
  );
  const wrong = errors.value;
  return html`<form class="stack" ref=${element} onSubmit=${submit} novalidate aria-label=${user === null ? text.add : shownName(user)}>
    ${
      user !== null &&
      html`<${UserHead} user=${user} known=${known} readonly=${readonly} changed=${changed} leave=${() => {
        goTo.value = "/users";
      }} />`
    }
    ${user !== null && given.value !== null && html`<${PasswordOutcome} given=${given.value} />`}
    ${failure.value !== null && html`<${FormProblem} failure=${failure.value} />`}
    ${readonly && html`<${Banner} tone="info" title=${text.viewOnly} />`}
    <section class="card">
      <header class="card__head"><h2>${text.identity}</h2></header>
      <div class="card__body stack">
        <div class="users__fields">
          <${TextField} label=${text.fullName} value=${draft.fullName} error=${wrong.fullName} readonly=${readonly} focus=${user === null} />
          <${TextField} label=${text.name} value=${draft.name} hint=${text.nameHelp} error=${wrong.name} readonly=${readonly} code />
          <${TextField} label=${text.email} value=${draft.email} hint=${text.emailHelp} error=${wrong.email} readonly=${readonly} code />
          <${TextField} label=${text.title} value=${draft.title} hint=${text.titleHelp} error=${wrong.title} readonly=${readonly} />
        </div>
        ${user === null && html`<${PasswordWayFields} draft=${password} isMailSet=${known.isMailSet} error=${wrong["password.password"]} />`}
      </div>
    </section>
    <${AccessForm} grant=${draft.grant} choices=${known.choices} errors=${wrong} others=${others.value} readonly=${readonly} />
    ${
      user === null && !isChanged
        ? html`<${NewBar} isBusy=${isBusy.value} />`
        : isChanged && html`<${UnsavedBar} isBusy=${isBusy.value} onDiscard=${discard} />`
    }
  </form>`;
}

function FormProblem({ failure }: { failure: Failure }): Html {
  const { value: text } = userWords;
  const type = failure.type === "problem" ? failure.problem.type : "";
  if (type === "last-administrator")
    return html`<${Banner} tone="danger" title=${text.lastAdministrator} text=${text.lastAdministratorText} />`;
  if (type === "forbidden" && failure.type === "problem")
    return failure.problem.errors.length > 0
      ? html`<${Banner} tone="danger" title=${accessWords.value.notYours} />`
      : html`<${Banner} tone="danger" title=${text.stronger} text=${text.strongerText} />`;
  return html`<${ProblemBanner} answer=${failure} />`;
}

/** Who it is, and what can be done with him at once. */
function UserHead(props: {
  user: EnteredUser;
  known: Known;
  readonly: boolean;
  changed: () => Promise<void>;
  leave: () => void;
}): Html {
  const { user, known, readonly, changed, leave } = props;
  const { value: text } = userWords;
  const failure = useSignal<Failure | null>(null);
  const drawer = useSignal<"password" | "sessions" | null>(null);
  const close = () => {
    drawer.value = null;
  };
  const did = async <T>(work: Promise<Answer<T>>): Promise<boolean> => {
    const answer = await work;
    if (sessionIsOver(answer)) return false;
    failure.value = answer.type === "ok" ? null : answer;
    if (answer.type === "ok") await changed();
    return answer.type === "ok";
  };
  const disable = async (isDisabled: boolean) => {
    if (!(await did(setDisabled(user.id, isDisabled)))) return;
    const undo = { label: words.peek().action.undo, run: () => void disable(false) };
    toast({
      ...{ tone: "ok", title: isDisabled ? text.disabledNow(shownName(user)) : text.enabledNow(shownName(user)) },
      ...(isDisabled ? { action: undo } : {}),
    });
  };
  const remove = async () => {
    const question = { title: text.removeTitle(shownName(user)), text: text.removeText, confirm: text.remove };
    if (!(await confirm({ ...question, tone: "danger" }))) return;
    if (!(await did(deleteUser(user.id)))) return;
    toast({ tone: "ok", title: text.removedNow(shownName(user)) });
    leave();
  };
  const seen = user.seenAt === null ? text.never : text.lastSeen(dayAndTime(user.seenAt, localZone(), locale.value));
  return html`<section class="card">
      <div class="card__body row row--wrap users__head">
        <span class="avatar avatar--lg" aria-hidden="true">${initials(shownName(user))}</span>
        <div class="users__who">
          <h2><bdi>${shownName(user)}</bdi> ${user.disabledAt !== null && html`<span class="badge">${text.disabled}</span>`}</h2>
          <p class="muted">${[user.email, seen, user.passwordDue ? text.due : null].filter(Boolean).join(" · ")}</p>
        </div>
        ${
          !readonly &&
          html`<div class="end row">
            <button class="btn" type="button" onClick=${() => {
              drawer.value = "password";
            }}><${Icon} name="key" />${text.resetPassword}</button>
            <${Menu} button="btn btn--icon" label=${text.more} face=${html`<${Icon} name="more" />`}>
              <button class="menu__item" type="button" role="menuitem" onClick=${() => {
                drawer.value = "sessions";
              }}><${Icon} name="login" />${text.sessions}</button>
              <button class="menu__item" type="button" role="menuitem" onClick=${() => disable(user.disabledAt === null)}>
                <${Icon} name="power" />${user.disabledAt === null ? text.disable : text.enable}
              </button>
              <div class="menu__sep"></div>
              <button class="menu__item" type="button" role="menuitem" onClick=${remove}><${Icon} name="trash" />${text.remove}</button>
            <//>
          </div>`
        }
      </div>
    </section>
    ${failure.value !== null && html`<${FormProblem} failure=${failure.value} />`}
    ${drawer.value === "password" && html`<${PasswordDrawer} user=${user} isMailSet=${known.isMailSet && user.email !== null} onClose=${close} changed=${changed} />`}
    ${drawer.value === "sessions" && html`<${Drawer} title=${text.sessionsOf(shownName(user))} onClose=${close}><${SessionList} of=${`/users/${user.id}`} /><//>`}`;
}

function PasswordDrawer(props: {
  user: EnteredUser;
  isMailSet: boolean;
  onClose: () => void;
  changed: () => Promise<void>;
}): Html {
  const { user, isMailSet, onClose, changed } = props;
  const { value: text } = accountWords;
  const draft: PasswordDraft = { way: useSignal("generated" as const), password: useSignal("") };
  const error = useSignal<string | undefined>(undefined);
  const failure = useSignal<Failure | null>(null);
  const given = useSignal<PasswordGiven | null>(null);
  const isBusy = useSignal(false);
  async function give(): Promise<void> {
    if (isBusy.value) return;
    const way = wayOf(draft);
    failure.value = null;
    error.value = way.type === "chosen" ? passwordError(way.password) : undefined;
    if (error.value !== undefined) return;
    isBusy.value = true;
    const answer = await givePassword(user.id, way);
    isBusy.value = false;
    if (sessionIsOver(answer)) return;
    if (answer.type === "ok") {
      given.value = answer.value;
      await changed();
      return;
    }
    error.value = refusedPassword(answer);
    if (error.value === undefined) failure.value = answer;
  }
  const button = html`<button class="btn btn--primary" type="button" aria-busy=${isBusy.value ? "true" : undefined} onClick=${give}>${text.give}</button>`;
  const done = html`<button class="btn" type="button" onClick=${onClose}>${words.value.action.close}</button>`;
  return html`<${Drawer} title=${userWords.value.passwordOf(shownName(user))} onClose=${onClose} foot=${given.value === null ? button : done}>
    <div class="stack">
      ${failure.value !== null && html`<${FormProblem} failure=${failure.value} />`}
      ${given.value === null ? html`<${PasswordWayFields} draft=${draft} isMailSet=${isMailSet} error=${error.value} />` : html`<${PasswordOutcome} given=${given.value} />`}
    </div>
  <//>`;
}
