/** API tokens and the sites whose pages may use them, over the HTTP API. Nothing here throws. */
import type { EpochMs } from "@qmanager/core";
import { type Answer, call } from "./api.ts";
import type { AccessGrant } from "./users.ts";

export interface ApiToken {
  id: number;
  name: string;
  user: { id: number; name: string; fullName: string; disabled: boolean };
  grant: AccessGrant;
  state: "active" | "expired" | "revoked";
  createdAt: EpochMs;
  /** Null: it holds until it is revoked. */
  expiresAt: EpochMs | null;
  revokedAt: EpochMs | null;
  /** Null: never. */
  usedAt: EpochMs | null;
  usedAddress: string | null;
}

export const listTokens = (): Promise<Answer<{ tokens: ApiToken[] }>> => call("GET", "/tokens");

/** `secret`: the token itself, told only now. */
export const addToken = (input: {
  name: string;
  grant: AccessGrant;
  expiresAt: EpochMs | null;
}): Promise<Answer<{ token: ApiToken; secret: string }>> => call("POST", "/tokens", input);

export const changeToken = (
  id: number,
  input: { name?: string; grant?: AccessGrant },
): Promise<Answer<{ token: ApiToken }>> => call("PATCH", `/tokens/${id}`, input);

export const revokeToken = (id: number): Promise<Answer<null>> => call("DELETE", `/tokens/${id}`);

export const getOrigins = (): Promise<Answer<{ origins: string[] }>> => call("GET", "/cors");

export const putOrigins = (origins: readonly string[]): Promise<Answer<{ origins: string[] }>> =>
  call("PUT", "/cors", { origins });
