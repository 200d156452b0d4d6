import type { Texts } from "../pt.ts";

/** What a check of a PBX finds, and what a lack costs, in Brazilian Portuguese. `{gaps}` are filled by the server. */
export const ptFindings = {
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

export type FindingWords = Texts<typeof ptFindings>;
