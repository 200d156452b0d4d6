import { beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { pbxId } from "@qmanager/core";
import { findPbx, insertPbx, listPbxs } from "../db/pbxs.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { KeyFault, MasterKey } from "../secrets/master_key.ts";
import { sealStored } from "../secrets/seal_stored.ts";
import { SecretBox } from "../secrets/secret_box.ts";
import { openPbx, sealPbx } from "./sealed_pbx.ts";
import type { PbxSettings } from "./settings.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
beforeEach(async () => {
  await sql`truncate pbxs`;
});

const boxOf = (byte: number) => new SecretBox(new MasterKey(new Uint8Array(32).fill(byte), "/data/secret.key"));
const box = boxOf(1);
const matriz = pbxId("matriz");
const pbx: PbxSettings = {
  ...{ id: matriz, name: "Matriz", host: "10.0.0.5", port: 5038, username: "qm", secret: "amiSecret", tls: false },
  queueLog: "mysql://snep:l%40gSecret@10.0.0.5:3306/snep/queue_log?zone=America/Bahia",
};
const onFile = async () => JSON.stringify(await sql`select * from pbxs`);

/** As the version before the secrets were sealed wrote it. */
const insertPlain = ({ id, secret, queueLog }: Pick<PbxSettings, "id" | "secret" | "queueLog">) => sql`
  insert into pbxs (id, name, host, port, username, secret, tls, queue_log, created_at, changed_at)
  values (${id}, 'Matriz', '10.0.0.5', 5038, 'qm', ${secret}, false, ${queueLog ?? null}, ${0}, ${0})
`;

test("a PBX is the same after it was sealed, kept and opened, and nothing on file tells its secrets", async () => {
  await insertPbx(sql, await sealPbx(box, pbx), 0);
  expect(await onFile()).not.toMatch(/amiSecret|gSecret/);
  const stored = await findPbx(sql, matriz);
  expect(stored?.queueLog).toBe("mysql://snep@10.0.0.5:3306/snep/queue_log?zone=America/Bahia");
  expect(stored && (await openPbx(box, stored))).toEqual(pbx);
});

test.each([null, "/var/log/asterisk/queue_log", "mysql://qm@10.0.0.5:3306/a/b"])(
  "a queue_log without a secret is kept as it is: %s",
  async (queueLog) => {
    await insertPbx(sql, await sealPbx(box, { ...pbx, queueLog }), 0);
    const stored = await findPbx(sql, matriz);
    expect([stored?.queueLog, stored?.queueLogSecret]).toEqual([queueLog, null]);
    expect((stored && (await openPbx(box, stored)))?.queueLog).toBe(queueLog);
  },
);

test("openPbx() says of each secret why it cannot be read, and gives the rest", async () => {
  const opened = await openPbx(boxOf(2), await sealPbx(box, pbx));
  expect(opened).toMatchObject({ id: matriz, host: "10.0.0.5", secret: "" });
  expect(opened.queueLog).toBe("mysql://snep@10.0.0.5:3306/snep/queue_log?zone=America/Bahia");
  expect(opened.secretFault).toContain("Put the former key there and start anew, or enter the secret again");
  expect(opened.queueLogFault).toContain("or enter the secret again");
});

test("openPbx() opens no secret that was sealed for another PBX, or for the other field", async () => {
  const stored = await sealPbx(box, pbx);
  const filial = await openPbx(box, { ...stored, id: pbxId("filial") });
  expect(filial).toMatchObject({ secret: "", secretFault: expect.stringContaining("changed in the database") });
  const swapped = await openPbx(box, { ...stored, secret: stored.queueLogSecret ?? "" });
  expect(swapped.secret).toBe("");
});

test("sealStored() seals what an earlier version kept as plain text, once", async () => {
  const secret = "qm1.00000000.looks-sealed-and-is-not";
  await insertPlain(pbx);
  await insertPlain({ id: pbxId("filial"), secret, queueLog: "/var/log/asterisk/queue_log" });
  expect(await sealStored(sql, box, () => 1)).toBe(2);
  expect(await onFile()).not.toMatch(/amiSecret|gSecret|looks-sealed/);
  const before = await onFile();
  expect(await sealStored(sql, box, () => 2)).toBe(0);
  expect(await onFile()).toBe(before);
  const [filial, first] = await Promise.all((await listPbxs(sql)).map((each) => openPbx(box, each)));
  expect(first).toEqual(pbx);
  expect(filial).toMatchObject({ secret, queueLog: "/var/log/asterisk/queue_log" });
});

test("sealStored() leaves all as it is where nothing can be sealed", async () => {
  await insertPlain(pbx);
  const keyless = new SecretBox(new MasterKey(new KeyFault("The key file is gone"), "/data/secret.key"));
  expect(await sealStored(sql, keyless, () => 1).catch((error) => error)).toBeInstanceOf(KeyFault);
  expect(await onFile()).toContain("amiSecret");
  expect(await sealStored(sql, box, () => 1)).toBe(1);
});
