import { expect, test } from "bun:test";
import type { ChannelsListed, ListedChannel } from "./event.ts";
import { linkedid, pbxId, uniqueid } from "./ids.ts";
import { listedCalls, queueRunBy } from "./listed_calls.ts";

function channel(id: string, application: string, own: Partial<ListedChannel> = {}): ListedChannel {
  return {
    uniqueid: uniqueid(id),
    linkedid: linkedid("1.1"),
    channel: `PJSIP/${id}-00000001`,
    number: null,
    name: null,
    context: null,
    exten: null,
    state: 6,
    application,
    data: application === "Queue" ? "vendas,tT,,,60" : "(Outgoing Line)",
    bridgeId: null,
    connectedNumber: null,
    connectedName: null,
    ageMs: null,
    ...own,
  };
}

const list = (...channels: ListedChannel[]): ChannelsListed => ({
  type: "channels_listed",
  pbx: pbxId("test"),
  at: 0,
  channels,
});
const found = (event: ChannelsListed): string[] =>
  listedCalls(event).map(
    (call) => `${call.member.uniqueid} ${call.isTalk ? "talks" : "rings"} for ${call.caller.uniqueid} in ${call.queue}`,
  );

test("listedCalls() pairs those who talk by their bridge, and those who ring by their linkedid", () => {
  const other = { linkedid: linkedid("2.1") };
  const event = list(
    channel("a", "AppQueue", { bridgeId: "b" }),
    channel("1.1", "Queue", { bridgeId: "b" }),
    channel("c", "AppQueue", other),
    channel("d", "AppQueue", other),
    channel("2.1", "Queue", { ...other, data: "suporte|t" }),
    channel("3.1", "Dial", { bridgeId: "e" }),
  );
  expect(found(event)).toEqual([
    "a talks for 1.1 in vendas",
    "c rings for 2.1 in suporte",
    "d rings for 2.1 in suporte",
  ]);
});

test("listedCalls() takes nobody's ring for another's where Asterisk tells no linkedid", () => {
  expect(
    found(list(channel("1.1", "Queue", { linkedid: null }), channel("a", "AppQueue", { linkedid: null }))),
  ).toEqual([]);
});

test.each([
  ["Queue", "vendas,t", "vendas"],
  ["Queue", "vendas", "vendas"],
  ["Queue", "", null],
  ["Queue", null, null],
  ["Dial", "vendas,t", null],
])("queueRunBy() of %s with %p is %p", (application, data, want) => {
  expect(queueRunBy({ application, data }) as string | null).toBe(want);
});
