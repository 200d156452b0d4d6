/**
 * TCP and TLS sockets as the streams that an AmiClient reads and writes.
 *
 * @module
 */
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { AmiConnectError, type AmiStream } from "@qmanager/ami";

export interface SocketOptions {
  host: string;
  port: number;
  /** Absent: plain TCP. */
  tls?: TlsOptions;
  /** Gives up connecting; an open socket is not touched by it. */
  signal?: AbortSignal;
}

export interface TlsOptions {
  /** PEM of the authorities to trust instead of the system's: for the self-signed certificates PBXs usually have. */
  ca?: string;
  /** The name its certificate must have, where it is not the host's. */
  servername?: string;
  /** false accepts any certificate: safe from listeners, not from impostors. */
  rejectUnauthorized?: boolean;
}

/**
 * Connects to a server.
 *
 * Bytes are taken from the socket as they come, without waiting for whoever reads them: Asterisk disconnects a client
 * that leaves it waiting for 100 ms (`writetimeout` in manager.conf).
 *
 * @throws {AmiConnectError} with what to check: nobody listens, no such host, no answer, TLS not agreed
 */
export async function openSocket(options: SocketOptions): Promise<AmiStream> {
  const socket = await connected(options);
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 30_000);
  return { readable: readableOf(socket), writable: writableOf(socket) };
}

function connected(options: SocketOptions): Promise<Socket> {
  const { host, port, tls, signal } = options;
  const address = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      reject(new AmiConnectError(address, "that is no port. It is 5038 unless changed, 5039 with TLS"));
      return;
    }
    const socket = tls ? connectTls({ host, port, ...tlsOptions(host, tls) }) : connectTcp({ host, port });
    const settle = (): void => {
      signal?.removeEventListener("abort", onAbort);
      socket.off("error", onError);
      socket.off("close", onClose);
    };
    const fail = (error: unknown): void => {
      settle();
      // What a socket says after it was given up is of no interest, but must not be left unhandled.
      socket.on("error", () => undefined);
      socket.destroy();
      reject(error);
    };
    const onAbort = (): void => fail(signal?.reason);
    const onError = (error: Error): void => fail(new AmiConnectError(address, problemOf(error, tls), { cause: error }));
    const onClose = (): void => fail(new AmiConnectError(address, "the server closed the connection at once"));
    signal?.addEventListener("abort", onAbort);
    socket.once("error", onError);
    socket.once("close", onClose);
    socket.once(tls ? "secureConnect" : "connect", () => {
      settle();
      resolve(socket);
    });
  });
}

function tlsOptions(host: string, tls: TlsOptions): Record<string, unknown> {
  // A server name is never an address (RFC 6066).
  const servername = tls.servername ?? (isIP(host) === 0 ? host : undefined);
  return {
    ...(servername === undefined ? {} : { servername }),
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    rejectUnauthorized: tls.rejectUnauthorized ?? true,
  };
}

const problems: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there. Check the port, and enabled=yes and bindaddr= in manager.conf",
  ENOTFOUND: "no such host. Check its name",
  EAI_AGAIN: "its name could not be looked up. Check the name server",
  ETIMEDOUT: "no answer. Check the address, and the firewall between us",
  EHOSTUNREACH: "there is no way to that host. Check the address and the network",
  ENETUNREACH: "there is no way to that network. Check the address and the network",
  ECONNRESET: "the server closed the connection at once. Check that the port is AMI's, and whether it wants TLS",
  EADDRNOTAVAIL: "that is no address to connect to. Check the host",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed. Give it to us as the authority to trust",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is signed by an authority we do not know. Give us that authority's",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is signed by an authority we do not know. Give us that authority's",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "its certificate is signed by an authority we do not know. Give us that authority's",
  CERT_HAS_EXPIRED: "its certificate has expired. Renew it on the PBX",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name. Give the name that is in it",
};

function problemOf(error: Error, tls: TlsOptions | undefined): string {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const known = problems[code];
  if (known !== undefined) return `${known} (${code})`;
  if (tls && /SSL|TLS|wrong version|packet length/i.test(`${code} ${error.message}`)) {
    return `TLS could not be agreed. Check tlsenable=yes and that the port is tlsbindaddr's (${error.message})`;
  }
  return error.message || code || "the connection failed";
}

function readableOf(socket: Socket): ReadableStream<Uint8Array> {
  let ended = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const end = (run: () => void): void => {
        if (ended) return;
        ended = true;
        run();
      };
      socket.on("data", (bytes: Uint8Array) => {
        if (!ended) controller.enqueue(bytes);
      });
      socket.once("end", () => end(() => controller.close()));
      socket.once("close", () => end(() => controller.close()));
      socket.once("error", (error) => end(() => controller.error(error)));
    },
    cancel() {
      ended = true;
      socket.destroy();
    },
  });
}

function writableOf(socket: Socket): WritableStream<Uint8Array> {
  return new WritableStream<Uint8Array>({
    start(controller) {
      socket.once("error", (error) => controller.error(error));
      socket.once("close", () => controller.error(new Error("The socket is closed")));
    },
    write(bytes) {
      return new Promise((resolve, reject) => {
        socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
    },
    close() {
      socket.end();
    },
    abort() {
      socket.destroy();
    },
  });
}
