import type { MemberView, QueueActionType, Spying } from "@qmanager/core";
import { extensionNumber } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { LiveMember, LiveQueue } from "../live/queue.ts";
import { can, canSpy } from "../session.ts";
import type { PanelWords } from "../words/pt_panel.ts";
import { words } from "../words/words.ts";
import { confirm } from "./dialog.ts";
import { Icon, type IconName } from "./icon.ts";
import { panelDialog } from "./panel_dialog.ts";
import { perform, useUnderWay } from "./perform.ts";
import { endsSequence, type Shortcut, shortcutsOn } from "./shortcuts.ts";

/** One thing that can be done to an agent, wherever it is offered. */
export interface MemberAction {
  type: QueueActionType;
  name: "pause" | "pauseWith" | "unpause" | "remove" | "logOff" | "setPenalty" | Spying;
  icon: IconName;
  /** On a box that has the focus. */
  key?: string;
  /** It stands in the box; the others in its menu. */
  inBox: boolean;
  run(live: LiveQueue, member: LiveMember): void;
}

const name = (view: MemberView) => view.name ?? extensionNumber(view.interface);

const pause: MemberAction = {
  ...{ type: "pause", name: "pause", icon: "pause", key: "p", inBox: true },
  run: (live, { view }) => {
    const { interface: phone } = view.peek();
    void perform({ type: "pause", pbx: live.pbx, interface: phone, queue: null }, name(view.peek()));
  },
};
const unpause: MemberAction = {
  ...{ type: "unpause", name: "unpause", icon: "play", key: "p", inBox: true },
  run: (live, { view }) => {
    const { interface: phone } = view.peek();
    void perform({ type: "unpause", pbx: live.pbx, interface: phone, queue: null }, name(view.peek()));
  },
};
const pauseWith: MemberAction = {
  ...{ type: "pause", name: "pauseWith", icon: "pause", inBox: false },
  run: (live, member) => {
    panelDialog.value = { type: "pause", live, member };
  },
};
const remove: MemberAction = {
  ...{ type: "remove", name: "remove", icon: "user-minus", key: "x", inBox: true },
  run: (live, { view }) => {
    const { interface: phone } = view.peek();
    void perform({ type: "remove", pbx: live.pbx, interface: phone, queue: live.queue }, name(view.peek()));
  },
};
const logOff: MemberAction = {
  ...{ type: "log_off", name: "logOff", icon: "logout", key: "l", inBox: true },
  run: (live, member) => void logOffAsking(live, member),
};
const setPenalty: MemberAction = {
  ...{ type: "set_penalty", name: "setPenalty", icon: "sort", inBox: false },
  run: (live, member) => {
    panelDialog.value = { type: "penalty", live, member };
  },
};
const spy = (type: Spying, more: Pick<MemberAction, "icon" | "inBox" | "key">): MemberAction => ({
  ...{ type, name: type, ...more },
  run: (live, { view }) => {
    void perform({ type, pbx: live.pbx, interface: view.peek().interface }, name(view.peek()));
  },
});
const listen = spy("listen", { icon: "eye", key: "e", inBox: true });
const whisper = spy("whisper", { icon: "headset", inBox: false });
const barge = spy("barge", { icon: "users", inBox: false });

/** Someone in a call is not logged off by a slip of the hand. */
async function logOffAsking(live: LiveQueue, { view }: LiveMember): Promise<void> {
  const { action: text } = words.peek();
  const member = view.peek();
  if (isTalking(member)) {
    const title = text.logOffAsk(name(member));
    if (!(await confirm({ title, text: text.logOffAskText, confirm: text.logOff, tone: "danger" }))) return;
  }
  await perform({ type: "log_off", pbx: live.pbx, interface: member.interface }, name(member));
}

/** In a call that can be heard: a phone that only rings has none. */
const isTalking = ({ state, call }: MemberView) => call?.phase === "talking" || (state === "busy" && call === null);

/** What can be done to an agent as he is now by who is signed in, in the order of the box. */
export function memberActions(view: MemberView): readonly MemberAction[] {
  return [
    view.paused ? unpause : pause,
    remove,
    logOff,
    ...(view.paused ? [] : [pauseWith]),
    setPenalty,
    ...(isTalking(view) ? [listen, whisper, barge] : []),
  ].filter(isMine);
}

function isMine({ type }: MemberAction): boolean {
  if (type === "listen" || type === "whisper" || type === "barge") return canSpy(type);
  return can("queue_panel", "modify") || (type === "log_off" && can("dashboard", "modify"));
}

/** The words of an action: alone, and with the agent's name. */
export function actionWords(action: MemberAction, who: string): { short: string; long: string } {
  const text: PanelWords["action"] = words.value.action;
  return { short: text[action.name], long: text[`${action.name}Of`](who) };
}

/** The buttons of a box. Each acts on its own: while one waits for its answer the others go on. */
export function MemberActions({ live, member }: { live: LiveQueue; member: LiveMember }): Html {
  const view = member.view.value;
  const shown = memberActions(view).filter((each) => each.inBox);
  const who = name(view);
  const more = words.value.action.more(who);
  if (memberActions(view).length === 0) return null;
  const openMore = (event: MouseEvent) => {
    if (!(event.currentTarget instanceof HTMLElement)) return;
    panelDialog.value = { type: "actions", live, member, under: event.currentTarget };
  };
  const button = (each: MemberAction) =>
    html`<${ActionButton} key=${each.name} action=${each} live=${live} member=${member} who=${who} />`;
  return html`<div class="op__acts">
      ${shown.filter((each) => each !== listen).map(button)}
      <button class="opbtn" type="button" title=${more} aria-label=${more} aria-haspopup="menu" onClick=${openMore}>
        <${Icon} name="more" size="sm" />
      </button>
      ${shown.filter((each) => each === listen).map(button)}
    </div>
    <button class="opbtn op__more" type="button" aria-label=${more} aria-haspopup="dialog" onClick=${openMore}>
      <${Icon} name="more" />
    </button>`;
}

interface ActionButtonProps {
  action: MemberAction;
  live: LiveQueue;
  member: LiveMember;
  who: string;
}

function ActionButton({ action, live, member, who }: ActionButtonProps): Html {
  const waits = useUnderWay(live.pbx, member.view.value.interface, action.type);
  const { short, long } = actionWords(action, who);
  const isListen = action === listen;
  const look = isListen ? "opbtn opbtn--listen" : action === logOff ? "opbtn opbtn--danger" : "opbtn";
  const key = action.key !== undefined && shortcutsOn.value ? ` (${action.key})` : "";
  return html`<button
    class=${look}
    type="button"
    title=${waits.value ? words.value.action.pending : `${isListen ? words.value.action.listenHint : short}${key}`}
    aria-label=${long}
    aria-busy=${waits.value ? "true" : undefined}
    aria-disabled=${waits.value ? "true" : undefined}
    onClick=${() => action.run(live, member)}
  >
    <${Icon} name=${action.icon} size="sm" />${isListen && html`<span class="opbtn__word">${short}</span>`}
  </button>`;
}

/** p x l e on a box that has the focus, or on anything in it. */
export function onMemberKey(event: KeyboardEvent, live: LiveQueue, member: LiveMember): void {
  if (!shortcutsOn.peek() || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (endsSequence(event)) return;
  const action = memberActions(member.view.peek()).find((each) => each.key === event.key.toLowerCase());
  if (action === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  action.run(live, member);
}

/** The same keys, for the list of shortcuts. */
export function memberShortcuts(): readonly Shortcut[] {
  const { action: text, shortcuts } = words.value;
  return [pause, remove, logOff, listen].filter(isMine).map(({ key = "", name: what }) => ({
    ...{ keys: key, place: "agent", run: null },
    label: what === "pause" ? shortcuts.pauseOrNot : text[what],
  }));
}
