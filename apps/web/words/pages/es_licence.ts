import type { LicenceWords } from "./pt_licence.ts";

export const esLicence: LicenceWords = {
  text: "Su edición de Q-Manager y las licencias de agente",
  editions: {
    community: { name: "Edición comunitaria", text: "Todo, sin límite de agentes y sin plazo." },
    trial: { name: "Período de prueba", text: "15 días de todo. Después, Q-Manager sigue como edición comunitaria." },
    licensed: { name: "Suscripción", text: "Licencias de agente y servicios contratados." },
  },
  customer: "Cliente",
  token: "Token",
  validity: "Validez",
  period: (from, until) => `${from} a ${until}`,
  left: (days) => (days === 1 ? "falta 1 día" : `faltan ${days} días`),
  over: "terminada",
  services: "Servicios",
  noServices: "Ningún servicio adicional",
  installation: "Número de esta instalación",
  installationHelp: "Infórmelo al contratar. No se envía a ninguna parte.",
  agents: "Agentes activos",
  used: (used, limit) => `${used} de ${limit} licencias`,
  unlimited: (used) => `${used}, sin límite`,
  enter: "Ingresar token",
  change: "Cambiar token",
  tokenLabel: "Token de la suscripción",
  tokenHelp: "Pegue el token completo, o escriba TRIAL para 15 días de prueba",
  apply: "Aplicar",
  applied: "Suscripción aplicada",
  trialBegun: "Período de prueba",
  remove: "Quitar",
  removeTitle: "¿Quitar la suscripción?",
  removeText: "Q-Manager pasa a ser la edición comunitaria. Guarde el token si quiere usarlo de nuevo.",
  removed: "Suscripción quitada: edición comunitaria",
  viewOnly: "Puede ver la suscripción, pero no cambiarla",
  meaning: "Qué significa cada situación",
  meanings: [
    ["Sin token", "Edición comunitaria: todo funciona, sin límite."],
    ["TRIAL", "15 días de todo, contados desde la primera vez. Ingresarlo de nuevo no lo renueva."],
    ["Suscripción al día", "Hasta el número de agentes contratado."],
    [
      "Sobre el límite, vencida o inválida",
      "Las llamadas y los paneles continúan. Solo no se pueden crear ni reactivar agentes.",
    ],
  ],
  problems: {
    trial_over: { title: "El período de prueba terminó", text: "Q-Manager sigue como edición comunitaria." },
    not_yet: {
      title: "La suscripción todavía no comenzó",
      text: "Si la fecha de inicio ya pasó, corrija el reloj del servidor. Hasta entonces no se pueden crear agentes; lo demás continúa.",
    },
    expired: {
      title: "La suscripción venció",
      text: "Las llamadas y los paneles continúan. Para crear agentes, ingrese un token al día.",
    },
    over_limit: {
      title: "Hay más agentes activos que licencias",
      text: "Las llamadas y los paneles continúan. Para crear agentes, desactive algunos o ingrese un token con más licencias.",
    },
    malformed: {
      title: "El token no es de una suscripción",
      text: "Copie el token completo, del primer al último carácter.",
    },
    wrong_signature: { title: "El token fue alterado", text: "Copie el token completo de nuevo, o pida otro." },
    unknown_key: {
      title: "El token no se puede verificar",
      text: "Fue firmado con una clave que este servidor no conoce (QM_LICENCE_KEYS).",
    },
    no_keys: {
      title: "El token no se puede verificar",
      text: "Este servidor no tiene las claves de quien emite suscripciones (QM_LICENCE_KEYS).",
    },
    unreadable: {
      title: "El token guardado no se puede leer",
      text: "La clave del servidor cambió. Ingrese el token de nuevo.",
    },
  },
  trialEnds: (days) =>
    days === 1 ? "El período de prueba termina en 1 día" : `El período de prueba termina en ${days} días`,
  trialEndsText: "Después, Q-Manager sigue como edición comunitaria.",
  see: "Mi suscripción",
  dismiss: "Recordar mañana",
};
