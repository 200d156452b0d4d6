import type { Texts } from "./pt.ts";

/** The texts of what is around every page, in Brazilian Portuguese: search, shortcuts, profile, notices. */
export const ptShell = {
  palette: {
    open: "Buscar ou ir para…",
    title: "Buscar ou ir para",
    hint: "Página, fila, operador ou número",
    results: "Resultados",
    groups: {
      pages: "Páginas",
      queues: "Filas",
      agents: "Operadores",
      callers: "Aguardando",
      history: "Chamadas das filas",
    },
    callsOf: (number: string) => `Chamadas do número ${number}`,
    none: "Nada encontrado",
    noneText: (typed: string) => `Nenhuma página, fila, operador ou número aguardando corresponde a “${typed}”.`,
    more: (count: number) => `+${count}: digite mais para ver`,
    move: "mover",
    go: "abrir",
    close: "fechar",
  },

  shortcuts: {
    title: "Atalhos de teclado",
    groups: { everywhere: "Em qualquer página", panel: "No painel de filas", agent: "Em um operador com o foco" },
    single: "Atalhos de uma tecla",
    singleHelp: "Desligue se uma tecla solta, ou um comando de voz, faz o que você não quer. Ctrl K continua.",
    search: "Buscar ou ir para",
    list: "Esta lista",
    theme: "Tema claro ou escuro",
    goTo: (page: string) => `Ir para ${page}`,
    numbers: "Mostrar ou ocultar uma fila, da 1ª à 9ª",
    pauseOrNot: "Pausar, ou retirar da pausa",
    esc: "Fechar o que está aberto",
    afterwards: "e depois",
  },

  profile: {
    title: "Perfil",
  },
};

export type ShellWords = Texts<typeof ptShell>;
