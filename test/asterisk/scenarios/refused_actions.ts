/** What a supervisor cannot do, and what he is told. */
import { expect, test } from "bun:test";
import type { Bed } from "../bed.ts";
import { accounts, managerPort } from "../call_centre.ts";
import { eventually } from "../deadline.ts";
import type { Supervisor } from "../supervisor.ts";

export function refusedActionScenarios(bed: () => Bed, supervisor: Supervisor): void {
  test("who is no member, and a queue or a PBX that does not exist, are told apart", async () => {
    const nobody = { interface: bed().person("1010").interface };
    await supervisor.sees("rota");
    for (const action of [
      { type: "pause", ...nobody, queue: "rota" },
      { type: "unpause", ...nobody, queue: "rota" },
      { type: "set_penalty", ...nobody, queue: "rota", penalty: 1 },
    ]) {
      const told = await supervisor.does(action);
      expect(told).toMatchObject({ status: 409, problem: "action-refused", results: [["rota", "not_a_member"]] });
    }
    const pause = { type: "pause", ...nobody, queue: "nowhere" };
    expect(await supervisor.does(pause)).toMatchObject({ status: 404, problem: "queue-not-found" });
    expect(await supervisor.does({ ...pause, pbx: "nowhere" })).toMatchObject({
      status: 404,
      problem: "pbx-not-found",
    });
  });

  test("an AMI user that may only look is refused by Asterisk, in words", async () => {
    const joao = await bed().add("1011", "desk_one");
    await supervisor.connects("looking", managerPort, accounts.limited);
    const here = { pbx: "looking", interface: joao.interface, queue: "desk_one" };
    // Its queues are known from events before Asterisk is known to have loaded, and only then is anything asked of it.
    await eventually("a line to the PBX that may only be looked at", async () => {
      const told = await supervisor.does({ type: "pause", ...here });
      return told.problem === "pbx-away" ? null : told;
    });
    for (const action of [
      { type: "pause", ...here },
      { type: "remove", ...here },
      { type: "set_penalty", ...here, penalty: 5 },
      { type: "add", pbx: "looking", queue: "desk_one", members: [{ interface: "PJSIP/1012" }] },
    ]) {
      const told = await supervisor.does(action);
      expect(told).toMatchObject({ status: 409, problem: "action-refused", results: [["desk_one", "not_permitted"]] });
      expect(told.first?.reply).toBe("Permission denied");
    }
    expect(await supervisor.member("desk_one", joao.interface)).toMatchObject({ Paused: "0", Penalty: "0" });
  });

  test("a PBX that is away is told as away: nothing was done", async () => {
    await supervisor.connects("away", 1, accounts.product);
    const told = await supervisor.does({ type: "log_off", pbx: "away", interface: "PJSIP/1001" });
    expect(told).toMatchObject({ status: 503, problem: "pbx-away" });
  });
}
