/** What one sets for oneself, as the page asks for it. */
import { type Answer, call, type Preferences } from "./api.ts";

export interface Profile {
  name: string;
  fullName: string;
  email: string | null;
  title: string;
}

export interface Session {
  id: number;
  createdAt: number;
  seenAt: number;
  address: string | null;
  /** `Chrome 131 · Windows`; null: not known. */
  browser: string | null;
  current: boolean;
}

export const getProfile = (): Promise<Answer<Profile>> => call("GET", "/profile");
export const changeProfile = (own: Pick<Profile, "fullName" | "email">): Promise<Answer<Profile>> =>
  call("PUT", "/profile", own);
export const keepPreferences = (preferences: Preferences): Promise<Answer<Preferences>> =>
  call("PUT", "/profile/preferences", preferences);
export const changePassword = (current: string, password: string): Promise<Answer<null>> =>
  call("PUT", "/profile/password", { current, password });

/** `/profile`, or `/users/3` of another one. */
export type Sessions = "/profile" | `/users/${number}`;
export const getSessions = (of: Sessions): Promise<Answer<{ sessions: Session[] }>> => call("GET", `${of}/sessions`);
export const endSession = (of: Sessions, id: number): Promise<Answer<null>> => call("DELETE", `${of}/sessions/${id}`);
/** All but the one that asks. */
export const endSessions = (of: Sessions): Promise<Answer<null>> => call("DELETE", `${of}/sessions`);

/** Whether a link for a new password can be sent. */
export const getReset = (): Promise<Answer<{ available: boolean }>> => call("GET", "/password-reset");
export const askReset = (email: string): Promise<Answer<null>> => call("POST", "/password-reset", { email });
export const usePasswordLink = (token: string, password: string): Promise<Answer<null>> =>
  call("PUT", "/password-reset", { token, password });
