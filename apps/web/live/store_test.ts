import { afterEach, expect, test } from "bun:test";
import { LiveStore } from "./store.ts";

let close = () => {};
afterEach(() => close());

test("LiveStore comes back from a sleep that was too short for anything to be old", async () => {
  const opened = Promise.withResolvers<void>();
  const openedAgain = Promise.withResolvers<void>();
  let lines = 0;
  const server = Bun.serve({
    port: 0,
    fetch: (request, listener) => (listener.upgrade(request) ? undefined : new Response("no", { status: 400 })),
    websocket: {
      open: (socket) => {
        lines += 1;
        socket.send(JSON.stringify({ type: "heartbeat", at: Date.now(), heardAt: {} }));
        if (lines === 2) openedAgain.resolve();
      },
      message: () => {},
    },
  });
  const store = new LiveStore(`ws://localhost:${server.port}/api/v1/live`, () => {});
  close = () => {
    store.close();
    server.stop(true);
  };
  store.serverHeardAt.subscribe((at) => at !== null && opened.resolve());
  await opened.promise;
  store.wake();
  store.rest();
  store.wake();
  await openedAgain.promise;
  expect(lines).toBe(2);
});
