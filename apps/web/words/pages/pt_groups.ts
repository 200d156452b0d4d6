import type { Texts } from "../pt.ts";

/** The texts of groups of agents and of queues, in Brazilian Portuguese. */
export const ptGroups = {
  agents: {
    text: "Para filtrar relatórios e painéis, e para dizer quem cada usuário pode ver.",
    none: "Nenhum grupo de operadores",
    noneText: "Junte operadores por equipe ou turno: “Suporte”, “Turno da noite”. Um operador pode estar em vários.",
    count: (count: number) => (count === 1 ? "1 operador" : `${count} operadores`),
    search: "Nome ou código do operador",
    nobody: "Nenhum operador cadastrado",
  },
  queues: {
    text: "Para ver filas juntas em relatórios, e para dizer quais cada usuário pode ver.",
    none: "Nenhum grupo de filas",
    noneText: "Junte filas por assunto ou cliente: “Comercial”, “Suporte”. Uma fila pode estar em vários.",
    count: (count: number) => (count === 1 ? "1 fila" : `${count} filas`),
    search: "Nome da fila",
    nobody: "Nenhuma fila encontrada",
  },
  list: "Lista de grupos",
  form: "Cadastro do grupo",
  add: "Novo grupo",
  name: "Nome",
  nameHint: "como as pessoas chamam o grupo",
  members: "Quem faz parte",
  chosen: (count: number) => `Escolhidos: ${count}`,
  hidden: (count: number) => `E mais ${count} que você não pode ver, que ficam como estão.`,
  accesses: (count: number) => (count === 1 ? "1 acesso usa este grupo" : `${count} acessos usam este grupo`),
  close: "Fechar",
  remove: "Excluir",
  removeTitle: (name: string) => `Excluir o grupo ${name}?`,
  removeText: "O grupo some; quem faz parte dele continua cadastrado.",
  usedTitle: "O acesso de alguém usa este grupo",
  usedText: (count: number) =>
    `${count === 1 ? "1 usuário ou token vê" : `${count} usuários ou tokens veem`} por este grupo, e veriam menos. Excluir mesmo assim?`,
  removed: (name: string) => `Grupo ${name} excluído`,
  saved: (name: string) => `Grupo ${name} salvo`,
  readOnly: "Você pode ver os grupos, e não pode mudar.",
  gone: "Este grupo não existe mais, ou você não pode ver.",
  taken: "Já há um grupo com este nome",
  faults: {
    empty: "Preencha este campo",
    long: "Use até 100 letras",
    lines: "Escreva em uma linha só, sem caracteres de controle",
    marks: "Não use |",
  },
};

export type GroupWords = Texts<typeof ptGroups>;
