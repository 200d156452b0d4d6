import { expect, test } from "bun:test";
import { isLocalHostName, isPrivateAddress, networkOf, plainAddress } from "./address.ts";

test.each([
  ...["127.0.0.1", "127.9.9.9", "10.1.2.3", "192.168.255.1", "172.16.0.1", "172.31.255.255", "169.254.1.1"],
  ...["::1", "fd12:3456::1", "fc00::1", "fe80::1%eth0", "febf::1", "::ffff:192.168.0.1", "::ffff:c0a8:1"],
])("isPrivateAddress() takes %s", (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each([
  ...[
    "8.8.8.8",
    "172.15.0.1",
    "172.32.0.1",
    "192.169.0.1",
    "11.0.0.1",
    "100.64.0.1",
    "0.0.0.0",
    "10.0.0.256",
    "10.0.0",
  ],
  ...["2001:db8::1", "::", "fec0::1", "::ffff:8.8.8.8", "::ffff:808:808", "::7f00:1", "", "localhost", "unix:"],
])("isPrivateAddress() refuses %p", (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});

test("plainAddress() writes one address one way", () => {
  expect(["::FFFF:10.0.0.1", " 10.0.0.1", "[FD00::1]", "fe80::1%eth0"].map(plainAddress)).toEqual([
    "10.0.0.1",
    "10.0.0.1",
    "fd00::1",
    "fe80::1",
  ]);
});

test.each([
  ["192.168.0.7", "192.168.0.7"],
  ["::ffff:192.168.0.7", "192.168.0.7"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:0DB8:0:0:1:2:3:4", "2001:db8:0:0::/64"],
  ["2001:db8:1::", "2001:db8:1:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["unix:", "unix:"],
])("networkOf() says that %s is of %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test.each(["192.168.0.9:8080", "localhost", "localhost:80", "pbx:8080", "[fd00::1]:8080", "Center.example.com:1"])(
  "isLocalHostName() takes %s",
  (host) => {
    expect(isLocalHostName(host, "center.example.com")).toBe(true);
  },
);

test.each(["evil.example", "evil.example:8080", "192.168.0.9.evil.example", "10.0.0.1.", ""])(
  "isLocalHostName() refuses %p",
  (host) => {
    expect(isLocalHostName(host, "center.example.com")).toBe(false);
  },
);
