import type { DiagnosisWords } from "./pt_diagnosis.ts";

/** What can be wrong with a PBX, in Spanish. `{gaps}` are filled by the server. */
export const esDiagnosis: DiagnosisWords = {
  problems: {
    login_refused:
      "El Asterisk en {address} rechazó al usuario {user} (“{reply}”). Revise la clave en secret= y el permit= de [{user}] en manager.conf",
    nobody_listens: "Nadie escucha en {address}. Revise el puerto, y enabled=yes y bindaddr= en manager.conf",
    host_unknown: "No se encontró el nombre {host}. Revise la dirección y el servidor de nombres",
    unreachable: "No hay camino hasta {address}. Revise la dirección y la red",
    timed_out: "{address} no respondió a tiempo. Revise la dirección y el firewall, y que Asterisk no esté trabado",
    tls_failed:
      "No fue posible la conexión TLS con {address} ({reason}). Revise tlsenable=yes, el puerto y el certificado",
    not_asterisk:
      "Lo que responde en {address} no es la AMI de un Asterisk: empieza con “{firstLine}”. Revise la dirección y el puerto",
    asterisk_too_old:
      "El Asterisk es demasiado antiguo: {version}, y se necesita al menos {oldest}. Actualice Asterisk",
    connection_lost:
      "La conexión con {address} terminó. Revise que Asterisk esté en marcha y que el puerto sea el de AMI",
    unreadable:
      "{address} está conectado, pero no se pudo leer ({reason}). Mire el Asterisk en el PBX (asterisk -rvvv)",
    secret_unreadable:
      "El secreto de este PBX no se puede leer: la clave de los secretos no es la de antes. Restaure el archivo secret.key de la carpeta de datos (o QM_SECRET_KEY) y reinicie, o escriba el secreto de nuevo",
    connection_failed: "La conexión con {address} falló ({reason})",
  },
};
