/** What a supervisor does on her panel, and what becomes of it on the PBX. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { Route } from "playwright-core";
import { eventually } from "../asterisk/deadline.ts";
import type { ManagerMessage } from "../asterisk/manager.ts";
import { PanelPage, reads } from "../browser/panel_page.ts";
import { Visitor } from "../browser/visitor.ts";
import { Floor } from "./floor.ts";

let floor: Floor;

beforeAll(async () => {
  floor = await Floor.open("actions", async (bed) => {
    await bed.add("1003", "support");
    await bed.add("1003", "rota", { Penalty: "1" });
    await bed.add("1004", "support", { Penalty: "2" });
    await bed.add("1019", "rota");
  });
});
afterAll(async () => {
  await floor?.close();
});
afterEach(() => {
  expect(floor.supervisor.problems()).toEqual([]);
});

/** A member as Asterisk itself has him; null where he is none. */
async function member(queue: string, extension: string): Promise<ManagerMessage | null> {
  const { interface: phone } = floor.bed.person(extension);
  const all = (await floor.bed.queueStatus(queue)).filter(({ Event }) => Event === "QueueMember");
  return all.find(({ Location }) => Location === phone) ?? null;
}

/** Waits until Asterisk itself has a member so. */
async function becomes(queue: string, extension: string, wanted: ManagerMessage | null): Promise<void> {
  await eventually(
    `${extension} in ${queue} as ${JSON.stringify(wanted)}`,
    async () => {
      const found = await member(queue, extension);
      if (wanted === null) expect(found).toBeNull();
      else expect(found).toMatchObject(wanted);
      return true;
    },
    10,
  );
}

const press = (name: string, panel: PanelPage = floor.panel) =>
  panel.page.getByRole("button", { name, exact: true }).first().click();
const choose = (name: string) => floor.panel.page.getByRole("menuitem", { name, exact: true }).click();
const undo = (toast: string | RegExp) => floor.panel.toast(toast).getByRole("button", { name: "Desfazer" }).click();

/** The next action that a page asks for, held until its route is continued. */
async function nextAction({ page }: PanelPage): Promise<Route> {
  const held = Promise.withResolvers<Route>();
  await page.route("**/api/v1/actions", (route) => held.resolve(route), { times: 1 });
  return held.promise;
}

/** Presses a button on each page; the server hears of them in the same moment. */
async function together(...presses: [PanelPage, string][]): Promise<void> {
  const asked = presses.map(([panel]) => nextAction(panel));
  for (const [panel, name] of presses) await press(name, panel);
  for (const route of await Promise.all(asked)) await route.continue();
}

test("pausing is one click, in every queue of the agent, and is undone by another", async () => {
  const { panel, supervisor } = floor;
  await floor.look("support");
  await press("Pausar Carla Dias");
  await reads(panel.agent("support", "Carla Dias"), "Default Pause");
  for (const queue of ["support", "rota"]) await becomes(queue, "1003", { Paused: "1", PausedReason: "Default Pause" });
  await reads(panel.toast("Carla Dias em pausa"), "em 2 filas");
  await supervisor.shot("asterisk-paused");
  await undo("Carla Dias em pausa");
  await reads(panel.agent("support", "Carla Dias"), "Livre");
  for (const queue of ["support", "rota"]) await becomes(queue, "1003", { Paused: "0" });
  await panel.toast("Desfeito").waitFor();
});

test("a pause with a reason in this queue alone, and its end", async () => {
  const { panel, supervisor } = floor;
  const { page } = supervisor;
  const { origin } = new URL(page.url());
  const data = { name: "Reunião “às 15h”", dailyMinutes: null, productive: true };
  expect((await page.request.post(`${origin}/api/v1/pauses`, { data, headers: { origin } })).status()).toBe(201);
  await press("Ações para Carla Dias");
  await choose("Pausar com motivo");
  await panel.page.getByLabel("Reunião “às 15h”").check();
  await panel.page.getByLabel("Só em support").check();
  await supervisor.shot("asterisk-pause-reason");
  expect(await supervisor.obstacles()).toEqual([]);
  await panel.page.getByRole("dialog").getByRole("button", { name: "Pausar" }).click();
  await reads(panel.agent("support", "Carla Dias"), "Reunião “às 15h”");
  await becomes("support", "1003", { Paused: "1", PausedReason: "Reunião “às 15h”" });
  await becomes("rota", "1003", { Paused: "0" });
  await press("Retirar Carla Dias da pausa");
  await reads(panel.agent("support", "Carla Dias"), "Livre");
  await becomes("support", "1003", { Paused: "0" });
});

test("a penalty is changed, and back again", async () => {
  const { panel } = floor;
  await press("Ações para Diego Alves");
  await choose("Mudar prioridade");
  await panel.page.getByLabel("Prioridade · support").fill("7");
  await press("Salvar");
  await reads(panel.agent("support", "Diego Alves"), /Prioridade\s*7/);
  await becomes("support", "1004", { Penalty: "7" });
  await undo("Prioridade de Diego Alves mudada");
  await reads(panel.agent("support", "Diego Alves"), /Prioridade\s*2/);
  await becomes("support", "1004", { Penalty: "2" });
});

test("an agent is removed from the queue, and comes back as he was", async () => {
  const { panel } = floor;
  await press("Retirar Diego Alves da fila");
  await panel.agent("support", "Diego Alves").waitFor({ state: "detached" });
  await becomes("support", "1004", null);
  await undo("Diego Alves retirado da fila");
  await reads(panel.agent("support", "Diego Alves"), /Prioridade\s*2/);
  await becomes("support", "1004", { Penalty: "2", Name: "Diego Alves" });
});

test("several agents are added at once, each with a penalty", async () => {
  const { panel, supervisor } = floor;
  await floor.look("orders");
  await press("Adicionar operadores a orders");
  const dialog = panel.page.getByRole("dialog");
  for (const name of [/Carla Dias/, /Diego Alves/, /Sônia Braga/]) await dialog.getByRole("checkbox", { name }).check();
  await dialog.getByLabel("Prioridade de todos").fill("3");
  await dialog.getByLabel("Prioridade de Diego Alves").fill("5");
  await supervisor.shot("asterisk-add");
  expect(await supervisor.obstacles()).toEqual([]);
  await dialog.getByRole("button", { name: "Adicionar 3 operadores" }).click();
  await reads(panel.agent("orders", "Carla Dias"), /Prioridade\s*3/);
  await reads(panel.agent("orders", "Diego Alves"), /Prioridade\s*5/);
  await becomes("orders", "1003", { Penalty: "3", Name: "Carla Dias" });
  await becomes("orders", "1004", { Penalty: "5" });
  await becomes("orders", "1019", { Penalty: "3" });
  await undo("3 operadores adicionados");
  await reads(panel.queue("orders"), "Nenhum operador nesta fila");
  await becomes("orders", "1019", null);
});

test("logging off someone who talks is asked about; his call goes on, and all his places come back", async () => {
  const { bed, panel, supervisor } = floor;
  await floor.look("support", "rota");
  const carla = bed.person("1003");
  const call = await bed.call("support");
  const ring = await (await carla.phone.ringsFor(call)).answer();
  await reads(panel.agent("support", "Carla Dias"), "Em chamada");
  await press("Logoff de Carla Dias");
  await reads(panel.page.getByRole("dialog"), "Fazer logoff de Carla Dias?");
  await supervisor.shot("asterisk-log-off");
  await panel.page.getByRole("dialog").getByRole("button", { name: "Logoff", exact: true }).click();
  await panel.agent("support", "Carla Dias").waitFor({ state: "detached" });
  await panel.agent("rota", "Carla Dias").waitFor({ state: "detached" });
  for (const queue of ["support", "rota"]) await becomes(queue, "1003", null);
  expect(ring.state).toBe("talking");
  await undo("Logoff de Carla Dias feito");
  await becomes("support", "1003", { Penalty: "0" });
  await becomes("rota", "1003", { Penalty: "1" });
  await reads(panel.agent("rota", "Carla Dias"), /Prioridade\s*1/);
  ring.hangUp();
  await reads(panel.agent("support", "Carla Dias"), "Livre");
});

test("listening asks once for the supervisor's phone, rings it, and lets her hear the call until it ends", async () => {
  const { bed, panel, supervisor } = floor;
  await floor.look("support");
  const [carla, own] = [bed.person("1003"), bed.person("1024")];
  const call = await bed.call("support");
  const ring = await (await carla.phone.ringsFor(call)).answer();
  await press("Escutar a chamada de Carla Dias");
  await reads(panel.page.getByRole("dialog"), "Seu ramal para escutar");
  await panel.page.getByRole("textbox", { name: "Seu ramal" }).fill("1024");
  await supervisor.shot("asterisk-listen-extension");
  expect(await supervisor.obstacles()).toEqual([]);
  await panel.page.getByRole("dialog").getByRole("button", { name: "Salvar" }).click();
  const spy = await (await own.phone.rings()).answer();
  await panel.toast("Seu ramal vai tocar: Carla Dias").waitFor();
  await eventually("a channel that listens", async () => {
    const channels = await bed.asterisk.manager.list("CoreShowChannels");
    return channels.find(({ Application }) => Application === "ChanSpy") ?? null;
  });
  ring.hangUp();
  await spy.ended();

  const next = await bed.call("support");
  const again = await (await carla.phone.ringsFor(next)).answer();
  await press("Escutar a chamada de Carla Dias");
  const second = await (await own.phone.rings()).answer();
  again.hangUp();
  await second.ended();
});

test("a phone of the supervisor's that cannot be reached is told in words", async () => {
  const { bed, panel, supervisor } = floor;
  const [carla, own] = [bed.person("1003"), bed.person("1024")];
  await floor.look("support");
  own.phone.losePower();
  const call = await bed.call("support");
  const ring = await (await carla.phone.ringsFor(call)).answer();
  await eventually("an unreachable phone", async () => {
    const states = await bed.asterisk.manager.list("DeviceStateList");
    return states.find(({ Device, State }) => Device === own.interface && State === "UNAVAILABLE") ?? null;
  });
  await press("Escutar a chamada de Carla Dias");
  await reads(panel.toast("Não é possível escutar Carla Dias"), "O Asterisk não conseguiu chamar o seu ramal");
  await supervisor.shot("asterisk-listen-refused");
  ring.hangUp();
  await own.phone.regainPower();
});

test("a call that ended a moment before it was to be listened to is told so", async () => {
  const { bed, panel } = floor;
  const carla = bed.person("1003");
  const call = await bed.call("support");
  const ring = await (await carla.phone.ringsFor(call)).answer();
  await floor.look("support");
  const asked = nextAction(panel);
  await press("Escutar a chamada de Carla Dias");
  const route = await asked;
  ring.hangUp();
  await reads(panel.agent("support", "Carla Dias"), "Livre");
  await route.continue();
  await reads(panel.toast("Não é possível escutar Carla Dias"), "Não está em uma chamada que possa ser escutada");
});

test("a member by configuration is paused instead of removed, and it says why", async () => {
  const { bed, panel, supervisor } = floor;
  await floor.look("branch_office");
  await press("Retirar Úrsula Faria da fila");
  await reads(panel.toast("Úrsula Faria em pausa"), "É membro fixo na configuração do PBX e não pode ser retirado");
  await reads(panel.agent("branch_office", "Úrsula Faria"), "Default Pause");
  await supervisor.shot("asterisk-static-member");
  const [of] = (await bed.queueStatus("branch_office")).filter(({ Event }) => Event === "QueueMember");
  expect(of).toMatchObject({ Membership: "static", Paused: "1" });
  await undo("Úrsula Faria em pausa");
  await reads(panel.agent("branch_office", "Úrsula Faria"), "Livre");
});

test("two supervisors act on one agent at once: both are answered, and both see the same", async () => {
  const { panel, browser, product, supervisor } = floor;
  const other = await Visitor.arrive(browser, { session: await supervisor.session() });
  const beside = new PanelPage(other.page);
  await floor.look("support");
  await other.page.goto(`${product.url}/?queues=test/support`);
  await reads(beside.agent("support", "Diego Alves"), "Livre");
  await together([panel, "Pausar Diego Alves"], [beside, "Pausar Diego Alves"]);
  for (const each of [panel, beside]) {
    await each.toast("Diego Alves em pausa").waitFor();
    await reads(each.agent("support", "Diego Alves"), "Default Pause");
  }
  await together([panel, "Retirar Diego Alves da pausa"], [beside, "Retirar Diego Alves da fila"]);
  for (const each of [panel, beside]) await each.agent("support", "Diego Alves").waitFor({ state: "detached" });
  await becomes("support", "1004", null);
  expect(other.problems()).toEqual([]);
  await other.leave();
});

test("a queue that was taken away is refused in Asterisk's own words", async () => {
  const { bed, panel, supervisor } = floor;
  await floor.look("claims");
  await press("Adicionar operadores a claims");
  const dialog = panel.page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: /Carla Dias/ }).check();
  await bed.asterisk.reload("queues.conf", (text) => text.replace(/^\[claims\][^[]*/m, ""), "queue reload all");
  await dialog.getByRole("button", { name: "Adicionar 1 operador" }).click();
  await reads(dialog, "Não foi possível adicionar");
  await reads(dialog, "Esta fila já não existe no PBX.");
  await reads(dialog, /Resposta do Asterisk: “.*No such queue”/);
  await supervisor.shot("asterisk-refused");
});
