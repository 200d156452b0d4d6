import { expect } from "bun:test";
import { CallCentre, oddNames } from "./call_centre.ts";
import { product, setStage, visitor } from "./stage.ts";

const centre = new CallCentre();
const story = setStage({ centres: { Matriz: centre }, shows: (page) => page.getByText("Ao vivo") });

const main = () => visitor.page.locator("main");
const row = (text: string | RegExp) => visitor.page.locator("tr.agents__row").filter({ hasText: text });
const form = () => visitor.page.getByRole("form", { name: "Cadastro do operador" });
const button = (name: string | RegExp) => visitor.page.getByRole("button", { name });
/** A refusal that the page tells in words is noted by the browser too. */
const refusals = (problems: string[]) => problems.filter((each) => !/status of (400|409|404)/.test(each));

story("without agents the page says how they come, and a form keeps what was typed until it is right", async () => {
  const { page } = visitor;
  await page.getByRole("link", { name: "Operadores", exact: true }).click();
  await page.getByText("Nenhum operador cadastrado").waitFor();
  await visitor.shot("agents-none");
  expect(await visitor.obstacles()).toEqual([]);

  await button("Novo operador").click();
  await form().getByLabel("Código", { exact: true }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
  await form().getByLabel("E-mail").fill("mariana");
  await form().getByLabel("Senha", { exact: true }).fill("12ab");
  await form().getByLabel("Login", { exact: true }).fill("17:00");
  await form().getByLabel("Logoff", { exact: true }).fill("08:00");
  await button("Salvar").click();
  for (const wrong of [
    "Preencha este campo",
    "Escreva um endereço, como ana@empresa.com.br",
    "Use só números",
    "O logoff deve vir depois do login, no mesmo dia",
  ]) {
    await form().getByText(wrong).first().waitFor();
  }
  await visitor.shot("agents-wrong");
  expect(await visitor.obstacles()).toEqual([]);
  await form().getByLabel("Código", { exact: true }).fill("1014");
  await form().getByLabel("Nome", { exact: true }).fill("Mariana Alves");
  await form().getByLabel("E-mail").fill("mariana@litoralfibra.example");
  await form().getByLabel("Senha", { exact: true }).fill("4071");
  await form().getByLabel("Ramal fixo").fill("PJSIP/1001");
  await form().getByLabel("Login", { exact: true }).fill("08:00");
  await form().getByLabel("Logoff", { exact: true }).fill("17:00");
  await button("Adicionar fila").click();
  await form().getByLabel("Fila", { exact: true }).selectOption({ label: "suporte" });
  await button("Aumentar a prioridade em suporte").click();
  await button("Salvar").click();
  await page.getByText("Mariana Alves cadastrado").waitFor();
  await row("Mariana Alves").getByText("1014").waitFor();
  await row("Mariana Alves").getByText("Offline").waitFor();
  await page.getByText("1 ativo · 0 desativados").waitFor();
  expect(visitor.problems()).toEqual([]);
});

story("the list shows what they do now, and a record opens as it is on file", async () => {
  const { page } = visitor;
  centre.join("suporte", "1001", "Posição 1");
  await row("Mariana Alves").getByText("Livre").waitFor();
  await button("Abrir o cadastro de Mariana Alves").click();
  await page.waitForURL(/open=\d+/);
  await form().getByLabel("Código", { exact: true }).waitFor();
  expect(await form().getByLabel("Código", { exact: true }).inputValue()).toBe("1014");
  expect(await form().getByLabel("Senha", { exact: true }).inputValue()).toBe("");
  await form().getByText("em branco, fica a atual").waitFor();
  expect(await form().getByLabel("Prioridade em suporte", { exact: true }).inputValue()).toBe("1");
  await visitor.shot("agents-open");
  expect(await visitor.obstacles()).toEqual([]);
  expect(visitor.problems()).toEqual([]);
});

story("what is not saved is not lost without a question", async () => {
  const { page } = visitor;
  await form().getByLabel("Nome", { exact: true }).fill("Mariana A. Souza");
  await page.getByRole("region", { name: "Alterações não salvas" }).waitFor();
  await page.getByRole("link", { name: "Painel de filas" }).click();
  await page.getByText("Descartar as alterações?").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Cancelar" }).click();
  expect(await form().getByLabel("Nome", { exact: true }).inputValue()).toBe("Mariana A. Souza");
  await page.getByRole("region", { name: "Alterações não salvas" }).getByRole("button", { name: "Descartar" }).click();
  expect(await form().getByLabel("Nome", { exact: true }).inputValue()).toBe("Mariana Alves");
  await form().getByLabel("Nome", { exact: true }).fill("Mariana Souza");
  await button("Salvar").click();
  await page.getByText("Mariana Souza salvo").waitFor();
  await row("Mariana Souza").waitFor();
  expect(visitor.problems()).toEqual([]);
});

story("who does not work any more goes to another list, and comes back by undoing it", async () => {
  const { page } = visitor;
  await form().getByRole("button", { name: "Desativar" }).click();
  await page.getByText("Mariana Souza desativado").waitFor();
  await page.getByText("Nenhum operador cadastrado").waitFor();
  await button(/^Desativados/).click();
  await row("Mariana Souza").waitFor();
  await visitor.shot("agents-deactivated");
  expect(await visitor.obstacles()).toEqual([]);
  await button("Desfazer").click();
  await page.getByText("Nenhum operador desativado").waitFor();
  await button(/^Ativos/).click();
  await row("Mariana Souza").waitFor();
  await button("Fechar").first().click();
  expect(visitor.problems()).toEqual([]);
});

story("a file is looked at before anything of it is taken in", async () => {
  const { page } = visitor;
  await button("Importar CSV").click();
  const choose = (name: string, text: string) =>
    page
      .locator('input[type="file"]')
      .setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text, "latin1") });
  await choose(
    "errado.csv",
    "código;nome;e-mail;senha\n1014;Mariana Souza;mariana;4071\n1015;;joao@litoral.example;12ab\n",
  );
  await page.getByText("Linhas com erro: 2. Nada foi importado").waitFor();
  const import_ = page.getByRole("region", { name: "Importar operadores" });
  for (const text of ["Escreva um endereço, como ana@empresa.com.br", "Preencha este campo", "Use só números"]) {
    await import_.getByText(text).waitFor();
  }
  expect(await button(/^Importar \d/).count()).toBe(0);
  await visitor.shot("agents-import-wrong");
  expect(await visitor.obstacles()).toEqual([]);
  await choose(
    "certo.csv",
    `código;nome;filas\n1014;Mariana Conceição;suporte:2\n1015;"${oddNames.html}";\n1016;=1+1;\n1017;Zeca;vendas\n`,
  );
  await page.getByText("Novos: 3 · alterados: 1 · sem mudança: 0").waitFor();
  await visitor.shot("agents-import");
  expect(await visitor.obstacles()).toEqual([]);
  await button("Importar 4").click();
  await page.getByText("Operadores importados").waitFor();
  await row("Mariana Conceição").waitFor();
  await row(oddNames.html).waitFor();
  expect(await main().locator("img").count()).toBe(0);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Exportar CSV" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("operadores.csv");
  expect(await Bun.file(await file.path()).text()).toContain("1016;'=1+1;");
  expect(refusals(visitor.problems())).toEqual([]);
});

story("agents are found by name, code or extension, and sorted; the address keeps it", async () => {
  const { page } = visitor;
  const search = page.getByLabel("Nome, código ou ramal");
  await search.fill("CONCEICAO");
  await row("Zeca").waitFor({ state: "detached" });
  expect(new URL(page.url()).searchParams.get("search")).toBe("CONCEICAO");
  await page.reload();
  await row("Mariana Conceição").waitFor();
  await search.fill("zzz");
  await page.getByText("Nenhum operador com este filtro").waitFor();
  await button("Limpar filtro").click();
  await row("Zeca").waitFor();
  await button("Código").click();
  await page.waitForURL(/order=code/);
  await page.waitForFunction(() => document.querySelector(".agents__row .agents__code")?.textContent === "1014");
  await button("Código").click();
  await page.waitForFunction(() => document.querySelector(".agents__row .agents__code")?.textContent === "1017");
  expect(visitor.problems()).toEqual([]);
});

story("of who answers and is not known one says who he is, and his history goes along", async () => {
  const { page } = visitor;
  centre.join("suporte", "1002", "Bruno L");
  centre.leave("suporte", "1001");
  centre.reaction = { kind: "answer", afterMs: 100 };
  centre.talkMs = 200;
  centre.call("48900214477", null);
  await button(/^Desconhecidos/).click();
  for (let tries = 0; (await row("Bruno L").count()) === 0; tries++) {
    if (tries > 50) throw new Error("Who answered is not among the unknown ones");
    await Bun.sleep(200);
    await page.reload();
    await page.locator(".agents").waitFor();
    await page.locator("main [aria-busy]").waitFor({ state: "detached" });
  }
  await visitor.shot("agents-unknown");
  expect(await visitor.obstacles()).toEqual([]);
  await button("Dizer quem é: Bruno L").click();
  await page.getByText("Quem é Bruno L?").waitFor();
  await visitor.shot("agents-who-is-it", "window");
  expect(await visitor.obstacles()).toEqual([]);
  await button("Cadastrar como novo operador").click();
  await form().getByLabel("Código", { exact: true }).fill("1018");
  expect(await form().getByLabel("Nome", { exact: true }).inputValue()).toBe("Bruno L");
  await form().getByLabel("Nome", { exact: true }).fill("Bruno Lima");
  await button("Salvar").click();
  await page.getByText("Bruno Lima cadastrado").waitFor();
  await page.getByText("Ninguém desconhecido").waitFor();
  await button(/^Ativos/).click();
  await row("Bruno Lima").getByText("Livre").waitFor();
  expect(visitor.problems()).toEqual([]);
});

story("who is removed leaves his calls under his code, which the question says before", async () => {
  const { page } = visitor;
  await button("Abrir o cadastro de Bruno Lima").click();
  await button("Mais ações").click();
  await page.getByRole("menuitem", { name: "Excluir" }).click();
  await page
    .getByText("O que ele atendeu (chamadas: 1) fica nos relatórios de filas como “Operador removido (1018)”")
    .waitFor();
  await visitor.shot("agents-remove", "window");
  await page.getByRole("dialog").getByRole("button", { name: "Excluir" }).click();
  await page.getByText("Bruno Lima excluído").waitFor();
  await row("Bruno Lima").waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Chamadas das filas" }).click();
  await page.getByText("Operador removido (1018)").waitFor();
  expect(visitor.problems()).toEqual([]);
});

story("groups of agents and of queues are made, changed and removed", async () => {
  const { page } = visitor;
  for (const [link, empty, member, count] of [
    ["Grupos de operadores", "Nenhum grupo de operadores", "Zeca", "1 operador"],
    ["Grupos de filas", "Nenhum grupo de filas", "vendas", "1 fila"],
  ] as const) {
    await page.getByRole("link", { name: link }).click();
    await page.getByText(empty).waitFor();
    await visitor.shot(`groups-none-${member}`);
    expect(await visitor.obstacles()).toEqual([]);
    const group = page.getByRole("form", { name: "Cadastro do grupo" });
    await button("Novo grupo").first().click();
    await button("Salvar").click();
    await group.getByText("Preencha este campo").waitFor();
    await group.getByLabel("Nome", { exact: true }).fill(`Noite ${member}`);
    await group.getByRole("checkbox", { name: member }).check();
    await button("Salvar").click();
    await page.getByText(`Grupo Noite ${member} salvo`).waitFor();
    await button(/^Noite/)
      .getByText(count)
      .waitFor();
    await button("Novo grupo").click();
    await group.getByLabel("Nome", { exact: true }).fill(`NOITE ${member}`);
    await button("Salvar").click();
    await group.getByText("Já há um grupo com este nome").waitFor();
    await visitor.shot(`groups-taken-${member}`);
    expect(await visitor.obstacles()).toEqual([]);
    await page
      .getByRole("region", { name: "Alterações não salvas" })
      .getByRole("button", { name: "Descartar" })
      .click();
    await button(/^Noite/).click();
    await group.getByRole("button", { name: "Excluir" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Excluir" }).click();
    await page.getByText(empty).waitFor();
    expect(refusals(visitor.problems())).toEqual([]);
  }
});

story.each([
  { width: 390, theme: "light", language: "es-AR", title: "Agentes" },
  { width: 320, theme: "dark", language: "en-US", title: "Agents" },
  { width: 1440, theme: "dark", language: "pt-BR", title: "Operadores" },
] as const)("at $width px, $theme, in $language nothing is lost", async ({ width, theme, language, title }) => {
  const other = await visitor.again({ width, theme, language });
  await other.page.goto(`${product.url}/agents`);
  await other.page.getByRole("heading", { name: title, exact: true }).waitFor();
  const name = other.page.getByRole("button", { name: /Mariana Conceição/ });
  await name.waitFor();
  await other.shot(`agents-${width}-${theme}`);
  expect(await other.obstacles()).toEqual([]);
  await name.click();
  await other.page.locator("form.edit").waitFor();
  await other.shot(`agents-open-${width}-${theme}`);
  expect(await other.obstacles()).toEqual([]);
  await other.page.goto(`${product.url}/queue-groups?open=new`);
  await other.page.locator("form.edit").getByText("suporte").waitFor();
  await other.shot(`groups-${width}-${theme}`);
  expect(await other.obstacles()).toEqual([]);
  expect(other.problems()).toEqual([]);
  await other.leave();
});
