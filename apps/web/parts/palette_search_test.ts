import { expect, test } from "bun:test";
import { type EntryGroup, find, searchable } from "./palette_search.ts";

const entry = (title: string, group: EntryGroup, ...numbers: string[]) => ({
  ...{ title, group },
  ...searchable([title], numbers),
});
const entries = [
  entry("Painel de filas", "pages"),
  entry("Suporte N1", "queues"),
  entry("Vendas", "queues"),
  entry("João São Pedro", "agents", "1001"),
  entry("Ana Vendas", "agents", "2002"),
  entry("Padaria", "callers", "48900159034"),
  entry("王小明 🦊", "callers", "+5511987654321"),
];
const history = { ...entry("Chamadas do número 9034", "history"), words: "", digits: "" };
const titles = (typed: string): [string, string[]][] =>
  find(entries, typed).map(({ group, entries: found }) => [group, found.map((each) => each.title)]);

test.each([
  {
    typed: "",
    want: [
      ["pages", ["Painel de filas"]],
      ["queues", ["Suporte N1", "Vendas"]],
    ],
  },
  { typed: "SAO", want: [["agents", ["João São Pedro"]]] },
  { typed: "pedro joao", want: [["agents", ["João São Pedro"]]] },
  { typed: "1001", want: [["agents", ["João São Pedro"]]] },
  {
    typed: "vendas",
    want: [
      ["queues", ["Vendas"]],
      ["agents", ["Ana Vendas"]],
    ],
  },
  { typed: "(48) 90015-9034", want: [["callers", ["Padaria"]]] },
  { typed: "+55 48 90015 9034", want: [["callers", ["Padaria"]]] },
  { typed: "0 15 48 90015-9034", want: [["callers", ["Padaria"]]] },
  { typed: "11 98765", want: [["callers", ["王小明 🦊"]]] },
  { typed: "小明", want: [["callers", ["王小明 🦊"]]] },
  { typed: "ana", want: [["agents", ["Ana Vendas"]]] },
  {
    typed: "pa",
    want: [
      ["pages", ["Painel de filas"]],
      ["callers", ["Padaria"]],
    ],
  },
  {
    typed: "a",
    want: [
      ["agents", ["Ana Vendas", "João São Pedro"]],
      ["pages", ["Painel de filas"]],
      ["queues", ["Vendas"]],
      ["callers", ["Padaria"]],
    ],
  },
  { typed: "n1", want: [["queues", ["Suporte N1"]]] },
  { typed: "<img", want: [] },
  {
    typed: "   ",
    want: [
      ["pages", ["Painel de filas"]],
      ["queues", ["Suporte N1", "Vendas"]],
    ],
  },
] as { typed: string; want: [string, string[]][] }[])("find() of $typed", ({ typed, want }) => {
  expect(titles(typed)).toEqual(want);
});

test("find() puts what begins with the word before what only holds it", () => {
  const some = ["Bruna Ana", "Mariana", "Ana"].map((title) => entry(title, "agents"));
  expect(find(some, "ana")[0]?.entries.map((each) => each.title)).toEqual(["Ana", "Bruna Ana", "Mariana"]);
});

test("find() shows a few of each group and says how many more there are", () => {
  const many = Array.from({ length: 500 }, (_, at) => entry(`Chamada ${at}`, "callers", `4890015${1000 + at}`));
  const [group] = find([...many, ...entries], "4890015");
  expect([group?.entries.length, group?.more]).toEqual([7, 494]);
});

test("find() puts what is on file of a number after those who wait, and shows it only when something is typed", () => {
  const groups = (typed: string) => find([history, ...entries], typed).map(({ group }) => group);
  expect(groups("48900159034")).toEqual(["callers", "history"]);
  expect(groups("9034")).toEqual(["callers", "history"]);
  expect(groups("5555")).toEqual(["history"]);
  expect(groups("")).toEqual(["pages", "queues"]);
});
