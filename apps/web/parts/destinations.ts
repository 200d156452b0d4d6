import { type Feature, liveFeatures } from "@qmanager/core";
import { can } from "../session.ts";
import { words } from "../words/words.ts";
import type { IconName } from "./icon.ts";

/** Groups of the menu, in its order. */
export const placeGroups = ["operation", "reports", "people", "administration"] as const;
export type PlaceGroup = (typeof placeGroups)[number];

/** A page that one can go to: an entry of the menu and of the search, and its keys. */
export interface Destination {
  /** Null: it is in no menu, only found. */
  group: PlaceGroup | null;
  to: string;
  icon: IconName;
  title: string;
  /** Who may view any of these may go there; left out: everybody. */
  features?: readonly Feature[];
  /** `g p` */
  keys?: string;
}

/** Where one can go, in order; what a user may not see is not among it. */
export const destinations = (): readonly Destination[] => everywhere().filter(isPermitted);

/** Whether who is signed in may see what is at an address; what is nowhere he may look for. */
export function mayGo(address: string): boolean {
  const place = everywhere().find(({ to }) => (to === "/" ? address === "/" : `${address}/`.startsWith(`${to}/`)));
  return place === undefined || isPermitted(place);
}

function isPermitted({ features }: Destination): boolean {
  return features === undefined || features.some((each) => can(each, "view"));
}

const everywhere = (): readonly Destination[] => {
  const { frame, profile } = words.value;
  return [
    { group: "operation", to: "/", icon: "queue", title: frame.queuePanel, features: liveFeatures, keys: "g p" },
    { group: "reports", to: "/visits", icon: "call", title: frame.visits, features: ["queue_report"] },
    { group: "reports", to: "/audit", icon: "history", title: frame.audit, features: ["audit"] },
    { group: "people", to: "/agents", icon: "users", title: frame.agents, features: ["agents"] },
    { group: "people", to: "/agent-groups", icon: "columns", title: frame.agentGroups, features: ["agent_groups"] },
    { group: "people", to: "/queue-groups", icon: "list", title: frame.queueGroups, features: ["queue_groups"] },
    { group: "people", to: "/pauses", icon: "coffee", title: frame.pauses, features: ["pauses"] },
    { group: "administration", to: "/users", icon: "shield", title: frame.users, features: ["users"] },
    {
      group: "administration",
      to: "/queue-settings",
      icon: "target",
      title: frame.queueSettings,
      features: ["queue_settings"],
    },
    { group: "administration", to: "/tokens", icon: "key", title: frame.tokens, features: ["api_tokens"] },
    { group: "administration", to: "/settings", icon: "settings", title: frame.settings, features: ["settings"] },
    { group: "administration", to: "/pbxs", icon: "server", title: frame.pbxs, features: ["settings"] },
    {
      group: "administration",
      to: "/imports",
      icon: "file",
      title: frame.imports,
      features: ["imports"],
      keys: "g i",
    },
    { group: "administration", to: "/licence", icon: "star", title: frame.licence, features: ["settings"] },
    { group: null, to: "/profile", icon: "user", title: profile.title },
  ];
};
