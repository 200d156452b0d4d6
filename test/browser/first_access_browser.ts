import { expect } from "bun:test";
import { join } from "node:path";
import { CallCentre } from "./call_centre.ts";
import { browser, password, product, setStage, visitor } from "./stage.ts";
import { Visitor } from "./visitor.ts";

const centre = new CallCentre();
centre.join("suporte", "1001", "Mariana Alves");
centre.join("suporte", "1002", "Bruno Lima");
centre.join("vendas", "1003", "Carla");
centre.call("48900159034", "Padaria São João");
// One story, told in order: each test goes on where the one before it stopped.
const story = setStage({ unknown: [centre], untouched: true });

story("first access asks for an e-mail that can be one, or none", async () => {
  const { page } = visitor;
  await page.goto(product.url);
  await page.getByRole("heading", { name: "Primeiro acesso" }).waitFor();
  await visitor.shot("first-access-1");
  await page.getByLabel("E-mail do responsável").fill("renata");
  await page.getByRole("button", { name: "Continuar" }).click();
  await page.getByText("Escreva um endereço como").waitFor();
  expect(await visitor.obstacles()).toEqual([]);
  await page.getByLabel("E-mail do responsável").fill("renata@centro.example");
  await page.getByLabel("Token de licença").fill("A7F2-91QC");
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

story("first access asks for a password that is long enough and typed alike twice", async () => {
  const { page } = visitor;
  await page.getByRole("button", { name: "Continuar" }).click();
  await page.getByRole("heading", { name: "Conta de administrador" }).waitFor();
  await page.getByRole("button", { name: "Continuar" }).click();
  await page.getByText("Use pelo menos 8 caracteres").waitFor();
  await page.getByLabel("Senha", { exact: true }).fill(password);
  await page.getByLabel("Repita a senha").fill("outra frase");
  await page.getByRole("button", { name: "Continuar" }).click();
  await page.getByText("As senhas não são iguais").waitFor();
  expect(await visitor.obstacles()).toEqual([]);
  await visitor.shot("first-access-2-errors");
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
  await visitor.shot("first-access-3-refused");
  expect(await page.getByLabel("Nome do PBX").inputValue()).toBe("Matriz");
});

story("first access tests the PBX, shows each check, and keeps the zone of its clocks", async () => {
  const { page } = visitor;
  await page.getByLabel("Senha AMI").fill("qmanager");
  await page.getByRole("button", { name: "Testar de novo" }).click();
  await page.getByText(/Asterisk 22\.\S+ respondeu, 2 filas encontradas/).waitFor();
  // What an earlier step was told wrongly is said there.
  await page.getByRole("button", { name: "Concluir" }).click();
  await page.getByLabel("Token de licença").and(page.locator('[aria-invalid="true"]')).waitFor();
  await visitor.shot("first-access-1-licence");
  expect(await visitor.obstacles()).toEqual([]);
  await page.getByLabel("Token de licença").fill("");
  await page.getByRole("button", { name: "Continuar" }).click();
  await page.getByRole("button", { name: "Continuar" }).click();
  await page.getByText("Conexão e acesso à AMI").waitFor();
  await visitor.shot("first-access-3");
  expect(await visitor.obstacles()).toEqual([]);
  expect(await page.getByRole("combobox", { name: "Fuso horário" }).inputValue()).toBe("America/Sao_Paulo");
  await page.getByRole("button", { name: "Concluir" }).click();
  await page.getByRole("heading", { name: "Operadores e histórico" }).waitFor();
  // The browser notes the refusal of the licence.
  expect(visitor.problems().filter((each) => !/status of 400/.test(each))).toEqual([]);
});

story("who may be an agent is proposed, and whoever leaves finds it again", async () => {
  const { page } = visitor;
  await page.getByText("O PBX respondeu com 2 filas. Confira quem são os operadores").waitFor();
  await page.getByRole("list", { name: "Filas encontradas" }).getByText("suporte").waitFor();
  expect(await page.getByLabel("Código de Mariana Alves").inputValue()).toBe("1001");
  await page.getByText("3 nomes, 3 marcados").waitFor();
  await page.getByText("membro de fila").first().waitFor();
  await visitor.shot("first-access-4");
  expect(await visitor.obstacles()).toEqual([]);
  await page.reload();
  await page.getByRole("heading", { name: "Operadores e histórico" }).waitFor();
  await page.getByText("3 nomes, 3 marcados").waitFor();
  for (const width of [390, 320]) {
    const guest = await visitor.again({ width, height: 844, theme: "dark" });
    await guest.page.goto(product.url);
    await guest.page.getByText("3 nomes, 3 marcados").waitFor();
    await guest.shot(`first-access-4-${width}-dark`);
    expect(await guest.obstacles()).toEqual([]);
    await guest.leave();
  }
});

story("names and codes are put right before anybody is made", async () => {
  const { page } = visitor;
  await page.getByLabel("Código de Bruno Lima").fill("1001");
  await page.getByLabel("Nome de Carla").fill("");
  await page.getByRole("button", { name: "Criar 3 operadores e concluir" }).click();
  await page.getByText("Código repetido").waitFor();
  await page.getByText("Preencha o nome").waitFor();
  await visitor.shot("first-access-4-errors");
  expect(await visitor.obstacles()).toEqual([]);
  await page.getByLabel("Nome de Carla").fill('<b>Carla "=1+1"</b>');
  await page.getByLabel("Código de Bruno Lima").fill("77");
  await page.getByRole("checkbox", { name: "Criar Mariana Alves" }).uncheck();
  await page.getByText("3 nomes, 2 marcados").waitFor();
});

story("the log of the PBX is read from where it is, and what is wrong with it stands beside it", async () => {
  const { page } = visitor;
  await page.getByRole("textbox", { name: "Onde está o queue_log" }).fill("mysql://snep@10.0.0.1/snep");
  await page.getByRole("button", { name: "Importar histórico" }).click();
  await page.getByText(/User, database and table are/).waitFor();
  const log = join(product.folder, "queue_log");
  const at = 1_795_000_000;
  const rows = [
    `${at}|${at}.1|suporte|NONE|ENTERQUEUE||48999990000|1`,
    `${at + 5}|${at}.1|suporte|Igor Bastos|CONNECT|5|${at}.2|4`,
    `${at + 65}|${at}.1|suporte|Igor Bastos|COMPLETECALLER|5|60|1`,
  ];
  await Bun.write(log, `${rows.join("\n")}\n`);
  await page.getByRole("textbox", { name: "Onde está o queue_log" }).fill(log);
  await page.getByRole("button", { name: "Importar histórico" }).click();
  await page.getByText(/^3 linhas lidas .* Em dia$/).waitFor();
  // Whom the log names is proposed too.
  await page.getByText("só no histórico").waitFor();
  await page.getByText("4 nomes, 3 marcados").waitFor();
  await visitor.shot("first-access-4-history");
  expect(await visitor.obstacles()).toEqual([]);
  visitor.problems();
});

story("those who are ticked become agents, and the panel is there", async () => {
  const { page } = visitor;
  await page.getByRole("button", { name: "Criar 3 operadores e concluir" }).click();
  await page.getByRole("region", { name: "Fila suporte" }).waitFor();
  await page.getByRole("article", { name: /^Mariana Alves/ }).waitFor();
  await page.getByRole("region", { name: "Fila suporte" }).getByText("48900159034").first().waitFor();
  await page.getByText("Ao vivo").waitFor();
  expect(await page.title()).toBe("Painel de filas · Q-Manager");
  const made = await page.evaluate(async () => (await (await fetch("/api/v1/agents")).json()).agents);
  const known = made.filter((each: { code: number | null }) => each.code !== null);
  expect(known.map((each: { code: number; name: string }) => [each.code, each.name]).sort()).toEqual([
    [1, "Igor Bastos"],
    [1003, '<b>Carla "=1+1"</b>'],
    [77, "Bruno Lima"],
  ]);
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
