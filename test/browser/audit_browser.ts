import { expect } from "bun:test";
import type { Route } from "playwright-core";
import { CallCentre } from "./call_centre.ts";
import { product, setStage, visitor } from "./stage.ts";
import { views } from "./visitor.ts";

const centre = new CallCentre();
centre.join("suporte", "1001", "Mariana Alves");
const story = setStage({ centres: { Matriz: centre }, shows: (page) => page.getByText("Ao vivo") });

const rows = () => visitor.page.locator("tr.audit-row");
const row = (text: string | RegExp) => rows().filter({ hasText: text });

/** Changes of which the audit is to tell, by whoever is signed in. */
async function change(method: string, path: string, body: object): Promise<number> {
  return visitor.page.evaluate(
    async ([verb, where, sent]) => {
      const init = { method: verb, headers: { "content-type": "application/json" }, body: sent };
      return (await fetch(`/api/v1${where}`, init)).status;
    },
    [method, path, JSON.stringify(body)] as const,
  );
}

story("what was done is told with who did it, and opens to what was before and after", async () => {
  const { page } = visitor;
  const keep = { visits: null, intervals: null, counters: null, audit: null, unreadableLines: null };
  expect(await change("PUT", "/retention", { ...keep, visits: 60 })).toBe(200);
  expect(await change("POST", "/agents", { code: 101, name: '<img src=x onerror="alert(1)">' })).toBe(201);
  await page.getByRole("article", { name: /^Mariana Alves/ }).waitFor();
  const pause = { type: "pause", pbx: "matriz", interface: "PJSIP/1001", queue: null, reason: "Almoço" };
  expect(await change("POST", "/actions", pause)).toBe(200);
  await page.getByRole("link", { name: "Auditoria" }).click();
  await row("Primeiro acesso").getByText("Sistema").or(row("Primeiro acesso").getByText("admin")).first().waitFor();
  for (const word of ["admin", "Configurações", "Edição", "127.0.0.1"]) {
    await row("Configurações").getByText(word, { exact: true }).first().waitFor();
  }
  const open = row("Configurações").getByRole("button", { name: /^Detalhes de Edição/ });
  await open.focus();
  await page.keyboard.press("Enter");
  expect(await open.getAttribute("aria-expanded")).toBe("true");
  const detail = page.locator("tr.detail");
  await detail.getByRole("row", { name: "Chamadas vazio 60" }).waitFor();
  await detail.getByText(/^Chrome \d+ · Linux$/).waitFor();
  await visitor.shot("audit-open");
  expect(await visitor.obstacles()).toEqual([]);
  await page.keyboard.press("Enter");
  await detail.waitFor({ state: "detached" });
  // What became of the action stands with what was asked for.
  await row("Painel de filas").getByRole("button").click();
  await detail.getByText("Almoço", { exact: true }).waitFor();
  await detail
    .getByText(/suporte/)
    .first()
    .waitFor();
  await row("Operadores").getByRole("button").click();
  await detail.getByText('<img src=x onerror="alert(1)">').first().waitFor();
  expect(await page.locator("img").count()).toBe(0);
  expect(visitor.problems()).toEqual([]);
});

story("what is looked for is in the address, and a reload finds it again", async () => {
  const { page } = visitor;
  await page.getByLabel("Funcionalidade").selectOption({ label: "Configurações" });
  await page.waitForURL(/feature=settings/);
  await row("Painel de filas").waitFor({ state: "detached" });
  expect(await rows().count()).toBe(1);
  // Of settings alone nothing is listened to.
  expect(await page.getByLabel("Evento").getByRole("option", { name: "Escuta" }).count()).toBe(0);
  await page.reload();
  await row("Configurações").waitFor();
  expect(await page.getByLabel("Funcionalidade").inputValue()).toBe("settings");
  await page.goBack();
  await row("Painel de filas").waitFor();
  await page.getByLabel("Usuários", { exact: true }).selectOption({ label: "admin" });
  await page.waitForURL(/user=1/);
  await page.getByLabel("Item ou IP").fill("1001");
  await page.keyboard.press("Enter");
  await page.waitForURL(/text=1001/);
  await row("Operadores").waitFor({ state: "detached" });
  expect(await rows().count()).toBe(1);
  await page.getByLabel("Item ou IP").fill("nada disto");
  await page.getByRole("button", { name: "Buscar", exact: true }).click();
  await page.getByText("Nenhum registro com este filtro").waitFor();
  await visitor.shot("audit-nothing-found");
  expect(await visitor.obstacles()).toEqual([]);
  await page.getByRole("button", { name: "Limpar filtros" }).click();
  await row("Operadores").waitFor();
  await page.getByLabel("Período").selectOption({ label: "Mês anterior" });
  await page.getByText("Nenhum registro neste período").waitFor();
  await page.getByRole("button", { name: "Ver todos os registros" }).click();
  await row("Operadores").waitFor();
  expect(visitor.problems()).toEqual([]);
});

story("the table is taken as a file in the reader's language, and taking it is in the audit", async () => {
  const { page } = visitor;
  await page.goto(`${product.url}/audit?feature=agents`);
  await row("Operadores").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^auditoria-\d{4}-\d\d-\d\d\.csv$/);
  const text = await Bun.file(await download.path()).text();
  const lines = text.trimEnd().split("\r\n");
  expect(lines[0]).toContain("Data e hora;Usuário;");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(";Operadores;Criação;");
  await page.goto(`${product.url}/audit?event=exported`);
  await row("Exportação").getByRole("button").click();
  await page.locator("tr.detail").getByRole("row", { name: "Linhas – 1" }).waitFor();
  expect(visitor.problems()).toEqual([]);
});

story("more than a page are shown page by page, each once", async () => {
  const { page } = visitor;
  for (let each = 0; each < 55; each++) {
    expect(await change("PUT", "/profile/extensions/matriz", { extension: `PJSIP/${2000 + each}` })).toBe(200);
  }
  await page.goto(`${product.url}/audit?feature=profile`);
  await page.getByText("50 na tela").waitFor();
  await page.getByRole("button", { name: "Mostrar mais" }).click();
  await page.getByText("55 na tela. Não há outros neste período").waitFor();
  expect(await rows().count()).toBe(55);
  expect(visitor.problems()).toEqual([]);
});

story("the page says that it loads, that the server is away, and tries again", async () => {
  const { page } = visitor;
  const all = "**/api/v1/audit?*";
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let answer: (route: Route) => Promise<void> = async (route) => {
    await released;
    await route.continue();
  };
  await page.route(all, (route) => answer(route));
  await page.reload();
  await page.locator(".listing__skel").waitFor();
  await visitor.shot("audit-loading");
  release();
  await rows().first().waitFor();
  answer = (route) => route.abort();
  await page.getByRole("button", { name: "Atualizar" }).click();
  await page.getByText("O servidor não respondeu").waitFor();
  // What was there stays.
  expect(await rows().count()).toBeGreaterThan(0);
  await visitor.shot("audit-offline", "window");
  expect(await visitor.obstacles()).toEqual([]);
  await page.unroute(all);
  await page.getByRole("button", { name: "Tentar de novo" }).click();
  await page.getByText("O servidor não respondeu").waitFor({ state: "detached" });
  visitor.problems();
});

const languages = [
  { button: "Português", title: "Auditoria", details: /^Detalhes/ },
  { button: "Español", title: "Auditoría", details: /^Detalles/ },
  { button: "English", title: "Audit", details: /^Details/ },
];
story.each(views([1440, 900], [390, 844], [320, 844]))(
  "the audit reads well in every language, $theme, $width px wide",
  async ({ theme, width, height }) => {
    const guest = await visitor.again({ theme, width, height });
    const { page } = guest;
    await page.goto(`${product.url}/audit?feature=settings`);
    await page.locator("tr.audit-row").first().waitFor();
    for (const { button, title, details } of languages) {
      await guest.readIn(button);
      await page.getByRole("heading", { name: title, exact: true, level: 1 }).waitFor();
      await page.getByRole("button", { name: details }).first().click();
      await page.locator("tr.detail").waitFor();
      await guest.shot(`audit-${button.slice(0, 2).toLowerCase()}-${theme}-${width}`, "window");
      expect(await guest.obstacles()).toEqual([]);
      await page.getByRole("button", { name: details }).first().click();
    }
    expect(guest.problems()).toEqual([]);
    await guest.leave();
  },
);
