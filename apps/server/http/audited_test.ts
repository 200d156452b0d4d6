import { expect, test } from "bun:test";
import { changesOf, hiddenSecret } from "./audited.ts";

interface Pause {
  name: string;
  penalty: number | null;
  queues?: string[] | undefined;
  secret?: string;
}

const lunch: Pause = { name: "Almoço", penalty: 60, queues: ["vendas", "suporte"] };

test("what is the same is not told", () => {
  expect(changesOf(lunch, { ...lunch, queues: ["vendas", "suporte"] })).toEqual({ before: {}, after: {} });
});

test("what differs is told as it was and as it is, also to or from nothing", () => {
  expect(changesOf(lunch, { ...lunch, name: "Descanso", penalty: null })).toEqual({
    before: { name: "Almoço", penalty: 60 },
    after: { name: "Descanso", penalty: null },
  });
});

test("a list is told as a whole", () => {
  expect(changesOf(lunch, { ...lunch, queues: ["vendas"] })).toEqual({
    before: { queues: ["vendas", "suporte"] },
    after: { queues: ["vendas"] },
  });
});

test("a field that one of the two does not have is told by the other alone", () => {
  expect(changesOf<Pause>(lunch, { name: "Almoço", penalty: 60, secret: hiddenSecret })).toEqual({
    before: { queues: ["vendas", "suporte"] },
    after: { secret: "•••" },
  });
  expect(changesOf<Pause>({ ...lunch, queues: undefined }, { name: "Almoço", penalty: 60 })).toEqual({
    before: {},
    after: {},
  });
});
