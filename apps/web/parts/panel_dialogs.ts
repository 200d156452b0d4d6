import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { extensionNumber } from "../format.ts";
import { type Html, html } from "../html.ts";
import { words } from "../words/words.ts";
import { Drawer, Sheet } from "./dialog.ts";
import { Icon } from "./icon.ts";
import { later } from "./later.ts";
import { actionWords, memberActions } from "./member_actions.ts";
import { closePanelDialog, type PanelDialog, panelDialog } from "./panel_dialog.ts";
import { perform } from "./perform.ts";

const loadAdd = async () => (await import("./add_members.ts")).AddMembers;
const AddMembers = later(loadAdd);
const PauseForm = later(async () => (await import("./pause_form.ts")).PauseForm);
const PenaltyForm = later(async () => (await import("./penalty_form.ts")).PenaltyForm);
const ExtensionForm = later(async () => (await import("./extension_form.ts")).ExtensionForm);
/** Not before the panel is there; whoever opens it then types at once. */
const loadAfterMs = 1_000;

/** What floats over the panel, if anything does. */
export function PanelDialogs(): Html {
  useEffect(() => {
    const loading = setTimeout(() => void loadAdd().catch(() => {}), loadAfterMs);
    return () => clearTimeout(loading);
  }, []);
  // It ends with the panel: who comes back, or signs in next, meant nothing by it.
  useLayoutEffect(() => {
    closePanelDialog();
    return closePanelDialog;
  }, []);
  const shown = panelDialog.value;
  if (shown === null) return null;
  switch (shown.type) {
    case "pause":
      return html`<${PauseForm} ...${shown} close=${closePanelDialog} />`;
    case "penalty":
      return html`<${PenaltyForm} ...${shown} close=${closePanelDialog} />`;
    case "add":
      return html`<${AddMembers} live=${shown.live} close=${closePanelDialog} />`;
    case "actions":
      return html`<${Actions} ...${shown} />`;
    case "extension":
      return html`<${AskExtension} ...${shown} />`;
    default:
      return shown satisfies never;
  }
}

/** Asks once for the supervisor's extension, and then listens as he wanted. */
function AskExtension({ action, who }: Extract<PanelDialog, { type: "extension" }>): Html {
  const { action: text } = words.value;
  const saved = () => {
    closePanelDialog();
    void perform(action, who);
  };
  return html`<${Drawer} title=${text.extensionTitle} onClose=${closePanelDialog}>
    <div class="stack">
      <p class="muted">${text.extensionText}</p>
      <${ExtensionForm} pbx=${action.pbx} onSaved=${saved} />
    </div>
  <//>`;
}

type ActionsProps = Extract<PanelDialog, { type: "actions" }>;

/** All that can be done to one agent, in words. */
function Actions(props: ActionsProps): Html {
  const view = props.member.view.value;
  const who = view.name ?? extensionNumber(view.interface);
  if (!matchMedia("(max-width: 860px)").matches)
    return html`<${FloatingMenu} ...${props} label=${words.value.action.more(who)} />`;
  return html`<${Sheet} title=${who} onClose=${closePanelDialog}><${Items} ...${props} role=${undefined} /><//>`;
}

function Items({ live, member, role }: ActionsProps & { role: "menuitem" | undefined }): Html {
  return memberActions(member.view.value).map(
    (each) => html`<button
      class="menu__item"
      type="button"
      role=${role}
      key=${each.name}
      onClick=${() => {
        // First: what the action opens takes its place.
        closePanelDialog();
        each.run(live, member);
      }}
    >
      <${Icon} name=${each.icon} />${actionWords(each, "").short}
    </button>`,
  );
}

/** A menu under its button, over everything: the box itself cuts off what stands out of it. */
function FloatingMenu(props: ActionsProps & { label: string }): Html {
  const place = useRef<HTMLDivElement>(null);
  const { under } = props;
  useLayoutEffect(() => {
    const menu = place.current;
    if (menu === null) return undefined;
    const { left, bottom, top } = under.getBoundingClientRect();
    const fits = bottom + menu.offsetHeight + 8 < innerHeight;
    menu.style.top = `${fits ? bottom + 4 : top - menu.offsetHeight - 4}px`;
    menu.style.left = `${Math.max(8, Math.min(left, innerWidth - menu.offsetWidth - 8))}px`;
    const items = () => [...menu.querySelectorAll("button")];
    items()[0]?.focus();
    const outside = (event: Event) => {
      if (!(event.target instanceof Node && menu.contains(event.target))) closePanelDialog();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape" || event.key === "Tab") closePanelDialog();
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const all = items();
        const at = document.activeElement instanceof HTMLButtonElement ? all.indexOf(document.activeElement) : -1;
        all.at((at + (event.key === "ArrowDown" ? 1 : -1)) % all.length)?.focus();
      } else return;
      event.preventDefault();
    };
    menu.addEventListener("keydown", onKeyDown);
    addEventListener("pointerdown", outside);
    addEventListener("scroll", closePanelDialog);
    return () => {
      removeEventListener("pointerdown", outside);
      removeEventListener("scroll", closePanelDialog);
      under.focus({ preventScroll: true });
    };
  }, [under]);
  return html`<div class="menu floating-menu" role="menu" aria-label=${props.label} ref=${place}><${Items} ...${props} role="menuitem" /></div>`;
}
