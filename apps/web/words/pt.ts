import { ptDiagnosis } from "./pt_diagnosis.ts";
import { ptPanel } from "./pt_panel.ts";
import { ptShell } from "./pt_shell.ts";

/**
 * The texts of the pages in Brazilian Portuguese: the first language, and the shape of the others.
 * One word per concept, as operators read them all day; a text with a figure in it is a function.
 */
export const pt = {
  frame: {
    skip: "Ir para o conteúdo",
    menu: "Menu principal",
    openMenu: "Abrir menu",
    closeMenu: "Fechar menu",
    operation: "Operação",
    reports: "Relatórios",
    people: "Cadastros",
    administration: "Administração",
    queuePanel: "Painel de filas",
    visits: "Chamadas das filas",
    audit: "Auditoria",
    users: "Usuários e permissões",
    tokens: "Tokens de API",
    licence: "Minha assinatura",
    pbxs: "Conexões com o PBX",
    settings: "Configurações",
    agents: "Operadores",
    agentGroups: "Grupos de operadores",
    queueGroups: "Grupos de filas",
    pauses: "Pausas",
    queueSettings: "Configuração de filas",
    imports: "Importações",
    account: (name: string) => `Conta de ${name}`,
    signOut: "Sair",
    chooseLanguage: "Idioma",
    toLight: "Usar o tema claro",
    toDark: "Usar o tema escuro",
    notices: "Avisos da conexão",
  },

  link: {
    live: "Ao vivo",
    liveHint: "Eventos do Asterisk chegando em tempo real",
    connecting: "Conectando",
    reconnecting: "Reconectando",
    lost: "Sem conexão",
    someLost: (lost: number, all: number) => `${lost} de ${all} sem conexão`,
    noPbx: "Nenhum PBX",
    serverLost: "Conexão com o servidor perdida",
    serverLostSince: (at: string) => `Conexão com o servidor perdida às ${at}`,
    pbxLost: (pbx: string) => `Sem conexão com ${pbx}`,
    pbxLostSince: (pbx: string, at: string) => `Conexão com ${pbx} perdida às ${at}`,
    pbxRefused: (pbx: string) => `${pbx} recusou a conexão`,
    keptState: "O painel mostra o último estado conhecido. Uma nova tentativa é feita sozinha.",
    neverSeen: "Ainda não há nada a mostrar deste PBX. Uma nova tentativa é feita sozinha.",
    retryNow: "Tentar agora",
    checkPbx: "Verificar conexão",
    unrecorded: (pbx: string, at: string) => `As chamadas de ${pbx} não são registradas desde ${at}`,
    unrecordedText:
      "O disco do servidor recusa dados novos. O painel segue ao vivo, mas o que acontece agora ficará fora do histórico. Libere espaço: o registro volta sozinho.",
    restarted: (pbx: string, at: string) => `O Asterisk de ${pbx} foi reiniciado às ${at}`,
    restartedText: "As chamadas de antes terminaram. O painel mostra o que há desde então.",
  },

  form: {
    user: "Usuário",
    password: "Senha",
    repeatPassword: "Repita a senha",
    show: "Mostrar a senha",
    hide: "Ocultar a senha",
    required: "Preencha este campo",
    save: "Salvar",
    cancel: "Cancelar",
    goOn: "Continuar",
    back: "Voltar",
  },

  unsaved: {
    title: "Alterações não salvas",
    discard: "Descartar",
    leave: "Descartar as alterações?",
    leaveText: "O que você mudou e não salvou se perde.",
  },

  problem: {
    title: "Algo deu errado",
    offline: "O servidor não respondeu",
    offlineHelp: "Verifique a rede e se o Q-Manager está no ar. O que foi digitado continua aqui.",
    tryAgain: "Tentar de novo",
    unreadable: (status: number) => `O servidor respondeu de um modo inesperado (HTTP ${status})`,
    starting: "O Q-Manager está iniciando",
    startingHelp: "Na primeira vez o banco de dados leva alguns segundos. A página segue sozinha.",
    kinds: {
      "too-many-attempts": {
        title: "Muitas tentativas",
        text: "Cada nova tentativa espera um pouco mais.",
      },
      "tls-needed": {
        title: "De fora da rede, só com conexão segura",
        text: "Uma senha não vai por HTTP simples. Use a rede local do servidor ou um proxy com TLS.",
      },
      "setup-done": {
        title: "O primeiro acesso já foi feito",
        text: "Entre com a senha de administrador.",
      },
      "pbx-exists": {
        title: "Já existe um PBX com este nome",
        text: "Escolha outro nome.",
      },
      "pbx-from-environment": {
        title: "Este PBX é definido no ambiente do servidor",
        text: "Mude a variável QM_PBX_… e reinicie o servidor.",
      },
      "password-expired": {
        title: "A senha recebida venceu",
        text: "Ela valia só nos primeiros dias. Peça outra a um administrador.",
      },
      "database-away": {
        title: "O banco de dados não responde agora",
        text: "Nada foi gravado. Tente de novo em instantes.",
      },
      "disk-full": {
        title: "O disco do banco de dados está cheio",
        text: "Nada foi gravado. Libere espaço e tente de novo.",
      },
      "internal-error": {
        title: "O servidor encontrou um erro",
        text: "O registro (log) do servidor diz mais.",
      },
    },
  },

  forbidden: {
    title: "Sem acesso a esta página",
    text: "Seu usuário não inclui esta parte. Um administrador pode liberar em Usuários e permissões.",
  },

  notFound: {
    title: "Página não encontrada",
    text: (path: string) => `Não há nada em ${path}.`,
    home: "Ir para o painel de filas",
  },

  signIn: {
    title: "Entrar",
    text: "Painéis ao vivo da central de atendimento",
    submit: "Entrar",
    wrong: "Usuário ou senha não conferem",
    wrongHelp: "Confira as maiúsculas e tente de novo.",
    expired: "Sua sessão terminou",
    expiredHelp: "Entre de novo para continuar de onde parou.",
    forgot: "Esqueci a senha",
    wait: (seconds: number) => `Tente de novo em ${seconds} s`,
  },

  setup: {
    title: "Primeiro acesso",
  },

  pbx: {
    title: "Conexões com o PBX",
    text: "Os servidores Asterisk que esta instalação acompanha.",
    name: "Nome do PBX",
    nameHelp: "Como aparece nas telas.",
    namePlaceholder: "Matriz",
    host: "Endereço",
    hostHelp: "IP ou nome do servidor Asterisk.",
    port: "Porta AMI",
    portWrong: "A porta vai de 1 a 65535",
    user: "Usuário AMI",
    userHelp: "A seção [usuário] de manager.conf. No SNEP costuma ser snep.",
    secret: "Senha AMI",
    secretHelp: "O valor de secret= dessa seção.",
    tls: "Conexão cifrada (TLS)",
    test: "Testar conexão",
    testing: "Testando…",
    testAgain: "Testar de novo",
    checks: "Resultado do teste",
    passed: "Tudo certo",
    failed: "A conexão não serve como está",
    warned: "Funciona, com limites",
    answered: (version: string) => `Asterisk ${version} respondeu`,
    foundQueues: (count: number) =>
      count === 0 ? "nenhuma fila" : count === 1 ? "1 fila encontrada" : `${count} filas encontradas`,
    ok: "certo",
    notOk: "falhou",
    cost: "Sem isto",
    status: {
      connecting: "conectando",
      live: "ao vivo",
      reconnecting: "reconectando",
      refused: "recusado",
    },
    version: "Versão",
    lastHeard: "Última resposta",
    add: "Adicionar PBX",
    none: "Nenhum PBX conectado",
    noneText: "Informe o endereço e o usuário AMI do servidor Asterisk para ver as filas ao vivo.",
    ...ptDiagnosis,
    checkClass: (name: string, direction: string) => `Permissão ${name} (${direction})`,
  },

  ...ptPanel,
  ...ptShell,
};

/** Same keys, same arguments, other texts. */
export type Texts<T> = {
  [Key in keyof T]: T[Key] extends string
    ? string
    : T[Key] extends (...values: infer Values) => string
      ? (...values: Values) => string
      : Texts<T[Key]>;
};

/** A dictionary: a key that a language lacks does not compile. */
export type Words = Texts<typeof pt>;
