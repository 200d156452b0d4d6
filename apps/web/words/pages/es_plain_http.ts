import type { PlainHttpWords } from "./pt_plain_http.ts";

/** The notice of plain HTTP, in Spanish. */
export const esPlainHttp: PlainHttpWords = {
  title: "Esta conexión no está cifrada",
  text: "En HTTP simple, la contraseña y los números pasan abiertos por la red. En la red interna puede bastar; fuera de ella, use un proxy con TLS.",
  understood: "Entendido",
};
