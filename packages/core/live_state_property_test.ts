/** Rules of the live state that hold for every course of events. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { applyChange, emptyQueueView } from "./apply_change.ts";
import type { CallCentreEvent, Member, QueueSnapshot } from "./event.ts";
import { asInterface, interfaceKey, pbxId, queueName, type Uniqueid, uniqueid } from "./ids.ts";
import { LiveState } from "./live_state.ts";
import type { QueueView } from "./live_view.ts";
import { unknownMember } from "./member_state.ts";

const pbx = pbxId("main");
const queues = ["suporte", "vendas"].map(queueName);
const phones = ["PJSIP/1001", "pjsip/1001", "PJSIP/1002", "Local/1003@from-queue/n"].map(asInterface);
const callers = ["c1", "c2", "c3"].map(uniqueid);
const rings = ["r1", "r2", "r3"].map(uniqueid);

const aQueue = fc.constantFrom(...queues);
const aPhone = fc.constantFrom(...phones);
const aCaller = fc.constantFrom(...callers);
const aRing = fc.constantFrom(...rings);
const seconds = fc.integer({ min: 0, max: 60 }).map((each) => each * 1_000);

const aMember = fc.record({
  interface: aPhone,
  paused: fc.boolean(),
  status: fc.integer({ min: 0, max: 8 }),
  inCall: fc.boolean(),
  pauseReason: fc.constantFrom(null, "Almoço"),
});
const whole = (member: Partial<Member> & Pick<Member, "interface">): Member => ({
  ...unknownMember(member.interface),
  name: "Ana Souza",
  ...member,
});
const person = (id: Uniqueid) => ({
  uniqueid: id,
  linkedid: null,
  channel: `PJSIP/trunk-${id}`,
  number: `11${id}`,
  name: null,
  context: null,
  exten: null,
});

/** Any event, true or not, in any order. */
const anEvent: fc.Arbitrary<(at: number) => CallCentreEvent> = fc.oneof(
  fc.tuple(aQueue, aCaller, fc.option(fc.integer({ min: 1, max: 4 }))).map(
    ([queue, id, position]) =>
      (at: number): CallCentreEvent => ({ type: "caller_joined", pbx, at, ...person(id), queue, position }),
  ),
  fc.tuple(aQueue, aCaller).map(
    ([queue, id]) =>
      (at: number): CallCentreEvent => ({ type: "caller_left", pbx, at, ...person(id), queue }),
  ),
  fc.tuple(aQueue, aCaller, aRing, aPhone).map(
    ([queue, caller, ring, name]) =>
      (at: number): CallCentreEvent => ({
        ...{ type: "agent_called", pbx, at, queue, uniqueid: caller, linkedid: null, interface: name },
        ...{ memberName: "Ana Souza", ringUniqueid: ring, ringChannel: null },
      }),
  ),
  fc.tuple(aQueue, aCaller, aRing, aPhone).map(
    ([queue, caller, ring, name]) =>
      (at: number): CallCentreEvent => ({
        ...{ type: "agent_connected", pbx, at, queue, uniqueid: caller, interface: name, memberName: "Ana Souza" },
        ...{ ringUniqueid: ring, waitMs: 0, ringMs: 0 },
      }),
  ),
  fc.tuple(aQueue, fc.option(aCaller), fc.option(aRing), aPhone, seconds).map(
    ([queue, caller, ring, name, talkMs]) =>
      (at: number): CallCentreEvent => ({
        ...{ type: "agent_completed", pbx, at, queue, uniqueid: caller, interface: name, memberName: "Ana Souza" },
        ...{ ringUniqueid: ring, waitMs: 0, talkMs, reason: "agent", originalPosition: null },
      }),
  ),
  fc.tuple(fc.oneof(aCaller, aRing)).map(
    ([id]) =>
      (at: number): CallCentreEvent => ({ type: "channel_hung_up", pbx, at, ...person(id), cause: 16 }),
  ),
  fc.tuple(fc.oneof(aCaller, aRing), fc.boolean()).map(
    ([id, inside]) =>
      (at: number): CallCentreEvent =>
        inside
          ? {
              ...{ type: "bridge_entered", pbx, at, bridgeId: "b", uniqueid: id },
              ...{ linkedid: null, channel: null, swapUniqueid: null },
            }
          : { type: "bridge_left", pbx, at, bridgeId: "b", uniqueid: id },
  ),
  fc
    .tuple(aQueue, aMember, fc.constantFrom("member_added", "member_removed", "member_updated", "member_paused"))
    .map(([queue, told, type]) => (at: number): CallCentreEvent => {
      const member = whole(told);
      const base = { pbx, at, queue, interface: member.interface, memberName: member.name, member };
      const { paused = null, pauseReason: reason } = member;
      if (type === "member_added") return { type, ...base, paused };
      if (type === "member_paused") return { type, ...base, paused: paused === true, reason };
      return { type: type as "member_removed" | "member_updated", ...base };
    }),
  fc.tuple(aPhone, fc.constantFrom("INUSE", "NOT_INUSE", "UNAVAILABLE")).map(
    ([device, state]) =>
      (at: number): CallCentreEvent => ({ type: "device_state", pbx, at, device, state }),
  ),
  fc
    .tuple(aQueue, fc.uniqueArray(aMember, { selector: (each) => interfaceKey(each.interface) }), fc.subarray(callers))
    .map(
      ([queue, members, waiting]) =>
        (at: number): CallCentreEvent =>
          snapshot(
            queue,
            at,
            members.map(whole),
            waiting.map((id) => ({ id, enteredAt: at - 9_000 })),
          ),
    ),
  fc.subarray(queues).map(
    (listed) =>
      (at: number): CallCentreEvent => ({ type: "queues_listed", pbx, at, queues: listed }),
  ),
  fc.subarray([...callers, ...rings]).map(
    (ids) =>
      (at: number): CallCentreEvent => ({
        type: "channels_listed",
        pbx,
        at,
        channels: ids.map((id) => ({
          ...person(id),
          ...(rings.includes(id)
            ? { channel: "PJSIP/1002-00000001", application: "AppQueue", data: null }
            : { application: "Queue", data: "suporte,t" }),
          ...{ state: 6, bridgeId: "b", connectedNumber: null, connectedName: null, ageMs: 3_000 },
        })),
      }),
  ),
  fc.integer({ min: 0, max: 3 }).map(
    (n) =>
      (at: number): CallCentreEvent => ({ type: "asterisk_ready", pbx, at, startedAt: n * 1_000_000 }),
  ),
  fc.constant((at: number): CallCentreEvent => ({ type: "connected", pbx, at, amiVersion: null })),
);

const aCourse = fc
  .array(fc.tuple(anEvent, fc.integer({ min: 0, max: 4_000 })), { maxLength: 60, size: "max" })
  .map((steps) => {
    let at = 1_000_000_000;
    return steps.map(([event, afterMs]) => {
      at += afterMs;
      return event(at);
    });
  });

function snapshot(
  queue: QueueView["queue"],
  at: number,
  members: Member[],
  waiting: { id: Uniqueid; enteredAt: number }[],
): QueueSnapshot {
  return {
    ...{
      type: "queue_snapshot",
      pbx,
      at,
      queue,
      strategy: "ringall",
      maxWaiting: 0,
      completed: 0,
      abandoned: 0,
      members,
    },
    waiting: waiting.map(({ id, enteredAt }, n) => ({
      ...{ uniqueid: id, channel: null, number: `11${id}`, name: null, position: n + 1, priority: 0 },
      waitMs: Math.floor((at - enteredAt) / 1_000) * 1_000,
    })),
  };
}

test("applyChange() makes of the changes of any course of events what LiveState.view() shows", () => {
  fc.assert(
    fc.property(aCourse, (events) => {
      const state = new LiveState(pbx, { wrapupMs: () => 5_000 });
      const copies = new Map(queues.map((queue) => [queue, emptyQueueView(pbx, queue)]));
      for (const event of events) {
        for (const change of state.apply(event)) {
          copies.set(change.queue, applyChange(copies.get(change.queue)!, change));
        }
        for (const queue of queues) {
          expect(copies.get(queue)!).toEqual(state.view(queue) ?? emptyQueueView(pbx, queue));
        }
      }
    }),
  );
});

test("LiveState.view() has each member and each caller once, and no place twice, after any course of events", () => {
  fc.assert(
    fc.property(aCourse, (events) => {
      const state = new LiveState(pbx);
      for (const event of events) {
        state.apply(event);
        for (const queue of state.queueNames()) {
          const { members, waiting } = state.view(queue)!;
          for (const keys of [
            members.map((each) => interfaceKey(each.interface)),
            waiting.map((each) => each.uniqueid),
            waiting.map((each) => each.position),
          ]) {
            expect(new Set<unknown>(keys).size).toBe(keys.length);
          }
        }
      }
    }),
  );
});

/** What people do in a small call centre that is true to itself. */
const aDeed = fc.record({
  what: fc.constantFrom("join", "leave", "add", "remove", "pause", "unpause", "use", "free", "look"),
  caller: aCaller,
  phone: fc.constantFrom(asInterface("PJSIP/1001"), asInterface("PJSIP/1002"), asInterface("PJSIP/1004")),
  place: fc.nat(3),
  afterMs: fc.integer({ min: 0, max: 3_000 }),
});

/** Acts it out: the events that Asterisk sends, and what it would say in a snapshot at any time. */
class SmallCallCentre {
  at = 1_000_000_000;
  readonly queue = queues[0]!;
  readonly members = new Map<string, Member>();
  readonly waiting: { id: Uniqueid; enteredAt: number }[] = [];

  act({
    what,
    caller,
    phone,
    place,
    afterMs,
  }: typeof aDeed extends fc.Arbitrary<infer Deed> ? Deed : never): CallCentreEvent[] {
    this.at += afterMs;
    const base = { pbx, at: this.at, queue: this.queue };
    const isIn = this.waiting.findIndex(({ id }) => id === caller);
    const member = this.members.get(phone);
    const told = (more: Partial<Member>) => {
      const next = whole({ ...(member ?? { interface: phone, paused: false, status: 1, inCall: false }), ...more });
      this.members.set(phone, next);
      return { ...base, interface: phone, memberName: next.name, member: next };
    };
    switch (what) {
      case "join": {
        if (isIn >= 0) return [];
        const index = Math.min(place, this.waiting.length);
        this.waiting.splice(index, 0, { id: caller, enteredAt: this.at });
        return [{ type: "caller_joined", ...base, ...person(caller), position: index + 1 }];
      }
      case "leave":
        if (isIn < 0) return [];
        this.waiting.splice(isIn, 1);
        return [{ type: "caller_left", ...base, ...person(caller) }];
      case "add":
        return member ? [] : [{ type: "member_added", ...told({}), paused: false }];
      case "remove":
        if (!member) return [];
        this.members.delete(phone);
        return [{ type: "member_removed", ...base, interface: phone, memberName: member.name, member }];
      case "pause":
      case "unpause": {
        if (!member) return [];
        const paused = what === "pause";
        const reason = paused ? `reason ${place}` : null;
        return [{ type: "member_paused", ...told({ paused, pauseReason: reason }), paused, reason }];
      }
      case "use":
      case "free":
        return member ? [{ type: "member_updated", ...told({ status: what === "use" ? 2 : 1 }) }] : [];
      default:
        return [];
    }
  }

  snapshot(): CallCentreEvent[] {
    return [
      snapshot(this.queue, this.at, [...this.members.values()], this.waiting),
      { type: "queues_listed", pbx, at: this.at, queues: [this.queue] },
    ];
  }
}

test("LiveState.apply() has nothing to repair by a snapshot, whenever it comes, while nothing was missed", () => {
  fc.assert(
    fc.property(fc.array(aDeed, { maxLength: 60, size: "max" }), (deeds) => {
      const centre = new SmallCallCentre();
      const state = new LiveState(pbx);
      for (const event of centre.snapshot()) state.apply(event);
      for (const deed of deeds) {
        for (const event of centre.act(deed)) state.apply(event);
        if (deed.what === "look") expect(centre.snapshot().flatMap((event) => state.apply(event))).toEqual([]);
        const view = state.view(centre.queue)!;
        expect(view.waiting.map(({ uniqueid: id, enteredAt }) => ({ id, enteredAt }))).toEqual(centre.waiting);
        expect(view.waiting.map(({ position }) => position)).toEqual(centre.waiting.map((_, n) => n + 1));
        expect(view.members.map((each) => each.interface).sort()).toEqual([...centre.members.keys()].sort() as never[]);
      }
    }),
  );
});

test("LiveState.apply() is not led astray by a snapshot that is a little older than the events before it", () => {
  const quick = aDeed.map((deed) => ({ ...deed, afterMs: deed.afterMs % 200 }));
  const deeds = fc.array(aDeed, { maxLength: 20, size: "max" });
  fc.assert(
    fc.property(deeds, fc.array(quick, { minLength: 1, maxLength: 4 }), (before, after) => {
      const centre = new SmallCallCentre();
      const state = new LiveState(pbx);
      for (const event of [...centre.snapshot(), ...before.flatMap((deed) => centre.act(deed))]) state.apply(event);
      const old = centre.snapshot();
      for (const event of after.flatMap((deed) => centre.act(deed))) state.apply(event);
      const changes = old.flatMap((event) => state.apply({ ...event, at: centre.at }));
      expect(changes.filter(({ kind }) => kind !== "queue")).toEqual([]);
    }),
  );
});

test("LiveState.apply() comes to the same when a course is told twice and a snapshot follows", () => {
  fc.assert(
    fc.property(fc.array(aDeed, { maxLength: 40, size: "max" }), (deeds) => {
      const centre = new SmallCallCentre();
      const events = [...centre.snapshot(), ...deeds.flatMap((deed) => centre.act(deed))];
      centre.at += 10_000;
      const last = centre.snapshot();
      const once = new LiveState(pbx);
      for (const event of [...events, ...last]) once.apply(event);
      const twice = new LiveState(pbx);
      for (const event of [...events, ...last, ...events, ...last]) twice.apply(event);
      const sinceless = (state: LiveState) => {
        const view = state.view(centre.queue)!;
        return { ...view, members: view.members.map((member) => ({ ...member, since: null })) };
      };
      expect(sinceless(twice)).toEqual(sinceless(once));
    }),
  );
});

test("LiveState.apply() repairs by one snapshot whatever was missed in a gap", () => {
  fc.assert(
    fc.property(
      fc.array(aDeed, { maxLength: 40, size: "max" }),
      fc.array(aDeed, { maxLength: 40, size: "max" }),
      (seen, missed) => {
        const centre = new SmallCallCentre();
        const state = new LiveState(pbx);
        for (const event of [...centre.snapshot(), ...seen.flatMap((deed) => centre.act(deed))]) state.apply(event);
        for (const deed of missed) centre.act(deed);
        centre.at += 1;
        state.apply({ type: "connected", pbx, at: centre.at, amiVersion: null });
        for (const event of centre.snapshot()) state.apply(event);
        const view = state.view(centre.queue)!;
        expect(view.waiting.map((each) => each.uniqueid)).toEqual(centre.waiting.map(({ id }) => id));
        expect(view.waiting.map((each) => each.position)).toEqual(centre.waiting.map((_, n) => n + 1));
        const paused = [...centre.members.values()].filter((member) => member.paused).length;
        expect(view.members.length).toBe(centre.members.size);
        expect(view.members.filter((member) => member.paused).length).toBe(paused);
      },
    ),
  );
});
