/**
 * Who guesses passwords waits, longer each time, and nobody can keep the user himself out by it: what is counted most
 * strictly is one account from one network. Beside it stand a network that tries many accounts, and, mildly, an account that
 * many networks try; from a network where its user signed in before, the latter does not count.
 */
import { Attempts } from "./attempts.ts";

const mostKnown = 10_000;

export class PasswordAttempts {
  readonly #places: Attempts;
  readonly #networks: Attempts;
  readonly #accounts: Attempts;
  /** Accounts with networks from which the right password came, the last one last. */
  readonly #known = new Set<string>();

  constructor(now: () => number) {
    this.#places = new Attempts({ free: 5, firstMs: 1_000, longestMs: 60_000 }, now);
    this.#networks = new Attempts({ free: 30, firstMs: 1_000, longestMs: 30_000 }, now);
    this.#accounts = new Attempts({ free: 20, firstMs: 500, longestMs: 4_000 }, now);
  }

  /**
   * Begins an attempt, unless it must wait.
   *
   * @param account as it was typed, also when there is none of this name
   * @returns 0, or for how many milliseconds it must wait instead
   */
  begin(account: string, network: string): number {
    const name = account.toLowerCase();
    const place = `${network} ${name}`;
    const counted: [Attempts, string][] = [
      [this.#places, place],
      [this.#networks, network],
    ];
    if (!this.#known.has(place)) counted.push([this.#accounts, name]);
    const ms = Math.max(...counted.map(([attempts, key]) => attempts.wait(key)));
    if (ms > 0) return ms;
    for (const [attempts, key] of counted) attempts.begin(key);
    return 0;
  }

  /**
   * The password was right. What else came from that network is not forgiven: whoever guesses may have an account of his
   * own.
   */
  succeeded(account: string, network: string): void {
    const name = account.toLowerCase();
    const place = `${network} ${name}`;
    this.#places.succeeded(place);
    this.#networks.tookBack(network);
    // From a place that is known it was not counted.
    if (!this.#known.has(place)) this.#accounts.tookBack(name);
    this.#known.delete(place);
    this.#known.add(place);
    const [oldest] = this.#known;
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
  }
}
