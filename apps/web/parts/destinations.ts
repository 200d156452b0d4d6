import { words } from "../words/words.ts";
import type { IconName } from "./icon.ts";

/** Groups of the menu, in its order. */
export const placeGroups = ["operation", "reports", "administration"] as const;
export type PlaceGroup = (typeof placeGroups)[number];

/** A page that one can go to: an entry of the menu and of the search, and its keys. */
export interface Destination {
  /** Null: it is in no menu, only found. */
  group: PlaceGroup | null;
  to: string;
  icon: IconName;
  title: string;
  /** `g p` */
  keys?: string;
}

/** Where one can go, in order; what a user may not see is not among it. */
export const destinations = (): readonly Destination[] => {
  const { frame, profile, visits } = words.value;
  return [
    { group: "operation", to: "/", icon: "queue", title: frame.queuePanel, keys: "g p" },
    { group: "reports", to: "/visits", icon: "call", title: visits.title },
    { group: "administration", to: "/pbxs", icon: "server", title: frame.pbxs },
    { group: null, to: "/profile", icon: "user", title: profile.title },
  ];
};
