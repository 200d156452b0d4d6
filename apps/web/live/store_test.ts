import { afterEach, expect, test } from "bun:test";
import type { EpochMs } from "@qmanager/core";
import { now } from "./clock.ts";
import { type Freshness, serverFreshness } from "./freshness.ts";
import { LiveStore } from "./store.ts";

let close = () => {};
afterEach(() => close());

/** A store on a real line to a server whose clock is off, and which says one thing to whoever comes. */
function stage(aheadMs: number, opened: (lines: number) => void = () => {}): LiveStore {
  let lines = 0;
  const server = Bun.serve({
    port: 0,
    fetch: (request, listener) => (listener.upgrade(request) ? undefined : new Response("no", { status: 400 })),
    websocket: {
      open: (socket) => {
        lines += 1;
        socket.send(JSON.stringify({ type: "heartbeat", at: Date.now() + aheadMs, heardAt: {} }));
        opened(lines);
      },
      message: () => {},
    },
  });
  const store = new LiveStore(`ws://localhost:${server.port}/api/v1/live`, () => {});
  close = () => {
    store.close();
    server.stop(true);
  };
  return store;
}

/** Its first word, and how fresh it looks at that moment. */
function firstWord(store: LiveStore): Promise<Freshness> {
  return new Promise((resolve) => {
    store.serverHeardAt.subscribe((at: EpochMs | null) => {
      if (at !== null) resolve(serverFreshness(at, now.peek()));
    });
  });
}

test("LiveStore comes back from a sleep that was too short for anything to be old", async () => {
  const again = Promise.withResolvers<void>();
  const store = stage(0, (lines) => {
    if (lines === 2) again.resolve();
  });
  await firstWord(store);
  store.wake();
  store.rest();
  store.wake();
  await again.promise;
});

test.each([-3 * 3_600_000, 3 * 3_600_000])(
  "LiveStore takes the first word of a server whose clock is off by %p ms for new",
  async (aheadMs) => {
    expect(await firstWord(stage(aheadMs))).toBe("live");
  },
);
