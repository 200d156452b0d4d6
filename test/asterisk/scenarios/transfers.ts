/** Transfers by the agent's phone: to a colleague and into another queue, blind and attended. */
import { expect, test } from "bun:test";
import { agreedVisits } from "../agreement.ts";
import type { Bed } from "../bed.ts";
import { queueNamed } from "../call_centre.ts";
import { expectLikeThePhone } from "./talking.ts";

/*
 * queue_log may say of an attended transfer that the agent or the caller ended the talk (a race within Asterisk); the
 * manager's `AttendedTransfer` tells it as it was. The same holds on 16 for a phone that was lost.
 */

export function transferScenarios(bed: () => Bed): void {
  test.concurrent("a blind transfer to a colleague ends the visit", async () => {
    const heitor = await bed().add("1008", "billing");
    const iris = bed().person("1009");
    const call = await bed().call("billing");
    const ring = await (await heitor.phone.rings()).answer();
    await Bun.sleep(2_000);
    await ring.transferTo(iris.extension);
    const second = await (await iris.phone.rings()).answer();
    await bed().agreesLive("billing");
    await Bun.sleep(3_000);
    second.hangUp();
    const [visit] = await agreedVisits(bed(), call.from, 1);
    const facts = { outcome: "answered", endedBy: "transfer", agent: "Heitor Nunes" };
    expect(visit).toMatchObject({ ...facts, interface: heitor.interface });
    expectLikeThePhone(visit!.talkMs, ring);
  });

  test.concurrent("a blind transfer into another queue begins a second visit", async () => {
    const joao = await bed().add("1010", "orders");
    const karen = await bed().add("1011", "retention");
    const call = await bed().call("orders");
    const ring = await (await joao.phone.rings()).answer();
    await Bun.sleep(1_500);
    await ring.transferTo(queueNamed("retention").number);
    const next = await karen.phone.rings();
    await bed().agreesLive("orders");
    await bed().agreesLive("retention");
    await next.answer();
    await Bun.sleep(2_000);
    call.hangUp();
    const visits = await agreedVisits(bed(), call.from, 2);
    expect(visits).toMatchObject([
      { queue: "orders", visit: 1, endedBy: "transfer", agent: "João Pedro" },
      { queue: "retention", visit: 2, endedBy: "caller", agent: "Karen Luz" },
    ]);
    expectLikeThePhone(visits[0]!.talkMs, ring);
    expectLikeThePhone(visits[1]!.talkMs, next);
  });

  test.concurrent("an attended transfer to a colleague ends the visit", async () => {
    const gisele = await bed().add("1007", "claims");
    const lucas = bed().person("1012");
    const call = await bed().call("claims");
    const ring = await (await gisele.phone.rings()).answer();
    await Bun.sleep(1_000);
    await ring.hold();
    const question = await gisele.phone.dial(lucas.extension);
    const second = await (await lucas.phone.rings()).answer();
    await question.answered();
    await Bun.sleep(1_000);
    await ring.transferToCall(question);
    await bed().agreesLive("claims");
    await Bun.sleep(2_000);
    second.hangUp();
    const [visit] = await agreedVisits(bed(), call.from, 1, { endedBy: "transfer" });
    expect(visit).toMatchObject({ outcome: "answered", agent: "Gisele Rocha" });
    expectLikeThePhone(visit!.talkMs, ring);
  });

  test.concurrent("an attended transfer into a queue puts the caller in the agent's place", async () => {
    const marina = await bed().add("1013", "desk_one");
    const nelson = await bed().add("1014", "specialists");
    const call = await bed().call("desk_one");
    const ring = await (await marina.phone.rings()).answer();
    await Bun.sleep(1_000);
    await ring.hold();
    const question = await marina.phone.dial(queueNamed("specialists").number);
    const next = await nelson.phone.rings();
    await question.answered();
    await ring.transferToCall(question);
    await bed().agreesLive("desk_one");
    await next.answer();
    await Bun.sleep(2_000);
    await bed().agreesLive("specialists");
    call.hangUp();
    const [first] = await agreedVisits(bed(), call.from, 1, { endedBy: "transfer" });
    expect(first).toMatchObject({ queue: "desk_one", agent: "Marina Sá" });
    // Asterisk counts the second visit as the agent's, who entered the line.
    const [second] = await agreedVisits(bed(), marina.extension, 1);
    expect(second).toMatchObject({ queue: "specialists", outcome: "answered", agent: "Nelson Brito" });
    expectLikeThePhone(second!.talkMs, next);
  });
}
