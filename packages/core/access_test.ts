import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  type Access,
  commonAccess,
  excessOf,
  featureRule,
  features,
  may,
  maySpy,
  permissions,
  seesAgent,
  seesQueue,
  spyings,
} from "./access.ts";
import { pbxId, queueName } from "./ids.ts";
import { fullAccess, readyRoles } from "./role.ts";

const ref = (pbx: string, queue: string) => ({ pbx: pbxId(pbx), queue: queueName(queue) });

const scope = <Item>(item: fc.Arbitrary<Item>) =>
  fc.oneof(fc.constant("all" as const), fc.array(item, { maxLength: 4 }));
const access: fc.Arbitrary<Access> = fc
  .record({
    administrator: fc.boolean(),
    permissions: fc.dictionary(fc.constantFrom(...features), fc.constantFrom(...permissions)),
    spying: fc.subarray([...spyings]),
    queues: scope(
      fc.tuple(fc.constantFrom("a", "b"), fc.constantFrom("x", "y/z")).map(([pbx, queue]) => ref(pbx, queue)),
    ),
    agents: scope(fc.integer({ min: 1, max: 4 })),
  })
  .map((each) => (each.administrator ? fullAccess : each));

/** All that can be asked of an access. */
function answers(of: Access): boolean[] {
  return [
    ...features.flatMap((feature) => permissions.map((what) => may(of, feature, what))),
    ...spyings.map((each) => maySpy(of, each)),
    ...["a", "b"].flatMap((pbx) => ["x", "y/z"].map((queue) => seesQueue(of, pbxId(pbx), queueName(queue)))),
    ...[null, 1, 2, 3, 4].map((agent) => seesAgent(of, agent)),
  ];
}

test("what two accesses have in common allows what both allow and nothing else", () => {
  fc.assert(
    fc.property(access, access, (one, other) => {
      const [first, second] = [answers(one), answers(other)];
      expect(answers(commonAccess(one, other))).toEqual(first.map((each, at) => each && second[at] === true));
    }),
  );
});

test("an access exceeds another exactly where it allows what the other does not", () => {
  fc.assert(
    fc.property(access, access, (given, own) => {
      expect(excessOf(commonAccess(given, own), own)).toEqual([]);
      const more = answers(given).some((each, at) => each && !answers(own)[at]);
      if (more) expect(excessOf(given, own)).not.toEqual([]);
    }),
  );
  expect(excessOf({ ...fullAccess, administrator: false, queues: [] }, fullAccess)).toEqual([]);
  expect(excessOf(fullAccess, { ...fullAccess, administrator: false })).toEqual([{ type: "administrator" }]);
});

test("an administrator may do everything, also what is not among his ticks", () => {
  const bare: Access = { ...fullAccess, permissions: {}, spying: [] };
  expect(answers(bare)).toEqual(answers(fullAccess));
  for (const each of features) expect(may(bare, each, featureRule[each].modify ? "modify" : "view")).toBe(true);
});

test("a queue of one PBX is not the queue of that name of another", () => {
  const own = { queues: [ref("matriz", "vendas")] };
  expect(seesQueue(own, pbxId("matriz"), queueName("vendas"))).toBe(true);
  expect(seesQueue(own, pbxId("filial"), queueName("vendas"))).toBe(false);
});

test("who is given some agents does not see those of whom nobody knows who they are", () => {
  expect(seesAgent({ agents: [7] }, null)).toBe(false);
  expect(seesAgent({ agents: "all" }, null)).toBe(true);
});

test("no ready role may modify where there is nothing to modify, and only the administrator administers", () => {
  for (const [role, { permissions: own }] of Object.entries(readyRoles)) {
    for (const feature of features) {
      if (own[feature] === "modify") expect(featureRule[feature].modify).toBe(true);
      if (role !== "administrator" && featureRule[feature].group === "administration")
        expect(own[feature]).toBeUndefined();
    }
  }
});
