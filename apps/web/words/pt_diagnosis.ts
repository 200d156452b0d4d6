import type { PbxProblemCode } from "@qmanager/core";

/** What can be wrong with a PBX, what a check of it finds and what a lack costs, in Brazilian Portuguese. `{gaps}` are filled by the server. */
export const ptDiagnosis = {
  /** Each check, by its name. */
  check: {
    connection: "Conexão e acesso à AMI",
    login: "Acesso à AMI",
    answers: "Respostas do Asterisk",
    version: "Versão do Asterisk",
    queues: "Filas",
    members: "Operadores nas filas",
    clock: "Relógio",
    realtime: "Filas em banco de dados",
    writetimeout: "writetimeout",
  },
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
  found: {
    connected: "Acesso à AMI em {address} como {user}",
    version: "Asterisk {version}, protocolo da AMI {manager}",
    version_unknown: "Desconhecida: CoreSettings não é permitido. O protocolo da AMI é {manager}",
    clock_agrees: "O relógio do PBX confere com o nosso (diferença de {seconds} s)",
    clock_off: "O relógio do PBX difere do nosso em {seconds} s. Ajuste os dois pelo mesmo servidor de hora (NTP)",
    clock_unknown: "Desconhecido: este Asterisk não informa a hora",
    queues: "{queues}: {names}",
    queues_none: "O Asterisk não informou nenhuma fila. Confira queues.conf e se app_queue está carregado (queue show)",
    members:
      "{memberships} participações em filas, de {phones} ramais. Fixas na configuração do PBX: {fixed}; estas podem ser pausadas, não retiradas",
    class_permitted: "Permitido",
    class_unknown:
      "Desconhecido: nada diz se é permitido. Na dúvida, acrescente {class} à linha {direction}= de [{user}] em manager.conf",
    class_missing: "Falta: acrescente {class} à linha {direction}= de [{user}] em manager.conf",
    class_not_needed: "Não permitido, e não é preciso",
    realtime_unknown:
      "Desconhecido, como a versão: antes de 16.25, 18.11 e 20 o Asterisk esconde as filas de um banco de dados até que algo as carregue",
    realtime_shown: "Este Asterisk informa as filas de um banco de dados como as outras",
    realtime_needs_command:
      "Este Asterisk esconde as filas de um banco de dados até que algo as carregue. Se houver, acrescente command à linha write= de [{user}] em manager.conf",
    realtime_none_hidden: "Nenhuma estava escondida",
    realtime_loaded: "{queues} estavam escondidas e foram carregadas: {names}",
    write_timeout: "{ms} ms",
    write_timeout_short: "{ms} ms: o Asterisk nos desconecta se uma vez não lermos por esse tempo. 5000 é mais seguro",
    write_timeout_unknown: "Desconhecido: manager.conf não pode ser lido daqui. 5000 é um bom valor",
  },
  costs: {
    clock:
      "As horas do queue_log e dos eventos ao vivo não combinam, e as esperas anteriores à conexão ficam erradas na mesma medida",
    realtime: "Elas ficam invisíveis até a primeira chamada",
    read_agent: "Sem eventos de filas: não se veem chamadas, atendimentos nem o estado dos operadores",
    read_call: "Sem eventos de chamadas e ramais: não se vê quem fala, põe em espera, transfere ou desliga",
    read_dialplan:
      "Se a pessoa desistiu, chegou ao tempo limite ou não achou ninguém é deduzido e marcado como provisório; recusadas por fila cheia ou vazia não aparecem; gravações só se conhecem de chamadas de fila atendidas",
    read_system: "Percebe-se tarde que o Asterisk iniciou, que vai parar ou que um ramal caiu",
    read_user: "Notas de pesquisa que o plano de discagem envia por UserEvent não chegam",
    read_cdr: "Os registros do próprio Asterisk de chamadas fora das filas não chegam",
    write_agent: "Daqui não se pode logar, deslogar nem pausar operadores, nem mudar a prioridade deles",
    write_call:
      "Não se pode desligar nem transferir chamadas, listar o estado dos ramais nem perguntar o nome das gravações",
    write_originate: "Sem discagem por clique, e supervisores não podem escutar",
    write_system:
      "Não se pode listar chamadas e ramais PJSIP, nem perguntar a versão do Asterisk e o tempo de pós-atendimento das filas",
    write_user: "Não se pode enviar UserEvent a outros programas",
    write_reporting: "Nada enquanto as classes system e call forem permitidas: ela permite as mesmas listas",
    write_config:
      "Nada enquanto a classe system for permitida: com qualquer uma se lê o tempo de pós-atendimento das filas",
    write_command:
      "Onde QueueStatus as esconde (antes de 16.25, 18.11 e 20), filas de banco de dados ainda não carregadas não são achadas",
  },
};

type Texts<T> = { [Key in keyof T]: string };

/** Same keys, other texts. */
export type DiagnosisWords = { [Part in keyof typeof ptDiagnosis]: Texts<(typeof ptDiagnosis)[Part]> };
