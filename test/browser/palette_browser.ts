import { expect } from "bun:test";
import { CallCentre, oddNames } from "./call_centre.ts";
import { product, setStage, visitor } from "./stage.ts";

/** More than are drawn at once, in boxes and in rows. */
const [manyAgents, manyCallers] = [90, 70];

const centre = new CallCentre();
for (let at = 0; at < manyAgents; at++) centre.join("suporte", String(2000 + at), `Agente ${at}`);
centre.join("vendas", "1001", "Mariana Alves");
centre.join("suporte", "1001", "Mariana Alves");
centre.join("vendas", "1002", oddNames.html);
for (const queue of ["suporte", "vendas"]) centre.pause(queue, "1001", true, "Café");
for (let at = 0; at < manyCallers; at++) centre.call(`4890015${9000 + at}`, null, "4001");
const story = setStage({
  centres: { Matriz: centre },
  shows: (page) => page.getByRole("region", { name: "Fila vendas" }),
  forgets: true,
});

const palette = () => visitor.page.getByRole("dialog", { name: "Buscar ou ir para" });
const option = (name: string | RegExp) => palette().getByRole("option", { name });

async function search(typed: string): Promise<void> {
  await visitor.page.keyboard.press("Control+k");
  await palette().waitFor();
  await visitor.page.keyboard.type(typed);
}

/** Waits until the element that has the focus is so. */
async function focusIs(selector: string): Promise<void> {
  await visitor.page.waitForFunction((wanted) => document.activeElement?.matches(wanted) === true, selector);
  const isSeen = await visitor.page.evaluate(() => {
    const place = document.activeElement?.getBoundingClientRect();
    return place !== undefined && place.top >= 0 && place.top < innerHeight;
  });
  expect(isSeen).toBe(true);
}

story("Ctrl K opens the search, Esc closes it, and the focus comes back", async () => {
  const { page } = visitor;
  const button = page.getByRole("button", { name: "Buscar ou ir para" });
  await button.click();
  await palette().getByRole("combobox").waitFor();
  await option("Painel de filas").waitFor();
  await option("suporte").waitFor();
  expect(await visitor.obstacles()).toEqual([]);
  await visitor.shot("palette");
  await page.keyboard.press("Escape");
  await palette().waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.className)).toBe("searchbox");
  await page.keyboard.press("Control+k");
  await palette().waitFor();
  await page.keyboard.press("Control+k");
  await palette().waitFor({ state: "detached" });
});

story("the search leads to a page, which is read from its beginning", async () => {
  const { page } = visitor;
  await search("conex");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Conexões com o PBX", level: 1 }).waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "content");
});

story("the search leads from another page to a queue, and shows it if it was hidden", async () => {
  const { page } = visitor;
  await page.goto(`${product.url}/?queues=matriz/suporte`);
  await page.getByRole("region", { name: "Fila suporte" }).waitFor();
  await page.goto(`${product.url}/pbxs`);
  await page.getByRole("heading", { name: "Conexões com o PBX", level: 1 }).waitFor();
  await search("vendas");
  await option("vendas").waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Fila vendas" }).waitFor();
  await focusIs('[data-topic="queue/matriz/vendas"]');
  expect(new URL(page.url()).search).not.toContain("queue=");
});

story("the search finds an agent by name or extension, with his state, and leads to his box", async () => {
  const { page } = visitor;
  await search("mariana alv");
  expect(await option(/^Mariana Alves/).textContent()).toMatch(/Ramal 1001 · suporte, vendas.*Em pausa/);
  await visitor.shot("palette-agent");
  await page.keyboard.press("Enter");
  await focusIs('[data-topic="queue/matriz/suporte"] [data-interface="PJSIP/1001"]');
  await search("1002");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await focusIs('[data-interface="PJSIP/1002"]');
  expect(visitor.problems()).toEqual([]);
});

story("the search leads to a box that was not drawn yet, or was filtered away", async () => {
  const { page } = visitor;
  await page.reload();
  const suporte = page.getByRole("region", { name: "Fila suporte" });
  await suporte.getByRole("button", { name: /^Em pausa/ }).click();
  await suporte.getByRole("article", { name: /^Agente 5,/ }).waitFor({ state: "detached" });
  await search(`agente ${manyAgents - 1}`);
  await page.keyboard.press("Enter");
  await focusIs(`[data-interface="PJSIP/${2000 + manyAgents - 1}"]`);
});

story("the search finds a waiting number as people write it, and leads to its row", async () => {
  const { page } = visitor;
  await search("+55 (48) 90015-9065");
  await option(/vendas$/).waitFor();
  await visitor.shot("palette-number");
  await page.keyboard.press("Enter");
  await focusIs(".wait[data-caller]");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("48900159065");
});

story("a search that finds nothing says so, and what is typed is text", async () => {
  const { page } = visitor;
  await search("<img src=x onerror=alert(1)> 王");
  await palette().getByText("Nada encontrado").waitFor();
  expect(await page.locator("img").count()).toBe(0);
  await visitor.shot("palette-nothing");
  expect(await visitor.obstacles()).toEqual([]);
  await page.keyboard.press("Enter");
  await palette().waitFor();
  await page.keyboard.press("Escape");
  expect(visitor.problems()).toEqual([]);
});

story("the search serves a finger on a narrow screen", async () => {
  const guest = await visitor.again({ theme: "dark", width: 390, height: 844 });
  await guest.page.goto(product.url);
  await guest.page.getByRole("button", { name: "Buscar ou ir para" }).tap();
  await guest.page.getByRole("combobox").fill("mariana");
  await guest.shot("palette-390-dark");
  expect(await guest.obstacles()).toEqual([]);
  await guest.page.getByRole("option", { name: /^Mariana/ }).tap();
  await guest.page.waitForFunction(() => document.activeElement?.getAttribute("data-interface") === "PJSIP/1001");
  expect(guest.problems()).toEqual([]);
  await guest.leave();
});
