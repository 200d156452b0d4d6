import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Answer, User } from "../api.ts";
import { branding } from "../branding.ts";
import { initials } from "../format.ts";
import { type Html, html } from "../html.ts";
import { navigate, path } from "../router.ts";
import { endSession } from "../session.ts";
import { toggleTheme } from "../theme.ts";
import { words } from "../words/words.ts";
import { ProblemBanner } from "./banner.ts";
import { Brand } from "./brand.ts";
import { LanguageItems, ThemeButton } from "./choices.ts";
import { type Destination, destinations, type PlaceGroup, placeGroups } from "./destinations.ts";
import { Icon } from "./icon.ts";
import { LaterNotices } from "./later_notices.ts";
import { LinkBanners, LinkState } from "./link_state.ts";
import { Menu } from "./menu.ts";
import { openPalette } from "./palette.ts";
import { paletteKeys } from "./palette_keys.ts";
import { openShortcutList } from "./shortcut_list.ts";
import { type Shortcut, shortcutsOn, useShortcuts } from "./shortcuts.ts";

/** Where a page stands in the menu and in the top bar. */
export interface Place {
  group: PlaceGroup | null;
  title: string;
  /** A panel needs the width: the menu is a rail of icons. */
  panel?: boolean;
}

/** Why signing out did not work. */
const signOutFailure = signal<Exclude<Answer<null>, { type: "ok" }> | null>(null);

async function signOut(): Promise<void> {
  const answer = await endSession();
  signOutFailure.value = answer.type === "ok" ? null : answer;
}

/** The drawer of small screens. */
const drawerOpen = signal(false);

/** Keys of every page: to search, to go somewhere, to see better, to see these. */
function pageShortcuts(): readonly Shortcut[] {
  const { shortcuts: text } = words.value;
  return [
    { keys: "/", label: text.search, place: "everywhere", run: openPalette },
    { keys: "?", label: text.list, place: "everywhere", run: openShortcutList },
    { keys: "t", label: text.theme, place: "everywhere", run: toggleTheme },
    ...destinations().flatMap(({ keys, title, to }): Shortcut[] =>
      keys === undefined ? [] : [{ keys, label: text.goTo(title), place: "everywhere", run: () => navigate(to) }],
    ),
  ];
}

/** The frame of every page of who is signed in: skip link, menu, top bar, notices of the connection, content. */
export function Shell({ user, place, children }: { user: User; place: Place; children?: Html }): Html {
  const { frame } = words.value;
  useShortcuts(pageShortcuts());
  return html`<a class="skip" href="#content">${frame.skip}</a>
    <div class=${place.panel ? "app app--rail" : "app"}>
      <${SideMenu} />
      <${TopBar} user=${user} place=${place} />
      <main class="main flush" id="content" tabindex="-1">
        <${LinkBanners} />
        <${LaterNotices} />
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
  const place = useRef<HTMLElement>(null);
  const close = () => {
    drawerOpen.value = false;
  };
  // As a drawer it takes the focus, and gives it back to who opened it.
  useLayoutEffect(() => {
    const drawer = place.current;
    if (!drawerOpen.value || drawer === null) return undefined;
    const before = document.activeElement;
    drawer.querySelector<HTMLElement>(".side__item")?.focus();
    return () => {
      if (before instanceof HTMLElement && drawer.contains(document.activeElement)) before.focus();
    };
  }, [drawerOpen.value]);
  return html`${drawerOpen.value && html`<div class="side-scrim" onClick=${close}></div>`}
    <nav
      class=${drawerOpen.value ? "side is-open" : "side"}
      aria-label=${frame.menu}
      onClick=${close}
      onKeyDown=${(event: KeyboardEvent) => event.key === "Escape" && close()}
      onFocusOut=${({ relatedTarget }: FocusEvent) => {
        if (relatedTarget instanceof Node && !place.current?.contains(relatedTarget)) close();
      }}
      ref=${place}
    >
      <a class="side__brand" href="/" aria-label=${branding.value.name || "Q-Manager"}><${Brand} /></a>
      ${placeGroups
        .filter((group) => destinations().some((each) => each.group === group))
        .map(
          (group) => html`<div class="side__group" key=${group}>
          <div class="side__label">${frame[group]}</div>
          ${destinations()
            .filter((each) => each.group === group)
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
  const { frame, palette, profile, shortcuts } = words.value;
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
      ${place.group !== null && html`<span class="hide-sm">${frame[place.group]}</span> <${Icon} name="right" size="sm" />`} <b class="crumbs__here">${place.title}</b>
    </div>
    <div class="top__right">
      <${LinkState} />
      <button class="searchbox" type="button" aria-label=${`${palette.open} ${paletteKeys}`} aria-haspopup="dialog" aria-keyshortcuts="Control+K" onClick=${openPalette}>
        <${Icon} name="search" size="sm" /><span>${palette.open}</span><kbd>${paletteKeys}</kbd>
      </button>
      <${ThemeButton} />
      <${Menu} button="avatar avatar--button" label=${`${initials(user.name)}: ${frame.account(user.name)}`} face=${initials(user.name)}>
        <a class="menu__item" href="/profile" role="menuitem"><${Icon} name="user" />${profile.title}</a>
        <button class="menu__item" type="button" role="menuitem" onClick=${openShortcutList}>
          <${Icon} name="keyboard" />${shortcuts.title}${shortcutsOn.value && html`<small><kbd>?</kbd></small>`}
        </button>
        <div class="menu__sep"></div>
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
