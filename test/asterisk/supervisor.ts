/** A supervisor at work: what he does goes through the product's API, and what became of it is asked of Asterisk itself. */
import { expect } from "bun:test";
import type { ActionObstacle, ActionOutcome, ActionResult, Candidate } from "@qmanager/core";
import type { Bed, Person } from "./bed.ts";
import { eventually } from "./deadline.ts";
import type { ManagerMessage } from "./manager.ts";
import { pbx } from "./product.ts";

/** What became of an action, in short. */
export interface Told {
  status: number;
  problem: string | null;
  /** Queue and obstacle of each place; true: done as asked. */
  results: [queue: string | null, become: true | ActionObstacle | null][];
  first: ActionResult | undefined;
  undo: object[];
}

export class Supervisor {
  readonly #bed: () => Bed;

  constructor(bed: () => Bed) {
    this.#bed = bed;
  }

  /** @param action without its PBX: it is the one of the bed unless it names another */
  async does(action: object): Promise<Told> {
    const answer = await this.#ask<Partial<ActionOutcome>>("POST", "/actions", { pbx, ...action });
    const { results = [], undo = [] } = answer.body;
    return {
      ...{ status: answer.status, problem: answer.problem, first: results[0], undo },
      results: results.map(({ queue, done, obstacle }) => [queue, done && obstacle === null ? true : obstacle]),
    };
  }

  async undoes({ undo }: Told): Promise<void> {
    expect(undo.length).toBeGreaterThan(0);
    for (const action of undo) expect(await this.does(action)).toMatchObject({ status: 200, problem: null });
  }

  /** Says which phone is his. */
  async sitsAt(extension: string): Promise<void> {
    const answer = await this.#ask("PUT", `/profile/extensions/${pbx}`, { extension });
    expect(answer).toMatchObject({ status: 200 });
  }

  async candidates(queue: string, from: string = pbx): Promise<Candidate[] | null> {
    const answer = await this.#ask<{ candidates?: Candidate[] }>("GET", `/queues/${from}/${queue}/candidates`);
    return answer.body.candidates ?? null;
  }

  /** Connects the product to a further PBX. */
  async connects(id: string, port: number, { user, secret }: { user: string; secret: string }): Promise<void> {
    const particulars = { id, name: id, host: "127.0.0.1", port, username: user, secret, tls: false };
    expect(await this.#ask("POST", "/pbxs", particulars)).toMatchObject({ status: 201 });
  }

  /** A member as Asterisk itself tells him; null when he is none. */
  async member(queue: string, phone: string): Promise<ManagerMessage | null> {
    const status = await this.#bed().queueStatus(queue);
    return status.find(({ Event, Location }) => Event === "QueueMember" && Location === phone) ?? null;
  }

  /** Waits until the product knows of a member what Asterisk knows. */
  async sees(queue: string): Promise<void> {
    await this.#bed().agreesLive(queue);
  }

  /** The rows that Asterisk's queue_log has of a person since it had `after` of them, once there are so many. */
  async logged({ name, interface: phone }: Pick<Person, "name" | "interface">, after: number, count: number) {
    return eventually(`${count} rows of ${name} in queue_log`, async () => {
      const lines = (await this.#bed().asterisk.queueLog()).split("\n");
      const rows = lines.flatMap((line) => {
        const [, , queue = "", agent = "", event = "", ...data] = line.split("|");
        return agent === name || agent === phone ? [[queue, event, ...data].join(" ").trim()] : [];
      });
      return rows.length >= after + count ? rows.slice(after) : null;
    });
  }

  #ask<T>(method: string, path: string, body?: object) {
    const { product } = this.#bed();
    if (!product) throw new Error("The bed's product is not started");
    return product.ask<T>(method, path, body);
  }
}
