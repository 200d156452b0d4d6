/** A large call centre in its busy hour on a simulated PBX: 1,000 agents, 50 queues and 20 calls a second, and two queues more. */

import { people, usualOdds } from "../simulator/behaviour.ts";
import { callIn } from "../simulator/dialplan.ts";
import { addMember } from "../simulator/membership.ts";
import { generatedQueue, SimulatedPbx } from "../simulator/mod.ts";
import { Queue } from "../simulator/queue.ts";
import { Random } from "../simulator/random.ts";

const crowd = people(new Random(7), { ...usualOdds, talkMedianMs: 25_000 });

/** Nobody answers here, and nobody gives up: callers are sent into it by the test. */
export const crowded = "lotada";
/** Made for a while, with three agents. */
export const campaign = "campanha";

export class LargeCallCentre {
  readonly pbx = new SimulatedPbx({
    ...{ agents: 1_000, callsPerMinute: 1_200, byHour: false, seed: 11 },
    queueSettings: Array.from({ length: 50 }, (_, index) => generatedQueue(index, true)),
    behaviour: {
      ...crowd,
      caller: (hasExitKey) => (this.#arePatient ? { patienceMs: 1e9, keyAfterMs: null } : crowd.caller(hasExitKey)),
    },
  });
  #arePatient = false;

  constructor() {
    this.#make(crowded, "4900");
    this.make();
  }

  /** Makes the campaign's queue, as by a reload of queues.conf. */
  make(): void {
    this.#make(campaign, "4901");
    const { agents, pbx } = this.pbx.simulation;
    for (const { phone, name } of agents.slice(0, 3))
      addMember(pbx, campaign, phone.interface, { name, penalty: 0, paused: false });
  }

  /** Takes the campaign's queue away. Nobody is told: the next list of queues is without it. */
  unmake(): void {
    const { pbx } = this.pbx.simulation;
    for (const member of [...(pbx.queues.get(campaign)?.members ?? [])]) pbx.delist(member);
    pbx.queues.delete(campaign);
  }

  /** So many call the crowded queue at once. */
  crowd(count: number): void {
    this.#arePatient = true;
    for (let at = 0; at < count; at++)
      callIn(this.pbx.simulation.pbx, `1191${String(at).padStart(7, "0")}`, `Cliente ${at + 1}`, "4900");
    this.#arePatient = false;
  }

  /** How many are members of a queue, and wait in it, now. */
  now(queue: string): { members: number; waiting: number } {
    const found = this.pbx.simulation.pbx.queues.get(queue);
    return { members: found?.members.length ?? 0, waiting: found?.waiting.length ?? 0 };
  }

  get queueNames(): string[] {
    return [...this.pbx.simulation.pbx.queues.keys()];
  }

  #make(name: string, did: string): void {
    const settings = { ...generatedQueue(0, true), name, did, joinEmpty: false, leaveWhenEmpty: false, limitMs: null };
    this.pbx.simulation.pbx.queues.set(name, new Queue(settings));
  }
}
