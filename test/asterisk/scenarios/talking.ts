/** Calls that agents answer, and how the talk ends. */
import { expect, test } from "bun:test";
import { agreedVisits } from "../agreement.ts";
import type { Bed } from "../bed.ts";
import type { SipCall } from "../sip_call.ts";

export function talkingScenarios(bed: () => Bed): void {
  test.concurrent("an agent answers, holds, and hangs up; the caller gives a score", async () => {
    const ana = await bed().add("1001", "reception");
    const call = await bed().call("reception", "Zé");
    const ring = await ana.phone.rings();
    await bed().agreesLive("reception");
    await Bun.sleep(1_200);
    await ring.answer();
    await bed().connected(call.from);
    await bed().agreesLive("reception");
    await ring.hold();
    await Bun.sleep(1_000);
    await ring.resume();
    await Bun.sleep(500);
    ring.hangUp();
    await Bun.sleep(700);
    await call.press("4");
    const [visit] = await agreedVisits(bed(), call.from, 1);
    const facts = { outcome: "answered", endedBy: "agent", agent: "Ana Souza", interface: ana.interface, csat: 4 };
    expect(visit).toMatchObject({ ...facts, callerName: "Zé", provisional: false, notes: [] });
    expect(visit?.attempts.map(({ result }) => result)).toEqual(["answered"]);
    expectLikeThePhone(visit!.talkMs, ring);
    expect(visit!.holdMs).toBeGreaterThan(900);
    expect(visit!.holdMs).toBeLessThan(visit!.talkMs!);
    await bed().agreesLive("reception");
  });

  test.concurrent("three phones ring: one answers, one is late, one is busy; the caller hangs up", async () => {
    const [bruno, carla, diego] = [bed().person("1002"), bed().person("1003"), bed().person("1004")];
    diego.phone.whenCalled = 486;
    for (const { extension } of [bruno, carla, diego]) await bed().add(extension, "support");
    const call = await bed().call("support");
    const [ring, late] = await Promise.all([bruno.phone.rings(), carla.phone.rings()]);
    await bed().missed(call.from, diego);
    await bed().agreesLive("support");
    await ring.answer();
    await late.ended();
    await bed().agreesLive("support");
    await Bun.sleep(1_500);
    call.hangUp();
    const [visit] = await agreedVisits(bed(), call.from, 1);
    expect(visit).toMatchObject({ outcome: "answered", endedBy: "caller", agent: "Bruno Lima" });
    const results = new Map(visit!.attempts.map((each) => [each.interface, each.result]));
    expect(results.get(bruno.interface)).toBe("answered");
    expect(results.get(carla.interface)).toBe("answered_elsewhere");
    expect(results.get(diego.interface)).toBe("busy");
    expectLikeThePhone(visit!.talkMs, ring);
  });

  test.concurrent("a member behind a Local channel answers", async () => {
    const ursula = bed().person("1021");
    const call = await bed().call("branch_office");
    const ring = await ursula.phone.rings();
    await bed().agreesLive("branch_office");
    await ring.answer();
    await bed().connected(call.from);
    await bed().agreesLive("branch_office");
    await Bun.sleep(1_500);
    ring.hangUp();
    const [visit] = await agreedVisits(bed(), call.from, 1);
    const facts = { outcome: "answered", endedBy: "agent", agent: "Úrsula Faria", interface: "Local/1021@desk/n" };
    expect(visit).toMatchObject(facts);
    expectLikeThePhone(visit!.talkMs, ring);
  });

  test.concurrent("an unreachable member is not called, and a phone that loses its power ends the talk", async () => {
    const quiteria = await bed().add("1017", "night_shift");
    const rafael = await bed().add("1018", "night_shift");
    quiteria.phone.losePower();
    await bed().status("night_shift", quiteria, "5");
    await bed().agreesLive("night_shift");
    const call = await bed().call("night_shift");
    const ring = await rafael.phone.rings();
    await ring.answer();
    await bed().connected(call.from);
    rafael.phone.losePower();
    await call.ended();
    const [visit] = await agreedVisits(bed(), call.from, 1, { endedBy: "agent" });
    expect(visit).toMatchObject({ outcome: "answered", agent: "Rafael Gomes" });
    expect(visit?.attempts.every((each) => each.interface === rafael.interface)).toBe(true);
    await bed().status("night_shift", rafael, "5");
    await bed().agreesLive("night_shift");
    await quiteria.phone.regainPower();
    await bed().status("night_shift", quiteria, "1");
    await bed().agreesLive("night_shift");
  });
}

/** A talk in ms against the time between pick-up and hang-up at the agent's own phone. */
export function expectLikeThePhone(talkMs: number | null, phone: SipCall): void {
  const { answered, ended } = phone.times;
  expect(Math.abs(talkMs! - (ended! - answered!))).toBeLessThanOrEqual(1_000);
}
