import type { FindingWords } from "./pt_findings.ts";

/** What a check of a PBX finds, and what a lack costs, in Spanish. `{gaps}` are filled by the server. */
export const esFindings: FindingWords = {
  check: {
    connection: "Conexión y acceso a AMI",
    login: "Acceso a AMI",
    answers: "Respuestas de Asterisk",
    version: "Versión de Asterisk",
    queues: "Colas",
    members: "Agentes en las colas",
    clock: "Reloj",
    realtime: "Colas en base de datos",
    writetimeout: "writetimeout",
  },
  found: {
    connected: "Acceso a AMI en {address} como {user}",
    version: "Asterisk {version}, protocolo de AMI {manager}",
    version_unknown: "Desconocida: CoreSettings no está permitido. El protocolo de AMI es {manager}",
    clock_agrees: "El reloj del PBX coincide con el nuestro (diferencia de {seconds} s)",
    clock_off: "El reloj del PBX difiere del nuestro en {seconds} s. Ajuste ambos con el mismo servidor de hora (NTP)",
    clock_unknown: "Desconocido: este Asterisk no informa la hora",
    queues: "{queues}: {names}",
    queues_none: "Asterisk no informó ninguna cola. Revise queues.conf y que app_queue esté cargado (queue show)",
    members:
      "{memberships} participaciones en colas, de {phones} extensiones. Fijas en la configuración del PBX: {fixed}; estas se pueden pausar, no quitar",
    class_permitted: "Permitido",
    class_unknown:
      "Desconocido: nada dice si está permitido. En la duda, agregue {class} a la línea {direction}= de [{user}] en manager.conf",
    class_missing: "Falta: agregue {class} a la línea {direction}= de [{user}] en manager.conf",
    class_not_needed: "No permitido, y no hace falta",
    realtime_unknown:
      "Desconocido, como la versión: antes de 16.25, 18.11 y 20 Asterisk oculta las colas de una base de datos hasta que algo las carga",
    realtime_shown: "Este Asterisk informa las colas de una base de datos como las demás",
    realtime_needs_command:
      "Este Asterisk oculta las colas de una base de datos hasta que algo las carga. Si las hay, agregue command a la línea write= de [{user}] en manager.conf",
    realtime_none_hidden: "Ninguna estaba oculta",
    realtime_loaded: "{queues} estaban ocultas y se cargaron: {names}",
    write_timeout: "{ms} ms",
    write_timeout_short: "{ms} ms: Asterisk nos desconecta si una vez no leemos durante ese tiempo. 5000 es más seguro",
    write_timeout_unknown: "Desconocido: manager.conf no se puede leer desde aquí. 5000 es un buen valor",
  },
  costs: {
    clock:
      "Las horas de queue_log y de los eventos en vivo no coinciden, y las esperas anteriores a la conexión quedan mal en la misma medida",
    realtime: "Quedan invisibles hasta la primera llamada",
    read_agent: "Sin eventos de colas: no se ven llamadas, atenciones ni el estado de los agentes",
    read_call: "Sin eventos de llamadas y extensiones: no se ve quién habla, pone en espera, transfiere o corta",
    read_dialplan:
      "Si la persona desistió, llegó al tiempo límite o no encontró a nadie se deduce y se marca como provisorio; las rechazadas por cola llena o vacía no se ven; grabaciones solo se conocen de llamadas de cola atendidas",
    read_system: "Se nota tarde que Asterisk inició, que va a detenerse o que una extensión se cayó",
    read_user: "No llegan las notas de encuestas que el plan de marcación envía por UserEvent",
    read_cdr: "No llegan los registros del propio Asterisk de llamadas fuera de las colas",
    write_agent: "Desde aquí no se puede conectar, desconectar ni pausar agentes, ni cambiar su prioridad",
    write_call:
      "No se puede cortar ni transferir llamadas, listar el estado de las extensiones ni preguntar el nombre de las grabaciones",
    write_originate: "Sin marcación por clic, y los supervisores no pueden escuchar",
    write_system:
      "No se puede listar llamadas y extensiones PJSIP, ni preguntar la versión de Asterisk y el tiempo de posatención de las colas",
    write_user: "No se puede enviar UserEvent a otros programas",
    write_reporting: "Nada mientras las clases system y call estén permitidas: permite las mismas listas",
    write_config:
      "Nada mientras la clase system esté permitida: con cualquiera se lee el tiempo de posatención de las colas",
    write_command:
      "Donde QueueStatus las oculta (antes de 16.25, 18.11 y 20), no se encuentran las colas de base de datos aún no cargadas",
  },
};
