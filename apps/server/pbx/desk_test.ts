import { afterEach, expect, test } from "bun:test";
import { AmiClient, type AmiClock, AmiConnectionLostError, AmiRefusedError } from "@qmanager/ami";
import { LiveState, pbxId } from "@qmanager/core";
import {
  failure,
  type Heard,
  opener,
  realClock,
  scriptedManager,
  secret,
  success,
} from "../../../test/manager/scripted_manager.ts";
import { LinkDesk } from "./desk.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Real time, but for the patience with a phone that says nothing: it ends at once, or never. */
const clockOf = (isPatient: boolean): AmiClock => ({
  ...realClock,
  after: (ms, run) => (ms !== 5_000 ? realClock.after(ms, run) : isPatient ? () => {} : realClock.after(0, run)),
});

const event = (name: string, ...lines: string[]) =>
  `Event: ${name}\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`;
const response = (heard: Heard, word: string, reason: number) =>
  event("OriginateResponse", `ActionID: ${heard.id}`, `Response: ${word}`, `Reason: ${reason}`);
const state = (heard: Heard, number: number) =>
  event("Newstate", `ChannelState: ${number}`, `Uniqueid: ${heard.get("ChannelId")}`);

/** A desk at a manager that answers so to Originate; null: it hangs up instead. */
async function desk(answer: (heard: Heard) => string | null, isPatient = true) {
  const clock = clockOf(isPatient);
  const manager = await scriptedManager(closing, {
    answer(heard, socket) {
      if (heard.action !== "Originate") return undefined;
      const text = answer(heard);
      if (text !== null) return text;
      socket.end(success(heard));
      return "";
    },
  });
  const client: AmiClient = new AmiClient({
    ...{ address: "pbx:5038", user: "qm", secret, clock, open: opener(manager.port), reconnect: false },
    onMessage: (message) => made.heard(message),
    onState: ({ state }) => state === "waiting" && made.lost(),
  });
  const live = new LiveState(pbxId("pbx"));
  const made: LinkDesk = new LinkDesk({ client, live, clock, address: "pbx:5038", isLive: () => true });
  closing.push(() => client.close());
  client.start();
  await client.ready();
  return { desk: made, manager };
}

const originate = { Action: "Originate", Channel: "PJSIP/1005", Application: "ChanSpy", Async: true };

test.each([
  { name: "is content when the phone rings", answer: (heard: Heard) => state(heard, 5), want: null },
  {
    name: "is content when it is picked up at once",
    answer: (heard: Heard) => response(heard, "Success", 4),
    want: null,
  },
  {
    name: "tells Asterisk's word when it is busy",
    answer: (heard: Heard) => response(heard, "Failure", 5),
    want: "OriginateResponse: Failure, Reason 5 (busy)",
  },
  {
    name: "listens to its own call alone",
    answer: (heard: Heard) =>
      event("OriginateResponse", "ActionID: other", "Response: Success", "Reason: 4") +
      event("Newstate", "ChannelState: 5", "Uniqueid: 1795338688.42") +
      state(heard, 0) +
      response(heard, "Failure", 0),
    want: "OriginateResponse: Failure, Reason 0 (failed)",
  },
])("LinkDesk.ring() $name", async ({ answer, want }) => {
  const { desk: at } = await desk((heard) => success(heard) + answer(heard));
  expect(await at.ring(originate)).toBe(want);
});

test("LinkDesk.ring() takes it to ring where Asterisk does not tell", async () => {
  const { desk: at } = await desk(success, false);
  expect(await at.ring(originate)).toBeNull();
});

test("LinkDesk.ring() says that it is not known when the line is lost", async () => {
  const { desk: at } = await desk(() => null);
  const ringing = at.ring(originate);
  await expect(ringing).rejects.toBeInstanceOf(AmiConnectionLostError);
  await expect(ringing).rejects.toThrow("Asterisk had not told whether the phone rings");
});

test("LinkDesk.ring() rejects what Asterisk refuses", async () => {
  const { desk: at } = await desk((heard) => failure(heard, "Permission denied"));
  await expect(at.ring(originate)).rejects.toBeInstanceOf(AmiRefusedError);
});

test("LinkDesk.ring() gives each call an id of its own that fits everywhere", async () => {
  const { desk: at, manager } = await desk((heard) => success(heard) + state(heard, 5));
  await Promise.all([at.ring(originate), at.ring(originate)]);
  const ids = manager.heard.filter(({ action }) => action === "Originate").map((heard) => heard.get("ChannelId") ?? "");
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[\w-]{10,32}$/);
});
