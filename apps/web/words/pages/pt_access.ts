import type { Feature, FeatureGroup, Role, Spying } from "@qmanager/core";
import type { Texts } from "../pt.ts";

/** What a feature is called, and what to modify it frees. */
type FeatureTexts = Record<Feature, { name: string; frees: string }>;

/** What may be seen and done, in Brazilian Portuguese. */
export const ptAccess = {
  sees: "O que vê",
  seesText: "vale para painéis, relatórios e gravações",
  agents: "Operadores visíveis",
  queues: "Filas visíveis",
  allAgents: "Todos",
  allQueues: "Todas",
  someAgents: "Só os escolhidos",
  someQueues: "Só as escolhidas",
  chooseAgents: "Operador ou grupo…",
  chooseQueues: "Fila ou grupo…",
  noneChosen: "Nada escolhido: não verá nenhum",
  noMatch: "Nada encontrado",
  goneItem: "não existe mais",
  permissions: "Permissões",
  role: "Papel",
  copyFrom: "Copiar de",
  copyChoose: "Escolher usuário…",
  feature: "Funcionalidade",
  view: "Visualizar",
  modify: "Modificar",
  frees: "O que Modificar libera",
  talks: "Chamadas em curso",
  audited: "cada uso fica na auditoria",
  administratorSees: "Um administrador vê e faz tudo.",
  notYours: "Você não tem isto, então não pode dar",
  remove: (name: string) => `Remover ${name}`,
  group: (name: string, count: number) => `Grupo ${name} (${count})`,
  goneId: (id: number) => `nº ${id}`,
  spying: { listen: "Escutar", whisper: "Sussurrar", barge: "Intervir" } satisfies Record<Spying, string>,
  groups: {
    operation: "Operação",
    reports: "Relatórios",
    people: "Cadastros",
    administration: "Administração",
  } satisfies Record<FeatureGroup, string>,
  roles: {
    administrator: { name: "Administrador", text: "Acesso a tudo, sem restrições" },
    supervisor: { name: "Supervisor", text: "Painéis e relatórios, com as ações; escuta e sussurra" },
    quality: { name: "Qualidade", text: "Vê o painel, os relatórios e as gravações; escuta" },
    wallboard: { name: "Modo TV", text: "Só a tela da parede" },
    integrator: { name: "Integração", text: "Lê painel, relatórios e operadores" },
    custom: { name: "Personalizado", text: "Cada permissão marcada à mão" },
  } satisfies Record<Role, { name: string; text: string }>,
  features: {
    dashboard: { name: "Dashboard", frees: "Deslogar operadores em Status dos operadores" },
    queue_panel: { name: "Painel de filas", frees: "Pausar, retirar, deslogar e incluir; sem ele, só leitura" },
    wallboard: { name: "Modo TV", frees: "Somente leitura" },
    queue_report: { name: "Relatório de filas", frees: "Ouvir e baixar gravações" },
    agent_report: { name: "Relatório de operadores", frees: "Ouvir e baixar gravações" },
    audit: { name: "Auditoria", frees: "Somente leitura" },
    agents: { name: "Operadores", frees: "Incluir, editar, desativar e excluir" },
    agent_groups: { name: "Grupos de operadores", frees: "Incluir, editar e excluir" },
    queue_groups: { name: "Grupos de filas", frees: "Incluir, editar e excluir" },
    pauses: { name: "Pausas", frees: "Incluir, editar e excluir" },
    users: { name: "Usuários", frees: "Incluir, editar e dar as permissões que já tem" },
    queue_settings: { name: "Configuração de filas", frees: "Turnos, metas e membros" },
    api_tokens: { name: "Tokens de API", frees: "Criar e revogar" },
    imports: { name: "Importações", frees: "Importar histórico" },
    settings: { name: "Configurações", frees: "Alterar a instalação" },
  } satisfies FeatureTexts,
};

export type AccessWords = Texts<typeof ptAccess>;
