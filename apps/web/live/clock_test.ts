import { expect, test } from "bun:test";
import { ServerClock } from "./clock.ts";

test("ServerClock.at() is our own clock until a message came", () => {
  expect(new ServerClock().at(1_000)).toBe(1_000);
});

test("ServerClock.at() follows the message that came fastest", () => {
  const clock = new ServerClock();
  // The server is 10 s ahead; the line takes 400, 20 and 900 ms.
  clock.heard(20_000, 10_400);
  clock.heard(21_000, 11_020);
  clock.heard(22_000, 12_900);
  expect(clock.at(13_000)).toBe(22_980);
});

test("ServerClock.at() forgets what it knew when a clock was set", () => {
  const clock = new ServerClock();
  clock.heard(20_000, 10_000);
  clock.heard(21_000, 3_611_000);
  expect(clock.at(3_612_000)).toBe(22_000);
});

test("ServerClock.at() recovers at the next message after one that was held back long", () => {
  const clock = new ServerClock();
  clock.heard(20_000, 20_000);
  clock.heard(21_000, 30_000);
  clock.heard(31_000, 31_000);
  expect(clock.at(32_000)).toBe(32_000);
});
