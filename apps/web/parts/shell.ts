import { signal } from "@preact/signals";
import type { Answer, User } from "../api.ts";
import { initials } from "../format.ts";
import { type Html, html } from "../html.ts";
import { path } from "../router.ts";
import { endSession } from "../session.ts";
import { words } from "../words/words.ts";
import { ProblemBanner } from "./banner.ts";
import { Brand } from "./brand.ts";
import { LanguageItems, ThemeButton } from "./choices.ts";
import { Icon, type IconName } from "./icon.ts";
import { LinkBanners, LinkState } from "./link_state.ts";
import { Menu } from "./menu.ts";

/** Where a page stands in the menu and in the top bar. */
export interface Place {
  group: "operation" | "administration";
  title: string;
  /** A panel needs the width: the menu is a rail of icons. */
  panel?: boolean;
}

interface Destination {
  group: Place["group"];
  to: string;
  icon: IconName;
  title: string;
}

/** What the menu offers, in order; what a user may not see is not in it. */
const destinations = (): Destination[] => [
  { group: "operation", to: "/", icon: "queue", title: words.value.frame.queuePanel },
  { group: "administration", to: "/pbxs", icon: "server", title: words.value.frame.pbxs },
];

/** Why signing out did not work. */
const signOutFailure = signal<Exclude<Answer<null>, { type: "ok" }> | null>(null);

async function signOut(): Promise<void> {
  const answer = await endSession();
  signOutFailure.value = answer.type === "ok" ? null : answer;
}

/** The drawer of small screens. */
const drawerOpen = signal(false);

/** The frame of every page of who is signed in: skip link, menu, top bar, notices of the connection, content. */
export function Shell({ user, place, children }: { user: User; place: Place; children?: Html }): Html {
  const { frame } = words.value;
  return html`<a class="skip" href="#content">${frame.skip}</a>
    <div class=${place.panel ? "app app--rail" : "app"}>
      <${SideMenu} />
      <${TopBar} user=${user} place=${place} />
      <main class="main flush" id="content" tabindex="-1">
        <${LinkBanners} />
        ${signOutFailure.value !== null && html`<${ProblemBanner} answer=${signOutFailure.value} action=${html`<${SignOutAgain} />`} />`}
        ${children}
      </main>
    </div>`;
}

function SignOutAgain(): Html {
  return html`<button class="btn btn--sm" type="button" onClick=${signOut}>${words.value.frame.signOut}</button>`;
}

function SideMenu(): Html {
  const { frame } = words.value;
  const groups = [
    { name: "operation", title: frame.operation },
    { name: "administration", title: frame.administration },
  ];
  const close = () => {
    drawerOpen.value = false;
  };
  return html`${drawerOpen.value && html`<div class="side-scrim" onClick=${close}></div>`}
    <nav
      class=${drawerOpen.value ? "side is-open" : "side"}
      aria-label=${frame.menu}
      onClick=${close}
      onKeyDown=${(event: KeyboardEvent) => event.key === "Escape" && close()}
    >
      <a class="side__brand" href="/" aria-label="Q-Manager"><${Brand} /></a>
      ${groups.map(
        (group) => html`<div class="side__group" key=${group.name}>
          <div class="side__label">${group.title}</div>
          ${destinations()
            .filter((each) => each.group === group.name)
            .map((each) => html`<${Item} ...${each} key=${each.to} />`)}
        </div>`,
      )}
    </nav>`;
}

function Item({ to, icon, title }: Destination): Html {
  const here = to === "/" ? path.value === "/" : path.value.startsWith(to);
  return html`<a class="side__item" href=${to} title=${title} aria-label=${title} aria-current=${here ? "page" : undefined}>
    <${Icon} name=${icon} /><span>${title}</span>
  </a>`;
}

function TopBar({ user, place }: { user: User; place: Place }): Html {
  const { frame } = words.value;
  return html`<header class="top">
    <button
      class="btn btn--ghost btn--icon top__burger"
      type="button"
      aria-label=${drawerOpen.value ? frame.closeMenu : frame.openMenu}
      aria-expanded=${drawerOpen.value}
      onClick=${() => {
        drawerOpen.value = !drawerOpen.value;
      }}
    >
      <${Icon} name="menu" />
    </button>
    <div class="crumbs">
      <span class="hide-sm">${frame[place.group]}</span> <${Icon} name="right" size="sm" /> <b>${place.title}</b>
    </div>
    <div class="top__right">
      <${LinkState} />
      <${ThemeButton} />
      <${Menu} button="avatar avatar--button" label=${`${initials(user.name)}: ${frame.account(user.name)}`} face=${initials(user.name)}>
        <div class="menu__label">${frame.chooseLanguage}</div>
        <${LanguageItems} />
        <div class="menu__sep"></div>
        <button class="menu__item" type="button" role="menuitem" onClick=${signOut}>
          <${Icon} name="logout" />${frame.signOut}
        </button>
      <//>
    </div>
  </header>`;
}
