/** Asterisk goes away and comes back while a supervisor looks on. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { eventually } from "../asterisk/deadline.ts";
import { reads } from "../browser/panel_page.ts";
import { Floor } from "./floor.ts";

let floor: Floor;

beforeAll(async () => {
  floor = await Floor.open("restart", async (bed) => {
    await bed.add("1001", "reception");
    await bed.add("1002", "reception", { Paused: "true", Reason: "Almoço" });
  });
});
afterAll(async () => {
  await floor?.close();
});
afterEach(() => {
  expect(floor.supervisor.problems()).toEqual([]);
});

test("who came before the server is seen as he was", async () => {
  const { panel } = floor;
  await floor.look("reception");
  await reads(panel.agent("reception", "Ana Souza"), "Livre");
  await reads(panel.agent("reception", "Bruno Lima"), "Almoço");
});

test("Asterisk is killed in the middle of calls: the figures turn grey, and come back right", async () => {
  const { bed, panel, supervisor } = floor;
  const ana = bed.person("1001");
  const talk = await bed.call("reception");
  await (await ana.phone.rings()).answer();
  await reads(panel.agent("reception", "Ana Souza"), "Em chamada");
  const call = await bed.call("reception", "Zé");
  await reads(panel.caller("reception", call.from), "Zé");
  // Asterisk writes members and registrations to its database once a second.
  await Bun.sleep(1_500);

  await bed.asterisk.kill();
  bed.loseCalls();
  await panel.page.getByText("Reconectando").waitFor();
  await panel.page.getByText(/Conexão com .* perdida às \d\d:\d\d:\d\d/).waitFor();
  expect(await panel.queue("reception").getAttribute("class")).toContain("is-stale");
  await supervisor.shot("asterisk-killed");

  await bed.asterisk.startAgain();
  await panel.page.getByText("Ao vivo").waitFor();
  await panel.page.getByText(/perdida às/).waitFor({ state: "detached" });
  expect(await panel.queue("reception").getAttribute("class")).not.toContain("is-stale");
  await panel.caller("reception", call.from).waitFor({ state: "detached" });
  await reads(panel.figure("reception", "Aguardando"), /^0$/);
  await reads(panel.agent("reception", "Ana Souza"), "Livre");
  await reads(panel.agent("reception", "Bruno Lima"), "Em pausa");
  await reads(panel.news("reception"), `${call.from} se perdeu: o Asterisk parou`);
  expect(talk.state).toBe("ended");
  await panel.page.getByText(/O Asterisk de TEST foi reiniciado às \d\d:\d\d:\d\d/).waitFor();
  await supervisor.shot("asterisk-back");
});

test("core restart now ends the calls, and the next one is seen as ever", async () => {
  const { bed, panel } = floor;
  const ana = bed.person("1001");
  // Asterisk tells its age in whole seconds: two starts within three seconds are taken for one.
  await Bun.sleep(5_000);
  const lost = await bed.call("reception");
  await ana.phone.rings();
  await reads(panel.agent("reception", "Ana Souza"), "Tocando");
  const line = () => floor.product.panel.pbx();
  const before = line()?.restartedAt;
  await bed.asterisk.restart();
  bed.loseCalls();
  // Until the server is connected anew, a page says that it is live for some seconds.
  await eventually("news of the restart", () => line()?.restartedAt !== before || null);
  await panel.caller("reception", lost.from).waitFor({ state: "detached" });
  await panel.page.getByText("Ao vivo").waitFor();
  await reads(panel.agent("reception", "Ana Souza"), "Livre");

  const call = await bed.call("reception");
  const ring = await ana.phone.ringsFor(call);
  await reads(panel.caller("reception", call.from), "Tocando em Ana Souza");
  await ring.answer();
  await reads(panel.agent("reception", "Ana Souza"), call.from);
  ring.hangUp();
  await reads(panel.agent("reception", "Ana Souza"), "Livre");
});
