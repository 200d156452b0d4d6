/** Names of the people and queues of a simulated call centre, with what trips up programs: accents, scripts, markup, quotes. */

export const firstNames = [
  "Ana",
  "Bruno",
  "Carla",
  "Diego",
  "Elisa",
  "Fábio",
  "Gisele",
  "Henrique",
  "Inês",
  "João",
  "Karen",
  "Luís",
  "Márcia",
  "Natália",
  "Otávio",
  "Patrícia",
  "Quitéria",
  "Rogério",
  "Sônia",
  "Tomás",
  "Úrsula",
  "Vítor",
  "Wesley",
  "Zoë",
] as const; // prettier-ignore

export const lastNames = [
  "Souza",
  "Lima",
  "Dias",
  "Alves",
  "Prado",
  "Melo",
  "Rocha",
  "Nuñez",
  "Conceição",
  "Araújo",
  "Peña",
  "Müller",
  "Gonçalves",
  "Sá",
  "D'Ávila",
  "Ibáñez",
  "Assunção",
  "Ferreira",
  "Leão",
  "Guimarães",
] as const; // prettier-ignore

/** Now and then a caller's name is one of these. */
export const oddCallerNames = [
  "北京客户",
  "<b>Zé</b> & Cia",
  'O\'Brien, "Bob"',
  "Dept: Vendas; Filial 2",
  "  espaços  ",
  "Emoji 📞 ok",
  "tab\tname",
  "back\\slash",
  "comma,semi;colon:pipe|",
  "Ñandú S.A.",
] as const;

/** Why agents pause, for about how long, and which part of all pauses is of this kind or one before it. */
export const pauseReasons = [
  { reason: "Almoço", minutes: 45, upTo: 0.15 },
  { reason: "Lanche", minutes: 12, upTo: 0.4 },
  { reason: "Banheiro", minutes: 5, upTo: 0.7 },
  { reason: "Reunião", minutes: 20, upTo: 0.8 },
  { reason: 'Treinamento: "SAP", turma 2', minutes: 25, upTo: 0.88 },
  { reason: "Pausa após a chamada", minutes: 3, upTo: 1 },
] as const;

export const queueNames = [
  "suporte",
  "vendas",
  "financeiro",
  "retencao",
  "triagem",
  "cobranca",
  "ouvidoria",
  "agendamento",
] as const;

/**
 * How busy each hour of the day is, 1 being the busiest: two peaks, lunch between them, quiet nights.
 */
export const hourlyShare = [
  0.04, 0.03, 0.02, 0.02, 0.03, 0.06, 0.15, 0.4, 0.75, 0.95, 1, 0.95, 0.7, 0.75, 0.95, 1, 0.9, 0.75, 0.5, 0.35, 0.25,
  0.18, 0.1, 0.06,
] as const;
