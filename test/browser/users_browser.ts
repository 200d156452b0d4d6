import { expect } from "bun:test";
import { SmtpServer } from "../../apps/server/mail/smtp_server_of_tests.ts";
import { CallCentre } from "./call_centre.ts";
import { browser, product, setStage, visitor } from "./stage.ts";
import { Visitor } from "./visitor.ts";

const centre = new CallCentre();
centre.join("suporte", "1001", "Mariana Alves");
const story = setStage({ centres: { Matriz: centre }, forgets: true });

/** Signs in somebody in a browser of his own. */
async function arrive(name: string, given: string, options: Parameters<typeof Visitor.arrive>[1] = {}) {
  const other = await Visitor.arrive(browser, options);
  await other.page.goto(product.url);
  await other.give(name, given);
  return other;
}

let made = "";

story("the menu leads to the users, and says what the page is for while none is chosen", async () => {
  const { page } = visitor;
  await page.getByRole("link", { name: "Usuários e permissões" }).click();
  await page.getByRole("heading", { name: "Usuários e permissões", level: 1 }).waitFor();
  await page.getByText("Escolha um usuário").waitFor();
  await page.getByRole("link", { name: /admin.*Acesso total/ }).waitFor();
  expect(await visitor.obstacles()).toEqual([]);
  expect(visitor.problems()).toEqual([]);
});

story(
  "a user is added by keyboard and mouse, with a ready role, some queues, and a password that is shown once",
  async () => {
    const { page } = visitor;
    await page.getByRole("link", { name: "Novo usuário" }).click();
    await page.getByLabel("Nome completo").fill("Renata Azevedo");
    await page.getByLabel("Usuário (login)").fill("renata azevedo");
    await page.getByLabel("Cargo").fill("Gestora");
    await page.getByRole("button", { name: "Salvar" }).click();
    // Beside the field, and what was typed stays.
    await page.getByText("Só letras, números e . _ - @ +, sem espaços, até 60").waitFor();
    expect(await page.getByLabel("Usuário (login)").inputValue()).toBe("renata azevedo");
    await page.getByLabel("Usuário (login)").fill("renata");

    await page.getByRole("radio", { name: "Só as escolhidas" }).check();
    const queues = page.getByRole("combobox", { name: "Filas visíveis" });
    await queues.fill("supo");
    await queues.press("Enter");
    await page.getByRole("button", { name: "Remover suporte" }).waitFor();
    await visitor.shot("users-new");
    expect(await visitor.obstacles()).toEqual([]);
    await page.getByRole("button", { name: "Salvar" }).click();
    await page.getByText("Anote agora: não será mostrada de novo").waitFor();
    made = (await page.locator(".made-password").textContent()) ?? "";
    expect(made).toHaveLength(20);
    await page.getByRole("heading", { name: "Renata Azevedo" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/users/2");
    expect(visitor.problems()).toEqual([]);
  },
);

story("a ready role becomes one's own with the first tick, and what is not saved is said and asked about", async () => {
  const { page } = visitor;
  const view = page.getByRole("switch", { name: "Visualizar Auditoria" });
  const modify = page.getByRole("switch", { name: "Modificar Operadores", exact: true });
  expect(await page.getByLabel("Papel").inputValue()).toBe("supervisor");
  await view.check();
  expect(await page.getByLabel("Papel").inputValue()).toBe("custom");
  await modify.check();
  await page.getByRole("checkbox", { name: "Intervir" }).check();
  await visitor.shot("users-permissions");
  expect(await visitor.obstacles()).toEqual([]);
  // Leaving asks; staying keeps it.
  await page.getByRole("link", { name: "Painel de filas" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancelar" }).click();
  expect(await view.isChecked()).toBe(true);
  await page.getByRole("button", { name: "Descartar" }).click();
  expect([await view.isChecked(), await page.getByLabel("Papel").inputValue()]).toEqual([false, "supervisor"]);
  await view.check();
  await page.getByRole("button", { name: "Salvar" }).click();
  await page.getByText("Permissões salvas: já valem").waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Renata Azevedo" }).waitFor();
  expect(await view.isChecked()).toBe(true);
  expect(visitor.problems()).toEqual([]);
});

story("a password that was made opens only the way to one's own, and what one may not see is not offered", async () => {
  const other = await arrive("renata", made, { theme: "dark" });
  const { page } = other;
  await page.getByRole("heading", { name: "Escolha sua senha" }).waitFor();
  await other.shot("password-due");
  expect(await other.obstacles()).toEqual([]);
  await page.getByLabel("Senha recebida", { exact: true }).fill(made);
  await page.getByLabel("Nova senha", { exact: true }).fill("renata2026");
  await page.getByRole("button", { name: "Mudar a senha" }).click();
  await page.getByText(/Muito comum, ou feita do seu nome/).waitFor();
  // The browser notes the refusal itself.
  other.problems();
  await page.getByLabel("Nova senha", { exact: true }).fill("um dia de cada vez");
  await page.getByRole("button", { name: "Mudar a senha" }).click();
  await page.getByRole("article", { name: /^Mariana Alves/ }).waitFor();
  expect(await page.getByRole("link", { name: "Usuários e permissões" }).count()).toBe(0);
  await page.goto(`${product.url}/users`);
  await page.getByRole("heading", { name: "Sem acesso a esta página" }).waitFor();
  expect(other.problems()).toEqual([]);
  await other.leave();
});

story(
  "language and theme of a profile come along into any other browser, and sessions are ended from one of them",
  async () => {
    const first = await arrive("renata", "um dia de cada vez");
    await first.page.locator(".app").waitFor();
    await first.page.goto(`${product.url}/profile`);
    await first.page.getByRole("radio", { name: /Español/ }).check();
    await first.page.getByRole("radio", { name: "Oscuro" }).check();
    const kept = first.page.waitForResponse((each) => each.url().endsWith("/profile/preferences"));
    await first.page.getByRole("radio", { name: "12 h (02:28 PM)" }).check();
    await kept;
    const second = await arrive("renata", "um dia de cada vez", { language: "en-US" });
    await second.page.locator(".app").waitFor();
    await second.page.goto(`${product.url}/profile`);
    await second.page.getByRole("heading", { name: "Perfil", level: 1 }).waitFor();
    await second.page.getByText("Sesiones", { exact: true }).waitFor();
    expect(await second.page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
    expect(await second.page.getByRole("radio", { name: "12 h (02:28 PM)" }).isChecked()).toBe(true);
    await second.page.getByText("esta", { exact: true }).waitFor();
    await second.shot("profile-account");
    expect(await second.obstacles()).toEqual([]);
    await second.page.getByRole("button", { name: "Cerrar todas las otras" }).click();
    await second.page.getByRole("button", { name: "Cerrar todas las otras" }).waitFor({ state: "detached" });
    await first.page.goto(product.url);
    await first.page.locator('input[autocomplete="username"]').waitFor();
    expect(second.problems()).toEqual([]);
    await Promise.all([first.leave(), second.leave()]);
  },
);

story("who is disabled is out at once, and the last administrator stays", async () => {
  const other = await arrive("renata", "um dia de cada vez");
  await other.page.getByRole("article", { name: /^Mariana Alves/ }).waitFor();
  const { page } = visitor;
  await page.goto(`${product.url}/users/2`);
  await page.getByRole("button", { name: "Mais ações" }).click();
  await page.getByRole("menuitem", { name: "Desativar" }).click();
  await page.getByText("Renata Azevedo foi desativado e já saiu").waitFor();
  await other.page.locator('input[autocomplete="username"]').waitFor();
  await other.leave();
  await page.getByRole("button", { name: "Desfazer" }).click();
  await page.getByText("Renata Azevedo pode entrar").waitFor();
  expect(visitor.problems()).toEqual([]);
  await page.getByRole("link", { name: /admin.*Acesso total/ }).click();
  await page.getByRole("button", { name: "Mais ações" }).click();
  await page.getByRole("menuitem", { name: "Excluir" }).click();
  await page
    .getByRole("dialog")
    .getByText(/O que ele fez continua na auditoria/)
    .waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Excluir" }).click();
  await page.getByText("É o último administrador ativo").waitFor();
  // The browser notes the refusal itself.
  visitor.problems();
});

story("who looks after users without being an administrator is offered no more than he has", async () => {
  const { page } = visitor;
  await page.goto(`${product.url}/users/2`);
  await page.getByRole("switch", { name: "Modificar Usuários" }).check();
  await page.getByRole("button", { name: "Salvar" }).click();
  await page.getByText("Permissões salvas: já valem").waitFor();
  const other = await arrive("renata", "um dia de cada vez");
  await other.page.locator(".app").waitFor();
  await other.page.goto(`${product.url}/users/new`);
  // She came in Spanish: it is her language now.
  expect(await other.page.getByRole("switch", { name: "Modificar Configuración", exact: true }).isDisabled()).toBe(
    true,
  );
  expect(await other.page.getByRole("switch", { name: "Ver Auditoría" }).isEnabled()).toBe(true);
  expect(await other.page.getByRole("radio", { name: "Todas" }).isDisabled()).toBe(true);
  await other.shot("users-limited");
  expect(other.problems()).toEqual([]);
  await other.leave();
});

story("who sees nothing live begins with the first page that he may see, and searches among those", async () => {
  const status = await visitor.page.evaluate(async () => {
    const nothing = { items: [], groups: [] };
    const grant = { role: "custom", permissions: { agents: "view" }, spying: [], queues: nothing, agents: "all" };
    const user = { name: "rh", fullName: "Helena Prado", email: null, title: "", grant };
    const headers = { "content-type": "application/json" };
    const given = { type: "chosen", password: "um dia de cada vez" };
    const body = JSON.stringify({ ...user, password: given });
    return (await fetch("/api/v1/users", { method: "POST", headers, body })).status;
  });
  expect(status).toBe(201);
  const other = await arrive("rh", "um dia de cada vez");
  await other.page.getByRole("heading", { name: "Operadores", level: 1 }).waitFor();
  await other.page.keyboard.press("Control+k");
  const search = other.page.getByRole("dialog", { name: "Buscar ou ir para" });
  await search.getByRole("option", { name: "Perfil" }).waitFor();
  expect(await search.getByRole("option", { name: "Painel de filas" }).count()).toBe(0);
  expect(other.problems()).toEqual([]);
  await other.leave();
});

for (const width of [390, 320]) {
  story(`on a screen of ${width} px the list comes first, and then the one that is chosen`, async () => {
    const narrow = await visitor.again({ width, height: 844, theme: "dark" });
    await narrow.page.goto(`${product.url}/users`);
    await narrow.page.getByRole("link", { name: /Renata Azevedo/ }).click();
    await narrow.page.getByRole("heading", { name: "Renata Azevedo" }).waitFor();
    await narrow.shot(`users-${width}`);
    expect(await narrow.obstacles()).toEqual([]);
    await narrow.page.getByRole("link", { name: "Todos os usuários" }).click();
    await narrow.page.getByRole("searchbox", { name: "Filtrar usuários" }).fill("adm");
    expect(await narrow.page.getByRole("link", { name: /Renata/ }).count()).toBe(0);
    await narrow.shot(`users-list-${width}`);
    expect(narrow.problems()).toEqual([]);
    await narrow.leave();
  });
}

story("who guesses a password is told how long to wait, and the seconds are counted", async () => {
  const other = await Visitor.arrive(browser);
  const { page } = other;
  await page.goto(product.url);
  await page.locator('input[autocomplete="username"]').fill("renata");
  await page.locator('input[autocomplete="current-password"]').fill("not this");
  const submit = page.locator('button[type="submit"]');
  await submit.click();
  await page.getByText("Usuário ou senha não conferem").waitFor();
  for (let each = 0; each < 20 && !/Tente de novo em/.test((await submit.textContent()) ?? ""); each++) {
    const answered = page.waitForResponse((response) => response.url().endsWith("/api/v1/session"));
    await submit.click();
    await answered;
    await page.getByRole("alert").waitFor();
  }
  await page.getByRole("button", { name: /^Tente de novo em \d+ s$/ }).waitFor();
  await other.shot("sign-in-wait");
  await page.getByRole("button", { name: "Entrar", exact: true }).waitFor();
  // No mail server is set: no way is offered that leads nowhere.
  expect(await page.getByRole("link", { name: "Esqueci a senha" }).count()).toBe(0);
  await other.leave();
});

story("with a mail server, a forgotten password is replaced by a link that holds once", async () => {
  const smtp = await SmtpServer.begin();
  const { page } = visitor;
  await page.goto(product.url);
  const set = (path: string, body: object) =>
    page.evaluate(
      async ([address, sent]) => {
        const headers = { "content-type": "application/json" };
        return (await fetch(`/api/v1${address}`, { method: "PUT", headers, body: JSON.stringify(sent) })).status;
      },
      [path, body] as const,
    );
  const mail = { host: "127.0.0.1", port: smtp.port, security: "none", user: null, from: "central@centro.example" };
  expect(await set("/settings/mail", { ...mail, fromName: "Central" })).toBe(200);
  expect(await set("/settings/site", { name: "", zone: null, language: "pt", address: product.url })).toBe(200);
  await page.goto(`${product.url}/profile`);
  await page.getByRole("textbox", { name: "E-mail" }).fill("admin@centro.example");
  await page.getByRole("form", { name: "Nome e e-mail" }).getByRole("button", { name: "Salvar" }).click();
  await page.getByText("Nome e e-mail salvos").waitFor();

  const other = await Visitor.arrive(browser);
  await other.page.goto(product.url);
  await other.page.getByRole("link", { name: "Esqueci a senha" }).click();
  await other.page.getByRole("textbox", { name: "E-mail" }).fill("ADMIN@centro.example");
  await other.page.getByRole("button", { name: "Enviar o link" }).click();
  await other.page.getByText("Confira seu e-mail").waitFor();
  await other.shot("password-forgotten");
  expect(await other.obstacles()).toEqual([]);
  while (smtp.mails.length === 0) await Bun.sleep(20);
  // Long lines of a mail are broken by = at their ends.
  const link = /http\S+\/password#\S+/.exec(smtp.mails[0]?.text.replace(/=\r?\n/g, "") ?? "")?.[0] ?? "";
  await other.page.goto("about:blank");
  await other.page.goto(link);
  await other.page.getByLabel("Nova senha", { exact: true }).fill("outra senha bem boa");
  await other.shot("password-link");
  expect(await other.obstacles()).toEqual([]);
  await other.page.getByRole("button", { name: "Mudar a senha" }).click();
  await other.page.getByText("Senha escolhida").waitFor();
  expect(other.problems()).toEqual([]);
  // All sessions are over, this one's too.
  await page.locator('input[autocomplete="username"]').waitFor();
  await other.page.getByRole("link", { name: "Voltar para a entrada" }).click();
  await other.signInHere("outra senha bem boa");
  await other.page.goto("about:blank");
  await other.page.goto(link);
  await other.page.getByLabel("Nova senha", { exact: true }).fill("mais uma senha boa");
  await other.page.getByRole("button", { name: "Mudar a senha" }).click();
  await other.page.getByText("O link não vale mais").waitFor();
  await other.leave();
  smtp.end();
});
