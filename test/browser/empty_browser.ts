import { expect } from "bun:test";
import { CallCentre } from "./call_centre.ts";
import { setStage, visitor } from "./stage.ts";

const centre = new CallCentre([]);
const story = setStage({ unknown: [centre] });

story("without a PBX the panel says so and leads to where one is added", async () => {
  const { page } = visitor;
  await page.getByText("Nenhum PBX conectado").waitFor();
  await visitor.shot("no-pbx");
  expect(await visitor.obstacles()).toEqual([]);
  await page.getByRole("main").getByRole("link", { name: "Adicionar PBX" }).click();
  await page.getByLabel("Nome do PBX").fill("Filial Sul");
  await page.getByLabel("Endereço").fill("127.0.0.1");
  await page.getByLabel("Porta AMI").fill(String(centre.pbx.port));
  await page.getByLabel("Usuário AMI").fill("qmanager");
  await page.getByLabel("Senha AMI").fill("qmanager");
  await page.getByRole("button", { name: "Testar conexão" }).click();
  await page.getByText(/respondeu, nenhuma fila/).waitFor();
  await visitor.shot("add-pbx");
  await page.getByRole("button", { name: "Salvar" }).click();
  await page.getByRole("region", { name: "Filial Sul" }).getByText("ao vivo").waitFor();
});

story("without a queue the panel says which PBX answered, and leads to its check", async () => {
  const { page } = visitor;
  await page.getByRole("link", { name: "Painel de filas" }).click();
  await page.getByText("O PBX respondeu e não tem filas").waitFor();
  await page.getByText(/Filial Sul, Asterisk 22\.\S+, conectado\./).waitFor();
  await visitor.shot("no-queues");
  await page.getByRole("link", { name: "Verificar conexão" }).click();
  await page.getByRole("region", { name: "Resultado do teste" }).waitFor();
  await visitor.shot("pbx-check");
  expect(await visitor.obstacles()).toEqual([]);
  expect(visitor.problems()).toEqual([]);
});
