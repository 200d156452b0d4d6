/** Every recorded agent's sessions and pauses through the real database, as each source tells them, against what truly was. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { type PbxId, pbxId } from "@qmanager/core";
import fc from "fast-check";
import { temporaryDatabase } from "../../apps/server/db/temporary.ts";
import { tellersOfTests } from "../../apps/server/records/intervals_of_tests.ts";
import { type Scenario, scenarios } from "./scenario.ts";
import { beginOf, wrongIntervals } from "./wrong_intervals.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const { live, log, onFile } = tellersOfTests(sql);

async function all(...tellings: AsyncGenerator<void>[]): Promise<void> {
  for (const telling of tellings) for await (const _ of telling);
}

/** With the version of each row. */
const versions = (pbx: PbxId) => sql`select *, xmin::text from agent_intervals where pbx = ${pbx} order by from_at, id`;

let count = 0;
const another = () => pbxId(`pbx-${++count}`);

const recordings = await scenarios();

describe.each(recordings.map((scenario) => [scenario.name, scenario] as const))("%s", (_, scenario: Scenario) => {
  const read = async () => ({
    ami: await Array.fromAsync((await scenario.ami()).events),
    rows: await Array.fromAsync((await scenario.queueLog()).events),
    begin: await beginOf(scenario),
  });

  test("sessions and pauses on file are as they were, by AMI alone and by queue_log alone", async () => {
    const { ami, rows, begin } = await read();
    const [a, b] = [another(), another()];
    await all(live(a, ami, 7));
    await all(log(b, rows, 3));
    expect(wrongIntervals(scenario, await onFile(a), "ami", begin)).toEqual([]);
    expect(wrongIntervals(scenario, await onFile(b), "queue_log", begin)).toEqual([]);
  });

  test("sessions and pauses on file are as they were and the same by both, in whatever order they tell", async () => {
    const { ami, rows, begin } = await read();
    const first = another();
    await all(live(first, ami, 1_000_000), log(first, rows, 1_000_000));
    const whole = await onFile(first);
    expect(wrongIntervals(scenario, whole, "ami", begin)).toEqual([]);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 20, max: 200 }),
        fc.integer({ min: 1, max: 20 }),
        fc.infiniteStream(fc.boolean()),
        async (few, fewer, turns) => {
          const pbx = another();
          const open = [live(pbx, ami, few), log(pbx, rows, fewer)];
          while (open.length > 0) {
            const next = open[turns.next().value ? 0 : open.length - 1]!;
            if ((await next.next()).done) open.splice(open.indexOf(next), 1);
          }
          expect(await onFile(pbx)).toEqual(whole);
        },
      ),
      { numRuns: 2 },
    );
  });

  test("sessions and pauses of which parts of the log tell, in any order, are the same as by the whole", async () => {
    const { ami, rows } = await read();
    const first = another();
    await all(live(first, ami, 1_000_000), log(first, rows, 1_000_000));
    const whole = await onFile(first);
    await fc.assert(
      fc.asyncProperty(fc.nat(rows.length), fc.boolean(), async (at, isTurned) => {
        let cut = at;
        while (cut > 0 && cut < rows.length && rows[cut]?.at === rows[cut - 1]?.at) cut += 1;
        const parts = [rows.slice(0, cut), rows.slice(cut)];
        const pbx = another();
        await all(live(pbx, ami, 1_000_000));
        for (const part of isTurned ? parts.toReversed() : parts) await all(log(pbx, part, 1_000_000));
        expect(await onFile(pbx)).toEqual(whole);
      }),
      { numRuns: 3 },
    );
  });

  test("sessions and pauses told again, all of them or a later part, change no row", async () => {
    const { ami, rows } = await read();
    const pbx = another();
    await all(log(pbx, rows, 1_000_000), live(pbx, ami, 1_000_000));
    const before = await versions(pbx);
    await all(log(pbx, rows, 50));
    for (const share of [0.25, 0.5, 0.75]) {
      await all(log(pbx, rows.slice(Math.floor(rows.length * share)), 1_000_000));
    }
    expect(await versions(pbx)).toEqual(before);
  });
});
