/**
 * The call centre of the scenarios: one desk for each, with a queue and people of its own, so that all of them are
 * played at the same time on one PBX. Times are short, for tests.
 */

export interface Queue {
  name: string;
  /** Number that callers and phones dial. */
  number: string;
  strategy: "ringall" | "rrmemory" | "linear";
  /** How long a member's phone rings, seconds. */
  ringSeconds: number;
  /** How long Queue() keeps a caller, seconds; null for ever. */
  limitSeconds: number | null;
  /** Key with which a caller leaves. */
  exitKey: string | null;
  /** Callers are asked for a score when the agent hangs up. */
  survey: boolean;
  /** Queue into which the dialplan sends callers after the time limit. */
  overflow: string | null;
  /** Nobody may wait where no member could answer (`joinempty`, `leavewhenempty`). */
  strict: boolean;
  /** Extensions that are members by configuration, reached through `Local/<extension>@desk/n`. */
  branch: string[];
  /** Seconds after a call in which a member is offered nothing. */
  wrapUpSeconds: number;
  /** What records its calls: the dialplan before Queue(), or the queue itself once an agent answers; null: nothing. */
  recordedBy: "dialplan" | "queue" | null;
}

function queue(name: string, number: string, particulars: Partial<Queue> = {}): Queue {
  return {
    name,
    number,
    strategy: "ringall",
    ringSeconds: 15,
    limitSeconds: null,
    exitKey: null,
    survey: false,
    overflow: null,
    strict: false,
    branch: [],
    wrapUpSeconds: 0,
    recordedBy: null,
    ...particulars,
  };
}

export const queues: readonly Queue[] = [
  queue("reception", "4000", { survey: true, wrapUpSeconds: 2 }),
  queue("support", "4001"),
  queue("sales", "4002", { strategy: "linear", ringSeconds: 3 }),
  queue("triage", "4003", { limitSeconds: 4, overflow: "second_line" }),
  queue("second_line", "4004"),
  queue("self_service", "4005", { exitKey: "9" }),
  queue("billing", "4006"),
  queue("orders", "4007"),
  queue("retention", "4008"),
  queue("legal", "4009"),
  queue("claims", "4010"),
  queue("specialists", "4011"),
  queue("desk_one", "4018"),
  queue("callback", "4012"),
  queue("night_shift", "4013", { strategy: "linear", ringSeconds: 10 }),
  queue("rota", "4014"),
  queue("branch_office", "4015", { branch: ["1021"] }),
  queue("early_birds", "4016", { strategy: "rrmemory" }),
  queue("strict_hours", "4017", { strict: true }),
  queue("quality", "4019", { recordedBy: "dialplan" }),
  queue("training", "4020", { recordedBy: "queue" }),
];

/** Extensions, their phones' UDP ports and the people who use them. */
export const people = [
  "Ana Souza",
  "Bruno Lima",
  "Carla Dias",
  "Diego Alves",
  "Elisa Prado",
  "Fábio Melo",
  "Gisele Rocha",
  "Heitor Nunes",
  "Íris Castro",
  "João Pedro",
  "Karen Luz",
  "Lucas Reis",
  "Marina Sá",
  "Nelson Brito",
  "Olívia Paz",
  "Paulo Cruz",
  "Quitéria Dantas",
  "Rafael Gomes",
  "Sônia Braga",
  "Tiago Muniz",
  "Úrsula Faria",
  "Vera Lopes",
  "Wagner Teles",
  "Yara Pinto",
].map((name, index) => ({
  extension: String(1001 + index),
  name,
  port: 6001 + index,
  password: `phone-${1001 + index}`,
}));

/** The carrier: where callers come from. */
export const trunkPort = 5080;

/** Accounts in manager.conf: the one we recommend to our users, one that may only look, SNEP's own, and one for the test itself. */
export const accounts = {
  product: { user: "qmanager", secret: "qmanager" },
  limited: { user: "looker", secret: "looker" },
  snep: { user: "snep", secret: "sneppass" },
  test: { user: "test", secret: "test" },
};
export const managerPort = 5038;

export function queueNamed(name: string): Queue {
  const found = queues.find((each) => each.name === name);
  if (!found) throw new Error(`call_centre.ts has no queue "${name}"`);
  return found;
}
