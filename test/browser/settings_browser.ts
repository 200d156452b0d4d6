import { afterAll, beforeAll, expect } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SmtpServer } from "../../apps/server/mail/smtp_server_of_tests.ts";
import { CallCentre } from "./call_centre.ts";
import { browser, product, setStage, visitor } from "./stage.ts";
import { Visitor } from "./visitor.ts";

const folder = mkdtempSync(join(tmpdir(), "qm-settings-"));
/** A PNG of one point. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const centre = new CallCentre();
const story = setStage({ unknown: [centre], environment: { QM_ZONE: "" }, forgets: true });

let smtp: SmtpServer;
beforeAll(async () => {
  smtp = await SmtpServer.begin({ user: { name: "central", password: "s3nha" } });
});
afterAll(() => {
  smtp?.end();
  rmSync(folder, { recursive: true, force: true });
});

const section = (name: string) => visitor.page.getByRole("navigation", { name: "Seções" }).getByRole("link", { name });
const save = () => visitor.page.getByRole("button", { name: "Salvar", exact: true }).click();
const saved = async () => {
  const { page } = visitor;
  await page.getByText("Configurações salvas").last().waitFor();
  await page.getByRole("button", { name: "Fechar" }).last().click();
};
/** What the browser itself notes of answers that are meant to be refusals. */
const refusals = () => visitor.problems().filter((each) => !/status of 4(00|22)/.test(each));

story("the menu leads to the settings, and what is typed is kept or given up, never lost unseen", async () => {
  const { page } = visitor;
  await page.getByRole("link", { name: "Configurações", exact: true }).click();
  await page.getByRole("heading", { name: "Geral" }).waitFor();
  expect(await visitor.obstacles()).toEqual([]);
  await page.getByLabel("Nome da central").fill("Central Sul");
  await page.getByLabel("Fuso horário").selectOption("America/Bahia");
  await page.getByText("Alterações não salvas").waitFor();
  await visitor.shot("settings-site");
  // Whoever leaves is asked.
  await section("E-mail").click();
  await page.getByRole("dialog", { name: "Descartar as alterações?" }).waitFor();
  await page.getByRole("button", { name: "Cancelar" }).click();
  expect(await page.getByLabel("Nome da central").inputValue()).toBe("Central Sul");
  await save();
  await saved();
  await page.reload();
  expect(await page.getByLabel("Nome da central").inputValue()).toBe("Central Sul");
  expect(await page.getByLabel("Fuso horário").inputValue()).toBe("America/Bahia");
  await page.getByLabel("Nome da central").fill("Outro");
  await page.getByRole("button", { name: "Descartar" }).click();
  expect(await page.getByLabel("Nome da central").inputValue()).toBe("Central Sul");
  expect(visitor.problems()).toEqual([]);
});

story("what is wrong is said beside its field in the reader's words, and what was typed stays", async () => {
  const { page } = visitor;
  await section("Gravações").click();
  await page.getByLabel("De onde vêm").selectOption("folder");
  await page.getByLabel("Pasta").fill(`${folder}/nenhuma`);
  await save();
  await page.getByText("Não há esta pasta no servidor").waitFor();
  expect(await page.getByLabel("Pasta").inputValue()).toBe(`${folder}/nenhuma`);
  expect(await page.getByLabel("Pasta").evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await visitor.obstacles()).toEqual([]);
  await page.getByLabel("Pasta").fill(folder);
  await page.getByLabel("Formato dos arquivos").selectOption("mp3");
  await save();
  await saved();
  expect(refusals()).toEqual([]);
});

story("a mail is tried before it is kept, in the mail server's words, and its password is never shown", async () => {
  const { page } = visitor;
  await section("E-mail").click();
  await page.getByLabel("Servidor de e-mail (SMTP)").fill("localhost");
  await page.getByLabel("Segurança").selectOption("tls");
  expect(await page.getByLabel("Porta", { exact: true }).inputValue()).toBe("465");
  await page.getByLabel("Segurança").selectOption("none");
  await page.getByText("Sem cifra, quem está no caminho lê tudo").waitFor();
  await page.getByLabel("Porta", { exact: true }).fill(String(smtp.port));
  await page.getByLabel("Usuário", { exact: true }).fill("central");
  await page.getByLabel("Senha", { exact: true }).fill("errada");
  await page.getByLabel("Remetente", { exact: true }).fill("central@empresa.com.br");
  await page.getByLabel("Para", { exact: true }).fill("ana@empresa.com.br");
  await page.getByRole("button", { name: "Enviar teste" }).click();
  await page.getByText("O servidor recusou o usuário ou a senha.").waitFor();
  await page.getByText("535 5.7.8 Username and Password not accepted").waitFor();
  await visitor.shot("settings-mail");
  expect(await visitor.obstacles()).toEqual([]);
  await page.getByLabel("Senha", { exact: true }).fill("s3nha");
  await page.getByRole("button", { name: "Enviar teste" }).click();
  await page.getByText("O servidor de e-mail aceitou a mensagem").waitFor();
  expect(smtp.mails).toMatchObject([{ to: "ana@empresa.com.br", user: "central" }]);
  await save();
  await saved();
  await page.reload();
  await page.getByText("Há uma senha guardada. Deixe vazio para mantê-la.").waitFor();
  expect(await page.getByLabel("Senha", { exact: true }).inputValue()).toBe("");
  // It is sent to no other server.
  await page.getByLabel("Servidor de e-mail (SMTP)").fill("outro.example");
  await save();
  await page.getByText("É outro lugar: digite a senha de novo").waitFor();
  await page.getByRole("button", { name: "Descartar" }).click();
  expect(refusals()).toEqual([]);
});

story("retention tells what would go before it is kept", async () => {
  const { page } = visitor;
  await section("Retenção").click();
  const visits = page.getByLabel("Chamadas, com seus detalhes (meses)");
  await visits.fill("0");
  await save();
  await page.getByText("Escreva meses inteiros, de 1 a 1200, ou deixe vazio").waitFor();
  await visits.fill("24");
  await page.getByRole("button", { name: "Ver o que sairia" }).click();
  await page.getByText("Com estes prazos, nada sairia agora").waitFor();
  await save();
  await saved();
  expect(await visitor.obstacles()).toEqual([]);
  await visitor.shot("settings-retention");
  expect(visitor.problems()).toEqual([]);
});

story("the site's name and logo stand in the place of ours, and an SVG is not taken", async () => {
  const { page } = visitor;
  await section("Marca").click();
  await page.getByLabel("Nome", { exact: true }).fill("Empresa & Cia");
  await save();
  await saved();
  await page.getByRole("link", { name: "Empresa & Cia" }).waitFor();
  expect(await page.title()).toBe("Configurações · Empresa & Cia");
  const input = page.locator('input[type="file"]');
  const svg = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
  await input.setInputFiles({ name: "logo.svg", mimeType: "image/svg+xml", buffer: svg });
  await page.getByText("Esta imagem não serve: use PNG, JPEG ou WebP de até 200 KB").waitFor();
  expect(refusals()).toEqual([]);
  await input.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: png });
  await page.getByRole("img", { name: "Logotipo atual" }).waitFor();
  await visitor.shot("settings-branding");
  expect(await visitor.obstacles()).toEqual([]);
  const other = await Visitor.arrive(browser);
  await other.page.goto(product.url);
  await other.page.getByText("Empresa & Cia").waitFor();
  await other.page.locator(".brand-logo").waitFor();
  await other.leave();
  await page.getByRole("button", { name: "Remover" }).click();
  await page.getByText("Nenhum: aparece a nossa marca.").waitFor();
  await page.getByLabel("Nome", { exact: true }).fill("");
  await save();
  await saved();
  expect(visitor.problems()).toEqual([]);
});

story("HTTPS is shown as it is, and a wrong certificate is refused beside its field", async () => {
  const { page } = visitor;
  await section("HTTPS").click();
  await page.getByText(/^Aberto na porta \d+$/).waitFor();
  await page.getByText("Impressão digital (SHA-256)").waitFor();
  await page.getByRole("radio", { name: "Arquivos do meu certificado" }).check();
  await page.getByLabel("Arquivo do certificado").fill("/nenhum.pem");
  await page.getByLabel("Arquivo da chave").fill("/nenhuma.key");
  await save();
  await page.getByText("Não há este arquivo no servidor").waitFor();
  await page.getByRole("radio", { name: "Feito aqui" }).check();
  await page.getByLabel("Outros nomes e endereços").fill("central.empresa.com.br");
  await save();
  await saved();
  await page.getByText(/localhost.*central\.empresa\.com\.br/).waitFor();
  await visitor.shot("settings-https");
  expect(await visitor.obstacles()).toEqual([]);
  expect(refusals()).toEqual([]);
});

story("a PBX is added, changed with the secret on file, its queue_log tried, and removed", async () => {
  const { page } = visitor;
  await section("Conexões com o PBX").click();
  await page.getByLabel("Nome do PBX").fill("Matriz");
  await page.getByLabel("Endereço", { exact: true }).fill(`127.0.0.1:${centre.pbx.port}`);
  await page.getByLabel("Usuário AMI").fill("qmanager");
  await page.getByLabel("Senha AMI").fill("qmanager");
  await save();
  const card = page.getByRole("region", { name: "Matriz" });
  await card.getByText("ao vivo").waitFor();
  await card.getByText("Sem queue_log").waitFor();

  await card.getByRole("button", { name: "Editar: Matriz" }).click();
  await page.getByText("Há uma senha guardada. Deixe vazio para mantê-la.").waitFor();
  expect(await page.getByLabel("Senha AMI").inputValue()).toBe("");
  await page.getByLabel("Nome do PBX").fill("Matriz Sul");
  await page.getByRole("button", { name: "Testar conexão" }).click();
  await page.getByText(/Asterisk .* respondeu/).waitFor();
  await page.getByLabel("Onde está").selectOption("file");
  await page.getByLabel("Caminho do arquivo").fill("/etc/passwd");
  await page.getByRole("button", { name: "Testar queue_log" }).click();
  await page.getByText("Escreva o caminho inteiro de um arquivo cujo nome começa com queue_log").waitFor();
  const log = join(folder, "queue_log");
  await page.getByLabel("Caminho do arquivo").fill(log);
  await page.getByRole("button", { name: "Testar queue_log" }).click();
  await page.getByText("O arquivo não existe neste servidor").waitFor();
  writeFileSync(log, "1772452800|NONE|NONE|NONE|QUEUESTART|\n");
  await page.getByRole("button", { name: "Testar queue_log" }).click();
  await page.getByText("O queue_log pode ser lido").waitFor();
  await visitor.shot("settings-pbx");
  expect(await visitor.obstacles()).toEqual([]);
  await save();
  await page.getByText("Matriz Sul foi salvo").waitFor();
  const changed = page.getByRole("region", { name: "Matriz Sul" });
  await changed.getByText("ao vivo").waitFor();
  await changed.getByText(log).waitFor();

  await changed.getByRole("button", { name: "Editar: Matriz Sul" }).click();
  await page.getByLabel("Endereço", { exact: true }).fill("10.255.255.1");
  await save();
  await page.getByText("É outro lugar: digite a senha de novo").waitFor();
  expect(refusals()).toEqual([]);
  await page.getByRole("button", { name: "Cancelar" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Descartar" }).click();

  await changed.getByRole("button", { name: "Remover: Matriz Sul" }).click();
  const question = page.getByRole("dialog", { name: "Remover Matriz Sul?" });
  await question.getByText("As chamadas, sessões e pausas já registradas ficam nos relatórios.").waitFor();
  await question.getByRole("button", { name: "Remover PBX" }).click();
  await page.getByText("Matriz Sul foi removido").waitFor();
  await page.getByText("Nenhum PBX conectado").waitFor();
  expect(visitor.problems()).toEqual([]);
});

story("who may only view the settings finds them closed, and nothing to change them with", async () => {
  const { page } = visitor;
  const made = await page.evaluate(async () => {
    const grant = { role: "custom", permissions: { settings: "view" }, spying: [], queues: "all", agents: "all" };
    const user = { name: "leitor", fullName: "", email: null, title: "", grant };
    const answer = await fetch("/api/v1/users", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...user, password: { type: "chosen", password: "outra frase boa" } }),
    });
    return answer.status;
  });
  expect(made).toBe(201);
  const other = await Visitor.arrive(browser);
  await other.page.goto(`${product.url}/settings/mail`);
  await other.give("leitor", "outra frase boa");
  await other.page.getByText("Você pode ver estas configurações, e não mudá-las.").waitFor();
  expect(await other.page.getByLabel("Servidor de e-mail (SMTP)").isDisabled()).toBe(true);
  expect(await other.page.getByRole("button", { name: "Enviar teste" }).count()).toBe(0);
  expect(await other.obstacles()).toEqual([]);
  await other.page
    .getByRole("navigation", { name: "Seções" })
    .getByRole("link", { name: "Conexões com o PBX" })
    .click();
  await other.page.getByText("Nenhum PBX conectado").waitFor();
  expect(await other.page.getByRole("button", { name: "Adicionar PBX" }).count()).toBe(0);
  expect(other.problems()).toEqual([]);
  await other.leave();
});

story("every section fits a narrow screen, in the dark and in each language", async () => {
  const views = [
    { width: 390, height: 844, language: "es-AR", theme: "dark" },
    { width: 320, height: 640, language: "en-US", theme: "light" },
  ] as const;
  for (const view of views) {
    const other = await visitor.again(view);
    for (const name of ["site", "recordings", "snep", "mail", "retention", "branding", "https"]) {
      await other.page.goto(`${product.url}/settings/${name}`);
      await other.page.locator("form.card fieldset").first().waitFor();
      await other.shot(`settings-${name}-${view.width}`);
      expect([name, await other.obstacles()]).toEqual([name, []]);
    }
    expect(other.problems()).toEqual([]);
    await other.leave();
  }
});
