/** A PBX with its secrets, as the program works with it; and with them sealed, as the database keeps it. */
import type { PbxId } from "@qmanager/core";
import type { StoredPbx } from "../db/pbxs.ts";
import { Fault } from "../fault.ts";
import { readLogAddress, writeLogAddress } from "../queue_log/address.ts";
import type { SecretBox } from "../secrets/secret_box.ts";
import type { PbxSettings } from "./settings.ts";

const secretPlace = (id: PbxId) => `pbx/${id}/secret`;
const logPlace = (id: PbxId) => `pbx/${id}/queue_log`;

/** @throws {KeyFault} when nothing can be sealed */
export async function sealPbx(box: SecretBox, pbx: PbxSettings): Promise<StoredPbx> {
  const { id, name, host, port, username, tls } = pbx;
  const secret = await sealPbxSecret(box, id, pbx.secret);
  return { id, name, host, port, username, tls, secret, ...(await sealLog(box, id, pbx.queueLog ?? null)) };
}

export const sealPbxSecret = (box: SecretBox, id: PbxId, secret: string): Promise<string> =>
  box.seal(secretPlace(id), secret);

/** @param text the address of a queue_log, which may have its secret in it */
export async function sealLog(
  box: SecretBox,
  id: PbxId,
  text: string | null,
): Promise<Pick<StoredPbx, "queueLog" | "queueLogSecret">> {
  const address = text === null ? null : readLogAddress(text);
  if (address === null || typeof address === "string" || address.kind === "file" || address.secret === "")
    return { queueLog: text, queueLogSecret: null };
  const queueLog = writeLogAddress({ ...address, secret: "" });
  return { queueLog, queueLogSecret: await box.seal(logPlace(id), address.secret) };
}

/** @returns where a secret cannot be read, with the reason in its place */
export async function openPbx(box: SecretBox, pbx: StoredPbx): Promise<PbxSettings> {
  const { secret: sealed, queueLog: address, queueLogSecret, ...shown } = pbx;
  const secret = await opened(box, secretPlace(pbx.id), sealed);
  const logSecret = queueLogSecret === null ? null : await opened(box, logPlace(pbx.id), queueLogSecret);
  return {
    ...shown,
    ...(typeof secret === "string" ? { secret } : { secret: "", secretFault: secret.fault }),
    ...openedLog(address, logSecret),
  };
}

function openedLog(text: string | null, secret: string | { fault: string } | null) {
  const address = text === null ? null : readLogAddress(text);
  if (secret === null || address === null || typeof address === "string" || address.kind === "file")
    return { queueLog: text };
  if (typeof secret !== "string") return { queueLog: text, queueLogFault: secret.fault };
  return { queueLog: writeLogAddress({ ...address, secret }) };
}

async function opened(box: SecretBox, place: string, sealed: string): Promise<string | { fault: string }> {
  try {
    return await box.open(place, sealed);
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message };
    throw error;
  }
}
