import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Answer } from "../api.ts";
import { day, dayAndTime, localZone } from "../format.ts";
import { type Html, html } from "../html.ts";
import { AllowedSites } from "../parts/allowed_sites.ts";
import { Banner, ProblemBanner } from "../parts/banner.ts";
import { CopyButton } from "../parts/copy_button.ts";
import { confirm } from "../parts/dialog.ts";
import { Empty } from "../parts/empty.ts";
import { Icon } from "../parts/icon.ts";
import { Loading } from "../parts/loading.ts";
import { Menu } from "../parts/menu.ts";
import { sessionIsOver } from "../parts/perform.ts";
import { toast } from "../parts/toast.ts";
import { TokenForm, TokenProblem } from "../parts/token_form.ts";
import { access, can } from "../session.ts";
import { type ApiToken, listTokens, revokeToken } from "../tokens.ts";
import { type AccessChoices, getAccessChoices } from "../users.ts";
import { accessWords } from "../words/pages/access.ts";
import { tokenWords } from "../words/pages/tokens.ts";
import { locale, words } from "../words/words.ts";

type Failure = Exclude<Answer<unknown>, { type: "ok" }>;

interface Known {
  tokens: readonly ApiToken[];
  choices: AccessChoices;
}

/** Tokens for programs, each with what it may, and the sites whose pages may use them. */
export function Tokens(): Html {
  const { value: text } = tokenWords;
  const { frame } = words.value;
  const known = useSignal<Known | null>(null);
  const failure = useSignal<Failure | null>(null);
  /** Why one could not be revoked. */
  const refusal = useSignal<Failure | null>(null);
  const isOpen = useSignal<ApiToken | "new" | null>(null);
  const made = useSignal<{ name: string; secret: string } | null>(null);
  const ask = async () => {
    const [tokens, choices] = await Promise.all([listTokens(), getAccessChoices()]);
    for (const answer of [tokens, choices]) {
      if (answer.type === "ok") continue;
      if (!sessionIsOver(answer)) failure.value = answer;
      return;
    }
    if (tokens.type !== "ok" || choices.type !== "ok") return;
    failure.value = null;
    known.value = { tokens: tokens.value.tokens, choices: choices.value };
  };
  useEffect(() => void ask(), []);
  const mayChange = can("api_tokens", "modify");
  const signedIn = access.value.type === "signed_in" ? access.value.user : null;
  const add = () => {
    isOpen.value = "new";
  };
  const revoke = async (token: ApiToken) => {
    const question = { title: text.revokeTitle(token.name), text: text.revokeText, confirm: text.revoke };
    if (!(await confirm({ ...question, tone: "danger" }))) return;
    const answer = await revokeToken(token.id);
    if (sessionIsOver(answer)) return;
    refusal.value = answer.type === "ok" ? null : answer;
    if (answer.type === "ok") toast({ tone: "ok", title: text.revokedNow(token.name) });
    await ask();
  };
  const addButton = (look: string) =>
    html`<button class=${look} type="button" onClick=${add}><${Icon} name="plus" />${text.add}</button>`;
  const docs = html`<a class="btn" href="/api/docs" target="_blank" rel="noopener"><${Icon} name="external" />${text.docs}</a>`;
  return html`<div class="panel-body">
    <div class="page-head">
      <div><h1>${frame.tokens}</h1><p>${text.text}</p></div>
      <div class="page-head__actions">${docs}${mayChange && addButton("btn btn--primary")}</div>
    </div>
    <div class="stack">
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} again=${ask} />`}
      ${refusal.value !== null && html`<${TokenProblem} failure=${refusal.value} />`}
      ${!mayChange && html`<${Banner} tone="info" title=${text.viewOnly} />`}
      ${
        made.value !== null &&
        html`<${Made} ...${made.value} onDone=${() => {
          made.value = null;
        }} />`
      }
      ${known.value === null && failure.value === null && html`<div class="card card__body"><${Loading}><span class="skel skel--title"></span><//></div>`}
      ${
        known.value !== null &&
        (known.value.tokens.length === 0
          ? html`<div class="card"><${Empty} icon="key" title=${text.none} text=${text.noneText} action=${html`<span class="row row--wrap">${mayChange && addButton("btn")}${docs}</span>`} /></div>`
          : html`<${TokenTable} tokens=${known.value.tokens} mayChange=${mayChange} edit=${(token: ApiToken) => {
              isOpen.value = token;
            }} revoke=${revoke} />`)
      }
      <${AllowedSites} readonly=${!mayChange} />
    </div>
    ${
      isOpen.value !== null &&
      known.value !== null &&
      signedIn !== null &&
      html`<${TokenForm}
        token=${isOpen.value === "new" ? null : isOpen.value}
        choices=${known.value.choices} signedIn=${signedIn}
        others=${known.value.tokens.filter((each) => each !== isOpen.value)}
        onClose=${() => {
          isOpen.value = null;
        }}
        onSaved=${async (token: ApiToken, secret: string | null) => {
          isOpen.value = null;
          if (secret === null) toast({ tone: "ok", title: text.saved });
          else made.value = { name: token.name, secret };
          await ask();
        }}
      />`
    }
  </div>`;
}

/** The token itself: now, and never again. */
function Made({ name, secret, onDone }: { name: string; secret: string; onDone: () => void }): Html {
  const { value: text } = tokenWords;
  const command = `curl -H "Authorization: Bearer ${secret}" ${location.origin}/api/v1/queues`;
  const words = { copied: text.copied, failed: text.copyFailed };
  return html`<section class="card token-made" aria-label=${text.made(name)}>
    <div class="card__body stack">
      <${Banner} tone="warn" title=${text.made(name)} text=${text.madeText} />
      <div class="token-made__line"><code class="code token-made__secret">${secret}</code><${CopyButton} label=${text.copy} text=${secret} ...${words} /></div>
      <p class="muted">${text.tryIt}</p>
      <div class="token-made__line"><code class="code">${command}</code><${CopyButton} label=${text.copyCommand} text=${command} ...${words} /></div>
      <div class="row row--end"><button class="btn btn--primary" type="button" onClick=${onDone}>${text.done}</button></div>
    </div>
  </section>`;
}

interface TokenTableProps {
  tokens: readonly ApiToken[];
  mayChange: boolean;
  edit: (token: ApiToken) => void;
  revoke: (token: ApiToken) => Promise<void>;
}

function TokenTable({ tokens, mayChange, edit, revoke }: TokenTableProps): Html {
  const { value: text } = tokenWords;
  const { columns } = text;
  const showsRevoked = useSignal(false);
  const revoked = tokens.filter(({ state }) => state === "revoked").length;
  const shown = tokens.filter(({ state }) => state !== "revoked" || showsRevoked.value);
  return html`<section class="card" aria-label=${words.value.frame.tokens}>
    <div class="table-wrap">
      <table class="table tokens" role="table">
        <thead role="rowgroup"><tr role="row">
          <th role="columnheader">${columns.name}</th><th role="columnheader">${columns.access}</th>
          <th role="columnheader">${columns.created}</th><th role="columnheader">${columns.expires}</th>
          <th role="columnheader">${columns.used}</th><th role="columnheader">${columns.state}</th>
          ${mayChange && html`<th role="columnheader" aria-label=${words.value.action.more}></th>`}
        </tr></thead>
        <tbody role="rowgroup">
          ${shown.map((each) => html`<${TokenRow} key=${each.id} token=${each} mayChange=${mayChange} edit=${edit} revoke=${revoke} />`)}
        </tbody>
      </table>
    </div>
    ${
      revoked > 0 &&
      html`<div class="pager"><label class="check"><input type="checkbox" checked=${showsRevoked.value} onChange=${() => {
        showsRevoked.value = !showsRevoked.value;
      }} />${text.showRevoked(revoked)}</label></div>`
    }
  </section>`;
}

const tones = { active: "ok", expired: "warn", disabled: "warn", revoked: undefined } as const;

function TokenRow(props: Omit<TokenTableProps, "tokens"> & { token: ApiToken }): Html {
  const { token, mayChange, edit, revoke } = props;
  const { value: text } = tokenWords;
  const { columns } = text;
  const zone = localZone();
  const { grant, user, expiresAt, usedAt, usedAddress } = token;
  const seesAll = grant.queues === "all" && grant.agents === "all";
  const state = token.state === "active" && user.disabled ? "disabled" : token.state;
  const cell = (label: string, content: Html) => html`<td role="cell" data-label=${label}>${content}</td>`;
  return html`<tr role="row" class=${token.state === "revoked" ? "is-revoked" : undefined}>
    <td role="rowheader" class="tokens__name"><span class="cell-main"><bdi>${token.name}</bdi></span><span class="cell-sub">${text.of(user.fullName || user.name)}</span></td>
    ${cell(columns.access, html`<span>${accessWords.value.roles[grant.role].name}</span><span class="cell-sub">${seesAll ? text.allSeen : text.someSeen}</span>`)}
    ${cell(columns.created, day(token.createdAt, zone, locale.value))}
    ${cell(columns.expires, expiresAt === null ? text.never : day(expiresAt - 1, zone, locale.value))}
    ${cell(columns.used, usedAt === null ? html`<span class="muted">${text.neverUsed}</span>` : html`<span>${dayAndTime(usedAt, zone, locale.value)}</span>${usedAddress !== null && html`<span class="cell-sub">${text.from(usedAddress)}</span>`}`)}
    ${cell(columns.state, html`<span class="badge" data-tone=${tones[state]}>${text.states[state]}</span>`)}
    ${
      mayChange &&
      html`<td role="cell" class="tokens__menu">${
        token.state !== "revoked" &&
        html`<${Menu} button="btn btn--ghost btn--icon btn--sm" label=${text.actionsOf(token.name)} face=${html`<${Icon} name="more" />`}>
          <button class="menu__item" type="button" role="menuitem" onClick=${() => edit(token)}><${Icon} name="edit" />${text.edit}</button>
          <button class="menu__item" type="button" role="menuitem" onClick=${() => revoke(token)}><${Icon} name="power" />${text.revoke}</button>
        <//>`
      }</td>`
    }
  </tr>`;
}
