/** What a supervisor sees of real calls. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { queueNamed } from "../asterisk/call_centre.ts";
import { reads } from "../browser/panel_page.ts";
import { Floor } from "./floor.ts";

let floor: Floor;

beforeAll(async () => {
  floor = await Floor.open("calls");
});
afterAll(async () => {
  await floor?.close();
});
afterEach(() => {
  expect(floor.supervisor.problems()).toEqual([]);
});

test("a call arrives, rings at two phones, is answered, held and ended, and is counted", async () => {
  const { bed, panel, supervisor } = floor;
  await floor.look("support");
  const carla = await bed.add("1003", "support");
  const diego = await bed.add("1004", "support", { Penalty: "0" });
  await reads(panel.agent("support", "Carla Dias"), "Livre");
  await reads(panel.agent("support", "Diego Alves"), "Livre");

  const call = await bed.call("support", "Padaria São João");
  const [ring, other] = await Promise.all([carla.phone.rings(), diego.phone.rings()]);
  const waits = panel.caller("support", call.from);
  await reads(waits, "Padaria São João");
  await reads(waits, "Tocando em Carla Dias");
  await reads(waits, "Tocando em Diego Alves");
  await reads(waits.locator("time"), /^00:\d\d$/);
  await reads(panel.agent("support", "Carla Dias"), "Tocando");
  await reads(panel.agent("support", "Carla Dias"), call.from);
  await reads(panel.agent("support", "Diego Alves"), "Tocando");
  await reads(panel.figure("support", "Aguardando"), /^1$/);
  await supervisor.shot("asterisk-ringing");

  await ring.answer();
  await other.ended();
  await reads(panel.agent("support", "Carla Dias"), "Em chamada");
  await reads(panel.agent("support", "Carla Dias"), call.from);
  await reads(panel.agent("support", "Diego Alves"), "Livre");
  await waits.waitFor({ state: "detached" });
  await reads(panel.figure("support", "Aguardando"), /^0$/);
  await ring.hold();
  await reads(panel.agent("support", "Carla Dias"), "Em chamada");
  await ring.resume();
  await supervisor.shot("asterisk-talking");

  ring.hangUp();
  await reads(panel.agent("support", "Carla Dias"), "Livre");
  await reads(panel.figure("support", "Atendidas"), /^1$/);
  await reads(panel.news("support"), `Carla Dias atendeu ${call.from}`);
});

test("a caller who gives up while a phone rings leaves the line and is counted as abandoned", async () => {
  const { bed, panel } = floor;
  const call = await bed.call("support");
  await bed.person("1003").phone.ringsFor(call);
  await reads(panel.caller("support", call.from), "Tocando em Carla Dias");
  call.hangUp();
  await panel.caller("support", call.from).waitFor({ state: "detached" });
  await reads(panel.figure("support", "Abandonadas"), /^1/);
  await reads(panel.news("support"), `${call.from} abandonou`);
  await reads(panel.agent("support", "Carla Dias"), "Livre");
});

test("a blind transfer frees the agent, and the colleague is seen in a call", async () => {
  const { bed, panel, supervisor } = floor;
  await floor.look("billing", "orders");
  const heitor = await bed.add("1008", "billing");
  const iris = await bed.add("1009", "orders");
  const call = await bed.call("billing");
  const ring = await (await heitor.phone.rings()).answer();
  await reads(panel.agent("billing", "Heitor Nunes"), "Em chamada");
  await bed.connected(call.from);
  await ring.transferTo(iris.extension);
  const second = await (await iris.phone.rings()).answer();
  await reads(panel.agent("billing", "Heitor Nunes"), "Livre");
  await reads(panel.agent("orders", "Íris Castro"), "Em chamada");
  await reads(panel.news("billing"), `Heitor Nunes transferiu ${call.from}`);
  await reads(panel.figure("billing", "Atendidas"), /^1$/);
  await supervisor.shot("asterisk-blind-transfer");
  second.hangUp();
  await reads(panel.agent("orders", "Íris Castro"), "Livre");
});

test("an attended transfer into another queue frees the agent, and who took over stays in the call", async () => {
  const { bed, panel, supervisor } = floor;
  await floor.look("desk_one", "specialists");
  const marina = await bed.add("1013", "desk_one");
  const nelson = await bed.add("1014", "specialists");
  const call = await bed.call("desk_one");
  const ring = await (await marina.phone.rings()).answer();
  await reads(panel.agent("desk_one", "Marina Sá"), call.from);
  await ring.hold();
  const question = await marina.phone.dial(queueNamed("specialists").number);
  const next = await nelson.phone.rings();
  await reads(panel.caller("specialists", marina.extension), "Tocando em Nelson Brito");
  await question.answered();
  await next.answer();
  await reads(panel.agent("specialists", "Nelson Brito"), "Em chamada");
  await ring.transferToCall(question);
  await reads(panel.agent("desk_one", "Marina Sá"), "Livre");
  await reads(panel.agent("specialists", "Nelson Brito"), "Em chamada");
  await reads(panel.news("desk_one"), `Marina Sá transferiu ${call.from}`);
  await supervisor.shot("asterisk-attended-transfer");
  call.hangUp();
  await reads(panel.agent("specialists", "Nelson Brito"), "Livre");
  await reads(panel.figure("specialists", "Atendidas"), /^1$/);
});

test("a caller reaches the time limit and goes on waiting in the queue that follows", async () => {
  const { bed, panel, supervisor } = floor;
  await floor.look("triage", "second_line");
  const fabio = await bed.add("1006", "second_line");
  const call = await bed.call("triage", "王小明 🦊");
  await reads(panel.caller("triage", call.from), "王小明 🦊");
  const ring = await fabio.phone.rings();
  await reads(panel.figure("triage", "Tempo limite"), /^1$/);
  await reads(panel.news("triage"), `${call.from} saiu por tempo limite`);
  await reads(panel.caller("second_line", call.from), "Tocando em Fábio Melo");
  await supervisor.shot("asterisk-time-limit");
  await ring.answer();
  await reads(panel.agent("second_line", "Fábio Melo"), "Em chamada");
  ring.hangUp();
  await reads(panel.figure("second_line", "Atendidas"), /^1$/);
});

test("a phone without power becomes unregistered, and free again when it is back", async () => {
  const { bed, panel, supervisor } = floor;
  await floor.look("second_line");
  const { phone } = bed.person("1006");
  phone.losePower();
  await reads(panel.agent("second_line", "Fábio Melo"), "Sem registro");
  await supervisor.shot("asterisk-unregistered");
  expect(await supervisor.obstacles()).toEqual([]);
  await phone.regainPower();
  await reads(panel.agent("second_line", "Fábio Melo"), "Livre");
});

test("members who come, pause and go by other ways than the panel are seen at once", async () => {
  const { bed, panel } = floor;
  await floor.look("rota");
  await reads(panel.queue("rota"), "Nenhum operador nesta fila");
  await bed.add("1019", "rota", { Penalty: "3" });
  await reads(panel.agent("rota", "Sônia Braga"), /Prioridade\s*3/);
  await bed.pause("1019", true, { queue: "rota", reason: "Almoço" });
  await reads(panel.agent("rota", "Sônia Braga"), "Almoço");
  await bed.remove("1019", "rota");
  await panel.agent("rota", "Sônia Braga").waitFor({ state: "detached" });
  await reads(panel.news("rota"), "Sônia Braga saiu da fila");
});
