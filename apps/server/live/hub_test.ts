import { describe, expect, test } from "bun:test";
import {
  type Access,
  asInterface,
  type Change,
  changeKey,
  faceOf,
  fullAccess,
  type LiveMessage,
  type MemberState,
  type PbxId,
  pbxId,
  type QueueName,
  type QueueTopicSnapshot,
  queueName,
  queueTopic,
  settledSettings,
  uniqueid,
} from "@qmanager/core";
import fc from "fast-check";
import { Hub, type HubClock, type LiveClient } from "./hub.ts";
import { type LiveSource, parseTopic } from "./topics.ts";

const pbx = pbxId("main");
const sales = queueName("sales");
const support = queueName("support");
const topic = queueTopic(pbx, sales);

function emptyQueue(queue: QueueName): QueueTopicSnapshot {
  const face = faceOf(settledSettings());
  const today = {
    ...{ since: 0, offered: 0, answered: 0, abandoned: 0, timeout: 0, otherExits: 0, refused: 0, answeredWaitMs: 0 },
    ...{
      talkMs: 0,
      talks: 0,
      maxWaitMs: null,
      serviceLevel: null,
      formula: "F" as const,
      thresholdMs: 60_000,
      missed: [],
    },
  };
  return {
    ...{ pbx, queue, strategy: "ringall", maxWaiting: 0, members: [], waiting: [], today, face },
    ...{ quarters: [], waitingTrend: { from: 0, stepMs: 15_000, counts: [] }, news: [] },
  };
}

function member(phone: string, state: MemberState): Change & { kind: "member" } {
  return {
    kind: "member",
    queue: sales,
    member: {
      ...{
        queue: sales,
        interface: asInterface(phone),
        name: null,
        membership: "dynamic",
        penalty: 0,
        state,
        since: 0,
      },
      ...{ paused: false, pauseReason: null, call: null, wrapupUntil: null, lastTalkMs: null, loginAt: null },
    },
  };
}

/** Time that goes on when told to, running what is due. */
class Clock implements HubClock {
  #now = 0;
  #due: { at: number; work: () => void }[] = [];
  now = () => this.#now;
  later(work: () => void, ms: number): () => void {
    const entry = { at: this.#now + ms, work };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((each) => each !== entry);
    };
  }
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#due.filter((each) => each.at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#due = this.#due.filter((each) => each !== next);
      this.#now = next.at;
      next.work();
    }
    this.#now = end;
  }
}

class Client implements LiveClient {
  access: Access = fullAccess;
  readonly texts: string[] = [];
  isFull = false;
  send(text: string): boolean {
    this.texts.push(text);
    return !this.isFull;
  }
  /** What came since the last look. */
  take(): LiveMessage[] {
    return this.texts.splice(0).map((text) => JSON.parse(text));
  }
}

function setting() {
  /** Phones of which nobody knows whose they are. */
  const nobody = new Set<string>();
  const queues = new Map<QueueName, QueueTopicSnapshot>([[sales, emptyQueue(sales)]]);
  const source: LiveSource = {
    pbxs: () => [],
    queueNames: () => [...queues.keys()].map((queue) => ({ pbx, queue })),
    queue: (of: PbxId, queue) => (of === pbx ? (queues.get(queue) ?? null) : null),
    heardAt: () => ({ [pbx]: 7 }),
    agentOf: (_, { interface: phone }) => (phone === null || nobody.has(phone) ? null : Number(phone.split("/")[1])),
  };
  const clock = new Clock();
  const hub = new Hub(source, clock);
  const join = (...topics: string[]) => {
    const client = new Client();
    hub.join(client);
    hub.subscribe(client, topics);
    return client;
  };
  return { queues, clock, hub, join, nobody };
}

/** Of some people, and of some queues. */
const limited = (more: Partial<Access>): Access => ({
  ...{ ...fullAccess, administrator: false, permissions: { queue_panel: "view" }, ...more },
});

describe("who may see a part", () => {
  const change = (phone: string) => member(phone, "free");

  test("of the people is sent his own, in messages whose numbers have no gap", () => {
    const { queues, hub, join } = setting();
    const offeredTo = [asInterface("PJSIP/1"), asInterface("PJSIP/2")];
    const caller = { queue: sales, uniqueid: uniqueid("1.1"), linkedid: null, number: null, name: null };
    const waiting = [{ ...caller, position: 1, enteredAt: 0, offeredTo }];
    const members = offeredTo.map((phone) => change(phone).member);
    queues.set(sales, { ...emptyQueue(sales), members, waiting });
    const client = join();
    client.access = limited({ agents: [2] });
    hub.subscribe(client, [topic]);
    const whole = join(topic);
    const phonesIn = (text: unknown) => [...new Set(JSON.stringify(text).match(/PJSIP\/\d/g))].sort();
    expect(phonesIn(client.take())).toEqual(["PJSIP/2"]);
    expect(phonesIn(whole.take())).toEqual(["PJSIP/1", "PJSIP/2"]);
    hub.publish(topic, [change("PJSIP/1")]);
    hub.publish(topic, [change("PJSIP/2")]);
    const seen = client.take();
    expect(seen.map((each) => "seq" in each && each.seq)).toEqual([1, 2]);
    expect(seen.map((each) => each.type === "patch" && each.changes.length)).toEqual([0, 1]);
    expect(phonesIn(seen)).toEqual(["PJSIP/2"]);
    expect(phonesIn(whole.take())).toEqual(["PJSIP/1", "PJSIP/2"]);
  });

  test("of the people hears who is gone only of those whom he was shown, also where nobody knows any more who it was", () => {
    const { queues, clock, hub, join, nobody } = setting();
    const removed = (phone: string): Change => ({
      ...{ kind: "member_removed", queue: sales, interface: asInterface(phone) },
    });
    queues.set(sales, { ...emptyQueue(sales), members: [change("PJSIP/1").member, change("PJSIP/2").member] });
    const client = join();
    client.access = limited({ agents: [2, 3] });
    hub.subscribe(client, [topic]);
    hub.publish(topic, [change("PJSIP/3")]);
    client.take();
    const told = (...changes: Change[]) => {
      hub.publish(topic, changes);
      clock.advance(1_000);
      return client.take().flatMap((each) => (each.type === "patch" ? each.changes : []));
    };
    expect(told(removed("PJSIP/1"))).toEqual([]);
    nobody.add("PJSIP/2").add("PJSIP/3");
    expect(told(removed("pjsip/2"))).toEqual([removed("pjsip/2")]);
    expect(told(removed("PJSIP/2"))).toEqual([]);
    // His phone is another's now, who may not be seen.
    expect(told(change("PJSIP/3"))).toEqual([removed("PJSIP/3")]);
    expect(told(change("PJSIP/3"))).toEqual([]);
    expect(told(removed("PJSIP/3"))).toEqual([]);
  });

  test("of the queues learns of no other, neither by name nor by topic", () => {
    const { queues, hub, join } = setting();
    queues.set(support, emptyQueue(support));
    const client = join();
    client.access = limited({ queues: [{ pbx, queue: support }] });
    hub.subscribe(client, ["queues", topic, queueTopic(pbx, support)]);
    const [list, refused, own] = client.take();
    expect(list).toMatchObject({ data: { queues: [{ pbx, queue: support }] } });
    expect(refused).toEqual({ type: "refused", topic, reason: "forbidden" });
    expect(own).toMatchObject({ type: "snapshot", data: { topic: "queue" } });
    hub.replace("queues");
    hub.publish(topic, [change("PJSIP/1")]);
    expect(client.take()).toMatchObject([{ type: "replace", data: { queues: [{ pbx, queue: support }] } }]);
  });

  test("is refused at once what is taken from him, and gets anew what is left", () => {
    const { queues, hub, join } = setting();
    queues.set(support, emptyQueue(support));
    const client = join(topic, queueTopic(pbx, support), "pbxs");
    client.take();
    client.access = limited({ queues: [{ pbx, queue: support }] });
    hub.reconsider(client);
    expect(client.take().map((each) => [each.type, "topic" in each && each.topic])).toEqual([
      ["refused", topic],
      ["snapshot", queueTopic(pbx, support)],
      ["snapshot", "pbxs"],
    ]);
    hub.publish(topic, [change("PJSIP/1")]);
    expect(client.take()).toEqual([]);
    client.access = limited({ permissions: { agents: "modify" } });
    hub.reconsider(client);
    expect(client.take().map((each) => each.type)).toEqual(["refused", "refused"]);
  });
});

describe("Hub.subscribe()", () => {
  test("answers with a snapshot, and patches follow it number by number", () => {
    const { hub, join } = setting();
    const client = join(topic);
    hub.publish(topic, [member("PJSIP/1", "busy")]);
    hub.publish(topic, [member("PJSIP/1", "free")]);
    const messages = client.take();
    expect(messages.map((each) => each.type)).toEqual(["snapshot", "patch", "patch"]);
    expect(messages.map((each) => "seq" in each && each.seq)).toEqual([0, 1, 2]);
    expect(messages[1]).toMatchObject({ changes: [{ kind: "member", member: { state: "busy" } }] });
  });

  test("follows as many topics as one may, and answers each of them anew", () => {
    const { queues, hub, join } = setting();
    const names = Array.from({ length: 5_001 }, (_, n) => queueName(`queue ${n}`));
    for (const name of names) queues.set(name, emptyQueue(name));
    const topics = names.map((name) => queueTopic(pbx, name));
    const client = join(...topics);
    const kinds = (): string[] => client.take().map((each) => each.type);
    expect(kinds()).toEqual([...topics.slice(1).map(() => "snapshot"), "refused"]);
    hub.subscribe(client, topics.slice(0, 1));
    expect(kinds()).toEqual(["snapshot"]);
  });

  test("answers a topic once, however often one request names it", () => {
    const { join } = setting();
    expect(join(topic, topic, topic).take()).toHaveLength(1);
  });

  test("gives a late client the number where the others are", () => {
    const { hub, join } = setting();
    const early = join(topic);
    hub.publish(topic, [member("PJSIP/1", "busy")]);
    const late = join(topic);
    hub.publish(topic, [member("PJSIP/1", "free")]);
    expect(late.take().map((each) => "seq" in each && each.seq)).toEqual([1, 2]);
    expect(early.take().map((each) => "seq" in each && each.seq)).toEqual([0, 1, 2]);
  });

  test("never gives a number twice, also when nobody looked on for a while", () => {
    const { hub, join } = setting();
    const first = join(topic);
    hub.publish(topic, [member("PJSIP/1", "busy")]);
    hub.leave(first);
    hub.publish(topic, [member("PJSIP/1", "free")]);
    const second = join(topic);
    hub.publish(topic, [member("PJSIP/1", "busy")]);
    expect(second.take().map((each) => "seq" in each && each.seq)).toEqual([1, 2]);
  });

  test.each(["nothing", "queue/main/unknown", "queue/other/sales", "queue/main/", "queue/"])("refuses %p", (text) => {
    const { join } = setting();
    expect(join(text).take()).toEqual([{ type: "refused", topic: text, reason: "not_found" }]);
  });

  test("takes names of queues as they are", () => {
    const odd = queueName("a/b ç\n\"'");
    expect(parseTopic(queueTopic(pbx, odd))).toEqual({ topic: "queue", pbx, queue: odd });
  });
});

describe("Hub.publish()", () => {
  test("encodes once and tells only who subscribed", () => {
    const { hub, join } = setting();
    const [one, two, other] = [join(topic), join(topic), join("pbxs")];
    for (const client of [one, two, other]) client.take();
    hub.publish(topic, [member("PJSIP/1", "busy")]);
    expect(one.texts).toHaveLength(1);
    expect(two.texts[0]).toBe(one.texts[0]!);
    expect(other.texts).toHaveLength(0);
    hub.unsubscribe(two, [topic]);
    hub.publish(topic, [member("PJSIP/1", "free")]);
    expect([one.texts.length, two.texts.length]).toEqual([2, 1]);
  });

  test("puts what follows fast together, the last word of each thing", () => {
    const { hub, join, clock } = setting();
    const client = join(topic);
    const states: MemberState[] = ["busy", "free", "ringing", "busy", "free", "paused", "free", "busy"];
    for (const state of states) hub.publish(topic, [member("PJSIP/1", state)]);
    hub.publish(topic, [member("PJSIP/2", "paused")]);
    const atOnce = client.take().filter((each) => each.type === "patch");
    expect(atOnce.length).toBeLessThan(states.length);
    clock.advance(1_000);
    const later = client.take().filter((each) => each.type === "patch");
    expect(later).toHaveLength(1);
    expect(later[0]?.changes).toEqual([member("PJSIP/1", "busy"), member("PJSIP/2", "paused")]);
    expect(later[0]?.seq).toBe(atOnce.length + 1);
  });

  test("sends at most ten messages a second and loses no last word, whatever comes", () => {
    const happening = fc.record({ gap: fc.integer({ min: 0, max: 200 }), phone: fc.integer({ min: 0, max: 4 }) });
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 120 }), (happenings) => {
        const { hub, join, clock } = setting();
        const client = join(topic);
        client.take();
        const last = new Map<string, Change>();
        for (const [index, { gap, phone }] of happenings.entries()) {
          clock.advance(gap);
          const change = member(`PJSIP/${phone}`, index % 2 === 0 ? "busy" : "free");
          last.set(changeKey(change), change);
          hub.publish(topic, [change]);
        }
        clock.advance(2_000);
        const patches = client.take().filter((each) => each.type === "patch");
        const shown = new Map<string, Change>();
        for (const patch of patches) for (const change of patch.changes) shown.set(changeKey(change), change);
        expect(shown).toEqual(last);
        expect(patches.map((each) => each.seq)).toEqual(patches.map((_, index) => index + 1));
        for (const { at } of patches) {
          expect(patches.filter((each) => each.at >= at && each.at < at + 1_000).length).toBeLessThanOrEqual(10);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("begins a queue anew that was removed and came back", () => {
    const { hub, join, queues, clock } = setting();
    const client = join(topic);
    client.take();
    queues.delete(sales);
    hub.publish(topic, [{ kind: "queue_removed", queue: sales }]);
    expect(client.take()).toMatchObject([{ type: "patch", changes: [{ kind: "queue_removed" }] }]);
    queues.set(sales, emptyQueue(sales));
    hub.publish(topic, [{ kind: "queue", queue: sales, strategy: null, maxWaiting: null }]);
    clock.advance(1_000);
    expect(client.take()).toMatchObject([{ type: "snapshot", seq: 2, data: { queue: { queue: sales } } }]);
  });
});

describe("a client that does not read", () => {
  test("gets nothing more until it has caught up, and then anew what it missed", () => {
    const { hub, join, clock } = setting();
    const slow = join(topic, "queues");
    const quick = join(topic);
    for (const client of [slow, quick]) client.take();
    slow.isFull = true;
    hub.publish(topic, [member("PJSIP/1", "busy")]);
    clock.advance(1_000);
    hub.publish(topic, [member("PJSIP/1", "free")]);
    hub.heartbeat();
    expect(slow.take().map((each) => each.type)).toEqual(["patch"]);
    expect(quick.take().map((each) => each.type)).toEqual(["patch", "patch", "heartbeat"]);
    slow.isFull = false;
    hub.caughtUp(slow);
    expect(slow.take()).toMatchObject([{ type: "snapshot", topic, seq: 2 }]);
    expect(hub.counts).toEqual({ clients: 2, slowed: 1 });
    clock.advance(1_000);
    hub.publish(topic, [member("PJSIP/1", "busy")]);
    expect(slow.take()).toMatchObject([{ type: "patch", seq: 3 }]);
  });

  test("gets every topic in the end, also where there is room for one message at a time", () => {
    const { hub, queues } = setting();
    const names = ["one", "two", "three"].map((name) => queueName(name));
    for (const name of names) queues.set(name, emptyQueue(name));
    const topics = [...names.map((name) => queueTopic(pbx, name)), "queue/main/unknown"];
    const slow = new Client();
    slow.isFull = true;
    hub.join(slow);
    hub.subscribe(slow, topics);
    for (const _ of topics.slice(1)) hub.caughtUp(slow);
    expect(slow.take().map((each) => "topic" in each && [each.topic, each.type])).toEqual(
      topics.map((text) => [text, text.endsWith("unknown") ? "refused" : "snapshot"]),
    );
    slow.isFull = false;
    hub.caughtUp(slow);
    expect(slow.take()).toEqual([]);
  });

  test("is told nothing of what it looks at no more", () => {
    const { hub, join } = setting();
    const slow = join(topic);
    slow.isFull = true;
    hub.heartbeat();
    hub.publish(topic, [member("PJSIP/1", "busy")]);
    hub.unsubscribe(slow, [topic]);
    slow.take();
    slow.isFull = false;
    hub.caughtUp(slow);
    expect(slow.take()).toEqual([]);
  });

  test("takes no memory in the hub once it has left", () => {
    const { hub, join } = setting();
    const client = join(topic);
    hub.leave(client);
    expect(hub.counts.clients).toBe(0);
    client.take();
    hub.publish(topic, [member("PJSIP/1", "busy")]);
    hub.heartbeat();
    expect(client.texts).toEqual([]);
  });
});

test("Hub.replace() sends a small topic whole", () => {
  const { hub, join, queues } = setting();
  const client = join("queues");
  queues.set(queueName("support"), emptyQueue(queueName("support")));
  hub.replace("queues");
  const names = [
    { pbx, queue: sales },
    { pbx, queue: queueName("support") },
  ];
  expect(client.take()).toMatchObject([
    { type: "snapshot", seq: 0, data: { queues: names.slice(0, 1) } },
    { type: "replace", seq: 1, data: { queues: names } },
  ]);
});

test("Hub.heartbeat() tells the time and the last word of each PBX", () => {
  const { hub, join, clock } = setting();
  const client = join();
  clock.advance(5);
  hub.heartbeat();
  expect(client.take()).toEqual([{ type: "heartbeat", at: 5, heardAt: { [pbx]: 7 } }]);
});

test("mergeChange() lets a caller's end replace his waiting", () => {
  const { hub, join, clock } = setting();
  const client = join(topic);
  const caller = uniqueid("1.1");
  for (let i = 0; i < 10; i++) hub.publish(topic, [member("PJSIP/1", "busy")]);
  client.take();
  const waiting = { queue: sales, uniqueid: caller, linkedid: null, number: null, name: null };
  hub.publish(topic, [
    { kind: "waiting", queue: sales, caller: { ...waiting, position: 1, enteredAt: 0, offeredTo: [] } },
  ]);
  hub.publish(topic, [{ kind: "waiting_removed", queue: sales, uniqueid: caller }]);
  clock.advance(1_000);
  expect(client.take()).toMatchObject([{ changes: [{ kind: "member" }, { kind: "waiting_removed" }] }]);
});
