import type { PbxProblemCode } from "@qmanager/core";

/** What can be wrong with a PBX, in Brazilian Portuguese. `{gaps}` are filled by the server. */
export const ptDiagnosis = {
  problems: {
    login_refused:
      "O Asterisk em {address} recusou o usuário {user} (“{reply}”). Confira a senha em secret= e o permit= de [{user}] em manager.conf",
    nobody_listens: "Ninguém escuta em {address}. Confira a porta, e enabled=yes e bindaddr= em manager.conf",
    host_unknown: "O nome {host} não foi encontrado. Confira o endereço e o servidor de nomes",
    unreachable: "Não há caminho até {address}. Confira o endereço e a rede",
    timed_out: "{address} não respondeu a tempo. Confira o endereço e o firewall, e se o Asterisk não está travado",
    tls_failed:
      "A conexão TLS com {address} não foi possível ({reason}). Confira tlsenable=yes, a porta e o certificado",
    not_asterisk:
      "O que responde em {address} não é a AMI de um Asterisk: começa com “{firstLine}”. Confira o endereço e a porta",
    asterisk_too_old: "O Asterisk é antigo demais: {version}, e é preciso pelo menos {oldest}. Atualize o Asterisk",
    connection_lost: "A conexão com {address} terminou. Confira se o Asterisk está em execução e se a porta é a da AMI",
    unreadable: "{address} está conectado, mas não pôde ser lido ({reason}). Veja o Asterisk no PBX (asterisk -rvvv)",
    secret_unreadable:
      "O segredo deste PBX não pode ser lido: a chave dos segredos não é a de antes. Restaure o arquivo secret.key da pasta de dados (ou QM_SECRET_KEY) e reinicie, ou digite o segredo de novo",
    connection_failed: "A conexão com {address} falhou ({reason})",
  } satisfies Record<PbxProblemCode, string>,
};

type Texts<T> = { [Key in keyof T]: string };

/** Same keys, other texts. */
export type DiagnosisWords = { [Part in keyof typeof ptDiagnosis]: Texts<(typeof ptDiagnosis)[Part]> };
