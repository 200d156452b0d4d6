import type { Texts } from "../pt.ts";

/** The texts of the audit, in Brazilian Portuguese. */
export const ptAudit = {
  text: "Quem fez o quê, quando e de onde. Registros não podem ser alterados.",
  filter: "Filtro da auditoria",
  refresh: "Atualizar",
  export: "CSV",
  period: "Período",
  periods: {
    today: "Hoje",
    last_7_days: "7 dias",
    last_15_days: "15 dias",
    last_30_days: "30 dias",
    this_month: "Mês atual",
    last_month: "Mês anterior",
    all: "Tudo",
  },
  users: "Usuários",
  allUsers: "Todos",
  noUser: "Sistema ou não identificado",
  allFeatures: "Todas",
  allEvents: "Todos",
  search: "Item ou IP",
  searchExample: "Ana Souza, 10.20.",
  submit: "Buscar",
  clear: "Limpar filtros",
  shown: (count: string) => `${count} na tela`,
  more: "Mostrar mais",
  allShown: "Não há outros neste período",
  none: "Nenhum registro neste período",
  noneText: "O que cada pessoa muda, escuta ou exporta aparece aqui.",
  noneFound: "Nenhum registro com este filtro",
  noneFoundText: "Tire parte do filtro, ou procure em todos os registros.",
  everything: "Ver todos os registros",
  details: (event: string, at: string) => `Detalhes de ${event}, ${at}`,
  local: "local",
  field: "Campo",
  record: "Registro",
  noDetail: "Não há mais a dizer deste registro.",
};

export type AuditWords = Texts<typeof ptAudit>;
