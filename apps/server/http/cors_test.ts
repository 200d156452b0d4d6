/** What pages of other sites may do, over a real port. */

import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { insertToken } from "../db/api_tokens.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { openSocket } from "../live/open_socket_of_tests.ts";
import { signedIn } from "../routes/app_of_tests.ts";
import { servedApp } from "../routes/served_app_of_tests.ts";
import { hashToken } from "../sign_in/session.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const { address } = servedApp(sql);
const listed = "https://crm.empresa.com.br";
const foreign = "https://evil.example";
const token = "qm_of-a-page";
let cookie = "";

beforeAll(async () => {
  const ask = await signedIn(sql);
  expect((await ask("PUT", "/cors", { origins: [listed] })).status).toBe(200);
  await sql.begin((tx) =>
    insertToken(
      tx,
      {
        ...{ name: "CRM", tokenHash: hashToken(token), userId: 1, expiresAt: null },
        grant: { role: "administrator", permissions: {}, spying: [], queues: "all", agents: "all" },
      },
      Date.now(),
    ),
  );
  const session = await fetch(`${address}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "admin", password: "correct horse" }),
  });
  cookie = session.headers.get("set-cookie")?.split(";")[0] ?? "";
  expect(session.status).toBe(200);
});

const allowed = (answer: Response) => answer.headers.get("access-control-allow-origin");
const preflight = (origin: string) =>
  fetch(`${address}/api/v1/pbxs`, {
    method: "OPTIONS",
    headers: {
      ...{ origin, "access-control-request-method": "PUT" },
      "access-control-request-headers": "authorization,content-type",
    },
  });
const get = (headers: Record<string, string>) => fetch(`${address}/api/v1/pbxs`, { headers });

describe("a page of a listed site", () => {
  test("is told that it may ask, with a token and JSON, and never with cookies", async () => {
    const answer = await preflight(listed);
    expect([answer.status, allowed(answer), answer.headers.get("vary")]).toEqual([204, listed, "Origin"]);
    expect(answer.headers.get("access-control-allow-headers")).toBe("Authorization, Content-Type");
    expect(answer.headers.get("access-control-allow-methods")).toBe("GET, POST, PUT, PATCH, DELETE");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  });

  test("reads with its token, and sees its own mistakes", async () => {
    const answer = await get({ origin: listed, authorization: `Bearer ${token}` });
    expect([answer.status, allowed(answer), answer.headers.get("vary")]).toEqual([200, listed, "Origin"]);
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    const wrong = await get({ origin: listed, authorization: "Bearer qm_none" });
    expect([wrong.status, allowed(wrong)]).toEqual([401, listed]);
  });

  test("cannot use somebody's cookie, neither to read nor to write", async () => {
    expect((await get({ origin: listed, cookie })).status).toBe(401);
    expect((await get({ origin: address, cookie })).status).toBe(200);
    const write = await fetch(`${address}/api/v1/cors`, {
      method: "PUT",
      headers: { origin: listed, cookie, "content-type": "application/json" },
      body: '{"origins":[]}',
    });
    expect([write.status, allowed(write)]).toEqual([403, listed]);
  });
});

describe("a page of any other site", () => {
  test.each([foreign, `${listed}.evil.example`, "http://crm.empresa.com.br", "null"])(
    "is not let in: %s",
    async (origin) => {
      const answer = await preflight(origin);
      expect([answer.status, allowed(answer), answer.headers.get("vary")]).toEqual([204, null, "Origin"]);
      expect(answer.headers.get("access-control-allow-methods")).toBeNull();
      const read = await get({ origin, authorization: `Bearer ${token}` });
      expect([allowed(read), read.headers.get("vary")]).toEqual([null, "Origin"]);
    },
  );

  test("learns nothing where nothing is of the API", async () => {
    const answer = await fetch(`${address}/openapi.json`, { headers: { origin: listed } });
    expect(allowed(answer)).toBeNull();
  });
});

/** How a handshake ends: the subprotocol that was chosen, or null where it was refused. */
function open(headers: Record<string, string>, protocols: string[] = []): Promise<string | null> {
  const options = { headers, ...(protocols.length > 0 && { protocols }) };
  const socket = openSocket(`${address.replace("http", "ws")}/api/v1/live`, options);
  return new Promise((resolve) => {
    socket.onopen = () => {
      resolve(socket.protocol);
      socket.close();
    };
    socket.onerror = () => resolve(null);
  });
}

describe("the live WebSocket", () => {
  const asBrowser = ["qm.bearer", token];

  test("takes a token as a subprotocol, and answers with the name alone", async () => {
    expect(await open({ origin: listed }, asBrowser)).toBe("qm.bearer");
    expect(await open({ origin: address }, asBrowser)).toBe("qm.bearer");
    expect(await open({}, asBrowser)).toBe("qm.bearer");
    expect(await open({ authorization: `Bearer ${token}` })).toBe("");
  });

  test.each([
    ["from a listed site without a token", { origin: listed }, []],
    ["from a listed site with a token that does not hold", { origin: listed }, ["qm.bearer", "qm_none"]],
    ["from a listed site with a token under no name", { origin: listed }, [token]],
    ["from another site with a token", { origin: foreign }, asBrowser],
    ["from another site with a token in Authorization", { origin: foreign, authorization: `Bearer ${token}` }, []],
  ])("is refused %s", async (_what, headers, protocols) => {
    expect(await open(headers as Record<string, string>, protocols)).toBeNull();
  });

  test("is refused to a listed site with somebody's cookie", async () => {
    expect(await open({ origin: listed, cookie })).toBeNull();
    expect(await open({ origin: address, cookie })).toBe("");
  });
});

test("a token in the subprotocols counts for a WebSocket only", async () => {
  expect((await get({ "sec-websocket-protocol": `qm.bearer, ${token}` })).status).toBe(401);
});
