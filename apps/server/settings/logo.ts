/** The site's logo: a small picture, known by its first bytes. What could hold a script (SVG) is none. */
import { z } from "@hono/zod-openapi";
import type { EpochMs } from "@qmanager/core";
import type { Query } from "../db/connect.ts";
import { deleteSetting, findSetting, putSetting } from "../db/settings.ts";

export const longestLogo = 200 * 1024;
export const logoTypes = ["image/png", "image/jpeg", "image/webp"] as const;
export type LogoType = (typeof logoTypes)[number];

export interface Logo {
  type: LogoType;
  bytes: Uint8Array<ArrayBuffer>;
  /** Another one for another picture. */
  hash: string;
}

/** What a picture is, whatever its name says; null: none that we show. */
export function logoType(bytes: Uint8Array): LogoType | null {
  const starts = (text: string, at = 0) =>
    Buffer.from(bytes.subarray(at, at + text.length)).toString("latin1") === text;
  if (starts("\x89PNG\r\n\x1a\n")) return "image/png";
  if (starts("\xff\xd8\xff")) return "image/jpeg";
  return starts("RIFF") && starts("WEBP", 8) ? "image/webp" : null;
}

const settingName = "logo";
const stored = z.object({ type: z.enum(logoTypes), base64: z.string() });

export async function findLogo(sql: Query): Promise<Logo | null> {
  const read = stored.safeParse(await findSetting(sql, settingName));
  if (!read.success) return null;
  const bytes = new Uint8Array(Buffer.from(read.data.base64, "base64"));
  return { type: read.data.type, bytes, hash: Bun.hash(bytes).toString(36) };
}

export async function putLogo(sql: Query, type: LogoType, bytes: Uint8Array, at: EpochMs): Promise<void> {
  await putSetting(sql, settingName, { type, base64: Buffer.from(bytes).toString("base64") }, at);
}

/** @returns false when there was none */
export async function removeLogo(sql: Query): Promise<boolean> {
  return deleteSetting(sql, settingName);
}
