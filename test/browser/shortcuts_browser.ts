import { expect } from "bun:test";
import { CallCentre } from "./call_centre.ts";
import { product, setStage, visitor } from "./stage.ts";

const centre = new CallCentre();
centre.join("suporte", "1001", "Mariana Alves");
const story = setStage({
  centres: { Matriz: centre },
  shows: (page) => page.getByRole("article", { name: /^Mariana Alves/ }),
  forgets: true,
});

const list = () => visitor.page.getByRole("dialog", { name: "Atalhos de teclado" });
const theme = () => visitor.page.evaluate(() => document.documentElement.dataset.theme);

story("? lists the shortcuts that there are, and Esc closes the list", async () => {
  const { page } = visitor;
  await page.keyboard.press("?");
  await list().getByRole("region", { name: "No painel de filas" }).getByText("Tela cheia").waitFor();
  await list().getByText("Mostrar ou ocultar uma fila, da 1ª à 9ª").waitFor();
  await list().getByRole("region", { name: "Em um operador com o foco" }).getByText("Escutar").waitFor();
  expect(await visitor.obstacles()).toEqual([]);
  await visitor.shot("shortcuts");
  await page.keyboard.press("Escape");
  await list().waitFor({ state: "detached" });
  expect(visitor.problems()).toEqual([]);
});

story("single keys change the theme, show and hide a queue, open the search, and go to the panel", async () => {
  const { page } = visitor;
  const before = await theme();
  await page.keyboard.press("t");
  expect(await theme()).not.toBe(before);
  await page.keyboard.press("t");
  await page.keyboard.press("1");
  await page.getByRole("region", { name: "Fila suporte" }).waitFor({ state: "detached" });
  await page.keyboard.press("1");
  await page.getByRole("region", { name: "Fila suporte" }).waitFor();
  await page.keyboard.press("/");
  await page.getByRole("dialog", { name: "Buscar ou ir para" }).waitFor();
  // In a field keys are letters.
  await page.keyboard.press("t");
  expect(await page.getByRole("combobox").inputValue()).toBe("t");
  expect(await theme()).toBe(before);
  await page.keyboard.press("Escape");
  await page.goto(`${product.url}/pbxs`);
  await page.getByRole("heading", { name: "Conexões com o PBX", level: 1 }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await page.getByRole("region", { name: "Fila suporte" }).waitFor();
});

story("n opens the way to add agents to the queue", async () => {
  const { page } = visitor;
  await page.keyboard.press("n");
  await page.getByRole("dialog", { name: /^Adicionar operadores a/ }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  // The list of who could be added is asked of the server while the drawer opens.
  visitor.problems();
});

story("g then p on an agent's box goes to the panel and pauses nobody", async () => {
  const { page } = visitor;
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.getByRole("article", { name: /^Mariana Alves/ }).focus();
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await page.keyboard.press("?");
  await list().waitFor();
  await page.keyboard.press("Escape");
  expect(asked).not.toContain("POST /api/v1/actions");
});

story("single keys can be switched off for good; Ctrl K goes on, and the menu leads to the list", async () => {
  const { page } = visitor;
  await page.keyboard.press("?");
  await list().getByRole("switch", { name: "Atalhos de uma tecla" }).uncheck();
  await visitor.shot("shortcuts-off");
  await page.keyboard.press("Escape");
  const before = await theme();
  await page.keyboard.press("t");
  await page.keyboard.press("?");
  expect(await theme()).toBe(before);
  expect(await list().count()).toBe(0);
  await page.reload();
  await page.getByRole("article", { name: /^Mariana Alves/ }).waitFor();
  await page.keyboard.press("t");
  expect(await theme()).toBe(before);
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Buscar ou ir para" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /Conta de admin/ }).click();
  await page.getByRole("menuitem", { name: "Atalhos de teclado" }).click();
  await list().getByRole("switch", { name: "Atalhos de uma tecla" }).check();
  await page.keyboard.press("Escape");
  await page.keyboard.press("t");
  expect(await theme()).not.toBe(before);
});
