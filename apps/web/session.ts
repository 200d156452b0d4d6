import { signal } from "@preact/signals";
import { type Feature, liveFeatures, may, maySpy, type Permission, type Spying } from "@qmanager/core";
import * as api from "./api.ts";
import { readBranding } from "./branding.ts";

/** What the page may show: nothing of the product before the first access is done and somebody signed in. */
export type Access =
  | { type: "unknown" }
  /** The server is up and its database is not yet; asked again by itself. */
  | { type: "starting" }
  | { type: "failed"; answer: Exclude<api.Answer<unknown>, { type: "ok" }> }
  | { type: "setup"; setup: api.SetupState }
  /** `expired`: was signed in on this page until the server said otherwise. */
  | { type: "signed_out"; expired: boolean }
  | { type: "signed_in"; user: api.User };

export const access = signal<Access>({ type: "unknown" });

/** The last step of the first access is still to be done. */
export const agentsPending = signal(false);

/** Whether who is signed in may see something, or change it: the server decides, and the page does not offer the rest. */
export function can(feature: Feature, what: Permission): boolean {
  return access.value.type === "signed_in" && may(access.value.user, feature, what);
}

/** Of the talks of others. */
export function canSpy(what: Spying): boolean {
  return access.value.type === "signed_in" && maySpy(access.value.user, what);
}

/** Whether any of the live picture is his to see. */
export const canSeeLive = () => liveFeatures.some((each) => can(each, "view"));

const startingAskMs = 1_000;

/** Asks the server where we stand. Also used to try again. */
export async function findAccess(): Promise<void> {
  // Both at once: nearly always somebody is signed in, and waits for the panel.
  const [setup, session] = await Promise.all([api.getSetup(), api.getSession()]);
  if (setup.type !== "ok") {
    access.value = { type: "failed", answer: setup };
    return;
  }
  if (!setup.value.databaseReady) {
    access.value = { type: "starting" };
    setTimeout(findAccess, startingAskMs);
    return;
  }
  void readBranding();
  if (setup.value.needed) {
    access.value = { type: "setup", setup: setup.value };
    return;
  }
  agentsPending.value = setup.value.agentsPending;
  if (session.type === "ok") access.value = { type: "signed_in", user: session.value.user };
  else if (session.type === "problem" && session.problem.status === 401) signedOut(false);
  else access.value = { type: "failed", answer: session };
}

export function signedIn(user: api.User): void {
  access.value = { type: "signed_in", user };
}

export function signedOut(expired: boolean): void {
  access.value = { type: "signed_out", expired };
}

/** Ends the session at the server, then here. When the server cannot be reached the answer says so, and we stay in. */
export async function endSession(): Promise<api.Answer<null>> {
  const answer = await api.signOut();
  if (answer.type === "ok" || (answer.type === "problem" && answer.problem.status === 401)) signedOut(false);
  return answer;
}

/** Asks whether we are still signed in; the live socket calls it when it is refused. */
export async function checkSession(): Promise<void> {
  const session = await api.getSession();
  if (session.type === "problem" && session.problem.status === 401 && access.peek().type === "signed_in") {
    signedOut(true);
  }
}
