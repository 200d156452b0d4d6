/**
 * The bed of a suite: one Asterisk, all phones of the call centre, the carrier, and a capture of what a manager client
 * receives. Scenarios speak through it, all at the same time.
 */
import { expect } from "bun:test";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Asterisk, thisRun } from "./asterisk.ts";
import { people, queueNamed, trunkPort } from "./call_centre.ts";
import { Capture } from "./capture.ts";
import { eventually } from "./deadline.ts";
import { technology } from "./dialplan.ts";
import { expectLikeAsterisk } from "./live_agreement.ts";
import type { ManagerMessage } from "./manager.ts";
import { Product, type ProductOptions } from "./product.ts";
import { type LoggedVisit, loggedVisits } from "./queue_log_truth.ts";
import { cacheFolder } from "./root.ts";
import type { SipCall } from "./sip_call.ts";
import { SipPhone } from "./sip_phone.ts";

export interface Person {
  extension: string;
  name: string;
  /** As Asterisk names the phone: `PJSIP/1001`. */
  interface: string;
  phone: SipPhone;
}

export class Bed {
  readonly asterisk: Asterisk;
  readonly capture: Capture;
  product: Product | null = null;
  readonly #name: string;
  readonly #trunk: SipPhone;
  readonly #people: Map<string, Person>;
  #callers = 0;

  private constructor(name: string, asterisk: Asterisk, trunk: SipPhone, people: Person[]) {
    this.#name = name;
    this.asterisk = asterisk;
    this.capture = new Capture();
    this.#trunk = trunk;
    this.#people = new Map(people.map((each) => [each.extension, each]));
  }

  static async make(name: string): Promise<Bed> {
    const asterisk = await Asterisk.start(name);
    const prefix = technology(asterisk.major);
    const all = people.map(async ({ extension, name, port, password }): Promise<Person> => {
      const phone = await SipPhone.plugIn({ user: extension, port, password });
      await phone.register();
      return { extension, name, interface: `${prefix}/${extension}`, phone };
    });
    const trunk = await SipPhone.plugIn({ user: "trunk", port: trunkPort, password: null });
    const bed = new Bed(name, asterisk, trunk, await Promise.all(all));
    await bed.capture.connect();
    return bed;
  }

  /** Starts the product's server: what happened before, it has to find out. */
  async startProduct(options: ProductOptions = {}): Promise<Product> {
    this.product = await Product.start(this.#name, options);
    return this.product;
  }

  /** Stops everything. The capture and the logs go to the cache folder, where the last run's are overwritten. */
  async clear(): Promise<void> {
    for (const { phone } of this.#people.values()) phone.unplug();
    this.#trunk.unplug();
    this.capture.close();
    await this.product?.stop();
    await this.asterisk.stop();
    const folder = join(cacheFolder(), "captures", `${this.asterisk.major}-${this.#name}`);
    await this.capture.write(folder);
    await this.asterisk.copyLogs(folder);
    if (this.product) await cp(this.product.log, join(folder, "server.log"));
  }

  person(extension: string): Person {
    const found = this.#people.get(extension);
    if (!found) throw new Error(`call_centre.ts has no extension ${extension}`);
    return found;
  }

  everybody(): Person[] {
    return [...this.#people.values()];
  }

  /** A customer calls a queue from a number that nobody else has. */
  async call(queue: string, name?: string): Promise<SipCall> {
    this.#callers += 1;
    const number = `119${String(87650000 + this.#callers)}`;
    return this.#trunk.dial(queueNamed(queue).number, { number, ...(name === undefined ? {} : { name }) });
  }

  async add(extension: string, queue: string, more: Record<string, string> = {}): Promise<Person> {
    const person = this.person(extension);
    const { interface: Interface, name: MemberName } = person;
    await this.asterisk.manager.do("QueueAdd", { Queue: queue, Interface, MemberName, ...more });
    return person;
  }

  async remove(extension: string, queue: string): Promise<void> {
    await this.asterisk.manager.do("QueueRemove", { Queue: queue, Interface: this.person(extension).interface });
  }

  /** Pauses or unpauses a member; in all queues when none is named. */
  async pause(
    extension: string,
    paused: boolean,
    { queue, reason }: { queue?: string; reason?: string },
  ): Promise<void> {
    const fields: Record<string, string> = { Interface: this.person(extension).interface, Paused: String(paused) };
    if (queue !== undefined) fields.Queue = queue;
    if (reason !== undefined) fields.Reason = reason;
    await this.asterisk.manager.do("QueuePause", fields);
  }

  /** One queue as Asterisk itself sees it now: `QueueParams`, `QueueMember` and `QueueEntry` messages. */
  async queueStatus(queue: string): Promise<ManagerMessage[]> {
    return this.asterisk.manager.list("QueueStatus", { Queue: queue });
  }

  /** Waits until Asterisk itself lists the call among those who wait. */
  async waiting(call: SipCall, queue: string): Promise<ManagerMessage> {
    return eventually(`${call.from} in the line of ${queue}`, async () => {
      const entries = (await this.queueStatus(queue)).filter(({ Event }) => Event === "QueueEntry");
      return entries.find(({ CallerIDNum }) => CallerIDNum === call.from) ?? null;
    });
  }

  /** Every call is gone without a word, as when the PBX dies. */
  loseCalls(): void {
    for (const { phone } of this.#people.values()) phone.loseCalls();
    this.#trunk.loseCalls();
  }

  /** Waits until Asterisk itself gives a member this device state: 1 free, 5 unreachable … */
  async status(queue: string, person: Person, status: string): Promise<void> {
    await eventually(`status ${status} of ${person.interface}`, async () => {
      const members = (await this.queueStatus(queue)).filter(({ Event }) => Event === "QueueMember");
      return members.some((each) => each.Location === person.interface && each.Status === status) || null;
    });
  }

  /** Asserts that the product's live view of a queue becomes what Asterisk itself says of it. */
  async agreesLive(queue: string): Promise<void> {
    const panel = this.product!.panel;
    panel.watch(queue);
    await eventually(
      `live view of ${queue}`,
      async () => {
        const status = await this.queueStatus(queue);
        expectLikeAsterisk(panel.queue(queue), status, Date.now());
        expect(panel.faults).toEqual([]);
        return true;
      },
      20,
    );
  }

  /** Waits until queue_log says that a caller was put together with an agent. */
  async connected(number: string): Promise<void> {
    await this.#inLog(number, `answer of ${number}`, (visit) => visit.answeredAs !== null);
  }

  /** Waits until queue_log says that a person's phone rang for a caller in vain. */
  async missed(number: string, { name }: Person): Promise<void> {
    await this.#inLog(number, `ring that ${name} missed`, (visit) => visit.missed.some(({ agent }) => agent === name));
  }

  async #inLog(number: string, what: string, holds: (visit: LoggedVisit) => boolean): Promise<void> {
    await eventually(what, async () => {
      const visits = loggedVisits(await this.asterisk.queueLog());
      return visits.some((each) => each.number === number && holds(each)) || null;
    });
  }

  /** The visits that queue_log has of a number, once there are so many and all have ended. */
  async logged(number: string, count: number): Promise<LoggedVisit[]> {
    return eventually(`queue_log of ${count} ended visits of ${number}`, async () => {
      const visits = loggedVisits(await this.asterisk.queueLog()).filter((each) => each.number === number);
      return visits.length === count && visits.every((each) => !each.open) ? visits : null;
    });
  }

  /** A folder of this run that vanishes with it. */
  async folder(name: string): Promise<string> {
    const folder = join(thisRun().work, this.#name, name);
    await mkdir(folder, { recursive: true });
    return folder;
  }
}
