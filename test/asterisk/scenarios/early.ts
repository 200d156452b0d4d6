/** Callers who waited and talked before the server started. */
import { expect, test } from "bun:test";
import { agreedVisits, expectAbout } from "../agreement.ts";
import type { Bed, Person } from "../bed.ts";
import { Capture } from "../capture.ts";
import type { SipCall } from "../sip_call.ts";
import { toldVisits } from "../told_visits.ts";

export interface EarlyBirds {
  vera: Person;
  /** The agent's side of the call in talk. */
  talk: SipCall;
  talking: SipCall;
  waiting: SipCall;
  /** A capture that begins when they are all there already. */
  late: Capture;
}

/** One caller talks and one waits, for some seconds; only then may the server start. */
export async function arriveEarly(bed: Bed): Promise<EarlyBirds> {
  const vera = await bed.add("1022", "early_birds");
  const talking = await bed.call("early_birds");
  const talk = await (await vera.phone.rings()).answer();
  await bed.connected(talking.from);
  const waiting = await bed.call("early_birds", "Maria Conceição");
  await bed.waiting(waiting, "early_birds");
  await Bun.sleep(3_000);
  const late = new Capture();
  await late.connect();
  return { vera, talk, talking, waiting, late };
}

export function earlyScenarios(bed: () => Bed, early: () => EarlyBirds): void {
  test.concurrent("who waited and talked before the server started is shown, and told, as it was", async () => {
    const { vera, talk, talking, waiting, late } = early();
    await bed().agreesLive("early_birds");
    const shown = bed().product!.panel.queue("early_birds")!;
    expect(shown.waiting).toMatchObject([{ number: waiting.from, name: "Maria Conceição", position: 1 }]);
    expect(shown.members).toMatchObject([{ state: "busy", call: { phase: "talking", number: talking.from } }]);

    talk.hangUp();
    const next = await (await vera.phone.rings()).answer();
    await bed().agreesLive("early_birds");
    await Bun.sleep(1_500);
    waiting.hangUp();
    const [first] = await agreedVisits(bed(), talking.from, 1);
    const [second] = await agreedVisits(bed(), waiting.from, 1);
    expect(first).toMatchObject({ endedBy: "agent", agent: "Vera Lopes" });
    expect(second).toMatchObject({ endedBy: "caller", agent: "Vera Lopes" });

    late.close();
    const told = await toldVisits(await late.write(await bed().folder("late")));
    const [talkedLate] = told.filter(({ uniqueid }) => uniqueid === first?.uniqueid);
    const [waitedLate] = told.filter(({ uniqueid }) => uniqueid === second?.uniqueid);
    const answered = { outcome: "answered", agent: "Vera Lopes" };
    expect(talkedLate).toMatchObject({ ...answered, endedBy: "agent", notes: ["talking_before_connection"] });
    expect(waitedLate).toMatchObject({ ...answered, endedBy: "caller", notes: ["entered_before_connection"] });
    expectAbout(talkedLate!.talkMs, first!.talkMs! / 1_000);
    expectAbout(waitedLate!.waitMs, second!.waitMs! / 1_000);
    expectAbout(waitedLate!.talkMs, (next.times.ended! - next.times.answered!) / 1_000);
  });
}
