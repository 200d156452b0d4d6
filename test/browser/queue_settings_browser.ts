import { beforeAll, expect } from "bun:test";
import type { Locator } from "playwright-core";
import { CallCentre } from "./call_centre.ts";
import { product, setStage, visitor } from "./stage.ts";
import type { VisitorOptions } from "./visitor.ts";

const centre = new CallCentre();
const story = setStage({ centres: { Matriz: centre }, shows: (page) => page.getByText("Ao vivo"), forgets: true });
beforeAll(() => centre.join("suporte", "1001", "Mariana Alves", 3));

const row = (text: string): Locator => visitor.page.locator("tbody tr", { hasText: text });
const form = (name: string): Locator => visitor.page.getByRole("form", { name, exact: true });
const open = (name: string) => visitor.page.getByRole("button", { name, exact: true }).click();
const toast = (text: string): Locator => visitor.page.locator(".toast", { hasText: text });
const save = (name: string) => form(name).getByRole("button", { name: "Salvar" }).click();

story("pauses begin with the built-in one, and others are added", async () => {
  const { page } = visitor;
  await page.getByRole("link", { name: "Pausas" }).click();
  await row("Default Pause").waitFor();
  await page.getByText("Crie as pausas do dia a dia").waitFor();
  await visitor.shot("pauses-first");
  expect(await visitor.obstacles()).toEqual([]);
  for (const [name, minutes] of [
    ["Almoço", "1"],
    ["Café", ""],
  ] as const) {
    await open("Nova pausa");
    await form("Nova pausa").getByLabel("Nome").fill(name);
    await form("Nova pausa").getByLabel("Limite por dia, em minutos").fill(minutes);
    await save("Nova pausa");
    await row(name).waitFor();
    await form(name).waitFor();
  }
  expect(await row("Almoço").textContent()).toContain("1 min");
  await visitor.shot("pauses-list");
  expect(await visitor.obstacles()).toEqual([]);
  expect(visitor.problems()).toEqual([]);
});

story("what is wrong stands beside its field, and what was typed stays", async () => {
  await open("Nova pausa");
  const own = form("Nova pausa");
  await own.getByLabel("Nome").fill("Pausa; longa");
  await own.getByLabel("Limite por dia, em minutos").fill("1441");
  await save("Nova pausa");
  await own.getByText("Sem ; e |").waitFor();
  await own.getByText("Use minutos inteiros, de 1 a 1440").waitFor();
  await own.getByLabel("Nome").fill("ALMOÇO");
  await own.getByLabel("Limite por dia, em minutos").fill("");
  await save("Nova pausa");
  await own.getByText("Já existe uma pausa com este nome").waitFor();
  expect(await own.getByLabel("Nome").inputValue()).toBe("ALMOÇO");
  await visitor.shot("pauses-wrong");
  expect(await visitor.obstacles()).toEqual([]);
  visitor.problems();
});

story("whoever leaves with something unsaved is asked, and can discard it", async () => {
  const { page } = visitor;
  await page.getByRole("link", { name: "Configuração de filas" }).click();
  const question = page.getByRole("dialog", { name: "Descartar as alterações?" });
  await question.getByRole("button", { name: "Cancelar" }).click();
  await form("Nova pausa").waitFor();
  await open("Café");
  await question.getByRole("button", { name: "Descartar" }).click();
  await form("Café").waitFor();
  await form("Café").getByLabel("Produtiva").check();
  await form("Café").getByRole("button", { name: "Descartar" }).click();
  expect(await form("Café").getByLabel("Produtiva").isChecked()).toBe(false);
  expect(visitor.problems()).toEqual([]);
});

story("pauses change places, and one that was deleted comes back", async () => {
  const { page } = visitor;
  const names = () => page.locator("tbody .beside__open").allTextContents();
  await page.getByRole("button", { name: "Subir Café" }).click();
  await page.locator("tbody tr:nth-child(2)", { hasText: "Café" }).waitFor();
  expect(await names()).toEqual(["Default Pause", "Café", "Almoço"]);
  await form("Café").getByRole("button", { name: "Excluir" }).click();
  await row("Café").waitFor({ state: "detached" });
  await toast("Pausa Café excluída").getByRole("button", { name: "Desfazer" }).click();
  await row("Café").waitFor();
  expect(await names()).toEqual(["Default Pause", "Café", "Almoço"]);
  await open("Default Pause");
  expect(await form("Default Pause").getByRole("button", { name: "Excluir" }).count()).toBe(0);
  expect(await form("Default Pause").getByLabel("Nome").getAttribute("readonly")).not.toBeNull();
  expect(visitor.problems()).toEqual([]);
});

const agent = (): Locator => visitor.page.getByRole("article", { name: /^Mariana Alves/ });

/** Chooses a pause for Mariana on the panel. */
async function pauseFor(reason: string): Promise<void> {
  const { page } = visitor;
  await agent().hover();
  await agent().getByRole("button", { name: "Ações para Mariana Alves" }).first().click();
  await page.getByRole("menuitem", { name: "Pausar com motivo" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByLabel(reason).check();
  await drawer.getByRole("button", { name: "Pausar" }).click();
  await agent().getByText(reason, { exact: true }).waitFor();
}

story("the panel offers the pauses there are, and asks the server how much of an allowance is used", async () => {
  const { page } = visitor;
  await page.getByRole("link", { name: "Painel de filas" }).click();
  await agent().getByText("Livre").waitFor();
  await pauseFor("Almoço");
  await agent().getByRole("button", { name: "Retirar Mariana Alves da pausa" }).click();
  await agent().getByText("Livre").waitFor();
  const answered = page.waitForResponse((response) => response.url().includes("/pauses/used") && response.ok());
  await pauseFor("Almoço");
  const { at, used } = await (await answered).json();
  expect(used).toMatchObject([{ interface: "PJSIP/1001", reason: "Almoço", dailyMinutes: 1 }]);
  // The pause before is in it.
  expect(used[0].usedMs).toBeGreaterThan(at - used[0].since);
  expect(await agent().locator(".op__timer.is-over").count()).toBe(0);
  await agent().getByRole("button", { name: "Retirar Mariana Alves da pausa" }).click();
  await agent().getByText("Livre").waitFor();
  expect(visitor.problems()).toEqual([]);
});

story("a pause that is over its allowance has a red timer, and says so", async () => {
  const { page } = visitor;
  // A minute of the day was used: the server tells it so.
  await page.route("**/api/v1/pauses/used?*", async (route) => {
    const used = [{ interface: "PJSIP/1001", reason: "Almoço", usedMs: 61_000, since: Date.now(), dailyMinutes: 1 }];
    await route.fulfill({ json: { at: Date.now() + 1_000, used } });
  });
  await pauseFor("Almoço");
  await agent().locator(".op__timer.is-over").waitFor();
  await page.getByRole("article", { name: /^Mariana Alves, Almoço, .*passou do limite do dia$/ }).waitFor();
  await visitor.shot("panel-pause-over");
  expect(await visitor.obstacles()).toEqual([]);
  await page.unroute("**/api/v1/pauses/used?*");
  await agent().getByRole("button", { name: "Retirar Mariana Alves da pausa" }).click();
  await agent().getByText("Livre").waitFor();
});

story("a queue is given a name, alerts and a measure, and the panel shows them at once", async () => {
  const { page } = visitor;
  const panel = await visitor.again();
  await panel.page.goto(product.url);
  await panel.page.getByRole("region", { name: "Fila suporte" }).waitFor();

  await page.getByRole("link", { name: "Configuração de filas" }).click();
  await row("vendas").waitFor();
  await open("suporte");
  const own = form("suporte");
  await own.getByText("Mariana Alves").waitFor();
  await own.getByLabel("Nome de exibição").fill("Suporte técnico");
  const service = own.getByRole("group", { name: "Nível de serviço" });
  await service.getByLabel("Como o padrão das filas").uncheck();
  await service.getByLabel("Fórmula").selectOption("A");
  await service.getByLabel("T: atendida a tempo").fill("20");
  await service.getByText("O que cada fórmula mede").click();
  // The values of the international test vector.
  for (const value of ["86,00%", "83,02%", "81,13%", "82,69%", "82,08%", "81,90%"]) {
    await service.getByText(value).waitFor();
  }
  const alerts = own.getByRole("group", { name: "Alertas de espera" });
  await alerts.getByLabel("Como o padrão das filas").uncheck();
  await alerts.getByLabel("Amarelo a partir de").fill("2");
  await alerts.getByLabel("Vermelho a partir de").fill("1");
  const shifts = own.getByRole("group", { name: "Turnos" });
  await shifts.getByLabel("Como o padrão das filas").uncheck();
  await shifts.getByRole("button", { name: "Adicionar turno" }).click();
  await shifts.getByLabel("Turno 1: fim").fill("06:00");
  await save("suporte");
  await own.getByText("O vermelho vem depois do amarelo").waitFor();
  await own.getByText("O fim vem depois do início").waitFor();
  await visitor.shot("queue-settings-wrong");
  expect(await visitor.obstacles()).toEqual([]);
  await alerts.getByLabel("Vermelho a partir de").fill("3");
  await shifts.getByLabel("Turno 1: fim").fill("18:00");
  await save("suporte");
  await toast("suporte: configuração salva").waitFor();
  await form("Suporte técnico").waitFor();
  expect(await row("Suporte técnico").textContent()).toContain("A · 20 s · 5 s");
  expect(await row("Suporte técnico").textContent()).toContain("seg, ter, qua, qui, sex 08:00–18:00");
  await visitor.shot("queue-settings");
  expect(await visitor.obstacles()).toEqual([]);

  const queue = panel.page.getByRole("region", { name: "Fila Suporte técnico" });
  await queue.getByText("A · 20 s").waitFor();
  await panel.page
    .getByRole("button", { name: /Suporte técnico/ })
    .first()
    .waitFor();
  centre.call("48900159034", "Padaria São João");
  await queue.locator('.wait[data-tone="danger"]').waitFor();
  await panel.shot("panel-queue-settings");
  expect(panel.problems()).toEqual([]);
  expect(visitor.problems()).toEqual([]);
});

story("the defaults hold for queues that do not say otherwise", async () => {
  await open("Padrão das filas");
  const own = form("Padrão das filas");
  await own.getByLabel("Meta, em %").fill("80");
  await own.getByLabel("Contar como tempo limite").check();
  await save("Padrão das filas");
  await row("vendas").getByText("80%").waitFor();
  expect(await row("Suporte técnico").textContent()).toContain("sem meta");
  expect(visitor.problems()).toEqual([]);
});

const pages = { "/pauses": /^(Pausas|Breaks)$/, "/queue-settings": /^(Configuraci|Configura|Queue settings)/ };
story.each<[string, VisitorOptions]>([
  ["pt-320-dark", { width: 320, theme: "dark" }],
  ["es-390", { width: 390, language: "es-AR" }],
  ["en-1440-dark", { language: "en-US", theme: "dark" }],
])("the pages fit and can be read by everybody: %s", async (name, options) => {
  const other = await visitor.again(options);
  for (const [path, title] of Object.entries(pages)) {
    await other.page.goto(product.url + path);
    await other.page.getByRole("heading", { level: 1, name: title }).waitFor();
    await other.page.locator(".beside__open").nth(1).click();
    await other.page.locator(".beside__form").waitFor();
    await other.shot(`${path.slice(1)}-${name}`);
    expect(await other.obstacles()).toEqual([]);
  }
  expect(other.problems()).toEqual([]);
});
