import { expect, test } from "bun:test";
import { isDebian, mirrorsToTry } from "./mirror.ts";

test("mirrorsToTry() begins with the machine's own mirror and ends with the public ones", () => {
  const targets = "http://mirror.example/debian/ bookworm\nhttp://mirror.example/debian/ bookworm-updates\n";
  expect(mirrorsToTry(targets)).toEqual([
    "http://mirror.example/debian",
    "http://deb.debian.org/debian",
    "http://archive.debian.org/debian",
  ]);
});

test("mirrorsToTry() names a mirror once, and leaves out security archives and what is not HTTP", () => {
  const targets = [
    "http://deb.debian.org/debian/ bookworm",
    "http://deb.debian.org/debian-security/ bookworm-security",
    "http://mirror.example/security/ bookworm",
    "mirror+file:/etc/apt/mirrors/debian.list bookworm",
    "",
  ].join("\n");
  expect(mirrorsToTry(targets)).toEqual(["http://deb.debian.org/debian", "http://archive.debian.org/debian"]);
});

test.each([
  { name: "takes Debian's own archive", text: "Origin: Debian\nLabel: Debian\nSuite: testing\n", want: true },
  { name: "refuses another archive", text: "Origin: . nodistro\nLabel: . nodistro\n", want: false },
  { name: "refuses Debian's security archive", text: "Origin: Debian\nLabel: Debian-Security\n", want: false },
])("isDebian() $name", ({ text, want }) => {
  expect(isDebian(text)).toBe(want);
});
