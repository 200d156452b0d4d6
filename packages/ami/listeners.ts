/**
 * The part of Node's EventEmitter that programs written for asterisk-manager call.
 *
 * @module
 */

export type Listener = (...values: never[]) => void;

interface Entry {
  listener: Listener;
  once: boolean;
}

/** Calls listeners in the order they were added; those added or removed meanwhile count from the next call on. */
export class Listeners {
  readonly #entries = new Map<string, readonly Entry[]>();

  on(event: string, listener: Listener): this {
    return this.#add(event, listener, false);
  }

  addListener(event: string, listener: Listener): this {
    return this.#add(event, listener, false);
  }

  once(event: string, listener: Listener): this {
    return this.#add(event, listener, true);
  }

  off(event: string, listener: Listener): this {
    return this.removeListener(event, listener);
  }

  removeListener(event: string, listener: Listener): this {
    const entries = this.#entries.get(event) ?? [];
    const at = entries.findLastIndex((entry) => entry.listener === listener);
    if (at >= 0) this.#entries.set(event, entries.toSpliced(at, 1));
    return this;
  }

  removeAllListeners(event?: string): this {
    if (event === undefined) this.#entries.clear();
    else this.#entries.delete(event);
    return this;
  }

  listeners(event: string): Listener[] {
    return (this.#entries.get(event) ?? []).map((entry) => entry.listener);
  }

  /** There is no limit here; kept for who calls it. */
  setMaxListeners(_most: number): this {
    return this;
  }

  /** @returns whether anybody listened */
  emit(event: string, ...values: unknown[]): boolean {
    const entries = this.#entries.get(event);
    if (entries === undefined || entries.length === 0) return false;
    for (const { listener, once } of entries) {
      if (once) this.removeListener(event, listener);
      (listener as (...values: unknown[]) => void)(...values);
    }
    return true;
  }

  #add(event: string, listener: Listener, once: boolean): this {
    this.#entries.set(event, [...(this.#entries.get(event) ?? []), { listener, once }]);
    return this;
  }
}
