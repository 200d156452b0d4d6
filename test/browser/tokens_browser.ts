import { expect } from "bun:test";
import { browser, product, setStage, visitor } from "./stage.ts";
import { Visitor } from "./visitor.ts";

const story = setStage({ forgets: true });

const ask = (secret: string, path = "/queues") =>
  fetch(`${product.url}/api/v1${path}`, { headers: { authorization: `Bearer ${secret}` } });
let secret = "";

story("the menu leads to the tokens, which say what they are for while there are none", async () => {
  const { page } = visitor;
  await page.getByRole("link", { name: "Tokens de API" }).click();
  await page.getByRole("heading", { name: "Tokens de API", level: 1 }).waitFor();
  await page.getByText("Nenhum token ainda").waitFor();
  expect(await page.getByRole("link", { name: "Documentação da API" }).first().getAttribute("href")).toBe("/api/docs");
  await visitor.shot("tokens-none");
  expect(await visitor.obstacles()).toEqual([]);
  expect(visitor.problems()).toEqual([]);
});

story(
  "a token is made beside the list, with what is wrong beside its field, and shown once with a line to try it",
  async () => {
    const { page } = visitor;
    await page.getByRole("button", { name: "Novo token" }).first().click();
    const drawer = page.getByRole("dialog", { name: "Novo token" });
    await drawer.getByRole("button", { name: "Criar token" }).click();
    expect(await drawer.getByLabel("Nome", { exact: true }).getAttribute("aria-invalid")).toBe("true");
    await drawer.getByLabel("Nome", { exact: true }).fill("BI <b>diário</b>");
    await drawer.getByLabel("Validade").selectOption("never");
    await drawer.getByText("Um token que não expira continua valendo").waitFor();
    await drawer.getByLabel("Validade").selectOption("date");
    await drawer.getByLabel("Último dia").fill("2020-01-01");
    await drawer.getByRole("button", { name: "Criar token" }).click();
    await drawer.getByText("Escolha um dia que ainda vem").waitFor();
    await drawer.getByLabel("Último dia").fill("2099-12-31");
    await visitor.shot("tokens-new", "window");
    expect(await visitor.obstacles()).toEqual([]);
    // Closing asks first, and keeps what was typed.
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").getByRole("button", { name: "Cancelar" }).last().click();
    expect(await drawer.getByLabel("Nome", { exact: true }).inputValue()).toBe("BI <b>diário</b>");
    await drawer.getByRole("button", { name: "Criar token" }).click();
    const made = page.getByRole("region", { name: "Token “BI <b>diário</b>” criado" });
    secret = (await made.locator(".token-made__secret").textContent()) ?? "";
    expect(secret).toMatch(/^qm_[A-Za-z0-9_-]{43}$/);
    const command = `curl -H "Authorization: Bearer ${secret}" ${product.url}/api/v1/queues`;
    await made.getByText(command).waitFor();
    await visitor.shot("tokens-made");
    expect(await visitor.obstacles()).toEqual([]);
    expect((await ask(secret)).status).toBe(200);
    expect((await ask(secret, "/users")).status).toBe(403);
    await made.getByRole("button", { name: "Já copiei" }).click();
    await made.waitFor({ state: "detached" });
    await page.reload();
    const row = page.getByRole("row").filter({ hasText: "BI <b>diário</b>" });
    for (const word of ["Integração", "31/12/2099", "de 127.0.0.1", "Ativo"])
      await row.getByText(word).first().waitFor();
    expect(await page.content()).not.toContain(secret);
    expect(visitor.problems()).toEqual([]);
  },
);

story("a token is renamed, given another access, and revoked after a question; then it holds no more", async () => {
  const { page } = visitor;
  const open = async (name: string, item: string) => {
    await page.getByRole("button", { name: `Ações do token ${name}` }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await open("BI <b>diário</b>", "Editar token");
  const drawer = page.getByRole("dialog", { name: "Editar token" });
  await drawer.getByLabel("Nome", { exact: true }).fill("Parede");
  await drawer.getByLabel("Papel").selectOption("wallboard");
  await drawer.getByRole("button", { name: "Salvar" }).click();
  await page.getByText("Token salvo: já vale").waitFor();
  expect([(await ask(secret, "/visits")).status, (await ask(secret)).status]).toEqual([403, 200]);
  await open("Parede", "Revogar");
  await page.getByRole("dialog").getByRole("button", { name: "Cancelar" }).click();
  expect((await ask(secret)).status).toBe(200);
  await open("Parede", "Revogar");
  await page.getByRole("dialog").getByRole("button", { name: "Revogar" }).click();
  await page.getByText("Token “Parede” revogado").waitFor();
  expect((await ask(secret)).status).toBe(401);
  await page.getByRole("checkbox", { name: "Mostrar revogados (1)" }).check();
  await page.getByText("Revogado", { exact: true }).waitFor();
  expect(await visitor.obstacles()).toEqual([]);
  expect(visitor.problems()).toEqual([]);
});

story("sites are listed one a line; one that is none is said, and leaving asks about what is not saved", async () => {
  const { page } = visitor;
  const sites = page.getByLabel("Um endereço por linha");
  await sites.fill("https://crm.empresa.com.br\nhttps://crm.empresa.com.br/pagina");
  await page.getByRole("button", { name: "Salvar" }).click();
  await page.getByText("“https://crm.empresa.com.br/pagina” não é um endereço").waitFor();
  visitor.problems();
  await page.getByRole("link", { name: "Auditoria" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancelar" }).click();
  await sites.fill("https://CRM.empresa.com.br/\n");
  await page.getByRole("button", { name: "Salvar" }).click();
  await page.getByText("Sites salvos: já valem").waitFor();
  expect(await sites.inputValue()).toBe("https://crm.empresa.com.br");
  const answer = await fetch(`${product.url}/api/v1/queues`, {
    method: "OPTIONS",
    headers: { origin: "https://crm.empresa.com.br", "access-control-request-method": "GET" },
  });
  expect(answer.headers.get("access-control-allow-origin")).toBe("https://crm.empresa.com.br");
  expect(visitor.problems()).toEqual([]);
});

story(
  "a page of another site opens the live line with a token, in a real browser, and never with a cookie",
  async () => {
    const other = Bun.serve({
      ...{ hostname: "127.0.0.1", port: 0 },
      fetch: () => new Response("<!doctype html><title>CRM</title>", { headers: { "content-type": "text/html" } }),
    });
    try {
      const origin = `http://127.0.0.1:${other.port}`;
      const call = async (method: string, path: string, body: object) => {
        const sent = JSON.stringify(body);
        return visitor.page.evaluate(
          async ([verb, where, text]) => {
            const init = { method: verb, headers: { "content-type": "application/json" }, body: text };
            return (await fetch(`/api/v1${where}`, init)).json();
          },
          [method, path, sent] as const,
        );
      };
      await call("PUT", "/cors", { origins: [origin] });
      const grant = { role: "integrator", permissions: {}, spying: [], queues: "all", agents: "all" };
      const { secret: token } = await call("POST", "/tokens", { name: "CRM", grant, expiresAt: null });
      const { page } = await visitor.again();
      await page.goto(origin);
      const seen = await page.evaluate(
        async ([server, own]) => {
          const open = (protocols: string[]) =>
            new Promise<string>((resolve) => {
              const socket = new WebSocket(`${server.replace("http", "ws")}/api/v1/live`, protocols);
              socket.onopen = () => resolve(`open ${socket.protocol}`);
              socket.onerror = () => resolve("refused");
            });
          const read = async (init: RequestInit) =>
            fetch(`${server}/api/v1/visits`, init).then(
              ({ status }) => status,
              () => "refused",
            );
          return [
            await open(["qm.bearer", own]),
            await open([]),
            await read({ headers: { authorization: `Bearer ${own}` } }),
            await read({ credentials: "include" }),
          ];
        },
        [product.url, String(token)] as const,
      );
      expect(seen).toEqual(["open qm.bearer", "refused", 200, "refused"]);
    } finally {
      await other.stop(true);
    }
  },
);

story.each([
  { width: 390, language: "es-AR", theme: "dark", title: "Tokens de API" },
  { width: 320, language: "en-US", theme: "light", title: "API tokens" },
  { width: 1440, language: "pt-BR", theme: "dark", title: "Tokens de API" },
] as const)("the page stands at $width px in $language, $theme", async ({ title, ...options }) => {
  const other = await visitor.again(options);
  await other.page.goto(`${product.url}/tokens`);
  await other.page.getByRole("heading", { name: title, level: 1 }).waitFor();
  await other.page.getByText("CRM", { exact: true }).waitFor();
  await other.shot(`tokens-${options.width}-${options.theme}`);
  expect(await other.obstacles()).toEqual([]);
  await other.page.locator(".page-head .btn--primary").click();
  await other.page.getByRole("dialog").waitFor();
  await other.shot(`tokens-new-${options.width}-${options.theme}`, "window");
  expect(await other.obstacles()).toEqual([]);
  expect(other.problems()).toEqual([]);
  await other.leave();
});

story("who may only look sees no button that changes something", async () => {
  const { page } = visitor;
  await page.evaluate(async () => {
    const grant = { role: "custom", permissions: { api_tokens: "view" }, spying: [], queues: "all", agents: "all" };
    const user = { name: "olha", fullName: "", email: null, title: "", grant };
    await fetch("/api/v1/users", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...user, password: { type: "chosen", password: "quatro gatos no telhado" } }),
    });
  });
  const other = await Visitor.arrive(browser);
  await other.page.goto(product.url);
  await other.give("olha", "quatro gatos no telhado");
  await other.page.getByText("Você pode ver os tokens, mas não criar nem mudar").waitFor();
  await other.page.getByText("CRM", { exact: true }).waitFor();
  expect(await other.page.getByRole("button", { name: /Novo token|Ações do token/ }).count()).toBe(0);
  expect(await other.page.getByLabel("Um endereço por linha").getAttribute("readonly")).not.toBeNull();
  await other.leave();
});
