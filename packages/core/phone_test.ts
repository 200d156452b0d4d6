import { expect, test } from "bun:test";
import { interfaceOfChannel, phoneKey } from "./phone.ts";

test.each([
  ["PJSIP/1001-0000004e", "PJSIP/1001"],
  ["SIP/trunk-out-0000004e", "SIP/trunk-out"],
  ["Local/1001@from-queue-00000007;1", "Local/1001@from-queue"],
  ["DAHDI/i1/5551234-1", "DAHDI/i1/5551234"],
])("interfaceOfChannel() of %p is %p", (channel, want) => {
  expect(interfaceOfChannel(channel) as string | null).toBe(want);
});

test("interfaceOfChannel() is null for a name without a serial", () => {
  expect(interfaceOfChannel("Surrogate/x")).toBeNull();
  expect(interfaceOfChannel("")).toBeNull();
});

test.each([
  ["Local/1001@From-Queue/n", "local/1001@from-queue"],
  ["Local/1001@from-queue", "local/1001@from-queue"],
  ["DAHDI/i1/5551234", "dahdi/i1/5551234"],
  ["SIP/1001", "sip/1001"],
])("phoneKey() of %p is %p", (name, want) => {
  expect(phoneKey(name)).toBe(want);
});
