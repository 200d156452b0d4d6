/** Members who come, pause, change and go. */
import { expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bed } from "../bed.ts";
import { eventually } from "../deadline.ts";
import { type ToldInterval, toldIntervals } from "../told_visits.ts";

export function memberScenarios(bed: () => Bed): void {
  test.concurrent("members are added, paused with reasons, changed and removed", async () => {
    const sonia = await bed().add("1019", "rota", { Penalty: "3" });
    await bed().agreesLive("rota");
    await bed().add("1020", "rota", { Paused: "true" });
    await bed().agreesLive("rota");
    await bed().pause("1019", true, { queue: "rota", reason: "Lunch" });
    await bed().agreesLive("rota");
    await Bun.sleep(1_100);
    await bed().pause("1019", true, { queue: "rota", reason: "Meeting" });
    await bed().agreesLive("rota");
    await Bun.sleep(1_100);
    await bed().pause("1019", false, {});
    await bed().pause("1020", false, { queue: "rota" });
    await bed().agreesLive("rota");
    const penalty = { Queue: "rota", Interface: sonia.interface, Penalty: "5" };
    await bed().asterisk.manager.do("QueuePenalty", penalty);
    await bed().agreesLive("rota");
    await bed().remove("1020", "rota");
    await bed().agreesLive("rota");

    // queue_log tells sessions by phone and pauses by name: who is who, it does not say.
    const wanted: Pick<ToldInterval, "kind" | "reason">[] = [
      { kind: "pause", reason: null },
      { kind: "pause", reason: "Lunch" },
      { kind: "pause", reason: "Meeting" },
      { kind: "session", reason: null },
      { kind: "session", reason: null },
    ];
    const folder = await bed().folder("rota");
    await eventually(
      "agreement on the sessions and pauses of rota",
      async () => {
        const live = inRota(await toldIntervals(await bed().capture.write(folder)));
        expect(live.map(({ kind, reason }) => ({ kind, reason }))).toEqual(wanted);
        expect(new Set(live.map(({ agent }) => agent))).toEqual(new Set(["Sônia Braga", "Tiago Muniz"]));
        const log = join(folder, "queue_log");
        await writeFile(log, await bed().asterisk.queueLog());
        const logged = inRota(await toldIntervals(log));
        expect(logged.map(({ kind, reason }) => ({ kind, reason }))).toEqual(wanted);
        for (const [index, { from, to }] of live.entries()) {
          expectSameInstant(logged[index]!.from, from);
          expectSameInstant(logged[index]!.to, to);
        }
        return live;
      },
      10,
    );
  });
}

/** The sessions and pauses of the queue: by kind, reason, and end; what goes on comes last. */
function inRota(intervals: ToldInterval[]): ToldInterval[] {
  const order = ({ kind, reason, to }: ToldInterval) => `${kind} ${reason ?? ""} ${to ?? "still"}`;
  return intervals
    .filter(({ queue, kind }) => queue === "rota" && (kind === "session" || kind === "pause"))
    .sort((one, other) => order(one).localeCompare(order(other)));
}

/** queue_log's whole second can be one behind the event's. */
function expectSameInstant(logged: number | null, live: number | null): void {
  if (logged === null || live === null) expect([logged, live]).toEqual([null, null]);
  else expect(Math.abs(live - logged)).toBeLessThanOrEqual(2_000);
}
