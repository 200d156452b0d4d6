import type { Texts } from "../pt.ts";

/** The notice of plain HTTP, in Brazilian Portuguese. */
export const ptPlainHttp = {
  title: "Esta conexão não é cifrada",
  text: "Em HTTP simples, senha e números passam abertos pela rede. Na rede interna pode bastar; fora dela, use um proxy com TLS.",
  understood: "Entendi",
};

export type PlainHttpWords = Texts<typeof ptPlainHttp>;
