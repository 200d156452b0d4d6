/** What is to happen, and when. Virtual time: it moves only when {@link Agenda.runUntil} moves it. */
export interface Appointment {
  readonly at: number;
  readonly order: number;
  /** null once it has happened or was cancelled. */
  run: (() => void) | null;
}

/** A clock with a heap of appointments. Those of the same instant happen in the order they were made. */
export class Agenda {
  #now: number;
  #heap: Appointment[] = [];
  #made = 0;

  /** @param now epoch ms at which virtual time begins */
  constructor(now: number) {
    this.#now = now;
  }

  get now(): number {
    return this.#now;
  }

  /** When the next appointment is, or null. */
  get nextAt(): number | null {
    return this.#heap[0]?.at ?? null;
  }

  after(delayMs: number, run: () => void): Appointment {
    const appointment = { at: this.#now + Math.max(0, Math.round(delayMs)), order: this.#made++, run };
    this.#push(appointment);
    return appointment;
  }

  cancel(appointment: Appointment | null): void {
    if (appointment) appointment.run = null;
  }

  /** Forgets everything, as a process that dies does. Time stays. */
  clear(): void {
    this.#heap = [];
  }

  /** Lets time pass up to and including `until`, doing what falls due on the way. */
  runUntil(until: number): void {
    for (let next = this.#heap[0]; next && next.at <= until; next = this.#heap[0]) {
      this.#pop();
      if (!next.run) continue;
      this.#now = next.at;
      const run = next.run;
      next.run = null;
      run();
    }
    if (until > this.#now) this.#now = until;
  }

  #before(one: Appointment, other: Appointment): boolean {
    return one.at < other.at || (one.at === other.at && one.order < other.order);
  }

  #push(appointment: Appointment): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(appointment);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (!above || !this.#before(appointment, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = appointment;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      let child = heap[left];
      if (!child) break;
      let at = left;
      const right = heap[left + 1];
      if (right && this.#before(right, child)) {
        child = right;
        at = left + 1;
      }
      if (!this.#before(child, last)) break;
      heap[index] = child;
      index = at;
    }
    heap[index] = last;
  }
}
