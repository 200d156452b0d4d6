import { describe, expect, test } from "bun:test";
import { Attempts } from "./attempts.ts";
import { PasswordAttempts } from "./password_attempts.ts";

const minute = 60_000;

describe("Attempts.begin()", () => {
  const clocked = () => {
    const time = { now: 1_000_000 };
    const attempts = new Attempts({ free: 2, firstMs: 1_000, longestMs: 5_000 }, () => time.now);
    return { time, attempts };
  };

  test("lets some through, then has each further one wait longer, up to the limit and never for good", () => {
    const { time, attempts } = clocked();
    expect([attempts.begin("a"), attempts.begin("a"), attempts.begin("a"), attempts.begin("b")]).toEqual([
      0, 0, 1_000, 0,
    ]);
    const waits = Array.from({ length: 5 }, () => {
      const ms = attempts.wait("a");
      time.now += ms - 1;
      expect(attempts.begin("a")).toBe(1);
      time.now += 1;
      expect(attempts.begin("a")).toBe(0);
      return ms;
    });
    expect(waits).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  test("counts no attempt that had to wait", () => {
    const { time, attempts } = clocked();
    for (let each = 0; each < 100; each++) attempts.begin("a");
    time.now += 1_000;
    expect(attempts.begin("a")).toBe(0);
  });

  test("forgives what came before a right one, and what nobody tried for long", () => {
    const { time, attempts } = clocked();
    for (let each = 0; each < 2; each++) attempts.begin("a");
    expect(attempts.wait("a")).toBe(1_000);
    attempts.succeeded("a");
    expect(attempts.wait("a")).toBe(0);
    for (let each = 0; each < 2; each++) attempts.begin("b");
    time.now += 15 * minute;
    expect([attempts.begin("b"), attempts.begin("b"), attempts.begin("b")]).toEqual([0, 0, 1_000]);
  });
});

describe("PasswordAttempts.begin()", () => {
  const clocked = () => {
    const time = { now: 1_000_000 };
    return { time, attempts: new PasswordAttempts(() => time.now) };
  };
  /** So many wrong passwords, each as soon as it may be. @returns the longest wait */
  function guess({ time, attempts }: ReturnType<typeof clocked>, count: number, account: string, network: string) {
    let longest = 0;
    for (let each = 0; each < count; each++) {
      const ms = attempts.begin(account, network);
      longest = Math.max(longest, ms);
      if (ms === 0) continue;
      time.now += ms;
      expect(attempts.begin(account, network)).toBe(0);
    }
    return longest;
  }

  test("has who guesses wait up to a minute, and lets the user in from elsewhere", () => {
    const all = clocked();
    expect(guess(all, 100, "admin", "203.0.113.9")).toBe(60_000);
    expect(all.attempts.begin("admin", "203.0.113.9")).toBe(60_000);
    // Hardly slower than ever.
    expect(all.attempts.begin("ADMIN", "192.168.0.7")).toBeLessThanOrEqual(4_000);
  });

  test("slows down who tries many accounts from one network, and not a whole office for one who forgot his password", () => {
    const all = clocked();
    guess(all, 5, "ana", "192.168.0.7");
    expect(all.attempts.begin("bruno", "192.168.0.7")).toBe(0);
    for (let each = 0; each < 100; each++) {
      const ms = all.attempts.begin(`user-${each}`, "203.0.113.9");
      all.time.now += ms;
      if (ms > 0) all.attempts.begin(`user-${each}`, "203.0.113.9");
    }
    expect(all.attempts.begin("somebody", "203.0.113.9")).toBe(30_000);
  });

  test("slows down many networks that try one account, but not one from where its user came in before", () => {
    const all = clocked();
    all.attempts.begin("admin", "192.168.0.7");
    all.attempts.succeeded("admin", "192.168.0.7");
    for (let each = 0; each < 100; each++) all.attempts.begin("admin", `203.0.113.${each}`);
    expect(all.attempts.begin("admin", "198.51.100.1")).toBeGreaterThan(0);
    expect(all.attempts.begin("admin", "192.168.0.7")).toBe(0);
  });

  test("does not forgive others what they tried when the user comes in from where he always does", () => {
    const all = clocked();
    const comeIn = () => {
      expect(all.attempts.begin("admin", "192.168.0.7")).toBe(0);
      all.attempts.succeeded("admin", "192.168.0.7");
    };
    comeIn();
    for (let each = 0; each < 100; each++) all.attempts.begin("admin", `203.0.113.${each}`);
    for (let each = 0; each < 100; each++) comeIn();
    expect(all.attempts.begin("admin", "198.51.100.1")).toBeGreaterThan(0);
  });

  test("does not forgive a network for the right password of an account of the one who guesses", () => {
    const all = clocked();
    for (let each = 0; each < 40; each++) {
      guess(all, 1, `user-${each}`, "203.0.113.9");
      guess(all, 1, "own", "203.0.113.9");
      all.attempts.succeeded("own", "203.0.113.9");
    }
    expect(all.attempts.begin("somebody", "203.0.113.9")).toBeGreaterThan(0);
  });

  test("lets a whole office sign in that has one address", () => {
    const all = clocked();
    const waits = Array.from({ length: 200 }, (_, each) => {
      const ms = all.attempts.begin(`user-${each}`, "203.0.113.9");
      all.attempts.succeeded(`user-${each}`, "203.0.113.9");
      return ms;
    });
    expect(waits.every((ms) => ms === 0)).toBe(true);
  });
});
