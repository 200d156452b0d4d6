/** A supervisor listens: his phone rings, he picks up, and hears the agent's channel until the call is over. */
import { expect, test } from "bun:test";
import type { Spying } from "@qmanager/core";
import type { Bed, Person } from "../bed.ts";
import { eventually } from "../deadline.ts";
import type { SipCall } from "../sip_call.ts";
import type { Supervisor } from "../supervisor.ts";

/** Calls that began before anybody watched. */
export interface EarlyTalks {
  /** An agent's side, and that of one behind a Local channel. */
  direct: SipCall;
  behindLocal: SipCall;
}

export async function talkEarly(bed: Bed): Promise<EarlyTalks> {
  const karen = await bed.add("1011", "callback");
  const direct = await answered(bed, "callback", karen);
  const behindLocal = await answered(bed, "branch_office", bed.person("1021"));
  return { direct, behindLocal };
}

/** A customer calls, and the agent answers. @returns the agent's side */
async function answered(bed: Bed, queue: string, { phone }: Person): Promise<SipCall> {
  const call = await bed.call(queue);
  const ring = await phone.ringsFor(call);
  await ring.answer();
  await bed.connected(call.from);
  return ring;
}

const local = { interface: "Local/1021@desk/n" };

export function listeningScenarios(bed: () => Bed, supervisor: Supervisor, early: () => EarlyTalks): void {
  /** The supervisor at extension 1020 listens to a member, and hears this person's phone. @returns his own side */
  async function listens(
    member: { interface: string },
    heard: Person,
    { type, options }: { type: Spying; options: string } = { type: "listen", options: "quES" },
  ): Promise<SipCall> {
    const desk = bed().person("1020");
    await supervisor.sitsAt("1020");
    const ringing = desk.phone.rings();
    const told = await supervisor.does({ type, interface: member.interface });
    expect(told).toMatchObject({ status: 200, results: [[null, true]], undo: [] });
    const own = await (await ringing).answer();
    await eventually(`ChanSpy on ${heard.interface}`, async () => {
      const channels = await bed().asterisk.manager.list("CoreShowChannels");
      const spy = channels.find((each) => each.Application === "ChanSpy");
      if (!spy) return null;
      const spied = channels.find((each) => each.Channel === spy.ApplicationData?.split(",")[0]);
      expect(spy.Channel).toStartWith(`${desk.interface}-`);
      expect(spy.ApplicationData).toBe(`${spied?.Channel},${options}`);
      expect(spied?.Channel).toStartWith(`${heard.interface}-`);
      return true;
    });
    return own;
  }

  test("the first time a supervisor is asked which phone is his", async () => {
    const told = await supervisor.does({ type: "listen", ...local });
    expect(told).toMatchObject({ status: 409, problem: "extension-needed" });
  });

  test("calls that began before the server are listened to, also behind a Local channel", async () => {
    const { direct, behindLocal } = early();
    const karen = bed().person("1011");
    const own = await listens(karen, karen);
    direct.hangUp();
    await own.ended();
    expect(own.endedBy).toBe("them");
    const other = await listens(local, bed().person("1021"));
    behindLocal.hangUp();
    await other.ended();
  });

  test("a call is listened to until it ends; then there is none to listen to", async () => {
    const lucas = await bed().add("1012", "callback");
    await bed().remove("1011", "callback");
    const talk = await answered(bed(), "callback", lucas);
    await supervisor.sees("callback");
    const own = await listens(lucas, lucas);
    // The supervisor may leave, and come back: to speak to the agent, or to both.
    own.hangUp();
    (await listens(lucas, lucas, { type: "whisper", options: "quESw" })).hangUp();
    const again = await listens(lucas, lucas, { type: "barge", options: "quESB" });
    talk.hangUp();
    await again.ended();
    await supervisor.sees("callback");
    const late = await supervisor.does({ type: "listen", interface: lucas.interface });
    expect(late).toMatchObject({ status: 409, problem: "action-refused", results: [[null, "not_in_a_call"]] });
  });

  test("a member behind a Local channel is heard at his own phone", async () => {
    const ursula = bed().person("1021");
    await bed().status("branch_office", { ...ursula, ...local }, "1");
    const talk = await answered(bed(), "branch_office", ursula);
    await supervisor.sees("branch_office");
    const own = await listens(local, ursula);
    talk.hangUp();
    await own.ended();
  });

  test("a call that no queue gave is listened to as well", async () => {
    const marina = await bed().add("1013", "second_line");
    const call = await marina.phone.dial("1014");
    await (await bed().person("1014").phone.rings()).answer();
    await call.answered();
    await bed().status("second_line", marina, "2");
    await supervisor.sees("second_line");
    const own = await listens(marina, marina);
    call.hangUp();
    await own.ended();
  });

  test("a phone of the supervisor that cannot be rung is told at once", async () => {
    const nelson = await bed().add("1015", "night_shift");
    const talk = await answered(bed(), "night_shift", nelson);
    await supervisor.sees("night_shift");
    const listen = { type: "listen", interface: nelson.interface };
    const notReached = { status: 409, problem: "action-refused", results: [[null, "phone_not_reached"]] };
    const technology = nelson.interface.split("/")[0];
    await supervisor.sitsAt(`${technology}/7777`);
    const unknown = await supervisor.does(listen);
    expect(unknown).toMatchObject(notReached);
    expect(unknown.first?.reply).toStartWith("OriginateResponse: Failure");
    const paulo = bed().person("1016");
    await supervisor.sitsAt("1016");
    for (const whenCalled of [486, 603] as const) {
      paulo.phone.whenCalled = whenCalled;
      expect(await supervisor.does(listen)).toMatchObject(notReached);
    }
    await bed().add("1016", "night_shift");
    paulo.phone.losePower();
    await bed().status("night_shift", paulo, "5");
    expect(await supervisor.does(listen)).toMatchObject(notReached);
    talk.hangUp();
  });
}
