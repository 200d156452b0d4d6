import type { QueueSettingsWords } from "./pt_queue_settings.ts";

/** The texts of what people say of queues, in Spanish. */
export const esQueueSettings: QueueSettingsWords = {
  text: "Cómo se llama cada cola, cuándo funciona y con qué medida se evalúa. Vale al instante, en el panel y en los informes.",
  list: "Colas",
  queue: "Cola",
  none: "Ninguna cola a la vista",
  noneText: "Las colas del PBX aparecen aquí solas. Si falta alguna, pida acceso al administrador.",
  gone: "no está en el PBX",
  serviceColumn: "Fórmula · T · S",
  goalColumn: "Meta",
  alertColumn: "Alertas",
  noGoal: "sin meta",
  always: "siempre",
  defaults: "Valores de todas las colas",
  defaultsText: "Vale para toda cola que no dice otra cosa, también para las que aún se crearán.",
  asDefault: "Como los valores de todas las colas",
  displayName: "Nombre visible",
  displayNameHelp: (queue) => `En Asterisk se llama ${queue}. Vacío: el mismo nombre.`,
  nameLong: (most) => `Use como máximo ${most} caracteres`,
  service: "Nivel de servicio",
  formula: "Fórmula",
  formulas: {
    A: "atendidas hasta T, sobre las atendidas",
    B: "atendidas y abandonadas hasta T, sobre todas",
    C: "atendidas hasta T, sobre todas",
    D: "atendidas hasta T, sobre todas menos las abandonadas hasta T",
    E: "atendidas hasta T y abandonadas hasta S, sobre todas",
    F: "atendidas hasta T, sobre todas menos las abandonadas hasta S",
  },
  formulasTitle: "Qué mide cada fórmula",
  formulasAnswered: (answered, inTime) =>
    `El mismo día en cada una: ${answered} atendidas, ${inTime} de ellas hasta T.`,
  formulasAbandoned: (abandoned, abandonedInTime, short) =>
    `${abandoned} abandonadas, ${abandonedInTime} hasta T y ${short} hasta S.`,
  formulasNote:
    "Tiempo límite y otras salidas cuentan como abandonadas, con la espera que tuvieron. Cambiar T, S o la fórmula vale también para el pasado.",
  threshold: "T: atendida a tiempo hasta, en segundos",
  thresholdHelp: "Una espera hasta T, inclusive, está a tiempo.",
  short: "S: desistencia rápida hasta, en segundos",
  shortHelp: "Quien desiste hasta S, inclusive.",
  goal: "Meta, en %",
  goalHelp: "Por debajo el nivel queda en rojo. 0: sin meta.",
  secondsWrong: (least) => `Use segundos enteros, de ${least} a 86400`,
  goalWrong: "Use un porcentaje entero, de 0 a 100",
  waitAlert: "Alertas de espera",
  warn: "Amarillo a partir de, en segundos",
  alert: "Rojo a partir de, en segundos",
  alertWrong: "El rojo viene después del amarillo",
  shifts: "Turnos",
  alwaysOpen: "Sin turnos la cola funciona siempre.",
  addShift: "Agregar turno",
  removeShift: (number) => `Quitar el turno ${number}`,
  shift: (number) => `Turno ${number}`,
  from: "inicio",
  to: "fin",
  until: "hasta",
  days: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
  shortDays: ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"],
  shiftWrong: (fault) => {
    switch (fault.type) {
      case "days":
        return "Marque los días";
      case "from":
      case "to":
        return "Use una hora como 08:00; la última es 24:00";
      case "order":
        return "El fin viene después del inicio. Un turno que pasa la medianoche son dos: hasta 24:00, y desde 00:00 del otro día";
      case "overlap":
        return `Coincide con el turno ${fault.with + 1}: cambie uno de ellos`;
      default:
        return fault satisfies never;
    }
  },
  exits: "Otras salidas",
  exitsFolded: "Contar como tiempo límite",
  exitsHelp:
    "Las salidas por tecla, por cola vacía y retiradas pasan a contar en el tiempo límite. Las caídas de Asterisk quedan aparte.",
  wrapUp: "Posatención",
  wrapUpSeconds: "Segundos después de cada llamada",
  wrapUpHelp: "Solo donde Asterisk no informa el suyo (wrapuptime). 0: ninguno.",
  members: "Miembros ahora",
  membersHelp: "Quién está en la cola se cambia en el panel. Las colas de cada agente están en su ficha.",
  noMembers: "Nadie en la cola ahora.",
  member: "Agente",
  membership: "Tipo",
  memberships: { static: "fijo", dynamic: "entró por login", realtime: "fijo (base de datos)" },
  penalty: "Prioridad",
  toPanel: "Abrir la cola en el panel",
  saved: (title) => `${title}: configuración guardada`,
  savedText: "El panel ya lo muestra.",
};
