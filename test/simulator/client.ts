/** A manager client on a port of this machine, for tests that talk to the simulated PBX. */
import { AmiClient, type AmiClientOptions, type AmiMessage } from "@qmanager/ami";
import { openSocket } from "../../apps/server/pbx/socket.ts";

/** Time as it is. */
export const clock = {
  now: () => Date.now(),
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

export interface TestClient {
  client: AmiClient;
  /** Everything received, in order. */
  received: AmiMessage[];
  /** The next message that fits, or one that came already. */
  until(fits: (message: AmiMessage) => boolean): Promise<AmiMessage>;
}

/** Begins to connect; the test closes it. */
export function connectTo(port: number, options: Partial<AmiClientOptions> = {}): TestClient {
  const received: AmiMessage[] = [];
  const waiting = new Set<{ fits(message: AmiMessage): boolean; resolve(message: AmiMessage): void }>();
  const client = new AmiClient({
    address: `127.0.0.1:${port}`,
    user: "qmanager",
    secret: "qmanager",
    clock,
    firstRetryMs: 20,
    maxRetryMs: 100,
    open: (signal) => openSocket({ host: "127.0.0.1", port, signal }),
    onMessage: (message) => {
      received.push(message);
      for (const waiter of waiting) {
        if (!waiter.fits(message)) continue;
        waiting.delete(waiter);
        waiter.resolve(message);
      }
    },
    ...options,
  });
  client.start();
  return {
    client,
    received,
    until: (fits) => {
      const there = received.find(fits);
      return there ? Promise.resolve(there) : new Promise((resolve) => waiting.add({ fits, resolve }));
    },
  };
}
