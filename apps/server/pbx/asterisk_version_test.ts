import { expect, test } from "bun:test";
import { hidesRealtimeQueues, parseAsteriskVersion } from "./asterisk_version.ts";

test.each([
  { text: "22.5.0", want: { major: 22, minor: 5 }, hides: false },
  { text: "20.0.0", want: { major: 20, minor: 0 }, hides: false },
  { text: "19.8.1", want: { major: 19, minor: 8 }, hides: true },
  { text: "18.10.1", want: { major: 18, minor: 10 }, hides: true },
  { text: "18.11.0", want: { major: 18, minor: 11 }, hides: false },
  { text: "certified/18.9-cert4", want: { major: 18, minor: 9 }, hides: true },
  { text: "16.28.0~dfsg-0+deb11u4", want: { major: 16, minor: 28 }, hides: false },
  { text: "16.2.1~dfsg", want: { major: 16, minor: 2 }, hides: true },
  { text: "13.10.0", want: { major: 13, minor: 10 }, hides: true },
  { text: "GIT-master-1a2b3c", want: null, hides: true },
])("parseAsteriskVersion() reads $text, and hidesRealtimeQueues() judges it", ({ text, want, hides }) => {
  expect(parseAsteriskVersion(text)).toEqual(want);
  expect(hidesRealtimeQueues(parseAsteriskVersion(text))).toBe(hides);
});
