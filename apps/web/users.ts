/** Users as the page asks for them, and what each may see and do. */
import type { AgentId, PbxId, Permissions, QueueName, Role, Spying } from "@qmanager/core";
import { type Answer, call } from "./api.ts";

/** All of them, or some by themselves and by their groups. */
export type Chosen<Item> = "all" | { items: readonly Item[]; groups: readonly number[] };

export interface QueueChoice {
  pbx: PbxId;
  queue: QueueName;
}

/** What is given to a user, or to a token. */
export interface AccessGrant {
  role: Role;
  /** Of the role `custom`. */
  permissions: Permissions;
  spying: readonly Spying[];
  queues: Chosen<QueueChoice>;
  agents: Chosen<AgentId>;
}

export interface UserInput {
  name: string;
  fullName: string;
  email: string | null;
  title: string;
  grant: AccessGrant;
}

export interface EnteredUser extends UserInput {
  id: number;
  disabledAt: number | null;
  seenAt: number | null;
  createdAt: number;
  passwordDue: boolean;
}

/** What can be chosen from when an access is given. */
export interface AccessChoices {
  queues: readonly QueueChoice[];
  queueGroups: readonly { id: number; name: string; queues: number }[];
  agents: readonly { id: AgentId; code: number | null; name: string }[];
  agentGroups: readonly { id: number; name: string; agents: number }[];
}

export type PasswordWay = { type: "chosen"; password: string } | { type: "generated" } | { type: "link" };

/** `password`: one that was made, told only now. `linkSent`: null, none was to be sent. */
export interface PasswordGiven {
  password: string | null;
  linkSent: boolean | null;
}

export const getUsers = (): Promise<Answer<{ users: EnteredUser[] }>> => call("GET", "/users");
export const getAccessChoices = (): Promise<Answer<AccessChoices>> => call("GET", "/access-choices");
export const addUser = (
  input: UserInput & { password: PasswordWay },
): Promise<Answer<PasswordGiven & { user: EnteredUser }>> => call("POST", "/users", input);
export const changeUser = (id: number, input: UserInput): Promise<Answer<{ user: EnteredUser }>> =>
  call("PUT", `/users/${id}`, input);
export const setDisabled = (id: number, disabled: boolean): Promise<Answer<{ user: EnteredUser }>> =>
  call("POST", `/users/${id}/${disabled ? "disable" : "enable"}`);
export const deleteUser = (id: number): Promise<Answer<null>> => call("DELETE", `/users/${id}`);
export const givePassword = (id: number, way: PasswordWay): Promise<Answer<PasswordGiven>> =>
  call("PUT", `/users/${id}/password`, way);
