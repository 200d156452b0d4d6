import { expect, setDefaultTimeout, test } from "bun:test";
import { queueName } from "@qmanager/core";
import { putPosition } from "../db/journal_positions.ts";
import { insertPbx } from "../db/pbxs.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { putWatches } from "../db/watches.ts";
import { sealPbx } from "../pbx/sealed_pbx.ts";
import { matriz } from "../records/visits_of_tests.ts";
import { appOf, now, secrets, signedIn, signedInAs } from "./app_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const journal = "a3bb189e-8bf9-4c4a-9d0e-2f7b8b0c1d2e";
const hour = 3_600_000;
/** Midnight in São Paulo. */
const midnight = Date.parse("2026-03-02T03:00:00Z");

test("GET /pbxs/{id}/records tells how far records are, and when nobody watched today", async () => {
  const pbx = { id: matriz, name: "Matriz", host: "127.0.0.1", port: 5038, username: "qm", secret: "s", tls: false };
  await insertPbx(sql, await sealPbx(secrets, pbx), now);
  const idle = await (await signedIn(sql))("GET", "/pbxs/matriz/records");
  expect([idle.status, idle.json]).toEqual([
    200,
    {
      ...{ position: null, waiting: null, databaseAway: false, gap: null },
      today: { since: null, watches: [], missed: [] },
    },
  ]);

  await putPosition(sql, matriz, { journal, number: 40 }, now - 100);
  const watches = [
    { from: midnight - 5 * hour, to: midnight - hour, missed: null },
    { from: midnight - hour / 2, to: midnight + hour, missed: { suporte: 9 } },
    { from: midnight + 2 * hour, to: midnight + 3 * hour, missed: { suporte: 4, vendas: 1 } },
  ];
  await putWatches(sql, matriz, watches);
  const gap = { since: now - 1_000, reason: "no space left" };
  const kept = { journal, taken: 42, gap, isAway: true };
  const { json } = await (await signedIn(sql, { keeping: () => kept }))("GET", "/pbxs/matriz/records");
  expect(json).toEqual({
    ...{ position: { number: 40, recordedAt: now - 100 }, waiting: 2, databaseAway: true, gap },
    today: {
      ...{ since: midnight, watches: watches.slice(1).map(({ from, to }) => ({ from, to })) },
      missed: [{ from: midnight + hour, to: midnight + 2 * hour, visits: { suporte: 4, vendas: 1 } }],
    },
  });
  // Of queues out of sight not even the names.
  const some = { items: [{ pbx: matriz, queue: queueName("vendas") }], groups: [] };
  const grant = { role: "quality", permissions: {}, spying: [], queues: some, agents: "all" } as const;
  const quality = await signedInAs(await signedIn(sql), sql, "quality", grant);
  const [missed] = (await quality("GET", "/pbxs/matriz/records")).json.today.missed;
  expect(missed.visits).toEqual({ vendas: 1 });
  // Of a journal that was begun anew nothing is on file yet.
  const other = { ...kept, journal: "another", taken: 3 };
  const anew = await (await signedIn(sql, { keeping: () => other }))("GET", "/pbxs/matriz/records");
  expect(anew.json.waiting).toBe(3);
});

test("GET /pbxs/{id}/records is for those who are signed in, and of PBXs that there are", async () => {
  expect((await appOf(sql)("GET", "/pbxs/matriz/records")).problem).toBe("sign-in-needed");
  const ask = await signedIn(sql);
  for (const id of ["none", "%01"]) expect((await ask("GET", `/pbxs/${id}/records`)).status).toBeOneOf([400, 404]);
  expect((await ask("GET", "/pbxs/none/records")).problem).toBe("pbx-not-found");
});
