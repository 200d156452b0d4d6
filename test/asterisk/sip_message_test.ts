import { expect, test } from "bun:test";
import { formatSip, header, headerValues, parseSip, sequenceOf, tagOf, uriOf, userOf } from "./sip_message.ts";

const ringing =
  "SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK1\r\nVia: SIP/2.0/UDP 127.0.0.1:6001\r\n" +
  'From: "Ana Souza" <sip:1001@127.0.0.1:5060>;tag=a1\r\nTo: <sip:4000@127.0.0.1>;tag=b2\r\nCSeq: 7 INVITE\r\n' +
  "Content-Length: 3\r\n\r\nv=0";

test("parseSip() reads a response and formatSip() writes it back", () => {
  const message = parseSip(ringing)!;
  expect(message).toMatchObject({ kind: "response", status: 180, reason: "Ringing", body: "v=0" });
  expect(headerValues(message, "via")).toHaveLength(2);
  expect(sequenceOf(message)).toEqual({ number: 7, method: "INVITE" });
  const headers = message.headers.filter(([name]) => name !== "Content-Length");
  expect(formatSip({ ...message, headers })).toBe(ringing);
});

test("parseSip() reads a request", () => {
  const message = parseSip("BYE sip:1001@127.0.0.1:6001 SIP/2.0\r\nCall-ID: x@y\r\n\r\n")!;
  expect(message).toMatchObject({ kind: "request", method: "BYE", uri: "sip:1001@127.0.0.1:6001", body: "" });
  expect(header(message, "call-id")).toBe("x@y");
});

test("parseSip() is null for what is not SIP", () => {
  expect(parseSip("\r\n\r\n")).toBeNull();
});

test("uriOf(), userOf() and tagOf() read the parts of an address", () => {
  const address = '"Ana; Souza" <sip:1001@127.0.0.1:5060;ob>;tag=a1';
  expect(uriOf(address)).toBe("sip:1001@127.0.0.1:5060;ob");
  expect(userOf(uriOf(address))).toBe("1001");
  expect(tagOf(address)).toBe("a1");
});
