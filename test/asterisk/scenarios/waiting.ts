/** Callers who leave the line without an answer, each way that Asterisk has. */
import { expect, test } from "bun:test";
import { agreedVisits } from "../agreement.ts";
import type { Bed } from "../bed.ts";

export function waitingScenarios(bed: () => Bed): void {
  test.concurrent("a caller who hangs up while nobody is there is abandoned", async () => {
    const call = await bed().call("callback", "Joaquim Água");
    await bed().waiting(call, "callback");
    await bed().agreesLive("callback");
    await Bun.sleep(2_000);
    call.hangUp();
    const [visit] = await agreedVisits(bed(), call.from, 1);
    expect(visit).toMatchObject({ outcome: "abandoned", callerName: "Joaquim Água", attempts: [], interface: null });
    await bed().agreesLive("callback");
  });

  test.concurrent("a caller whom nobody answers gives up while the phone rings", async () => {
    const elisa = await bed().add("1005", "sales");
    const call = await bed().call("sales");
    // The first ring goes unanswered, the second is declined, and during the third he hangs up.
    await (await elisa.phone.rings()).ended();
    (await elisa.phone.rings()).reject(603);
    await elisa.phone.rings();
    await bed().agreesLive("sales");
    call.hangUp();
    const [visit] = await agreedVisits(bed(), call.from, 1);
    expect(visit?.outcome).toBe("abandoned");
    expect(visit?.attempts.map(({ result }) => result)).toEqual(["noanswer", "rejected", "caller_left"]);
    expect(visit?.attempts.every((each) => each.interface === elisa.interface)).toBe(true);
  });

  test.concurrent("a caller reaches the time limit and is answered in the queue that follows", async () => {
    const fabio = await bed().add("1006", "second_line");
    const call = await bed().call("triage");
    await bed().waiting(call, "triage");
    await bed().agreesLive("triage");
    const ring = await fabio.phone.rings();
    await ring.answer();
    await bed().agreesLive("triage");
    await bed().agreesLive("second_line");
    await Bun.sleep(1_500);
    ring.hangUp();
    const visits = await agreedVisits(bed(), call.from, 2);
    expect(visits).toMatchObject([
      { queue: "triage", visit: 1, outcome: "timeout", endedBy: null },
      { queue: "second_line", visit: 2, outcome: "answered", endedBy: "agent", agent: "Fábio Melo" },
    ]);
  });

  test.concurrent("a caller leaves the line by a key", async () => {
    const call = await bed().call("self_service");
    await bed().waiting(call, "self_service");
    await call.press("9");
    const [visit] = await agreedVisits(bed(), call.from, 1);
    expect(visit).toMatchObject({ outcome: "exit_key", provisional: false });
    await bed().agreesLive("self_service");
  });

  test.concurrent("a caller is withdrawn from the line by the supervisor", async () => {
    const call = await bed().call("legal");
    const entry = await bed().waiting(call, "legal");
    const withdrawal = { Queue: "legal", Caller: entry.Channel!, WithdrawInfo: "called back" };
    await bed().asterisk.manager.do("QueueWithdrawCaller", withdrawal);
    const [visit] = await agreedVisits(bed(), call.from, 1);
    expect(visit).toMatchObject({ outcome: "withdrawn", provisional: false });
    await bed().agreesLive("legal");
  });

  test.concurrent("a caller is turned away where nobody could answer, and sent away when the last one goes", async () => {
    const turnedAway = await bed().call("strict_hours");
    await turnedAway.ended();
    await bed().add("1023", "strict_hours");
    bed().person("1023").phone.whenCalled = 486;
    const sentAway = await bed().call("strict_hours");
    await bed().waiting(sentAway, "strict_hours");
    await bed().remove("1023", "strict_hours");
    const [visit] = await agreedVisits(bed(), sentAway.from, 1);
    expect(visit?.outcome).toBe("exit_empty");
    expect(visit?.attempts.map(({ result }) => result)).toContain("busy");
    const [refused] = await agreedVisits(bed(), turnedAway.from, 0, { refused: 1 });
    expect(refused).toMatchObject({ outcome: "refused", queue: "strict_hours", waitMs: null });
  });
}
