/** A small call centre on a simulated PBX whose people do what a test says. */

import { callIn } from "../simulator/dialplan.ts";
import { addMember, pauseMember, removeMember } from "../simulator/membership.ts";
import { type Behaviour, generatedQueue, type QueueSettings, type Reaction, SimulatedPbx } from "../simulator/mod.ts";

const never = 1e12;
const queue = (index: number, name: string, strategy: QueueSettings["strategy"]): QueueSettings => ({
  ...generatedQueue(index, false),
  ...{ name, strategy, ringMs: 60_000, retryMs: 1_000, wrapupMs: 0, limitMs: null, exitKey: null },
  ...{ survey: false, joinEmpty: true, leaveWhenEmpty: false, autoPause: false, overflow: null },
});

/** Names that strangers chose. */
export const oddNames = {
  html: "<img src=x onerror=alert(1)>",
  long: "Anastácia ".repeat(20).trim(),
  chinese: "王小明 🦊",
};

export class CallCentre {
  readonly pbx: SimulatedPbx;
  /** What whoever is rung does. */
  reaction: Reaction = { kind: "ignore" };
  /** How long a talk that begins now will last; then the caller hangs up. */
  talkMs = never;
  patienceMs = never;

  constructor(queues: readonly QueueSettings[] = [queue(0, "suporte", "ringall"), queue(1, "vendas", "rrmemory")]) {
    const behaviour: Behaviour = {
      caller: () => ({ patienceMs: this.patienceMs, keyAfterMs: null }),
      member: () => this.reaction,
      talk: () => ({ talkMs: this.talkMs, holds: [], ending: "caller" }),
      dialled: () => ({ kind: "ignore" }),
      score: () => null,
    };
    this.pbx = new SimulatedPbx({
      ...{ queueSettings: queues, agents: 2, onlineShare: 0, callsPerMinute: 0, behaviour },
      habits: {
        ...{ pauseEveryMs: never, shiftMs: never, breakMs: never, callOutEveryMs: never, phoneLostEveryMs: never },
      },
    });
  }

  /** Somebody calls a queue by its number (4000 is the first queue's). */
  call(number: string, name: string | null, did = "4000"): void {
    callIn(this.pbx.simulation.pbx, number, name, did);
  }

  join(queueName: string, phone: string, name: string, penalty = 0): void {
    addMember(this.pbx.simulation.pbx, queueName, `PJSIP/${phone}`, { name, penalty, paused: false });
  }

  leave(queueName: string, phone: string): void {
    removeMember(this.pbx.simulation.pbx, queueName, `PJSIP/${phone}`);
  }

  pause(queueName: string, phone: string, paused: boolean, reason = ""): void {
    pauseMember(this.pbx.simulation.pbx, queueName, `PJSIP/${phone}`, paused, reason);
  }
}
