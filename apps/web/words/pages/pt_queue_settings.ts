import type { ShiftFault } from "@qmanager/core";
import type { Texts } from "../pt.ts";

/** The texts of what people say of queues, in Brazilian Portuguese. */
export const ptQueueSettings = {
  text: "Como cada fila é chamada, quando funciona e por qual medida é avaliada. Vale na hora, no painel e nos relatórios.",
  list: "Filas",
  queue: "Fila",
  none: "Nenhuma fila à vista",
  noneText: "As filas do PBX aparecem aqui sozinhas. Se faltar alguma, peça acesso a ela ao administrador.",
  gone: "não está no PBX",
  serviceColumn: "Fórmula · T · S",
  goalColumn: "Meta",
  alertColumn: "Alertas",
  noGoal: "sem meta",
  always: "sempre",
  defaults: "Padrão das filas",
  defaultsText: "Vale para toda fila que não diz outra coisa, também para as que ainda vão ser criadas.",
  asDefault: "Como o padrão das filas",
  displayName: "Nome de exibição",
  displayNameHelp: (queue: string) => `No Asterisk ela se chama ${queue}. Vazio: o mesmo nome.`,
  nameLong: (most: number) => `Use no máximo ${most} caracteres`,
  service: "Nível de serviço",
  formula: "Fórmula",
  formulas: {
    A: "atendidas até T, sobre as atendidas",
    B: "atendidas e abandonadas até T, sobre todas",
    C: "atendidas até T, sobre todas",
    D: "atendidas até T, sobre todas menos as abandonadas até T",
    E: "atendidas até T e abandonadas até S, sobre todas",
    F: "atendidas até T, sobre todas menos as abandonadas até S",
  },
  formulasTitle: "O que cada fórmula mede",
  formulasAnswered: (answered: number, inTime: number) =>
    `O mesmo dia em cada uma: ${answered} atendidas, ${inTime} delas até T.`,
  formulasAbandoned: (abandoned: number, abandonedInTime: number, short: number) =>
    `${abandoned} abandonadas, ${abandonedInTime} até T e ${short} até S.`,
  formulasNote:
    "Tempo limite e outras saídas contam como abandonadas, com a espera que tiveram. Mudar T, S ou a fórmula vale também para o passado.",
  threshold: "T: atendida a tempo até, em segundos",
  thresholdHelp: "Espera até T, inclusive, está a tempo.",
  short: "S: desistência rápida até, em segundos",
  shortHelp: "Quem desiste até S, inclusive.",
  goal: "Meta, em %",
  goalHelp: "Abaixo dela o nível fica vermelho. 0: sem meta.",
  secondsWrong: (least: number) => `Use segundos inteiros, de ${least} a 86400`,
  goalWrong: "Use uma porcentagem inteira, de 0 a 100",
  waitAlert: "Alertas de espera",
  warn: "Amarelo a partir de, em segundos",
  alert: "Vermelho a partir de, em segundos",
  alertWrong: "O vermelho vem depois do amarelo",
  shifts: "Turnos",
  alwaysOpen: "Sem turnos a fila funciona sempre.",
  addShift: "Adicionar turno",
  removeShift: (number: number) => `Tirar o turno ${number}`,
  shift: (number: number) => `Turno ${number}`,
  from: "início",
  to: "fim",
  until: "até",
  days: ["segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"] as readonly string[],
  shortDays: ["seg", "ter", "qua", "qui", "sex", "sáb", "dom"] as readonly string[],
  shiftWrong: (fault: ShiftFault): string => {
    switch (fault.type) {
      case "days":
        return "Marque os dias";
      case "from":
      case "to":
        return "Use um horário como 08:00; o último é 24:00";
      case "order":
        return "O fim vem depois do início. Um turno que passa da meia-noite são dois: até 24:00, e a partir de 00:00 do outro dia";
      case "overlap":
        return `Coincide com o turno ${fault.with + 1}: mude um deles`;
      default:
        return fault satisfies never;
    }
  },
  exits: "Outras saídas",
  exitsFolded: "Contar como tempo limite",
  exitsHelp:
    "Saídas por tecla, por fila vazia e retiradas passam a contar no tempo limite. Quedas do Asterisk ficam à parte.",
  wrapUp: "Pós-atendimento",
  wrapUpSeconds: "Segundos depois de cada chamada",
  wrapUpHelp: "Só onde o Asterisk não informa o seu (wrapuptime). 0: nenhum.",
  members: "Membros agora",
  membersHelp: "Quem está na fila muda no painel. As filas padrão de cada operador estão no cadastro dele.",
  noMembers: "Ninguém na fila agora.",
  member: "Operador",
  membership: "Tipo",
  memberships: { static: "fixo", dynamic: "entrou por login", realtime: "fixo (banco de dados)" },
  penalty: "Prioridade",
  toPanel: "Abrir a fila no painel",
  saved: (title: string) => `${title}: configuração salva`,
  savedText: "O painel já mostra.",
};

export type QueueSettingsWords = Texts<typeof ptQueueSettings>;
