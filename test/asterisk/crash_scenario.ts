/** Asterisk is killed with a dozen calls up, and started again. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { agreedVisits, expectSameVisits } from "./agreement.ts";
import { Bed } from "./bed.ts";
import { eventually } from "./deadline.ts";
import type { SipCall } from "./sip_call.ts";
import { toldVisits } from "./told_visits.ts";

setDefaultTimeout(120_000);

/** Queues, and the two agents of each. */
const desks: Record<string, [string, string]> = {
  reception: ["1001", "1002"],
  support: ["1003", "1004"],
  billing: ["1008", "1009"],
};

let bed: Bed;

beforeAll(async () => {
  bed = await Bed.make("crash");
  for (const [queue, extensions] of Object.entries(desks)) {
    for (const extension of extensions) await bed.add(extension, queue);
  }
  await bed.startProduct();
});

afterAll(async () => {
  await bed.clear();
});

test("Asterisk is killed with a dozen calls up: after the restart panel and visits are right again", async () => {
  const before = await load();
  await agreesLive();

  // Asterisk writes members and registrations to its database once a second.
  await Bun.sleep(2_000);
  await bed.asterisk.kill();
  bed.loseCalls();
  await eventually("notice of the loss", () => bed.product?.panel.pbx()?.status !== "live" || null);
  await bed.asterisk.startAgain();
  await bed.capture.connect();
  await bed.product?.live();
  await agreesLive();

  const extensions = Object.entries(desks).flatMap(([queue, both]) => both.map((each) => ({ queue, each })));
  for (const { queue, each } of extensions) await bed.status(queue, bed.person(each), "1");
  const after = await load();
  await agreesLive();
  for (const { call, answer } of after) {
    if (answer === null) call.hangUp();
    else answer.hangUp();
    const [visit] = await agreedVisits(bed, call.from, 1);
    expect(visit).toMatchObject(answer ? { outcome: "answered", endedBy: "agent" } : { outcome: "abandoned" });
  }
  await agreesLive();
  await expectSameVisits(bed);

  const folder = await bed.folder("crash");
  const log = join(folder, "queue_log");
  await writeFile(log, await bed.asterisk.queueLog());
  for (const path of [await bed.capture.write(folder), log]) {
    const told = await toldVisits(path);
    for (const { call, answer } of before) {
      const [visit, ...others] = told.filter(({ callerNumber }) => callerNumber === call.from);
      expect(others).toEqual([]);
      expect(visit).toMatchObject({ outcome: answer ? "answered" : "lost", endedBy: null, talkMs: null });
    }
  }
});

interface Loaded {
  call: SipCall;
  /** The agent's side; null for a caller who waits. */
  answer: SipCall | null;
}

/** Four calls in every queue: both agents talk, and two callers wait. */
async function load(): Promise<Loaded[]> {
  const all = Object.entries(desks).map(async ([queue, extensions]) => {
    const loaded: Loaded[] = [];
    for (const extension of extensions) {
      const call = await bed.call(queue);
      const ring = await bed.person(extension).phone.ringsFor(call);
      // chan_sip keeps a phone as ringing for ever when a colleague is faster than a human can be.
      await Bun.sleep(500);
      const answer = await ring.answer();
      await bed.connected(call.from);
      loaded.push({ call, answer });
    }
    for (const _ of extensions) {
      const call = await bed.call(queue);
      await bed.waiting(call, queue);
      loaded.push({ call, answer: null });
    }
    return loaded;
  });
  return (await Promise.all(all)).flat();
}

async function agreesLive(): Promise<void> {
  await Promise.all(Object.keys(desks).map((queue) => bed.agreesLive(queue)));
}
