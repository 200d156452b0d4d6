/** What can be struck on a bed with real Asterisk, and when nothing could be seen of it. */
import type { TimeSpan } from "@qmanager/core";
import { type Fault, type Machines, machineFaults } from "../faults/faults.ts";
import type { Bed } from "./bed.ts";
import type { ManagerLine } from "./manager_line.ts";
import type { Product } from "./product.ts";

export class StruckBed implements Machines {
  readonly bed: Bed;
  readonly line: ManagerLine;
  readonly #product: Product;
  /** When the product cannot have seen what happened. */
  readonly dark: (TimeSpan & { asteriskDied: boolean })[] = [];
  #darkFrom = 0;

  constructor(bed: Bed, product: Product, line: ManagerLine) {
    this.bed = bed;
    this.line = line;
    this.#product = product;
  }

  get postmaster(): number {
    return this.#product.postmaster;
  }

  async kill(): Promise<void> {
    await this.#product.kill();
    this.#darkens();
  }

  async boot(): Promise<void> {
    this.#clears({ asteriskDied: false });
    await this.#product.boot();
  }

  cutLine(): void {
    this.line.cut();
    this.#darkens();
  }

  mendLine(): void {
    this.#clears({ asteriskDied: false });
    this.line.mend();
  }

  async killAsterisk(): Promise<void> {
    await this.bed.asterisk.kill();
    this.#darkens();
    this.bed.loseCalls();
  }

  async startAsterisk(): Promise<void> {
    this.#clears({ asteriskDied: true });
    await this.bed.asterisk.startAgain();
  }

  #darkens(): void {
    this.#darkFrom = Date.now();
  }

  #clears({ asteriskDied }: { asteriskDied: boolean }): void {
    this.dark.push({ from: this.#darkFrom, to: Date.now(), asteriskDied });
  }
}

export const asteriskFaults: readonly Fault<StruckBed>[] = [
  ...machineFaults.filter(({ name }) => name === "the server is killed" || name === "the database is killed"),
  {
    name: "the line to Asterisk is cut for a while",
    async strike(struck, random) {
      struck.cutLine();
      await Bun.sleep(random.between(3_000, 8_000));
      struck.mendLine();
    },
  },
  {
    name: "Asterisk is killed",
    async strike(struck, random) {
      await struck.killAsterisk();
      await Bun.sleep(random.between(200, 2_000));
      await struck.startAsterisk();
    },
  },
];
