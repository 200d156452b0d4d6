import type { ShellWords } from "./pt_shell.ts";

/** The texts of what is around every page, in Latin American Spanish. */
export const esShell: ShellWords = {
  palette: {
    open: "Buscar o ir a…",
    title: "Buscar o ir a",
    hint: "Página, cola, agente o número",
    results: "Resultados",
    groups: {
      pages: "Páginas",
      queues: "Colas",
      agents: "Agentes",
      callers: "En espera",
      history: "Llamadas de las colas",
    },
    callsOf: (number) => `Llamadas del número ${number}`,
    none: "No se encontró nada",
    noneText: (typed) => `Ninguna página, cola, agente o número en espera corresponde a “${typed}”.`,
    more: (count) => `+${count}: escriba más para verlos`,
    move: "mover",
    go: "abrir",
    close: "cerrar",
  },

  shortcuts: {
    title: "Atajos de teclado",
    groups: { everywhere: "En cualquier página", panel: "En el panel de colas", agent: "En un agente con el foco" },
    single: "Atajos de una tecla",
    singleHelp: "Desactívelos si una tecla suelta, o un comando de voz, hace lo que no quiere. Ctrl K sigue.",
    search: "Buscar o ir a",
    list: "Esta lista",
    theme: "Tema claro u oscuro",
    goTo: (page) => `Ir a ${page}`,
    numbers: "Mostrar u ocultar una cola, de la 1ª a la 9ª",
    pauseOrNot: "Pausar, o quitar de la pausa",
    esc: "Cerrar lo que está abierto",
    afterwards: "y luego",
  },

  profile: {
    title: "Perfil",
  },
};
