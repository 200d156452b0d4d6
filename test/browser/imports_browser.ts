import { beforeAll, expect } from "bun:test";
import { zstdCompressSync } from "node:zlib";
import type { CDPSession, Route } from "playwright-core";
import { queueLogText } from "../simulator/queue_log_text.ts";
import { CallCentre } from "./call_centre.ts";
import { password, product, setStage, visitor } from "./stage.ts";
import { views } from "./visitor.ts";

const matriz = new CallCentre();
const filial = new CallCentre();
const story = setStage({
  centres: { Matriz: matriz, Filial: filial },
  shows: (page) => page.getByText("Ao vivo"),
});

let network: CDPSession;
beforeAll(async () => {
  if (!visitor) return;
  network = await visitor.page.context().newCDPSession(visitor.page);
  await network.send("Network.enable");
});

/** March 2023, in a night of São Paulo. */
const march = 1_678_000_000;
const log = (calls: number, from = march) => Buffer.from([...queueLogText({ calls, from })].join(""));
const file = (name: string, buffer: Buffer) => ({ name, mimeType: "application/octet-stream", buffer });
type File = ReturnType<typeof file>;

const choose = (...files: File[]) => visitor.page.locator('input[type="file"]').setInputFiles(files);
const chosen = (name: string) => visitor.page.locator(".import__file").filter({ hasText: name });
const row = (name: string) => visitor.page.locator("tr.import-row").filter({ hasText: name });
const start = () => visitor.page.getByRole("button", { name: /^Importar \d+ arquivo/ });
/** Bytes a second that leave the browser; -1: as many as can. */
const sendAtMost = (uploadThroughput: number) =>
  network.send("Network.emulateNetworkConditions", {
    ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput },
  });

story("without an import the page says where a queue_log lies and what may be given", async () => {
  const { page } = visitor;
  await page.getByRole("link", { name: "Importações" }).click();
  await page.getByText("Nenhuma importação ainda").waitFor();
  const where = page.getByRole("region", { name: "Onde está o queue_log" });
  for (const text of ["/var/log/asterisk/queue_log*", "Importar de novo", ".gz"]) {
    await where.getByText(text).first().waitFor();
  }
  expect(await page.getByLabel("Fuso horário").inputValue()).toBe("America/Sao_Paulo");
  await visitor.shot("imports-none");
  expect(await visitor.obstacles()).toEqual([]);
  await page.getByRole("link", { name: "Painel de filas" }).click();
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.getByRole("heading", { name: "Importações", level: 1 }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Buscar ou ir para" }).fill("importa");
  await page.getByRole("option", { name: /Importações/ }).waitFor();
  await page.keyboard.press("Escape");
  expect(visitor.problems()).toEqual([]);
});

story("files are looked at before they are sent, and what cannot be one says why", async () => {
  const { page } = visitor;
  await choose(
    file("queue_log", log(40, march + 90 * 86_400)),
    file("queue_log.1.gz", Buffer.from(Bun.gzipSync(log(300)))),
    file("backup.zst", Buffer.from(zstdCompressSync(log(5)))),
    file("vazio", Buffer.from("")),
    file("notas.txt", Buffer.from("compras: café\n")),
  );
  await chosen("queue_log.1.gz").getByText("desde 03/2023").waitFor();
  await chosen("backup.zst").getByText("Compactado em zstd").waitFor();
  await chosen("vazio").getByText("O arquivo está vazio").waitFor();
  await chosen("notas.txt").getByText("Não parece um queue_log").waitFor();
  await page.getByRole("button", { name: "Importar 3 arquivos" }).waitFor();
  await visitor.shot("imports-chosen");
  expect(await visitor.obstacles()).toEqual([]);
  for (const name of ["backup.zst", "vazio", "notas.txt"]) {
    await page.getByRole("button", { name: `Tirar ${name}` }).click();
  }
  expect(await page.locator(".import__file").count()).toBe(2);
  expect(visitor.problems()).toEqual([]);
});

story("files are recorded from the oldest on, and again they change nothing", async () => {
  const { page } = visitor;
  await page.getByRole("button", { name: "Importar 2 arquivos" }).click();
  for (const [name, calls] of [
    ["queue_log.1.gz", "300 chamadas"],
    ["queue_log", "40 chamadas"],
  ] as const) {
    const done = row(name).filter({ hasText: calls });
    await done.getByText("Concluída").waitFor();
    await done.getByText("admin").waitFor();
  }
  const names = await page.locator(".import-row__name").allTextContents();
  expect(names).toEqual(["queue_log", "queue_log.1.gz"]);
  await row("queue_log.1.gz").getByText("desde 03/2023").waitFor();
  await row("queue_log.1.gz").getByText("Matriz").waitFor();
  await choose(file("copia", log(300)));
  await start().click();
  await row("copia").getByText("300 chamadas").waitFor();
  expect(await page.locator(".import__file").count()).toBe(0);
  const { visits } = await (await page.request.get(`${product.url}/api/v1/visits?limit=500`)).json();
  expect(visits).toHaveLength(340);
  expect(visitor.problems()).toEqual([]);
});

story("of another PBX a log is that PBX's, in the zone that was found by a part of its name", async () => {
  const { page } = visitor;
  await page.getByLabel("PBX", { exact: true }).selectOption("Filial");
  const zone = page.getByLabel("Fuso horário");
  await zone.focus();
  await page.keyboard.type("marte");
  await page.getByText("Nenhum fuso com este nome").waitFor();
  await page.keyboard.press("Tab");
  await page.getByText("Escolha um fuso da lista").waitFor();
  expect(await zone.getAttribute("aria-invalid")).toBe("true");
  await zone.focus();
  await page.keyboard.type("sao paulo");
  await page.getByRole("option", { name: "America/Sao Paulo" }).waitFor();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("manaus");
  await page.getByRole("option", { name: "America/Manaus" }).waitFor();
  await visitor.shot("imports-zone");
  expect(await visitor.obstacles()).toEqual([]);
  await page.keyboard.press("Enter");
  expect(await zone.inputValue()).toBe("America/Manaus");
  await zone.press("Escape");
  const bad = Array.from({ length: 60 }, (_, nth) => `linha ${nth} <b>sem sentido</b>`).join("\n");
  const rows = "2023-03-05 08:00:00\t1.1\tsuporte\tNONE\tENTERQUEUE\t\t48999887766\t1\n";
  await choose(file("exportado.tsv", Buffer.from(`${rows}${bad}\n`)));
  await start().click();
  await row("exportado.tsv").getByText("Concluída").waitFor();
  await row("exportado.tsv").getByText("Filial").waitFor();
  const { imports } = await (await page.request.get(`${product.url}/api/v1/imports?limit=1`)).json();
  expect(imports[0]).toMatchObject({ pbx: "filial", zone: "America/Manaus", problems: 60 });
  expect(imports[0].firstAt).toBe(Date.parse("2023-03-05T12:00:00Z"));
  await page.getByLabel("PBX", { exact: true }).selectOption("Matriz");
  expect(visitor.problems()).toEqual([]);
});

story("lines that were not understood are shown with their reason, some at a time", async () => {
  const { page } = visitor;
  const open = row("exportado.tsv").getByRole("button", { name: /60 não entendidas/ });
  await open.focus();
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog", { name: "Linhas não entendidas" });
  await drawer.getByText("60 de 61 linhas de exportado.tsv").waitFor();
  await drawer.getByText("<b>sem sentido</b>").first().waitFor();
  await drawer.getByText("Faltam campos: uma linha tem hora").first().waitFor();
  expect(await drawer.locator("li").count()).toBe(50);
  await visitor.shot("imports-problems", "window");
  expect(await visitor.obstacles()).toEqual([]);
  await drawer.getByRole("button", { name: "Mostrar mais" }).click();
  await drawer.locator("li").nth(59).waitFor();
  expect(new Set(await drawer.locator("code").allTextContents()).size).toBe(60);
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  expect(await open.evaluate((each) => each === document.activeElement)).toBe(true);
  expect(visitor.problems()).toEqual([]);
});

story("a large log is seen going on, and is cancelled after a question; what was recorded stays", async () => {
  const { page } = visitor;
  await choose(file("anos", log(100_000, march + 400 * 86_400)));
  await start().click();
  await row("anos").getByRole("progressbar", { name: "Registro de anos" }).waitFor();
  await row("anos")
    .getByText(/^\d+% · \d/)
    .waitFor();
  await visitor.shot("imports-running");
  expect(await visitor.obstacles()).toEqual([]);
  await page.getByRole("button", { name: "Cancelar a importação de anos" }).click();
  const question = page.getByRole("dialog", { name: "Cancelar a importação?" });
  await visitor.shot("imports-cancel", "window");
  await question.getByRole("button", { name: "Cancelar importação" }).click();
  await row("anos").getByText("Cancelada").waitFor();
  await row("anos").getByText("O que foi registrado fica").waitFor();
  expect(visitor.problems()).toEqual([]);
});

story("an upload goes on while one is on another page, and the browser asks before it is lost", async () => {
  const { page } = visitor;
  await sendAtMost(400_000);
  await choose(file("lento", log(12_000, march + 800 * 86_400)));
  await start().click();
  const sending = page.getByRole("progressbar", { name: "Envio de lento" });
  await sending.waitFor();
  await chosen("lento")
    .getByText(/Enviando: .+ de .+ · [1-9]/)
    .waitFor();
  await visitor.shot("imports-sending");
  expect(await visitor.obstacles()).toEqual([]);
  await page.close({ runBeforeUnload: true });
  await page.getByRole("link", { name: "Chamadas das filas" }).click();
  await page.getByRole("heading", { name: "Chamadas das filas", level: 1 }).waitFor();
  expect(visitor.problems().filter((each) => each.startsWith("dialog"))).toHaveLength(1);
  await sendAtMost(-1);
  await page.getByText("lento enviado").waitFor();
  await page.getByRole("button", { name: "Ver importações" }).click();
  await row("lento").getByText("Concluída").waitFor();
  // Nothing is on its way: nothing is asked.
  await page.reload();
  await row("lento").waitFor();
  expect(visitor.problems()).toEqual([]);
});

story("an upload that was cut off is sent again, and one that is given up leaves nothing", async () => {
  const { page } = visitor;
  await sendAtMost(200_000);
  await choose(file("cortado", log(8_000, march + 900 * 86_400)));
  await start().click();
  await chosen("cortado")
    .getByText(/Enviando: .+ · [1-9]/)
    .waitFor();
  await product.halt();
  await chosen("cortado")
    .getByText(/O envio foi interrompido em .+ de /)
    .waitFor();
  await visitor.shot("imports-cut");
  expect(await visitor.obstacles()).toEqual([]);
  await product.boot();
  await page.getByText("Ao vivo").waitFor();
  visitor.problems();
  await chosen("cortado").getByRole("button", { name: "Enviar de novo" }).click();
  await chosen("cortado")
    .getByText(/Enviando: .+ · [1-9]/)
    .waitFor();
  await page.getByRole("button", { name: "Cancelar o envio de cortado" }).click();
  const question = page.getByRole("dialog", { name: "Cancelar o envio?" });
  await question.getByRole("button", { name: "Cancelar envio" }).click();
  await chosen("cortado").waitFor({ state: "detached" });
  await row("cortado").filter({ hasText: "Cancelada" }).waitFor();
  await row("cortado").filter({ hasText: "Falhou" }).getByText("Envie de novo").waitFor();
  expect(await row("cortado").count()).toBe(2);
  await sendAtMost(-1);
  visitor.problems();
});

story("who has to sign in again finds his files where they were", async () => {
  const { page } = visitor;
  await choose(file("recente", log(20, march + 950 * 86_400)));
  await chosen("recente").getByText(/desde/).waitFor();
  await page.context().clearCookies();
  await start().click();
  await page.getByText("Sua sessão terminou").waitFor();
  await visitor.signInHere(password);
  await chosen("recente").getByRole("button", { name: "Enviar de novo" }).click();
  await row("recente").getByText("20 chamadas").waitFor();
  visitor.problems();
});

story("the page says that it loads, that the server is away, and what it refused, and tries again", async () => {
  const { page } = visitor;
  const all = "**/api/v1/imports?*";
  let answer: (route: Route) => Promise<void> = async (route) => {
    await Bun.sleep(1_500);
    await route.continue();
  };
  await page.route(all, (route) => answer(route));
  await page.reload();
  await page.locator(".skel").first().waitFor();
  await visitor.shot("imports-loading");
  await row("recente").waitFor();
  answer = (route) => route.abort();
  await page.getByRole("button", { name: "Atualizar" }).click();
  await page.getByText("O servidor não respondeu").waitFor();
  expect(await row("recente").count()).toBe(1);
  await visitor.shot("imports-offline", "window");
  answer = (route) =>
    route.fulfill({
      ...{ status: 503, contentType: "application/problem+json" },
      body: JSON.stringify({ type: "urn:q-manager:problem:database-away", title: "", status: 503, detail: "" }),
    });
  await page.reload();
  await page.getByText("O banco de dados não responde agora").waitFor();
  await page.unroute(all);
  await page.getByRole("button", { name: "Tentar de novo" }).click();
  await row("recente").waitFor();
  await page.getByText("O banco de dados não responde agora").waitFor({ state: "detached" });
  visitor.problems();
});

story("who may only look sees what became of imports, and begins and cancels none", async () => {
  const guest = await visitor.again();
  const { page } = guest;
  await page.route("**/api/v1/session", async (route) => {
    const json = await (await route.fetch()).json();
    Object.assign(json.user, { administrator: false, permissions: { imports: "view" } });
    await route.fulfill({ json });
  });
  await page.goto(`${product.url}/imports`);
  await page.locator("tr.import-row").first().waitFor();
  expect(await page.locator('input[type="file"]').count()).toBe(0);
  expect(guest.problems()).toEqual([]);
  await guest.leave();
});

const languages = [
  { button: "Português", title: "Importações" },
  { button: "Español", title: "Importaciones" },
  { button: "English", title: "Imports" },
];
story.each(views([1440, 900], [390, 844], [320, 640]))(
  "the imports read well in every language, $theme, $width px wide",
  async ({ theme, width, height }) => {
    const guest = await visitor.again({ theme, width, height });
    const { page } = guest;
    await page.route("**/api/v1/imports?*", async (route) => {
      const json = await (await route.fetch()).json();
      const [first, second, third] = json.imports;
      const long = "queue_log-de-todas-as-filas-da-matriz-desde-a-troca-do-servidor-20230301.gz";
      Object.assign(first, { name: long, state: "running", bytes: 81_920_000, bytesRead: 31_130_000 });
      Object.assign(first, { lines: 152_310, problems: 3, visits: null, since: null, endedAt: null });
      Object.assign(second, { state: "running", lines: 0, bytesRead: 0, visits: null, since: null, firstAt: null });
      Object.assign(third, { visits: 214_380, lines: 914_220, problems: 2 });
      await route.fulfill({ json });
    });
    await page.goto(`${product.url}/imports`);
    await page.locator("tr.import-row").first().waitFor();
    for (const { button, title } of languages) {
      await guest.readIn(button);
      await page.getByRole("heading", { name: title, level: 1 }).waitFor();
      const cut = await page.locator(".imports .table-wrap").evaluate((each) => each.scrollWidth - each.clientWidth);
      expect([title, "cut off at the side", cut]).toEqual([title, "cut off at the side", 0]);
      await guest.shot(`imports-${button.slice(0, 2).toLowerCase()}-${theme}-${width}`);
      expect(await guest.obstacles()).toEqual([]);
    }
    expect(guest.problems()).toEqual([]);
    await guest.leave();
  },
);
