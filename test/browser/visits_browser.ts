import { expect } from "bun:test";
import type { Route } from "playwright-core";
import { CallCentre, oddNames } from "./call_centre.ts";
import { product, setStage, visitor } from "./stage.ts";
import { views } from "./visitor.ts";

/** More than one page has. */
const many = 55;

const centre = new CallCentre();
const story = setStage({ centres: { Matriz: centre }, shows: (page) => page.getByText("Ao vivo") });

const rows = () => visitor.page.locator("tr.visit");
const row = (text: string | RegExp) => rows().filter({ hasText: text });

/** Asks anew until the server has recorded so many, or what is looked for is there. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 50) throw new Error(`What was called for is not among ${await rows().allTextContents()}`);
    await visitor.page.getByRole("button", { name: "Atualizar" }).click();
    await Bun.sleep(200);
  }
}

story("without a call the page says so, and where earlier ones are", async () => {
  const { page } = visitor;
  await page.getByRole("link", { name: "Chamadas das filas" }).click();
  await page.getByText("Nenhuma chamada neste período").waitFor();
  await visitor.shot("visits-none");
  expect(await visitor.obstacles()).toEqual([]);
  await page.getByRole("button", { name: "Ver todo o histórico" }).click();
  await page.waitForURL(/\?period=all$/);
  await page.getByText("Chamadas de antes estão em períodos maiores.").waitFor({ state: "detached" });
  await page.goBack();
  expect(visitor.problems()).toEqual([]);
});

story("calls are listed with what became of them, and open to what happened in them", async () => {
  const { page } = visitor;
  centre.join("suporte", "1001", "Mariana Alves");
  centre.reaction = { kind: "answer", afterMs: 300 };
  centre.talkMs = 700;
  centre.call("48900214477", oddNames.html);
  await until(async () => (await row("Desligada pelo cliente").count()) === 1);
  centre.reaction = { kind: "ignore" };
  centre.patienceMs = 900;
  centre.call("47903108820", null);
  centre.call("", null, "4001");
  await until(async () => (await row("Abandonada").count()) === 1 && (await row("Recusada").count()) === 1);
  const answered = row("Mariana Alves");
  for (const word of ["Atendida", "suporte", oddNames.html, "Só ao vivo", "00:00:00"]) {
    await answered.getByText(word).first().waitFor();
  }
  await row("Anônimo").getByText("vendas", { exact: true }).waitFor();
  expect(await page.locator("img").count()).toBe(0);

  const open = answered.getByRole("button", { name: /Detalhes da chamada de 48900214477/ });
  await open.focus();
  await page.keyboard.press("Enter");
  expect(await open.getAttribute("aria-expanded")).toBe("true");
  const detail = page.locator("tr.detail");
  for (const step of [
    "Entrou na fila suporte",
    "Posição 1",
    "Tocou em 1001",
    "Atendida por Mariana Alves",
    "Chamada encerrada",
  ]) {
    await detail.getByText(step, { exact: true }).waitFor();
  }
  await visitor.shot("visits-open");
  expect(await visitor.obstacles()).toEqual([]);
  await page.keyboard.press("Enter");
  await detail.waitFor({ state: "detached" });
  expect(visitor.problems()).toEqual([]);
});

story("a number is found by its last digits however they are typed, and the address keeps it", async () => {
  const { page } = visitor;
  const number = page.getByLabel("Número de origem");
  await number.fill("+55 (48) 90021-4477");
  await page.keyboard.press("Enter");
  await row("Abandonada").first().waitFor({ state: "detached" });
  expect(await rows().count()).toBe(1);
  expect(new URL(page.url()).searchParams.get("number")).toBe("+55 (48) 90021-4477");
  await page.reload();
  await row("Mariana Alves").waitFor();
  expect(await number.inputValue()).toBe("+55 (48) 90021-4477");

  await number.fill("Mariana");
  await page.keyboard.press("Enter");
  await page.getByText("Digite os últimos números do telefone").waitFor();
  expect(await number.getAttribute("aria-invalid")).toBe("true");
  await visitor.shot("visits-wrong-number");
  await number.fill("0000");
  await page.getByRole("button", { name: "Buscar", exact: true }).click();
  await page.getByText("Nenhuma chamada com este filtro").waitFor();
  await visitor.shot("visits-nothing-found");
  expect(await visitor.obstacles()).toEqual([]);
  await page.getByRole("button", { name: "Limpar filtros" }).click();
  await row("Mariana Alves").waitFor();

  await page.getByLabel("Fila", { exact: true }).selectOption({ label: "vendas" });
  await page.waitForURL(/queue=matriz\/vendas/);
  await row("Mariana Alves").waitFor({ state: "detached" });
  await page.getByLabel("Fila", { exact: true }).focus();
  await page.keyboard.press("ArrowUp");
  await page.waitForURL((url) => url.searchParams.get("queue") !== "matriz/vendas");
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("SELECT");
  await page.getByLabel("Fila", { exact: true }).selectOption({ label: "Todas as filas" });
  await page.getByLabel("Desfecho").selectOption({ label: "Atendida" });
  await row("Abandonada").first().waitFor({ state: "detached" });
  expect(await rows().count()).toBe(1);
  await page.getByRole("button", { name: "Limpar filtros" }).click();
  await row("Abandonada").first().waitFor();
  expect(visitor.problems()).toEqual([]);
});

story("the search of every page leads to what is on file of a number", async () => {
  const { page } = visitor;
  await page.getByRole("link", { name: "Painel de filas" }).click();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Buscar ou ir para" }).fill("(48) 90021-4477");
  await page.getByRole("option", { name: "Chamadas do número (48) 90021-4477" }).waitFor();
  await visitor.shot("visits-palette", "window");
  await page.keyboard.press("Enter");
  await row("Mariana Alves").waitFor();
  const asked = new URL(page.url()).searchParams;
  expect([asked.get("period"), asked.get("number")]).toEqual(["all", "(48) 90021-4477"]);
  await page.getByRole("link", { name: "Chamadas das filas" }).click();
  await row("Abandonada").first().waitFor();
  expect(visitor.problems()).toEqual([]);
});

story("more than a page are shown page by page, each once, also when others come meanwhile", async () => {
  const { page } = visitor;
  centre.patienceMs = 50;
  for (let each = 0; each < many; each++) centre.call(`119${80_000_000 + each}`, null);
  await until(async () => (await rows().count()) === 50);
  await until(async () => (await page.getByText("119800000").count()) > 0 || (await rows().count()) === 50);
  centre.call("21977770000", null);
  await Bun.sleep(1_000);
  await page.getByRole("button", { name: "Mostrar mais" }).click();
  await page.getByText(/na tela\. Não há outras neste período/).waitFor();
  const when = await page.locator("tr.visit .visit__caller").allTextContents();
  expect(when.filter((each) => each.includes("80000")).length).toBe(many);
  expect(new Set(when).size).toBe(when.length);
  expect(visitor.problems()).toEqual([]);
});

story(
  "the page says that it loads, that the server is away, and what the server refused, and tries again",
  async () => {
    const { page } = visitor;
    const all = "**/api/v1/visits?*";
    let answer: (route: Route) => Promise<void> = async (route) => {
      await Bun.sleep(1_500);
      await route.continue();
    };
    await page.route(all, (route) => answer(route));
    await page.reload();
    await page.locator(".skel").first().waitFor();
    await visitor.shot("visits-loading");
    await row("Mariana Alves").or(rows().first()).first().waitFor();

    answer = (route) => route.abort();
    await page.getByRole("button", { name: "Atualizar" }).click();
    await page.getByText("O servidor não respondeu").waitFor();
    // What was there stays.
    expect(await rows().count()).toBeGreaterThan(0);
    await visitor.shot("visits-offline", "window");
    expect(await visitor.obstacles()).toEqual([]);
    // The rows of another filter would be taken for its own.
    await page.getByLabel("Desfecho").selectOption({ label: "Recusada" });
    await rows().first().waitFor({ state: "detached" });
    answer = (route) => route.continue();
    await page.getByRole("button", { name: "Tentar de novo" }).click();
    await row("Recusada").waitFor();
    await page.getByRole("button", { name: "Limpar filtros" }).click();
    await row("Abandonada").first().waitFor();
    answer = (route) =>
      route.fulfill({
        ...{ status: 503, contentType: "application/problem+json" },
        body: JSON.stringify({ type: "urn:q-manager:problem:database-away", title: "", status: 503, detail: "" }),
      });
    await page.reload();
    await page.getByText("O banco de dados não responde agora").waitFor();
    await visitor.shot("visits-database-away");
    await page.unroute(all);
    await page.getByRole("button", { name: "Tentar de novo" }).click();
    await rows().first().waitFor();
    await page.getByText("O banco de dados não responde agora").waitFor({ state: "detached" });
    visitor.problems();
  },
);

const languages = [
  { button: "Português", title: "Chamadas das filas", details: /^Detalhes/ },
  { button: "Español", title: "Llamadas de las colas", details: /^Detalles/ },
  { button: "English", title: "Queue calls", details: /^Details/ },
];
story.each(views([1440, 900], [390, 844]))(
  "the calls read well in every language, $theme, $width px wide",
  async ({ theme, width, height }) => {
    const guest = await visitor.again({ theme, width, height });
    const { page } = guest;
    // As both sources would tell it, and not quite the same: only an import of a log brings that about.
    await page.route("**/api/v1/visits?*", async (route) => {
      const json = await (await route.fetch()).json();
      const [first, second] = json.visits;
      Object.assign(first, { sources: "confirmed", csat: 4, notes: ["away_meanwhile"], provisional: true });
      first.differences = [
        { field: "talkMs", ami: 700, log: 2_000 },
        { field: "outcome", ami: "answered", log: "abandoned" },
        { field: "enteredAt", ami: first.enteredAt, log: first.enteredAt + 2_000 },
      ];
      Object.assign(second ?? {}, { sources: "log", outcome: "timeout" });
      await route.fulfill({ json });
    });
    await page.goto(`${product.url}/visits?number=4477`);
    await page.locator("tr.visit").first().waitFor();
    for (const { button, title, details } of languages) {
      await guest.readIn(button);
      await page.getByRole("heading", { name: title, level: 1 }).waitFor();
      await page.goto(`${product.url}/visits`);
      await page.getByRole("button", { name: details }).first().click();
      await page.locator("tr.detail .step").first().waitFor();
      await guest.shot(`visits-${button.slice(0, 2).toLowerCase()}-${theme}-${width}`, "window");
      expect(await guest.obstacles()).toEqual([]);
    }
    expect(guest.problems()).toEqual([]);
    await guest.leave();
  },
);
