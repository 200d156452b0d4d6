import { expect } from "bun:test";
import type { Locator } from "playwright-core";
import { CallCentre, oddNames } from "./call_centre.ts";
import { reads } from "./panel_page.ts";
import { password, product, setStage, visitor } from "./stage.ts";
import { views } from "./visitor.ts";

const centre = new CallCentre();
const story = setStage({ centres: { Matriz: centre }, forgets: true });

const queue = (name: string): Locator => visitor.page.getByRole("region", { name: `Fila ${name}` });
const agent = (name: string): Locator => queue("suporte").getByRole("article", { name: new RegExp(`^${name}`) });
/** A figure of a queue's head by its title. */
const figure = (name: string, title: string): Locator =>
  queue(name).locator(".qfig", { hasText: title }).locator("dd").first();

/** Those who wait in a queue: its last events name them, too. */
const line = (name: string): Locator => queue(name).locator(".waits");

story("the panel shows each queue with its agents as they come", async () => {
  await queue("vendas").getByText("Nenhum operador nesta fila").waitFor();
  centre.join("suporte", "1001", "Mariana Alves");
  centre.join("suporte", "1002", "Rafael Souza", 1);
  await reads(agent("Mariana Alves"), "Livre");
  await reads(agent("Rafael Souza"), "Livre");
  await reads(figure("suporte", "Operadores"), "2");
});

story("before anything happened the charts say so in words", async () => {
  await queue("suporte").getByText("Ninguém esperou nos últimos 30 minutos.").waitFor();
  await queue("suporte").getByText("Nenhuma chamada entrou hoje.").waitFor();
});

story("a call arrives, rings, is answered and ends, and today's figures follow", async () => {
  await reads(figure("suporte", "Atendidas"), "0");
  centre.reaction = { kind: "ignore" };
  centre.pause("suporte", "1002", true, "Café");
  await reads(agent("Rafael Souza"), "Café");
  centre.call("48900159034", "Padaria São João");
  const wait = queue("suporte").getByRole("listitem").filter({ hasText: "48900159034" });
  await reads(wait, "Padaria São João");
  await reads(wait, "Mariana Alves");
  await reads(wait.locator("time"), /^00:(0[1-9]|[1-5]\d)$/);
  await reads(agent("Mariana Alves"), "Tocando");
  await reads(figure("suporte", "Aguardando"), "1");
  await visitor.shot("panel-ringing");

  centre.reaction = { kind: "answer", afterMs: 200 };
  centre.talkMs = 5_000;
  centre.call("47907213350", null);
  centre.pause("suporte", "1002", false);
  await reads(agent("Rafael Souza"), "Em chamada");
  await reads(agent("Rafael Souza"), "47907213350");
  await visitor.shot("panel-talking");
  await reads(agent("Rafael Souza"), "Livre");
  await reads(figure("suporte", "Atendidas"), "1");
});

story("a Brazilian number is written as people write it, and stays the number that was sent", async () => {
  const number = line("suporte").locator(".tel").first();
  await reads(number, "48900159034");
  const sign = (part: string) =>
    number
      .locator(part)
      .evaluate((element) => [
        getComputedStyle(element, "::before").content,
        getComputedStyle(element, "::after").content,
      ]);
  expect(await sign(".tel__area")).toEqual(['"("', '")\u00a0"']);
  expect(await sign(".tel__first")).toEqual(["none", '"-"']);
});

story("a caller who gives up leaves the list and is counted as abandoned", async () => {
  centre.reaction = { kind: "ignore" };
  centre.patienceMs = 4_000;
  centre.call("11987654321", null);
  await line("suporte").getByText("11987654321").waitFor();
  await line("suporte").getByText("11987654321").waitFor({ state: "detached" });
  await reads(figure("suporte", "Abandonadas"), "1");
  centre.patienceMs = 1e12;
});

story("names and numbers of strangers are text, whatever is in them", async () => {
  centre.join("suporte", "1001", oddNames.html);
  centre.join("vendas", "1001", oddNames.html);
  centre.join("vendas", "1002", oddNames.long);
  centre.call("21999990000", oddNames.html, "4001");
  centre.call("", null, "4001");
  centre.call("21999990001", oddNames.chinese, "4001");
  await queue("vendas").getByRole("article", { name: oddNames.html }).waitFor();
  await line("vendas").getByText("Anônimo").waitFor();
  await line("vendas").getByText(oddNames.chinese).waitFor();
  expect(await visitor.page.locator("img").count()).toBe(0);
  await visitor.shot("panel-names");
  expect(visitor.problems()).toEqual([]);
});

const languages = [
  { language: "pt", button: "Português", title: "Painel de filas", waiting: "Aguardando", trend: "últimos 30 min" },
  { language: "es", button: "Español", title: "Panel de colas", waiting: "En espera", trend: "últimos 30 min" },
  { language: "en", button: "English", title: "Queue panel", waiting: "Waiting", trend: "last 30 min" },
];
story.each(views([1440, 900], [390, 844]))(
  "the panel reads well in every language, $theme, $width px wide",
  async ({ theme, width, height }) => {
    const guest = await visitor.again({ theme, width, height });
    await guest.page.goto(product.url);
    for (const { language, button, title, waiting, trend } of languages) {
      await guest.readIn(button);
      await guest.page.getByRole("heading", { name: title, level: 1 }).waitFor();
      await guest.page.locator(".queue").nth(1).getByText(waiting).first().waitFor();
      await guest.page.locator(".card__head small", { hasText: trend }).nth(1).waitFor();
      await guest.shot(`panel-${language}-${theme}-${width}`);
      expect(await guest.obstacles()).toEqual([]);
    }
    expect(guest.problems()).toEqual([]);
    await guest.leave();
  },
);

story("the theme can be changed, and is kept", async () => {
  const { page } = visitor;
  await page.getByRole("button", { name: "Usar o tema escuro" }).click();
  await page.reload();
  await page.getByRole("button", { name: "Usar o tema claro" }).click();
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("light");
});

story("the menu and its pages work by keyboard alone", async () => {
  const { page } = visitor;
  await page.goto(product.url);
  await queue("suporte").waitFor();
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Ir para o conteúdo");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
  await page.getByRole("button", { name: /Conta de admin/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menu").waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('[role="menu"]') != null);
  await page.keyboard.press("ArrowUp");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("Sair");
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("AD: Conta de admin");
});

story("an address that leads nowhere says so, and leads back", async () => {
  const { page } = visitor;
  await page.goto(`${product.url}/nada`);
  await page.getByText("Não há nada em /nada.").waitFor();
  await page.getByRole("link", { name: "Ir para o painel de filas" }).click();
  await queue("suporte").waitFor();
  await page.goBack();
  await page.getByText("Não há nada em /nada.").waitFor();
  await page.goto(product.url);
});

story(
  "a PBX that falls silent turns the bar yellow, then the figures grey under a red banner, and comes back",
  async () => {
    const { page } = visitor;
    await page.getByText("Ao vivo").waitFor();
    centre.pbx.stopAnswering();
    await page.getByText("Reconectando").waitFor();
    await page.getByText(/Conexão com Matriz perdida às \d\d:\d\d:\d\d/).waitFor();
    expect(await queue("suporte").getAttribute("class")).toContain("is-stale");
    await visitor.shot("panel-stale");
    expect(await visitor.obstacles()).toEqual([]);
    centre.pbx.resume();
    await page.getByText("Ao vivo").waitFor();
    await page.getByText(/perdida às/).waitFor({ state: "detached" });
    expect(await queue("suporte").getAttribute("class")).not.toContain("is-stale");
  },
);

story("an Asterisk that crashed comes back without those who were waiting", async () => {
  await reads(figure("vendas", "Aguardando"), "3");
  centre.pbx.crash();
  await reads(figure("vendas", "Aguardando"), /^0$/);
  await visitor.page.getByText("Ao vivo").waitFor();
});

story("an Asterisk that was restarted is told of, until the notice is closed", async () => {
  const { page } = visitor;
  const notice = page.getByText(/O Asterisk de Matriz foi reiniciado às \d\d:\d\d:\d\d/);
  await notice.waitFor();
  await visitor.shot("panel-restarted");
  expect(await visitor.obstacles()).toEqual([]);
  await page.getByRole("region", { name: "Avisos da conexão" }).getByRole("button", { name: "Fechar" }).click();
  await notice.waitFor({ state: "detached" });
});

story("a server that is restarted is waited for, and the page goes on signed in", async () => {
  const { page } = visitor;
  await product.halt();
  await page.getByText(/Conexão com o servidor perdida às/).waitFor();
  await visitor.shot("panel-server-away");
  await product.boot();
  await page.getByRole("button", { name: "Tentar agora" }).click();
  await page.getByText("Ao vivo").waitFor();
  await page.getByText(/perdida às/).waitFor({ state: "detached" });
  centre.call("31988887777", null);
  await line("suporte").getByText("31988887777").waitFor();
});

story("nothing that was open when the session ended is open for who signs in next", async () => {
  const { page } = visitor;
  const paused = () => agent("Mariana Alves").getByRole("button", { name: "Pausar Mariana Alves" });
  await paused().click();
  await page.locator(".toast").waitFor();
  await queue("suporte").locator(".qhead__act").getByRole("button").click();
  await page.getByRole("dialog").waitFor();
  await page.evaluate(() => fetch("/api/v1/session", { method: "DELETE" }));
  await visitor.signInHere(password);
  await queue("suporte").waitFor();
  expect(await page.getByRole("dialog").count()).toBe(0);
  expect(await page.locator(".toast").count()).toBe(0);
});
