import { esDiagnosis } from "./es_diagnosis.ts";
import { esPanel } from "./es_panel.ts";
import { esShell } from "./es_shell.ts";
import type { Words } from "./pt.ts";

/** The texts of the pages in Latin American Spanish. */
export const es: Words = {
  frame: {
    skip: "Ir al contenido",
    menu: "Menú principal",
    openMenu: "Abrir menú",
    closeMenu: "Cerrar menú",
    operation: "Operación",
    reports: "Informes",
    people: "Registros",
    administration: "Administración",
    queuePanel: "Panel de colas",
    visits: "Llamadas de las colas",
    audit: "Auditoría",
    users: "Usuarios y permisos",
    tokens: "Tokens de API",
    licence: "Mi suscripción",
    pbxs: "Conexiones con el PBX",
    settings: "Configuración",
    agents: "Agentes",
    agentGroups: "Grupos de agentes",
    queueGroups: "Grupos de colas",
    pauses: "Pausas",
    queueSettings: "Configuración de colas",
    imports: "Importaciones",
    account: (name) => `Cuenta de ${name}`,
    signOut: "Salir",
    chooseLanguage: "Idioma",
    toLight: "Usar el tema claro",
    toDark: "Usar el tema oscuro",
    notices: "Avisos de la conexión",
  },

  link: {
    live: "En vivo",
    liveHint: "Eventos de Asterisk llegando en tiempo real",
    connecting: "Conectando",
    reconnecting: "Reconectando",
    lost: "Sin conexión",
    someLost: (lost, all) => `${lost} de ${all} sin conexión`,
    noPbx: "Ningún PBX",
    serverLost: "Conexión con el servidor perdida",
    serverLostSince: (at) => `Conexión con el servidor perdida a las ${at}`,
    pbxLost: (pbx) => `Sin conexión con ${pbx}`,
    pbxLostSince: (pbx, at) => `Conexión con ${pbx} perdida a las ${at}`,
    pbxRefused: (pbx) => `${pbx} rechazó la conexión`,
    keptState: "El panel muestra el último estado conocido. Se vuelve a intentar de forma automática.",
    neverSeen: "Aún no hay nada que mostrar de este PBX. Se vuelve a intentar de forma automática.",
    retryNow: "Intentar ahora",
    checkPbx: "Verificar conexión",
    unrecorded: (pbx, at) => `Las llamadas de ${pbx} no se registran desde las ${at}`,
    unrecordedText:
      "El disco del servidor rechaza datos nuevos. El panel sigue en vivo, pero lo que pasa ahora quedará fuera del historial. Libere espacio: el registro vuelve de forma automática.",
    restarted: (pbx, at) => `El Asterisk de ${pbx} se reinició a las ${at}`,
    restartedText: "Las llamadas de antes terminaron. El panel muestra lo que hay desde entonces.",
  },

  form: {
    user: "Usuario",
    password: "Contraseña",
    repeatPassword: "Repita la contraseña",
    show: "Mostrar la contraseña",
    hide: "Ocultar la contraseña",
    required: "Complete este campo",
    save: "Guardar",
    cancel: "Cancelar",
    goOn: "Continuar",
    back: "Volver",
  },

  unsaved: {
    title: "Cambios sin guardar",
    discard: "Descartar",
    leave: "¿Descartar los cambios?",
    leaveText: "Se pierde lo que cambió y no guardó.",
  },

  problem: {
    title: "Algo salió mal",
    offline: "El servidor no respondió",
    offlineHelp: "Verifique la red y que Q-Manager esté en marcha. Lo que escribió sigue aquí.",
    tryAgain: "Intentar de nuevo",
    unreadable: (status) => `El servidor respondió de un modo inesperado (HTTP ${status})`,
    starting: "Q-Manager está iniciando",
    startingHelp: "La primera vez la base de datos lleva unos segundos. La página sigue de forma automática.",
    kinds: {
      "too-many-attempts": {
        title: "Demasiados intentos",
        text: "Cada nuevo intento espera un poco más.",
      },
      "tls-needed": {
        title: "Desde fuera de la red, solo con conexión segura",
        text: "Una contraseña no va por HTTP simple. Use la red local del servidor o un proxy con TLS.",
      },
      "setup-done": {
        title: "El primer acceso ya se hizo",
        text: "Entre con la contraseña de administrador.",
      },
      "pbx-exists": {
        title: "Ya existe un PBX con este nombre",
        text: "Elija otro nombre.",
      },
      "pbx-from-environment": {
        title: "Este PBX se define en el entorno del servidor",
        text: "Cambie la variable QM_PBX_… y reinicie el servidor.",
      },
      "password-expired": {
        title: "La contraseña recibida venció",
        text: "Valía solo los primeros días. Pida otra a un administrador.",
      },
      "database-away": {
        title: "La base de datos no responde ahora",
        text: "No se guardó nada. Intente de nuevo en un momento.",
      },
      "disk-full": {
        title: "El disco de la base de datos está lleno",
        text: "No se guardó nada. Libere espacio e intente de nuevo.",
      },
      "internal-error": {
        title: "El servidor encontró un error",
        text: "El registro (log) del servidor dice más.",
      },
    },
  },

  forbidden: {
    title: "Sin acceso a esta página",
    text: "Su usuario no incluye esta parte. Un administrador puede habilitarla en Usuarios y permisos.",
  },

  notFound: {
    title: "Página no encontrada",
    text: (path) => `No hay nada en ${path}.`,
    home: "Ir al panel de colas",
  },

  signIn: {
    title: "Entrar",
    text: "Paneles en vivo del centro de atención",
    submit: "Entrar",
    wrong: "El usuario o la contraseña no coinciden",
    wrongHelp: "Revise las mayúsculas e intente de nuevo.",
    expired: "Su sesión terminó",
    expiredHelp: "Entre de nuevo para continuar donde estaba.",
    forgot: "Olvidé la contraseña",
    wait: (seconds: number) => `Pruebe de nuevo en ${seconds} s`,
  },

  setup: {
    title: "Primer acceso",
  },

  pbx: {
    title: "Conexiones con el PBX",
    text: "Los servidores Asterisk que sigue esta instalación.",
    name: "Nombre del PBX",
    nameHelp: "Como aparece en las pantallas.",
    namePlaceholder: "Casa central",
    host: "Dirección",
    hostHelp: "IP o nombre del servidor Asterisk.",
    port: "Puerto AMI",
    portWrong: "El puerto va de 1 a 65535",
    user: "Usuario AMI",
    userHelp: "La sección [usuario] de manager.conf. En SNEP suele ser snep.",
    secret: "Contraseña AMI",
    secretHelp: "El valor de secret= de esa sección.",
    tls: "Conexión cifrada (TLS)",
    test: "Probar conexión",
    testing: "Probando…",
    testAgain: "Probar de nuevo",
    checks: "Resultado de la prueba",
    passed: "Todo bien",
    failed: "La conexión no sirve así",
    warned: "Funciona, con límites",
    answered: (version) => `Asterisk ${version} respondió`,
    foundQueues: (count) =>
      count === 0 ? "ninguna cola" : count === 1 ? "1 cola encontrada" : `${count} colas encontradas`,
    ok: "bien",
    notOk: "falló",
    cost: "Sin esto",
    status: {
      connecting: "conectando",
      live: "en vivo",
      reconnecting: "reconectando",
      refused: "rechazado",
    },
    version: "Versión",
    lastHeard: "Última respuesta",
    add: "Agregar PBX",
    none: "Ningún PBX conectado",
    noneText: "Indique la dirección y el usuario AMI del servidor Asterisk para ver las colas en vivo.",
    ...esDiagnosis,
    checkClass: (name, direction) => `Permiso ${name} (${direction})`,
  },

  ...esPanel,
  ...esShell,
};
