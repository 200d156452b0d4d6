/**
 * The HTTP API as the page uses it. Every call gives a value: what was asked for, the server's problem in its own
 * words (RFC 9457), or that nobody answered. Nothing here throws.
 */
import type { PbxId, Permissions, Role, Spying, TextValues } from "@qmanager/core";

/** Problem details of a refused request; `errors` name the fields by their path, `pbx.host`. */
export interface Problem {
  /** `urn:q-manager:problem:sign-in-refused` is `sign-in-refused` here; "" where the answer is none of ours. */
  type: string;
  title: string;
  status: number;
  detail: string;
  errors: { path: string; detail: string }[];
  /** Of an action: what became of it in each place. */
  results?: unknown[];
  /** When it may be tried again, as the server says: seconds from its answer. */
  retryAfterS?: number;
}

export type Answer<T> = { type: "ok"; value: T } | { type: "problem"; problem: Problem } | { type: "offline" };

export interface SetupState {
  /** There is no administrator yet: the first-access page is all there is. Not known while `databaseReady` is false. */
  needed: boolean;
  /** This access needs the one-time code that the server printed. */
  codeRequired: boolean;
  /** Its last step, who is an agent, is still to be done. */
  agentsPending: boolean;
  databaseReady: boolean;
}

export interface User {
  name: string;
  /** Empty: nobody said it. */
  fullName: string;
  role: Role;
  administrator: boolean;
  permissions: Permissions;
  spying: readonly Spying[];
  /** Else some. */
  allQueues: boolean;
  allAgents: boolean;
  preferences: Preferences;
  /** His password was made for him: he may do nothing before he has one of his own. */
  passwordDue: boolean;
}

/** How the page speaks and looks for a user; null: as his browser does, and 24 hours. */
export interface Preferences {
  language: "pt" | "es" | "en" | null;
  theme: "light" | "dark" | null;
  clock: "24" | "12" | null;
}

export interface PbxInput {
  id: string;
  name: string;
  host: string;
  port: number;
  username: string;
  secret: string;
  tls: boolean;
}

/** One thing tried on a PBX. `cost`: what the product cannot do while it fails. The codes say the same for our own words. */
export interface PbxCheck {
  name: string;
  ok: boolean;
  detail: string;
  cost?: string | undefined;
  code: string;
  values: TextValues;
  costCode?: string | undefined;
}

export interface PbxReport {
  ok: boolean;
  asteriskVersion: string | null;
  amiVersion: string | null;
  /** How many the PBX told of. */
  queues: number;
  checks: readonly PbxCheck[];
}

export const getSetup = (): Promise<Answer<SetupState>> => call("GET", "/setup");

export const finishSetup = (input: {
  code?: string;
  adminPassword: string;
  licence?: string;
  email?: string;
  /** Of the site. */
  language?: string;
  zone?: string;
  pbx?: PbxInput;
}): Promise<Answer<{ user: User }>> => call("POST", "/setup", input);

export const testSetupPbx = (input: { code?: string; pbx: PbxInput }): Promise<Answer<PbxReport>> =>
  call("POST", "/setup/test-pbx", input);

export const getSession = (): Promise<Answer<{ user: User }>> => call("GET", "/session");

export const signIn = (name: string, password: string): Promise<Answer<{ user: User }>> =>
  call("POST", "/session", { name, password });

export const signOut = (): Promise<Answer<null>> => call("DELETE", "/session");

/** Connects a further PBX. */
export const addPbx = (input: PbxInput & { queueLog?: string }): Promise<Answer<unknown>> =>
  call("POST", "/pbxs", input);

/** Checks a connection that is not kept yet. */
export const testPbx = (input: PbxInput): Promise<Answer<PbxReport>> => call("POST", "/pbxs/test", { pbx: input });

/** Checks a PBX that is connected, with the secret that the server keeps. */
export const checkPbx = (pbx: PbxId): Promise<Answer<PbxReport>> =>
  call("POST", `/pbxs/${encodeURIComponent(pbx)}/test`);

/** Where the API is. */
export const base = "/api/v1";

/** Long enough for a test of a PBX that does not answer, which the server gives up first. */
const patienceMs = 40_000;

/** One request; the answer is read as what `T` says. */
export async function call<T>(method: string, path: string, body?: object): Promise<Answer<T>> {
  const request: RequestInit = {
    method,
    headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
    credentials: "same-origin",
    signal: AbortSignal.timeout(patienceMs),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return answerOf(fetch(base + path, request));
}

/** Reads a response. */
export async function answerOf<T>(response: Promise<Response>): Promise<Answer<T>> {
  let status: number;
  let text: string;
  let retryAfter: number;
  try {
    const got = await response;
    status = got.status;
    retryAfter = Number(got.headers.get("retry-after"));
    text = await got.text();
  } catch (cause) {
    // fetch() throws for a network that failed, a server that is away and a time-out alike.
    console.info(`No answer from the server: ${String(cause)}`);
    return { type: "offline" };
  }
  if (status === 204) return { type: "ok", value: null as T };
  const value = parsed(text);
  if (status >= 200 && status < 300 && typeof value === "object" && value !== null) {
    return { type: "ok", value: value as T };
  }
  const problem = problemOf(status, value);
  return { type: "problem", problem: retryAfter > 0 ? { ...problem, retryAfterS: retryAfter } : problem };
}

/** The JSON, or undefined where the text is none: a proxy's page, or a server that was cut off. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf(status: number, value: unknown): Problem {
  const said = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const text = (key: string): string => (typeof said[key] === "string" ? said[key] : "");
  const errors = Array.isArray(said.errors) ? said.errors : [];
  return {
    type: text("type").split(":").at(-1) ?? "",
    title: text("title"),
    status,
    detail: text("detail"),
    ...(Array.isArray(said.results) ? { results: said.results } : {}),
    errors: errors.flatMap((each: unknown) => {
      if (typeof each !== "object" || each === null || !("path" in each) || !("detail" in each)) return [];
      return [{ path: String(each.path), detail: String(each.detail) }];
    }),
  };
}
