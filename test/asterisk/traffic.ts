/**
 * Callers who keep coming, each desk with one after the other, whatever breaks: nobody here waits for a machine for ever, and
 * what became of each is Asterisk's to say.
 */
import type { Random } from "../simulator/random.ts";
import type { Bed } from "./bed.ts";
import { queueNamed } from "./call_centre.ts";
import type { SipCall } from "./sip_call.ts";

/** Where callers are answered, and the agent of each. */
const desks: readonly { queue: string; extension: string }[] = [
  { queue: "support", extension: "1003" },
  { queue: "billing", extension: "1004" },
  { queue: "orders", extension: "1005" },
  { queue: "sales", extension: "1006" },
];
/** Here callers wait for nobody, and are sent on to the second one. */
const limited = { queue: "triage", overflow: "second_line", extension: "1007" };
/** Here nobody answers. */
const deserted = "legal";

export class Traffic {
  readonly #bed: Bed;
  readonly #random: Random;
  #isOver = false;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(bed: Bed, random: Random) {
    this.#bed = bed;
    this.#random = random;
  }

  async begin(): Promise<void> {
    for (const { extension, queue } of desks) await this.#bed.add(extension, queue);
    await this.#bed.add(limited.extension, limited.overflow);
    this.#ended = Promise.all([
      ...desks.map((desk) => this.#keepUp(desk.queue, (random) => this.#served(desk.queue, desk.extension, random))),
      ...["one", "other"].map((name) => this.#keepUp(name, (random) => this.#givesUp(random))),
      this.#keepUp(limited.queue, (random) => this.#served(limited.queue, limited.extension, random)),
    ]);
  }

  /** Nobody calls any more; done when the last calls are over. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#ended;
  }

  async #keepUp(name: string, play: (random: Random) => Promise<void>): Promise<void> {
    const random = this.#random.stream(name);
    while (!this.#isOver) {
      await Bun.sleep(random.between(100, 1_000));
      await play(random);
    }
  }

  /** A caller who is answered, and whose talk ends by him, by the agent or by a transfer to where nobody answers. */
  async #served(queue: string, extension: string, random: Random): Promise<void> {
    const caller = await this.#bed.call(queue);
    const ring = await this.#ringFor(caller, extension);
    if (ring) {
      // A human is not faster.
      await Bun.sleep(random.between(500, 1_500));
      const agent = await ring.answer().catch(() => null);
      await whileTalking(agent ?? ring, random.between(500, 4_000));
      const end = random.pick(["caller", "agent", "transfer"] as const);
      if (end === "agent") agent?.hangUp();
      if (end === "transfer" && agent?.state === "talking") {
        await agent.transferTo(queueNamed(deserted).number);
        await whileTalking(caller, random.between(1_000, 3_000));
      }
    }
    leave(caller);
  }

  async #givesUp(random: Random): Promise<void> {
    const caller = await this.#bed.call(deserted);
    await whileTalking(caller, random.between(500, 5_000));
    leave(caller);
  }

  /** The ring of a caller at a phone; null where none came while he had patience. */
  async #ringFor(caller: SipCall, extension: string): Promise<SipCall | null> {
    const { phone } = this.#bed.person(extension);
    for (const patience = Date.now() + 8_000; Date.now() < patience && caller.state !== "ended"; ) {
      const ring = phone.ringing(caller);
      if (ring) return ring;
      await Bun.sleep(20);
    }
    return null;
  }
}

/** Time goes by, or the call ends before. */
async function whileTalking(call: SipCall, ms: number): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end && call.state !== "ended"; ) await Bun.sleep(20);
}

/** Hangs up; where nobody is at the other end, the line is dead all the same. */
function leave(call: SipCall): void {
  call.hangUp();
  setTimeout(() => call.lose(), 1_000);
}
