import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { CallCentre } from "./call_centre.ts";
import { browserVariable, launch } from "./chromium.ts";
import { Product } from "./product.ts";
import { Visitor } from "./visitor.ts";

const browserPath = process.env[browserVariable];
const password = "uma frase boa";

let browser: Browser;
let centre: CallCentre;
let product: Product;
let visitor: Visitor;

beforeAll(async () => {
  if (!browserPath) return;
  centre = new CallCentre();
  centre.join("suporte", "1001", "Mariana Alves");
  centre.call("48900159034", "Padaria São João");
  await centre.pbx.start();
  [browser, product] = await Promise.all([launch(browserPath), Product.start()]);
  visitor = await Visitor.arrive(browser);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await centre?.pbx.stop();
});

// One story, told in order: each test goes on where the one before it stopped.
const story = test.skipIf(!browserPath);

story("first access asks for a password that is long enough and typed alike twice", async () => {
  const { page } = visitor;
  await page.goto(product.url);
  await page.getByRole("heading", { name: "Primeiro acesso" }).waitFor();
  await visitor.shot("first-access-1");
  await page.getByRole("button", { name: "Continuar" }).click();
  await page.getByText("Use pelo menos 8 caracteres").waitFor();
  await page.getByLabel("Senha", { exact: true }).fill(password);
  await page.getByLabel("Repita a senha").fill("outra frase");
  await page.getByRole("button", { name: "Continuar" }).click();
  await page.getByText("As senhas não são iguais").waitFor();
  expect(await visitor.obstacles()).toEqual([]);
  await visitor.shot("first-access-1-errors");
});

story("first access speaks the language that is chosen", async () => {
  const { page } = visitor;
  await page.getByRole("radio", { name: /English/ }).check();
  await page.getByRole("heading", { name: "First access" }).waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
  await page.getByRole("radio", { name: /Español/ }).check();
  await page.getByRole("heading", { name: "Primer acceso" }).waitFor();
  await page.getByRole("radio", { name: /Português/ }).check();
  await page.getByRole("heading", { name: "Primeiro acesso" }).waitFor();
});

story("first access cannot be left out by another address", async () => {
  const other = await Visitor.arrive(browser, { width: 390, height: 844, theme: "dark" });
  await other.page.goto(`${product.url}/pbxs`);
  await other.page.getByRole("heading", { name: "Primeiro acesso" }).waitFor();
  await other.shot("first-access-1-390-dark");
  expect(await other.obstacles()).toEqual([]);
  expect(other.problems()).toEqual([]);
  await other.leave();
});

story("first access shows what is wrong with a PBX, and keeps what was typed", async () => {
  const { page } = visitor;
  await page.getByLabel("Repita a senha").fill(password);
  await page.getByRole("button", { name: "Continuar" }).click();
  await page.getByRole("heading", { name: "Conexão com o Asterisk" }).waitFor();
  await page.getByRole("button", { name: "Testar conexão" }).click();
  await page.getByText("Preencha este campo").first().waitFor();
  await page.getByLabel("Nome do PBX").fill("Matriz");
  await page.getByLabel("Endereço").fill(`127.0.0.1:${centre.pbx.port}`);
  await page.getByLabel("Usuário AMI").fill("qmanager");
  await page.getByLabel("Senha AMI").fill("errada");
  await page.getByRole("button", { name: "Testar conexão" }).click();
  await page.getByText("A conexão não serve como está").waitFor();
  await page.getByText(/Authentication failed/).waitFor();
  await page.getByRole("button", { name: "Concluir mesmo assim" }).waitFor();
  await visitor.shot("first-access-2-refused");
  expect(await page.getByLabel("Nome do PBX").inputValue()).toBe("Matriz");
});

story("first access tests the PBX, shows each check, and leads to the live panel", async () => {
  const { page } = visitor;
  await page.getByLabel("Senha AMI").fill("qmanager");
  await page.getByRole("button", { name: "Testar de novo" }).click();
  await page.getByText(/Asterisk 22\.\S+ respondeu, 2 filas encontradas/).waitFor();
  await page.getByText("Conexão e acesso à AMI").waitFor();
  await visitor.shot("first-access-2");
  expect(await visitor.obstacles()).toEqual([]);
  await page.getByRole("button", { name: "Concluir" }).click();
  await page.getByRole("region", { name: "Fila suporte" }).waitFor();
  await page.getByRole("article", { name: /^Mariana Alves/ }).waitFor();
  await page.getByRole("region", { name: "Fila suporte" }).getByText("48900159034").first().waitFor();
  await page.getByText("Ao vivo").waitFor();
  expect(await page.title()).toBe("Painel de filas · Q-Manager");
  expect(visitor.problems()).toEqual([]);
});

story("a reload stays signed in and shows the panel again", async () => {
  const { page } = visitor;
  await page.reload();
  await page.getByRole("article", { name: /^Mariana Alves/ }).waitFor();
});

story("signing out leads to the sign-in page, and the wrong password stays there", async () => {
  const { page } = visitor;
  await page.getByRole("button", { name: /Conta de admin/ }).click();
  await page.getByRole("menuitem", { name: "Sair" }).click();
  await page.getByRole("heading", { name: "Entrar" }).waitFor();
  await visitor.shot("sign-in");
  await page.getByLabel("Usuário").fill("admin");
  await page.getByLabel("Senha", { exact: true }).fill("não é esta");
  await page.getByRole("button", { name: "Entrar" }).click();
  await page.getByText("Usuário ou senha não conferem").waitFor();
  expect(await page.getByLabel("Usuário").inputValue()).toBe("admin");
  await visitor.shot("sign-in-refused");
  expect(await visitor.obstacles()).toEqual([]);
});

story("signing in leads to the address that was asked for", async () => {
  const { page } = visitor;
  await page.goto(`${product.url}/pbxs`);
  await page.getByLabel("Usuário").fill("admin");
  await page.getByLabel("Senha", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Conexões com o PBX", level: 1 }).waitFor();
  await page.getByRole("region", { name: "Matriz" }).getByText("ao vivo").waitFor();
  await visitor.shot("pbxs");
  expect(await visitor.obstacles()).toEqual([]);
  expect(visitor.problems()).toEqual([]);
});

story("a session that ended elsewhere sends the page to sign in and says so", async () => {
  const { page } = visitor;
  await page.evaluate(() => fetch("/api/v1/session", { method: "DELETE" }));
  await page.getByText("Sua sessão terminou").waitFor();
  await visitor.signIn(product.url, password);
  await page.getByText("Ao vivo").waitFor();
});
