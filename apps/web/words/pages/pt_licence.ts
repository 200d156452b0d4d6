import type { LicenceProblem } from "@qmanager/core/licence";
import type { Texts } from "../pt.ts";

/** The texts of the licence, in Brazilian Portuguese. */
export const ptLicence = {
  text: "Sua edição do Q-Manager e as licenças de operador",
  editions: {
    community: { name: "Edição comunitária", text: "Tudo, sem limite de operadores e sem prazo." },
    trial: { name: "Período de teste", text: "15 dias de tudo. Depois, o Q-Manager segue como edição comunitária." },
    licensed: { name: "Assinatura", text: "Licenças de operador e serviços contratados." },
  },
  customer: "Cliente",
  token: "Token",
  validity: "Validade",
  period: (from: string, until: string) => `${from} a ${until}`,
  left: (days: number) => (days === 1 ? "falta 1 dia" : `faltam ${days} dias`),
  over: "encerrada",
  services: "Serviços",
  noServices: "Nenhum serviço adicional",
  installation: "Número desta instalação",
  installationHelp: "Informe ao contratar. Ele não é enviado a lugar nenhum.",
  agents: "Operadores ativos",
  used: (used: string, limit: string) => `${used} de ${limit} licenças`,
  unlimited: (used: string) => `${used}, sem limite`,
  enter: "Inserir token",
  change: "Trocar token",
  tokenLabel: "Token da assinatura",
  tokenHelp: "Cole o token inteiro, ou escreva TRIAL para 15 dias de teste",
  apply: "Aplicar",
  applied: "Assinatura aplicada",
  trialBegun: "Período de teste",
  remove: "Remover",
  removeTitle: "Remover a assinatura?",
  removeText: "O Q-Manager passa a ser a edição comunitária. Guarde o token se quiser usá-lo de novo.",
  removed: "Assinatura removida: edição comunitária",
  viewOnly: "Você pode ver a assinatura, mas não mudá-la",
  meaning: "O que cada situação significa",
  meanings: [
    ["Sem token", "Edição comunitária: tudo funciona, sem limite."],
    ["TRIAL", "15 dias de tudo, contados da primeira vez. Inserir de novo não renova."],
    ["Assinatura em dia", "Até o número de operadores contratado."],
    [
      "Acima do limite, vencida ou inválida",
      "Chamadas e painéis continuam. Só não é possível criar ou reativar operadores.",
    ],
  ],
  problems: {
    trial_over: {
      title: "O período de teste terminou",
      text: "O Q-Manager segue como edição comunitária.",
    },
    not_yet: {
      title: "A assinatura ainda não começou",
      text: "Se a data de início já passou, acerte o relógio do servidor. Até lá não é possível criar operadores; o resto continua.",
    },
    expired: {
      title: "A assinatura venceu",
      text: "Chamadas e painéis continuam. Para criar operadores, insira um token em dia.",
    },
    over_limit: {
      title: "Há mais operadores ativos do que licenças",
      text: "Chamadas e painéis continuam. Para criar operadores, desative alguns ou insira um token com mais licenças.",
    },
    malformed: {
      title: "O token não é de uma assinatura",
      text: "Copie o token inteiro, do primeiro ao último caractere.",
    },
    wrong_signature: {
      title: "O token foi alterado",
      text: "Copie o token inteiro de novo, ou peça outro.",
    },
    unknown_key: {
      title: "O token não pode ser conferido",
      text: "Foi assinado com uma chave que este servidor não conhece (QM_LICENCE_KEYS).",
    },
    no_keys: {
      title: "O token não pode ser conferido",
      text: "Este servidor não tem as chaves de quem emite assinaturas (QM_LICENCE_KEYS).",
    },
    unreadable: {
      title: "O token guardado não pode ser lido",
      text: "A chave do servidor mudou. Insira o token de novo.",
    },
  } satisfies Record<LicenceProblem, { title: string; text: string }>,
  trialEnds: (days: number) =>
    days === 1 ? "O período de teste termina em 1 dia" : `O período de teste termina em ${days} dias`,
  trialEndsText: "Depois, o Q-Manager segue como edição comunitária.",
  see: "Minha assinatura",
  dismiss: "Lembrar amanhã",
};

export type LicenceWords = Texts<typeof ptLicence>;
