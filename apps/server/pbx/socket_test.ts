import { afterEach, expect, test } from "bun:test";
import { createServer as createTcp, type Server, type Socket } from "node:net";
import { createServer as createTls } from "node:tls";
import { AmiConnectError, type AmiStream } from "@qmanager/ami";
import { certificate, key } from "./certificate_of_tests.ts";
import { openSocket, type SocketOptions } from "./socket.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listening(server: Server): Promise<number> {
  const sockets: Socket[] = [];
  server.on("connection", (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return address.port;
}

async function open(options: Omit<SocketOptions, "host"> & { host?: string }): Promise<AmiStream> {
  const stream = await openSocket({ host: "127.0.0.1", ...options });
  closing.push(() => (stream.writable.locked ? undefined : stream.writable.abort()));
  return stream;
}

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("It did not fail");
}

/** Sends a text and reads until as much came back. */
async function echoed(stream: AmiStream, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const writer = stream.writable.getWriter();
  await writer.write(bytes);
  writer.releaseLock();
  const reader = stream.readable.getReader();
  const decoder = new TextDecoder();
  let told = "";
  for (let length = 0; length < bytes.length; ) {
    const { value, done } = await reader.read();
    if (done) break;
    length += value.length;
    told += decoder.decode(value, { stream: true });
  }
  reader.releaseLock();
  return told;
}

const echo = (socket: Socket): void => void socket.on("error", () => undefined).pipe(socket);

test("openSocket() carries bytes both ways over TCP", async () => {
  const port = await listening(createTcp(echo));
  const text = "Action: Ping\r\nName: José 北京\r\n\r\n".repeat(20_000);
  expect(await echoed(await open({ port }), text)).toBe(text);
});

test("openSocket() carries bytes both ways over TLS with the certificate it is told to trust", async () => {
  const port = await listening(createTls({ key, cert: certificate }, echo));
  const stream = await open({ port, tls: { ca: certificate, servername: "pbx.test" } });
  expect(await echoed(stream, "Action: Ping\r\n\r\n")).toBe("Action: Ping\r\n\r\n");
});

test("openSocket() takes any certificate only where told to", async () => {
  const port = await listening(createTls({ key, cert: certificate }, echo));
  const refused = await failureOf(open({ port, tls: {} }));
  expect(refused).toBeInstanceOf(AmiConnectError);
  expect(refused.message).toContain("its certificate");
  const stream = await open({ port, tls: { rejectUnauthorized: false } });
  expect(await echoed(stream, "x")).toBe("x");
});

test("openSocket() refuses a certificate for another name", async () => {
  const port = await listening(createTls({ key, cert: certificate }, echo));
  const refused = await failureOf(open({ port, tls: { ca: certificate, servername: "other.test" } }));
  expect(refused.message).toContain("its certificate is for another name");
});

test("openSocket() says that TLS could not be agreed with a server that speaks plain AMI", async () => {
  const port = await listening(
    createTcp((socket) => void socket.on("error", () => undefined).end("Asterisk Call Manager/11.0.0\r\n")),
  );
  const refused = await failureOf(open({ port, tls: { rejectUnauthorized: false } }));
  expect(refused).toBeInstanceOf(AmiConnectError);
  expect(refused.message).toContain("TLS could not be agreed. Check tlsenable=yes");
});

test.each([
  { name: "a port where nobody listens", options: { port: 1 }, text: "nobody listens there. Check the port" },
  {
    name: "a host that does not exist",
    options: { host: "no.such.host.invalid", port: 5038 },
    text: "no such host|could not be looked up",
  },
  { name: "a number that is no port", options: { port: 70_000 }, text: "that is no port. It is 5038 unless changed" },
])("openSocket() says what to do about $name", async ({ options, text }) => {
  const error = await failureOf(open(options));
  expect(error).toBeInstanceOf(AmiConnectError);
  expect(error.message).toMatch(new RegExp(`^Cannot connect to AMI at .*:\\d+: (${text})`));
});

test("openSocket() gives up when its signal aborts", async () => {
  const port = await listening(createTcp(() => undefined));
  const abort = new AbortController();
  // A TLS handshake that is never answered.
  const opened = open({ port, tls: {}, signal: abort.signal });
  abort.abort(new Error("Enough"));
  expect(await failureOf(opened)).toEqual(new Error("Enough"));
  expect(await failureOf(open({ port, signal: abort.signal }))).toEqual(new Error("Enough"));
});

test("openSocket() gives a stream that ends when the server closes", async () => {
  const port = await listening(createTcp((socket) => void socket.end("bye")));
  const reader = (await open({ port })).readable.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe("bye");
  expect((await reader.read()).done).toBe(true);
});
