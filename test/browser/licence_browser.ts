import { expect } from "bun:test";
import { makeKeys, signLicence } from "../../apps/server/licence/licence_token.ts";
import { product, setStage, visitor } from "./stage.ts";

const { privateKey, publicKey } = await makeKeys();
const claims = { customer: "Central Empresa", agents: 1, services: ["gravação"], issuedAt: Date.now() };
const token = await signLicence(privateKey, { ...claims, from: "2020-01-01", until: "2999-12-31" });
const expired = await signLicence(privateKey, { ...claims, from: "2020-01-01", until: "2020-12-31" });
const story = setStage({ environment: { QM_LICENCE_KEYS: JSON.stringify({ keys: [publicKey] }) }, forgets: true });

/** Enters a token in the page. */
async function enter(given: string): Promise<void> {
  const { page } = visitor;
  await page.getByRole("button", { name: /Inserir token|Trocar token/ }).click();
  await page.getByLabel("Token da assinatura").fill(given);
  await page.getByRole("button", { name: "Aplicar" }).click();
}
const addAgents = (codes: number[]) =>
  visitor.page.evaluate(async (all) => {
    const statuses = [];
    for (const code of all) {
      const body = JSON.stringify({ code, name: `Agent ${code}` });
      const init = { method: "POST", headers: { "content-type": "application/json" }, body };
      statuses.push((await fetch("/api/v1/agents", init)).status);
    }
    return statuses;
  }, codes);

story("without a licence the page says that nothing is missing, and what each state means", async () => {
  const { page } = visitor;
  await page.getByRole("link", { name: "Minha assinatura" }).click();
  await page.getByRole("heading", { name: "Edição comunitária" }).waitFor();
  await page.getByText("0, sem limite").waitFor();
  await page.getByText("O que cada situação significa").waitFor();
  await visitor.shot("licence-community");
  expect(await visitor.obstacles()).toEqual([]);
  expect(visitor.problems()).toEqual([]);
});

story("a token that is wrong or has ended is said beside its field, and what was typed stays", async () => {
  const { page } = visitor;
  await enter("isto não é um token");
  await page.getByText("O token não é de uma assinatura").waitFor();
  const field = page.getByLabel("Token da assinatura");
  expect(await field.inputValue()).toBe("isto não é um token");
  expect(await visitor.obstacles()).toEqual([]);
  await field.fill(expired);
  await page.getByRole("button", { name: "Aplicar" }).click();
  await page.getByText("A assinatura venceu").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").getByRole("button", { name: "Descartar" }).click();
  await page.getByRole("heading", { name: "Edição comunitária" }).waitFor();
});

story("a token is entered, shown masked with what it is for, and stops the agent that would be too many", async () => {
  const { page } = visitor;
  expect(await addAgents([1])).toEqual([201]);
  await enter(token);
  await page.getByText("Assinatura aplicada").waitFor();
  for (const text of ["Central Empresa", `…${token.slice(-4)}`, "gravação", "1 de 1 licenças"]) {
    await page.getByText(text, { exact: true }).waitFor();
  }
  await page.getByText(/^01\/01\/2020 a 31\/12\/2999/).waitFor();
  expect(await page.content()).not.toContain(token);
  await visitor.shot("licence-licensed");
  expect(await visitor.obstacles()).toEqual([]);
  expect(visitor.problems()).toEqual([]);
  expect(await addAgents([2])).toEqual([409]);
});

story("the form of a new agent says how many licences are in use, and that none is left", async () => {
  const { page } = visitor;
  const put = (state: string, what: string) =>
    page.evaluate(
      async ([where, action]) => {
        const { agents } = await (await fetch(`/api/v1/agents?state=${where}`)).json();
        await fetch(`/api/v1/agents/${agents[0].id}/${action}`, { method: "POST" });
      },
      [state, what] as const,
    );
  const look = async () => {
    await page.goto(`${product.url}/agents`);
    await page.getByText("Novo operador").first().click();
  };
  await look();
  await page.getByText(/1 de 1 licenças: todas em uso/).waitFor();
  await put("active", "deactivate");
  await look();
  await page.getByText("0 de 1 licenças; este cadastro usa mais uma").waitFor();
  await put("deactivated", "reactivate");
  await page.goto(`${product.url}/licence`);
});

story(
  "more agents than licences are said over every page, to who may see settings alone, and put off until tomorrow",
  async () => {
    const { page } = visitor;
    await page.getByRole("button", { name: "Remover" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remover" }).click();
    await page.getByText("Assinatura removida").waitFor();
    expect(await addAgents([2, 3])).toEqual([201, 201]);
    await enter(token);
    await page.getByText("Há mais operadores ativos do que licenças").waitFor();
    await page.getByText("3 de 1 licenças").waitFor();
    await visitor.shot("licence-over");
    await page.goto(`${product.url}/visits`);
    const banner = page.getByText("Há mais operadores ativos do que licenças");
    await banner.waitFor();
    await visitor.shot("licence-banner");
    expect(await visitor.obstacles()).toEqual([]);
    await page.getByRole("button", { name: "Lembrar amanhã" }).click();
    await banner.waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("heading", { name: "Chamadas das filas", level: 1 }).waitFor();
    expect(await banner.count()).toBe(0);
    // On the next day it is told again.
    await page.evaluate(() => localStorage.setItem("qm.licenceNotice", "over_limit 2020-01-01"));
    await page.reload();
    await banner.waitFor();
  },
);

story("TRIAL begins 15 days, whose end the page says", async () => {
  const { page } = visitor;
  await page.goto(`${product.url}/licence`);
  await enter("TRIAL");
  await page.getByRole("heading", { name: "Período de teste" }).waitFor();
  await page.getByText("faltam 15 dias").waitFor();
  expect(await visitor.obstacles()).toEqual([]);
});

story.each([
  { width: 390, language: "es-AR", theme: "dark", title: "Mi suscripción" },
  { width: 320, language: "en-US", theme: "light", title: "My subscription" },
] as const)("the page stands at $width px in $language, $theme", async ({ title, ...options }) => {
  const other = await visitor.again(options);
  await other.page.goto(`${product.url}/licence`);
  await other.page.getByRole("heading", { name: title, level: 1 }).waitFor();
  await other.page.getByText(/faltan 15 días|15 days left/).waitFor();
  await other.shot(`licence-${options.width}-${options.theme}`);
  expect(await other.obstacles()).toEqual([]);
  expect(other.problems()).toEqual([]);
  await other.leave();
});
