import { type PbxView, queueTopic } from "@qmanager/core";
import { extensionNumber } from "../format.ts";
import type { LiveMember, LiveQueue } from "../live/queue.ts";
import type { LiveStore } from "../live/store.ts";
import { addressOf } from "../pages/panel_choice.ts";
import { isNumber, plainFilter, searchOf } from "../pages/visits_filter.ts";
import { can } from "../session.ts";
import type { PanelWords } from "../words/pt_panel.ts";
import { type Destination, destinations } from "./destinations.ts";
import type { IconName } from "./icon.ts";
import { type Searchable, searchable } from "./palette_search.ts";

/** One thing that the palette can lead to. */
export interface Entry extends Searchable {
  key: string;
  title: string;
  /** What is said beside it: a queue's PBX, an agent's extension and queues. */
  note: string;
  icon: IconName;
  /** The address that leads there. */
  to: string;
  /** An agent's box, whose state is shown. */
  member?: LiveMember;
  /** A caller's number, to be written as numbers are. */
  number?: string;
  keys?: string;
}

/** All that can be gone to at this moment. Read without following it: what is shown must not move under the hand. */
export function entriesNow(store: LiveStore | null, panel: PanelWords["panel"]): Entry[] {
  const pages = destinations().map(pageEntry);
  if (store === null) return pages;
  const pbxs = store.pbxs.peek() ?? [];
  const queues = (store.queues.peek() ?? []).map(({ pbx, queue }) => {
    const live = store.slot(queueTopic(pbx, queue)).peek();
    return { pbx, queue, live: typeof live === "object" && !live.removed.peek() ? live : null };
  });
  const present = queues.flatMap(({ live }) => (live === null ? [] : [live]));
  return [
    ...pages,
    ...queues.map(({ pbx, queue, live }) => queueEntry(pbx, queue, live?.face.peek().displayName ?? queue, pbxs)),
    ...agentEntries(present, panel),
    ...present.flatMap((live) => callerEntries(live)),
  ];
}

/** The last digits by which people tell a number. */
const fewestDigits = 4;

/** Where what is on file of a number is; none where no number is typed. */
export function historyEntries(typed: string, title: (number: string) => string): Entry[] {
  const number = typed.trim();
  if (!can("queue_report", "view")) return [];
  if (!/^[+\d\s().-]+$/.test(number) || !isNumber(number) || number.replace(/\D/g, "").length < fewestDigits) return [];
  const to = `/visits${searchOf({ ...plainFilter, period: "all", number })}`;
  return [
    { group: "history", key: "history", title: title(number), note: "", icon: "history", to, ...searchable([], []) },
  ];
}

function pageEntry({ to, icon, title, keys }: Destination): Entry {
  return {
    ...{ group: "pages", key: to, title, note: "", icon, to },
    ...searchable([title], []),
    ...(keys === undefined ? {} : { keys }),
  };
}

function queueEntry(pbx: string, queue: string, title: string, pbxs: readonly PbxView[]): Entry {
  const note = pbxs.length > 1 ? (pbxs.find((each) => each.pbx === pbx)?.name ?? pbx) : "";
  return {
    ...{ group: "queues", key: `${pbx}/${queue}`, title, note, icon: "queue", to: addressOf(pbx, queue) },
    ...searchable([title, queue, note], []),
  };
}

/** Who is a member of several queues is one agent; choosing him leads to the first of them. */
function agentEntries(queues: readonly LiveQueue[], panel: PanelWords["panel"]): Entry[] {
  const places = new Map<string, { live: LiveQueue; member: LiveMember; queues: string[] }>();
  for (const live of queues) {
    for (const member of live.members.peek()) {
      const key = `${live.pbx} ${member.key} ${member.view.peek().name ?? ""}`;
      const known = places.get(key);
      if (known === undefined) places.set(key, { live, member, queues: [live.queue] });
      else known.queues.push(live.queue);
    }
  }
  return [...places].map(([key, { live, member, queues: names }]) => {
    const { name, interface: phone } = member.view.peek();
    const extension = extensionNumber(phone);
    return {
      ...{ group: "agents", key, title: name ?? extension, icon: "user", member },
      note: `${panel.extension} ${extension} · ${names.join(", ")}`,
      to: addressOf(live.pbx, live.queue, { agent: phone }),
      ...searchable([name, phone], [extension]),
    };
  });
}

/** Those who wait and tell their number or their name. */
function callerEntries(live: LiveQueue): Entry[] {
  return live.waiting.peek().flatMap(({ uniqueid, number, name }) => {
    if (number === null && name === null) return [];
    return [
      {
        ...{ group: "callers", key: `${live.topic} ${uniqueid}`, title: number ?? name ?? "", icon: "clock" },
        note: [name === number || number === null ? null : name, live.queue]
          .filter((each) => each !== null)
          .join(" · "),
        to: addressOf(live.pbx, live.queue, { caller: uniqueid }),
        ...searchable([name], [number]),
        ...(number === null ? {} : { number }),
      },
    ];
  });
}
