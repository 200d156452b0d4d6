/** A part of the site's settings: what it holds, what it is until somebody says otherwise, and how it is kept. */
import type { z } from "@hono/zod-openapi";
import type { EpochMs } from "@qmanager/core";
import type { Query } from "../db/connect.ts";
import { findSetting, putSetting } from "../db/settings.ts";
import type { SecretBox } from "../secrets/secret_box.ts";

export interface FieldError {
  path: string;
  detail: string;
}

export interface Section<Name extends string, Value extends object> {
  name: Name;
  /** What is sent, shown and kept. A password is none of it. */
  schema: z.ZodObject & z.ZodType<Value>;
  initial: Value;
  /** Where its password goes: to another place, what is on file is not sent. Left out: it has no password. */
  passwordGoesTo?(value: Value): string;
  /** What a look at the machine finds wrong, by field. */
  examine?(value: Value): Promise<FieldError[]>;
}

/** As it is on file. */
export interface Kept<Value> {
  value: Value;
  /** Sealed; null: none. */
  password: string | null;
}

/** What somebody typed: a new one, none, or undefined for the one that is on file. */
export type GivenPassword = string | null | undefined;

/** Null: nobody changed it yet. */
export async function findSection<Name extends string, Value extends object>(
  sql: Query,
  section: Section<Name, Value>,
): Promise<Kept<Value>> {
  const stored = await findSetting(sql, section.name);
  const { value, password } = (stored ?? {}) as { value?: unknown; password?: unknown };
  const read = section.schema.safeParse(value);
  return {
    value: read.success ? read.data : section.initial,
    password: typeof password === "string" ? password : null,
  };
}

export async function putSection<Value extends object>(
  sql: Query,
  { name }: Section<string, Value>,
  kept: Kept<Value>,
  at: EpochMs,
): Promise<void> {
  await putSetting(sql, name, kept, at);
}

/**
 * A section as it will be.
 *
 * @returns or null, where the password on file would go to another place: it has to be given again
 * @throws {KeyFault} when a password cannot be sealed
 */
export async function changedSection<Value extends object>(
  box: SecretBox,
  section: Section<string, Value>,
  before: Kept<Value>,
  { value, password }: { value: Value; password: GivenPassword },
): Promise<Kept<Value> | null> {
  if (password === null) return { value, password: null };
  if (password !== undefined) return { value, password: await box.seal(passwordPlace(section), password) };
  const isMoved = section.passwordGoesTo?.(before.value) !== section.passwordGoesTo?.(value);
  return before.password !== null && isMoved ? null : { value, password: before.password };
}

/**
 * @returns null: there is none
 * @throws {UnreadableSecret} when it was sealed with another key
 * @throws {KeyFault} when there is no key
 */
export async function openPassword(
  box: SecretBox,
  section: Pick<Section<string, object>, "name">,
  { password }: Kept<object>,
): Promise<string | null> {
  return password === null ? null : box.open(passwordPlace(section), password);
}

const passwordPlace = ({ name }: Pick<Section<string, object>, "name">) => `settings/${name}/password`;
