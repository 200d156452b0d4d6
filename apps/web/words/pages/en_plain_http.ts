import type { PlainHttpWords } from "./pt_plain_http.ts";

/** The notice of plain HTTP, in English. */
export const enPlainHttp: PlainHttpWords = {
  title: "This connection is not encrypted",
  text: "Over plain HTTP, passwords and numbers cross the network in the open. Inside your own network that may do; outside it, use a proxy with TLS.",
  understood: "Understood",
};
