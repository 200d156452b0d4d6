import type { GroupWords } from "./pt_groups.ts";

/** The texts of groups of agents and of queues, in Spanish. */
export const esGroups: GroupWords = {
  agents: {
    text: "Para filtrar informes y paneles, y para decir a quién puede ver cada usuario.",
    none: "Ningún grupo de agentes",
    noneText: "Junte agentes por equipo o turno: “Soporte”, “Turno noche”. Un agente puede estar en varios.",
    count: (count) => (count === 1 ? "1 agente" : `${count} agentes`),
    search: "Nombre o código del agente",
    nobody: "Ningún agente registrado",
  },
  queues: {
    text: "Para ver colas juntas en informes, y para decir cuáles puede ver cada usuario.",
    none: "Ningún grupo de colas",
    noneText: "Junte colas por tema o cliente: “Comercial”, “Soporte”. Una cola puede estar en varios.",
    count: (count) => (count === 1 ? "1 cola" : `${count} colas`),
    search: "Nombre de la cola",
    nobody: "Ninguna cola encontrada",
  },
  list: "Lista de grupos",
  form: "Ficha del grupo",
  add: "Nuevo grupo",
  name: "Nombre",
  nameHint: "como la gente llama al grupo",
  members: "Quiénes lo forman",
  chosen: (count) => `Elegidos: ${count}`,
  hidden: (count) => `Y ${count} más que usted no puede ver, que quedan como están.`,
  accesses: (count) => (count === 1 ? "1 acceso usa este grupo" : `${count} accesos usan este grupo`),
  close: "Cerrar",
  remove: "Eliminar",
  removeTitle: (name) => `¿Eliminar el grupo ${name}?`,
  removeText: "El grupo desaparece; quienes lo forman siguen registrados.",
  usedTitle: "El acceso de alguien usa este grupo",
  usedText: (count) =>
    `${count === 1 ? "1 usuario o token ve" : `${count} usuarios o tokens ven`} por este grupo, y verían menos. ¿Eliminar de todos modos?`,
  removed: (name) => `Grupo ${name} eliminado`,
  saved: (name) => `Grupo ${name} guardado`,
  readOnly: "Puede ver los grupos, y no puede cambiarlos.",
  gone: "Este grupo ya no existe, o usted no puede verlo.",
  taken: "Ya hay un grupo con este nombre",
  faults: {
    empty: "Complete este campo",
    long: "Use hasta 100 letras",
    lines: "Escriba en una sola línea, sin caracteres de control",
    marks: "No use |",
  },
};
