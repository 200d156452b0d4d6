/** What somebody may see and do, as a form: of users, and of tokens for programs. The table of features is core's. */
import type { Signal } from "@preact/signals";
import {
  type Feature,
  featureGroups,
  featureRule,
  features,
  type Permission,
  type Permissions,
  type Role,
  readyRoles,
  roles,
  type Spying,
  spyings,
} from "@qmanager/core";
import { useId } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { access, can, canSpy } from "../session.ts";
import type { AccessChoices, AccessGrant, Chosen } from "../users.ts";
import { accessWords } from "../words/pages/access.ts";
import { type Choice, ChoiceBox } from "./choice_box.ts";
import { Icon } from "./icon.ts";

/** What is wrong with a grant, by its field: `grant.queues`. */
export type AccessErrors = Readonly<Record<string, string>>;

export interface AccessFormProps {
  grant: Signal<AccessGrant>;
  choices: AccessChoices;
  errors: AccessErrors;
  /** Others whose access can be taken over. */
  others: readonly { name: string; grant: AccessGrant }[];
  readonly?: boolean;
}

/** Sees nothing and may do nothing yet. */
export const emptyGrant: AccessGrant = {
  ...{ role: "supervisor", permissions: {}, spying: [] },
  ...{ queues: "all", agents: "all" },
};

/** Rights, whether by a ready role or each by itself. */
function rightsOf({ role, permissions, spying }: AccessGrant): { permissions: Permissions; spying: readonly Spying[] } {
  return role === "custom" ? { permissions, spying } : readyRoles[role];
}

export function AccessForm(props: AccessFormProps): Html {
  return html`<${Scope} ...${props} /><${Matrix} ...${props} />`;
}

/** Which agents and queues. */
function Scope({ grant, choices, errors, readonly }: AccessFormProps): Html {
  const { value: text } = accessWords;
  const isAll = grant.value.role === "administrator";
  const queueKey = (each: { pbx: string; queue: string }) => `${each.pbx}/${each.queue}`;
  const severalPbxs = new Set(choices.queues.map(({ pbx }) => pbx)).size > 1;
  const queues = choices.queues.map((each) => ({
    ...{ item: each, key: `i${queueKey(each)}`, label: severalPbxs ? queueKey(each) : each.queue },
  }));
  const agents = choices.agents.map(({ id, code, name }) => ({
    ...{ item: id, key: `i${id}`, label: code === null ? name : `${name} (${code})` },
  }));
  const groupChoice = (id: number, name: string, count: number) => ({
    id,
    key: `g${id}`,
    label: text.group(name, count),
  });
  return html`<section class="card">
    <header class="card__head"><h2>${text.sees}</h2><small>${text.seesText}</small></header>
    <div class="card__body">
      ${
        isAll
          ? html`<p class="muted">${text.administratorSees}</p>`
          : html`<div class="form-grid">
              <${ScopeField}
                label=${text.agents} all=${text.allAgents} some=${text.someAgents} placeholder=${text.chooseAgents}
                chosen=${grant.value.agents}
                mayAll=${access.value.type === "signed_in" && access.value.user.allAgents}
                items=${agents}
                groups=${choices.agentGroups.map((each) => groupChoice(each.id, each.name, each.agents))}
                labelOf=${(id: number) => text.goneId(id)}
                keyOf=${(id: number) => `i${id}`}
                error=${errors["grant.agents"]} readonly=${readonly}
                onChange=${(agents: AccessGrant["agents"]) => {
                  grant.value = { ...grant.value, agents };
                }}
              />
              <${ScopeField}
                label=${text.queues} all=${text.allQueues} some=${text.someQueues} placeholder=${text.chooseQueues}
                chosen=${grant.value.queues}
                mayAll=${access.value.type === "signed_in" && access.value.user.allQueues}
                items=${queues}
                groups=${choices.queueGroups.map((each) => groupChoice(each.id, each.name, each.queues))}
                labelOf=${queueKey}
                keyOf=${(each: { pbx: string; queue: string }) => `i${queueKey(each)}`}
                error=${errors["grant.queues"]} readonly=${readonly}
                onChange=${(queues: AccessGrant["queues"]) => {
                  grant.value = { ...grant.value, queues };
                }}
              />
            </div>`
      }
    </div>
  </section>`;
}

interface ScopeFieldProps<Item> {
  label: string;
  all: string;
  some: string;
  placeholder: string;
  chosen: Chosen<Item>;
  mayAll: boolean;
  items: readonly (Choice & { item: Item })[];
  groups: readonly (Choice & { id: number })[];
  /** Of one that is chosen and not there to choose. */
  labelOf: (item: Item) => string;
  keyOf: (item: Item) => string;
  error: string | undefined;
  readonly: boolean | undefined;
  onChange: (chosen: Chosen<Item>) => void;
}

function ScopeField<Item>(props: ScopeFieldProps<Item>): Html {
  const { label, all, some, placeholder, chosen, mayAll, items, groups, labelOf, keyOf, error, readonly, onChange } =
    props;
  const { value: text } = accessWords;
  const name = useId();
  const known = new Map([...items, ...groups].map((each) => [each.key, each]));
  const named = (key: string, other: string): Choice => known.get(key) ?? { key, label: `${other} (${text.goneItem})` };
  const shown: Choice[] =
    chosen === "all"
      ? []
      : [
          ...chosen.groups.map((id) => named(`g${id}`, text.goneId(id))),
          ...chosen.items.map((item) => named(keyOf(item), labelOf(item))),
        ];
  const put = (keys: string[]) => {
    if (chosen === "all") return;
    const before = new Map(chosen.items.map((item) => [keyOf(item), item]));
    onChange({
      items: keys.flatMap((key) => {
        const there = items.find((each) => each.key === key)?.item ?? before.get(key);
        return there === undefined ? [] : [there];
      }),
      groups: keys.flatMap((key) => (key.startsWith("g") ? [Number(key.slice(1))] : [])),
    });
  };
  const radio = (isAll: boolean, title: string) => html`<label class="check">
    <input
      type="radio"
      name=${name}
      checked=${(chosen === "all") === isAll}
      disabled=${readonly || (isAll && !mayAll && chosen !== "all")}
      onChange=${() => onChange(isAll ? "all" : { items: [], groups: [] })}
    />${title}
  </label>`;
  return html`<fieldset class="field c6 access-scope">
    <legend class="label">${label}</legend>
    <div class="row access-scope__radios">${radio(true, all)}${radio(false, some)}</div>
    ${
      chosen === "all"
        ? error !== undefined && html`<span class="hint hint--error"><${Icon} name="warn" size="sm" />${error}</span>`
        : html`<${ChoiceBox} label=${label} placeholder=${placeholder} choices=${[...groups, ...items]} chosen=${shown} onChange=${put} error=${error} readonly=${readonly} />`
    }
    ${chosen !== "all" && shown.length === 0 && html`<span class="hint">${text.noneChosen}</span>`}
  </fieldset>`;
}

/** Each feature, to view and to modify, and what to modify it frees. */
function Matrix({ grant, errors, others, readonly }: AccessFormProps): Html {
  const { value: text } = accessWords;
  const id = useId();
  const { role } = grant.value;
  const { permissions, spying } = rightsOf(grant.value);
  const isAll = role === "administrator";
  const put = (change: Partial<Pick<AccessGrant, "permissions" | "spying">>) => {
    grant.value = { ...grant.value, role: "custom", permissions, spying, ...change };
  };
  const choose = (chosen: Role) => {
    const { permissions: before, spying: ticks } = rightsOf(grant.value);
    const rights = chosen === "custom" ? { permissions: before, spying: ticks } : { permissions: {}, spying: [] };
    const scope = chosen === "administrator" ? ({ queues: "all", agents: "all" } as const) : {};
    grant.value = { ...grant.value, role: chosen, ...rights, ...scope };
  };
  const isAdministrator = access.value.type === "signed_in" && access.value.user.administrator;
  const roleError = errors["grant.role"];
  return html`<section class="card">
    <header class="card__head access-head">
      <h2>${text.permissions}</h2>
      <div class="end row row--wrap">
        <label class="row small muted access-head__pick">${text.role}
          <select
            class="select"
            disabled=${readonly}
            aria-invalid=${roleError === undefined ? undefined : "true"}
            onChange=${(event: Event) => {
              const chosen = roles.find((each) => each === (event.currentTarget as HTMLSelectElement).value);
              if (chosen !== undefined) choose(chosen);
            }}
          >
            ${roles.map(
              (each) =>
                html`<option key=${each} value=${each} selected=${each === role} disabled=${each === "administrator" && !isAdministrator}>${text.roles[each].name}</option>`,
            )}
          </select>
        </label>
        ${
          !readonly &&
          others.length > 0 &&
          html`<label class="row small muted access-head__pick">${text.copyFrom}
            <select
              class="select"
              onChange=${(event: Event) => {
                const select = event.currentTarget as HTMLSelectElement;
                const other = others[Number(select.value)];
                if (select.value !== "" && other !== undefined) grant.value = other.grant;
                select.value = "";
              }}
            >
              <option value="">${text.copyChoose}</option>
              ${others.map((each, at) => html`<option key=${at} value=${at}>${each.name}</option>`)}
            </select>
          </label>`
        }
      </div>
    </header>
    <p class="card__body muted access-role" id=${`${id}-role`}>${roleError ?? text.roles[role].text}</p>
    <div class="card__body flush"><div class="table-wrap"><table class="table matrix">
      <thead><tr><th scope="col">${text.feature}</th><th scope="col">${text.view}</th><th scope="col">${text.modify}</th><th scope="col" class="matrix__beside">${text.frees}</th></tr></thead>
      <tbody>
        ${featureGroups.map(
          (group) => html`<tr class="rowgroup" key=${group}><td colspan="4">${text.groups[group]}</td></tr>
            ${features
              .filter((feature) => featureRule[feature].group === group)
              .map(
                (feature) => html`<${FeatureRow}
                    key=${feature} feature=${feature} own=${permissions[feature]} locked=${readonly || isAll}
                    error=${errors[`grant.permissions.${feature}`]}
                    onChange=${(what: Permission | null) => {
                      const { [feature]: _, ...rest } = permissions;
                      put({ permissions: what === null ? rest : { ...rest, [feature]: what } });
                    }}
                  />
                  ${
                    feature === "queue_panel" &&
                    html`<tr class="matrix__talks" key="talks">
                    <td>${text.talks}</td>
                    <td colspan="3"><div class="row row--wrap">
                      ${spyings.map(
                        (each) => html`<label class="check" key=${each}>
                          <input
                            type="checkbox"
                            checked=${spying.includes(each)}
                            disabled=${readonly || isAll || (!spying.includes(each) && !canSpy(each))}
                            onChange=${() => put({ spying: spyings.filter((one) => spying.includes(one) !== (one === each)) })}
                          />${text.spying[each]}
                        </label>`,
                      )}
                      <span class="muted small">${errors["grant.spying"] ?? text.audited}</span>
                    </div></td>
                  </tr>`
                  }`,
              )}`,
        )}
      </tbody>
    </table></div></div>
  </section>`;
}

function FeatureRow(props: {
  feature: Feature;
  own: Permission | undefined;
  locked: boolean | undefined;
  error: string | undefined;
  onChange: (what: Permission | null) => void;
}): Html {
  const { feature, own, locked, error, onChange } = props;
  const { value: text } = accessWords;
  const { name, frees } = text.features[feature];
  const toggle = (what: Permission, label: string, isOn: boolean, next: Permission | null) => {
    const isLacking = !isOn && !can(feature, what);
    return html`<label class="toggle" title=${isLacking && !locked ? text.notYours : undefined}>
      <input type="checkbox" role="switch" aria-label=${`${label} ${name}`} checked=${isOn} disabled=${locked || isLacking} onChange=${() => onChange(next)} />
    </label>`;
  };
  const what =
    error === undefined ? frees : html`<span class="hint hint--error"><${Icon} name="warn" size="sm" />${error}</span>`;
  return html`<tr>
    <td>${name}<div class="matrix__below">${what}</div></td>
    <td>${toggle("view", text.view, own !== undefined, own === undefined ? "view" : null)}</td>
    <td>${featureRule[feature].modify ? toggle("modify", text.modify, own === "modify", own === "modify" ? "view" : "modify") : html`<span class="muted">–</span>`}</td>
    <td class="matrix__beside">${what}</td>
  </tr>`;
}
