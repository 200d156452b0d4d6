import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { copyRows } from "./copy_rows.ts";
import { temporaryDatabase } from "./temporary.ts";

setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
await sql`create table copied (n integer not null, said text, at timestamptz, told jsonb, notes text[], open boolean)`;
const columns = ["n", "said", "at", "told", "notes", "open"] as const;

test("copyRows() adds rows as they are, whatever is in their texts", async () => {
  const told = fc.string({
    unit: fc.constantFrom("a", "é", "😀", "\\", "\t", "\n", "\r", "N", ".", '"', "'", ",", "{"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(told), { maxLength: 20 }), async (texts) => {
      await sql`truncate copied`;
      const rows = texts.map((said, n) => ({
        ...{
          n,
          said,
          at: "2026-03-02T12:00:00.123Z",
          told: JSON.stringify([said]),
          notes: "{one,two}",
          open: n % 2 === 0,
        },
      }));
      await sql.begin((tx) => copyRows(tx, "copied", columns, rows));
      const kept = await sql`select * from copied order by n`;
      expect([...kept].map((row) => ({ ...row }))).toEqual(
        texts.map((said, n) => ({
          ...{ n, said, at: Date.parse("2026-03-02T12:00:00.123Z"), told: [said], notes: ["one", "two"] },
          open: n % 2 === 0,
        })),
      );
    }),
    { numRuns: 50 },
  );
});

test("copyRows() says what the database refuses, and its transaction goes on from the savepoint before", async () => {
  const nothing = { said: null, at: null, told: null, notes: null, open: null };
  const kept = await sql.begin(async (tx) => {
    await tx`truncate copied`;
    await copyRows(tx, "copied", columns, [{ n: 1, ...nothing }]);
    const refused = tx.savepoint((inner) =>
      copyRows(inner, "copied", columns, [
        { n: 2, ...nothing },
        { n: 2 ** 40, ...nothing },
      ]),
    );
    expect(
      await refused.then(
        () => null,
        (error) => error.code,
      ),
    ).toBe("22003");
    await copyRows(tx, "copied", columns, [{ n: 3, ...nothing }]);
    return tx`select n from copied order by n`;
  });
  expect(kept.map(({ n }) => n)).toEqual([1, 3]);
});

test("copyRows() may follow itself at once", async () => {
  const nothing = { said: null, at: null, told: null, notes: null, open: null };
  const kept = await sql.begin(async (tx) => {
    await tx`truncate copied`;
    for (let n = 0; n < 300; n++) await copyRows(tx, "copied", columns, [{ n, ...nothing }]);
    return tx`select n from copied order by n`;
  });
  expect(kept.map(({ n }) => n)).toEqual(Array.from({ length: 300 }, (_, n) => n));
});
