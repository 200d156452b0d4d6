import { type PbxId, pbxId } from "@qmanager/core";
import { useEffect } from "preact/hooks";
import type { User } from "./api.ts";
import { branding } from "./branding.ts";
import { type Html, html } from "./html.ts";
import { watchSleep } from "./live/sleep.ts";
import { LiveStore, live, liveUrl } from "./live/store.ts";
import { Forbidden } from "./pages/forbidden.ts";
import { NotFound } from "./pages/not_found.ts";
import { Panel } from "./pages/panel.ts";
import { Banner, ProblemBanner } from "./parts/banner.ts";
import { destinations, mayGo } from "./parts/destinations.ts";
import { Confirmation } from "./parts/dialog.ts";
import { later } from "./parts/later.ts";
import { Loading } from "./parts/loading.ts";
import { Palette } from "./parts/palette.ts";
import { type Place, Shell } from "./parts/shell.ts";
import { ShortcutList } from "./parts/shortcut_list.ts";
import { Toasts } from "./parts/toast.ts";
import { navigate, path } from "./router.ts";
import { access, agentsPending, can, canSeeLive, checkSession, findAccess } from "./session.ts";
import { words } from "./words/words.ts";

const accountTexts = { load: async () => (await import("./words/pages/account.ts")).accountWords.load() };
const agentTexts = { load: async () => (await import("./words/pages/agents.ts")).agentWords.load() };
const groupTexts = { load: async () => (await import("./words/pages/groups.ts")).groupWords.load() };
const userTexts = { load: async () => (await import("./words/pages/all_of_users.ts")).load() };
const pauseTexts = { load: async () => (await import("./words/pages/pauses.ts")).pauseWords.load() };
const queueTexts = { load: async () => (await import("./words/pages/queue_settings.ts")).queueSettingsWords.load() };
const pbxTexts = { load: async () => (await import("./words/pages/all_of_pbxs.ts")).load() };
const settingsTexts = { load: async () => (await import("./words/pages/settings.ts")).settingsWords.load() };
const tokenTexts = { load: async () => (await import("./words/pages/tokens.ts")).load() };
const auditTexts = { load: async () => (await import("./words/pages/audit.ts")).auditWords.load() };
const importTexts = { load: async () => (await import("./words/pages/imports.ts")).importWords.load() };
const visitTexts = { load: async () => (await import("./words/pages/visits.ts")).visitWords.load() };
const licenceTexts = { load: async () => (await import("./words/pages/licence.ts")).licenceWords.load() };
const SignIn = later(async () => (await import("./pages/sign_in.ts")).SignIn);
const setupTexts = {
  load: async () => {
    const [{ setupWords }, { findingWords }] = await Promise.all([
      import("./words/pages/setup.ts"),
      import("./words/pages/findings.ts"),
    ]);
    await Promise.all([setupWords.load(), importTexts.load(), findingWords.load()]);
  },
};
const Setup = later(async () => (await import("./pages/setup.ts")).Setup, setupTexts);
const SetupAgents = later(async () => (await import("./pages/setup_agents.ts")).SetupAgents, setupTexts);
const Pbxs = later(async () => (await import("./pages/pbxs.ts")).Pbxs, pbxTexts);
const Settings = later(async () => (await import("./pages/settings.ts")).Settings, settingsTexts);
const Visits = later(async () => (await import("./pages/visits.ts")).Visits, visitTexts);
const Imports = later(async () => (await import("./pages/imports.ts")).Imports, importTexts);
const Audit = later(async () => (await import("./pages/audit.ts")).Audit, auditTexts);
const Profile = later(async () => (await import("./pages/profile.ts")).Profile, accountTexts);
const Users = later(async () => (await import("./pages/users.ts")).Users, userTexts);
const Tokens = later(async () => (await import("./pages/tokens.ts")).Tokens, tokenTexts);
const LicencePage = later(async () => (await import("./pages/licence.ts")).LicencePage, licenceTexts);
const PasswordPage = later(async () => (await import("./pages/password.ts")).PasswordPage, accountTexts);
const Agents = later(async () => (await import("./pages/agents.ts")).Agents, agentTexts);
const Groups = later(async () => (await import("./pages/groups.ts")).Groups, groupTexts);
const Pauses = later(async () => (await import("./pages/pauses.ts")).Pauses, pauseTexts);
const QueueSettingsPage = later(async () => (await import("./pages/queue_settings.ts")).QueueSettingsPage, queueTexts);

/** The whole page: what the visitor may see decides first, the address second. */
export function App(): Html {
  const shown = access.value;
  switch (shown.type) {
    case "unknown":
      return html`<${Titled} title=""><main class="main"><${Loading}><span class="skel skel--title"></span><//></main><//>`;
    case "failed":
      return html`<${Titled} title=${words.value.problem.title}>
        <main class="auth__mid"><div class="auth__card"><${ProblemBanner} answer=${shown.answer} again=${findAccess} /></div></main>
      <//>`;
    case "starting":
      return html`<${Titled} title=""><${Starting} /><//>`;
    case "setup":
      return html`<${Titled} title=${words.value.setup.title}><${Setup} setup=${shown.setup} /><//>`;
    case "signed_out":
      if (path.value === "/password")
        return html`<${Titled} title=${words.value.form.password}><${PasswordPage} isDue=${false} /><//>`;
      return html`<${Titled} title=${words.value.signIn.title}><${SignIn} expired=${shown.expired} /><//>`;
    case "signed_in":
      // A link for a new password is for whoever opens it, also where somebody is signed in.
      if (path.value === "/password" || shown.user.passwordDue)
        return html`<${Titled} title=${words.value.form.password}><${PasswordPage} isDue=${path.value !== "/password"} /><//>`;
      return html`<${SignedIn} user=${shown.user} />`;
    default:
      return shown satisfies never;
  }
}

/** The database needs a few seconds the first time. */
function Starting(): Html {
  const { problem } = words.value;
  return html`<main class="auth__mid"><div class="auth__card"><${Banner} tone="info" title=${problem.starting} text=${problem.startingHelp} /></div></main>`;
}

/** The pages of who is signed in, by address. */
function route(address: string): { place: Place; page: Html } {
  const { frame, notFound, profile } = words.value;
  if (address === "/")
    return { place: { group: "operation", title: frame.queuePanel, panel: true }, page: html`<${Panel} />` };
  const pbxs = /^\/pbxs(?:\/([^/]+))?\/?$/.exec(address);
  if (pbxs) {
    const checked: PbxId | null = pbxs[1] === undefined ? null : pbxId(pbxs[1]);
    return { place: { group: "administration", title: frame.pbxs }, page: html`<${Pbxs} checked=${checked} />` };
  }
  const users = /^\/users(?:\/(new|\d+))?\/?$/.exec(address);
  if (users) {
    const chosen = users[1] === undefined || users[1] === "new" ? (users[1] ?? null) : Number(users[1]);
    return { place: { group: "administration", title: frame.users }, page: html`<${Users} chosen=${chosen} />` };
  }
  if (address === "/pauses") return { place: { group: "people", title: frame.pauses }, page: html`<${Pauses} />` };
  if (address === "/queue-settings")
    return { place: { group: "administration", title: frame.queueSettings }, page: html`<${QueueSettingsPage} />` };
  const settings = /^\/settings(?:\/([^/]+))?\/?$/.exec(address);
  if (settings) {
    const page = html`<${Settings} chosen=${settings[1] ?? null} />`;
    return { place: { group: "administration", title: frame.settings }, page };
  }
  if (address === "/visits") return { place: { group: "reports", title: frame.visits }, page: html`<${Visits} />` };
  if (address === "/imports")
    return { place: { group: "administration", title: frame.imports }, page: html`<${Imports} />` };
  if (address === "/audit") return { place: { group: "reports", title: frame.audit }, page: html`<${Audit} />` };
  if (address === "/agents") return { place: { group: "people", title: frame.agents }, page: html`<${Agents} />` };
  if (address === "/agent-groups") {
    return {
      place: { group: "people", title: frame.agentGroups },
      page: html`<${Groups} key="agents" kind="agents" />`,
    };
  }
  if (address === "/queue-groups") {
    return {
      place: { group: "people", title: frame.queueGroups },
      page: html`<${Groups} key="queues" kind="queues" />`,
    };
  }
  if (address === "/tokens")
    return { place: { group: "administration", title: frame.tokens }, page: html`<${Tokens} />` };
  if (address === "/licence")
    return { place: { group: "administration", title: frame.licence }, page: html`<${LicencePage} />` };
  if (address === "/profile") return { place: { group: null, title: profile.title }, page: html`<${Profile} />` };
  return { place: { group: null, title: notFound.title }, page: html`<${NotFound} />` };
}

/** Who may not see the panel begins with the first page that he may. */
function forbidden(): { place: Place; page: Html } {
  const { forbidden: text } = words.value;
  const [first] = destinations();
  if (path.value === "/" && first !== undefined) navigate(first.to);
  return { place: { group: null, title: text.title }, page: html`<${Forbidden} />` };
}

function SignedIn({ user }: { user: User }): Html {
  const isLive = canSeeLive() || can("settings", "view");
  useEffect(() => {
    if (!isLive) return undefined;
    const store = new LiveStore(liveUrl(location), checkSession);
    live.value = store;
    const retry = () => store.retryNow();
    addEventListener("online", retry);
    const unwatch = watchSleep(store);
    return () => {
      unwatch();
      removeEventListener("online", retry);
      live.value = null;
      store.close();
    };
  }, [isLive]);
  useEffect(() => {
    const following = import("./kept_preferences.ts").then(({ followPreferences }) =>
      followPreferences(user.preferences),
    );
    following.catch((cause: unknown) => console.info(`Preferences cannot be followed: ${String(cause)}`));
    return () => void following.then((stop) => stop()).catch(() => {});
  }, [user.name]);
  if (agentsPending.value && user.administrator)
    return html`<${Titled} title=${words.value.setup.title}><${SetupAgents} /><${Toasts} /><//>`;
  const { place, page } = mayGo(path.value) ? route(path.value) : forbidden();
  return html`<${Titled} title=${place.title}>
    <${Shell} user=${user} place=${place}>${page}<//>
    <${Palette} /><${ShortcutList} /><${Confirmation} /><${Toasts} />
  <//>`;
}

/** Names the page in the browser's tab. */
function Titled({ title, children }: { title: string; children?: Html }): Html {
  const name = branding.value.name || "Q-Manager";
  useEffect(() => {
    document.title = title === "" ? name : `${title} · ${name}`;
  }, [title, name]);
  return children;
}
