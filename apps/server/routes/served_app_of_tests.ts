/** The application on a port of its own, with its live sockets, for tests of what a browser or a program sees of it. */
import { afterAll } from "bun:test";
import type { AppParts } from "../app.ts";
import type { Sql } from "../db/connect.ts";
import { upgradeOptions } from "../http/bearer.ts";
import { Hub } from "../live/hub.ts";
import { liveSockets, type SocketData } from "../live/socket.ts";
import { silentLog } from "../log.ts";
import { checkSignedIns } from "../sign_in/session.ts";
import { bareApp } from "./app_of_tests.ts";

/** @returns its address, `http://127.0.0.1:40001`, and what a change of anybody's access does */
export function servedApp(sql: Sql, parts: Partial<AppParts> = {}) {
  const now = parts.now ?? Date.now;
  const live = { pbxs: () => [], queueNames: () => [], queue: () => null, heardAt: () => ({}), agentOf: () => null };
  const later = (work: () => void, ms: number) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  };
  const sockets = liveSockets(new Hub(live, { now, later }), silentLog, now);
  const accessChanged = () => sockets.check((all) => checkSignedIns(sql, all, now()));
  const app = bareApp(sql, { now, live, accessChanged, signedOut: sockets.signedOut, ...parts });
  const server = Bun.serve<SocketData>({
    ...{ hostname: "127.0.0.1", port: 0, websocket: sockets.handler },
    fetch: (request, listener) =>
      app.fetch(request, {
        address: listener.requestIP(request)?.address ?? null,
        upgrade: (upgraded, data) => listener.upgrade(upgraded, upgradeOptions(upgraded, data)),
      }),
  });
  afterAll(async () => {
    sockets.closeAll();
    await server.stop(true);
  });
  return { address: `http://127.0.0.1:${server.port}`, accessChanged };
}
