import { afterEach, beforeAll, expect } from "bun:test";
import { campaign, crowded, LargeCallCentre } from "./large_call_centre.ts";
import { PanelPage, reads } from "./panel_page.ts";
import { password, product, setStage, visitor } from "./stage.ts";

const centre = new LargeCallCentre();
const story = setStage({ centres: { Matriz: centre } });

let panel: PanelPage;
beforeAll(() => {
  if (visitor) panel = new PanelPage(visitor.page);
});

afterEach(() => {
  if (visitor) expect(visitor.problems()).toEqual([]);
});

/** The panel with these queues; with all when none is named. */
async function look(...queues: string[]): Promise<void> {
  await visitor.page.goto(`${product.url}/?${queues.map((each) => `queues=matriz/${each}`).join("&")}`);
}

/** What the panel's heads say of every queue, read in one moment. */
function heads(): Promise<{ queue: string; members: number; waiting: number }[]> {
  return visitor.page.$$eval(".queue", (sections) =>
    sections.map((section) => {
      const figure = (title: string) => {
        const found = [...section.querySelectorAll(".qfig")].find(
          (each) => each.querySelector("dt")?.textContent === title,
        );
        return Number.parseInt(found?.querySelector("dd")?.textContent?.replace(".", "") ?? "", 10);
      };
      return {
        queue: section.querySelector("h2")?.textContent ?? "",
        members: figure("Operadores"),
        waiting: figure("Aguardando"),
      };
    }),
  );
}

/** Waits until each queue's head has once said what is so on the PBX at that moment: calls come and go all the time. */
async function agreesEverywhere(): Promise<void> {
  const open = new Set(centre.queueNames);
  let last: unknown = null;
  for (const end = Date.now() + 20_000; open.size > 0; await Bun.sleep(50)) {
    if (Date.now() > end)
      throw new Error(`The panel never agreed with the PBX on ${[...open]}; it says ${JSON.stringify(last)}`);
    const before = new Map([...open].map((name) => [name, centre.now(name)]));
    const said = await heads();
    last = said.filter(({ queue }) => open.has(queue));
    for (const { queue, members, waiting } of said) {
      const so = before.get(queue);
      if (so && so.members === members && so.waiting === waiting) open.delete(queue);
    }
  }
}

story("the panel opens with 1,000 agents in 50 queues, and every queue's head is right", async () => {
  await look();
  await visitor.page.locator(".queue").nth(51).waitFor({ state: "attached" });
  await visitor.page.locator(".op").first().waitFor();
  await agreesEverywhere();
  await visitor.shot("large-top", "window");
  expect(await visitor.obstacles()).toEqual([]);
});

story("who scrolls finds every queue drawn, and the page does not jump", async () => {
  const { page } = visitor;
  const place = () => page.evaluate(() => Math.round(scrollY));
  for (let step = 0; step < 12; step++) {
    const from = await place();
    await page.mouse.wheel(0, 1_500);
    // A wheel's way takes some frames, and what is drawn on the way may be other than its place was thought to be.
    await page.waitForFunction((from) => scrollY > from + 500, from);
    await page.waitForFunction(() =>
      [...document.querySelectorAll(".queue")]
        .filter((each) => each.getBoundingClientRect().top < innerHeight && each.getBoundingClientRect().bottom > 0)
        .every((each) => each.querySelector(".queue__agents") !== null),
    );
  }
  await Bun.sleep(300);
  const here = await place();
  await Bun.sleep(1_500);
  expect(await place()).toBe(here);
  await page.keyboard.press("End");
  await page.locator(".queue").last().locator(".queue__agents").waitFor();
  // What is far away costs nothing.
  expect(await page.locator(".op").count()).toBeLessThan(500);
  await page.keyboard.press("Home");
  await page.locator(".queue").first().locator(".op").first().waitFor();
});

story("a filter by state keeps to that state while agents change theirs", async () => {
  await look("suporte");
  const queue = panel.queue("suporte");
  await queue.getByRole("button", { name: /^Em chamada/ }).click();
  for (let look = 0; look < 20; look++) {
    const states = await queue.locator(".op").evaluateAll((all) => all.map((each) => each.getAttribute("data-state")));
    expect(states.filter((each) => each !== "busy")).toEqual([]);
    await Bun.sleep(100);
  }
  await queue.getByRole("button", { name: /^Todos/ }).click();
  await reads(queue.locator(".op[data-state=free]").first(), "Livre");
});

story("agents stand together by state when asked to, and so they stay", async () => {
  const { page } = visitor;
  await page.getByRole("button", { name: "Agrupar por status" }).click();
  // While a pointer is over the boxes they keep their places.
  await page.mouse.move(1, 1);
  const order = ["free", "ringing", "busy", "paused", "unregistered", "unknown"];
  for (let look = 0; look < 10; look++) {
    // A state and its place are drawn one right after the other.
    await page.waitForFunction((order) => {
      const boxes = [...document.querySelectorAll('.queue[data-topic$="/suporte"] .op')];
      const places = boxes.map((each) => order.indexOf(each.getAttribute("data-state") ?? ""));
      return places.length > 20 && places.every((each, at) => at === 0 || each >= (places[at - 1] ?? 0));
    }, order);
    await Bun.sleep(100);
  }
  await visitor.shot("large-grouped", "window");
  await page.getByRole("button", { name: "Agrupar por status" }).click();
});

story("one queue of many is found by its name", async () => {
  const { page } = visitor;
  await look();
  await page.getByRole("button", { name: "Nenhuma", exact: true }).click();
  await page.getByText("Nenhuma fila escolhida").waitFor();
  await page.getByRole("searchbox", { name: "Buscar fila" }).fill("RETENCAO-3");
  await page
    .getByRole("group", { name: "Filas exibidas" })
    .getByRole("button", { name: /retencao-3/ })
    .click();
  await panel.queue("retencao-3").locator(".op").first().waitFor();
  expect(await page.locator(".queue").count()).toBe(1);
  await page.getByRole("button", { name: "Todas", exact: true }).click();
  await page.locator(".queue").nth(51).waitFor({ state: "attached" });
});

story("a reload in the middle of everything shows what is, each time", async () => {
  const { page } = visitor;
  for (let time = 0; time < 3; time++) {
    await page.reload({ waitUntil: "commit" });
    // The frame of the page stands, and most queues are still on their way.
    await page.locator(".app").waitFor();
  }
  await agreesEverywhere();
});

story("500 callers in one queue are counted, and listed when asked for", async () => {
  const { page } = visitor;
  centre.crowd(500);
  await look(crowded);
  await reads(panel.figure(crowded, "Aguardando"), /^500$/);
  const rows = panel.line(crowded).locator(".wait");
  expect(await rows.count()).toBe(50);
  await visitor.shot("large-500-waiting", "window");
  await page.getByRole("button", { name: "Mostrar todas (+450)" }).click();
  await reads(rows.nth(499), "Cliente 500");
  centre.crowd(1);
  await reads(panel.figure(crowded, "Aguardando"), /^501$/);
  await reads(rows.nth(500), "501º");
  expect(await visitor.obstacles()).toEqual([]);
  await page.getByRole("button", { name: "Mostrar menos" }).click();
  await rows.nth(50).waitFor({ state: "detached" });
});

story("a queue that is removed while it is looked at goes, and comes back when it is made again", async () => {
  const { page } = visitor;
  await look(campaign, "vendas");
  await panel.queue(campaign).locator(".op").nth(2).waitFor();
  centre.unmake();
  // The next list of queues is asked for at the next connection, or half a minute later.
  centre.pbx.dropConnections();
  await panel.queue(campaign).locator(".op").first().waitFor({ state: "detached" });
  await page.getByText("Ao vivo").waitFor();
  await panel.queue("vendas").locator(".op").first().waitFor();
  await visitor.shot("large-queue-removed", "window");
  centre.make();
  await panel.queue(campaign).locator(".op").nth(2).waitFor();
});

story("a session that ends in the middle of everything leads to the sign-in, and back to the same queues", async () => {
  const { page } = visitor;
  await look("vendas", "financeiro");
  await panel.queue("financeiro").locator(".op").first().waitFor();
  await page.evaluate(() => fetch("/api/v1/session", { method: "DELETE" }));
  await page.getByText("Sua sessão terminou").waitFor();
  await page.getByLabel("Usuário").fill("admin");
  await page.getByLabel("Senha", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Entrar" }).click();
  await panel.queue("vendas").locator(".op").first().waitFor();
  await panel.queue("financeiro").waitFor();
  expect(await page.locator(".queue").count()).toBe(2);
});
