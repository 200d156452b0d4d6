import { expect, setDefaultTimeout, test } from "bun:test";
import { migrate, readMigrations } from "./migrate.ts";
import { temporaryDatabase } from "./temporary.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase({ migrated: false });
const migration = (number: number, text: string) => ({
  number,
  name: `step_${number}`,
  sql: text,
  hash: `hash of ${text}`,
});

test("readMigrations() gives the files in order, numbered without a gap", () => {
  const migrations = readMigrations();
  expect(migrations.map((each) => each.number)).toEqual(migrations.map((_, index) => index + 1));
  expect(migrations[0]?.name).toBe("users_and_pbxs");
});

test("migrate() runs what is missing once, also when two servers do it at the same time", async () => {
  const steps = [
    migration(1, "create table one (a int)"),
    migration(2, "insert into one values (1); insert into one values (2)"),
  ];
  const counts = await Promise.all([migrate(sql, steps), migrate(sql, steps), migrate(sql, steps)]);
  expect(counts.toSorted()).toEqual([0, 0, 2]);
  expect(await sql`select a from one order by a`).toHaveLength(2);
  const more = [...steps, migration(3, "alter table one add b text")];
  expect(await migrate(sql, more)).toBe(1);
  expect(await migrate(sql, more)).toBe(0);
});

test("migrate() undoes all of a migration that fails, says which, and can go on once it is repaired", async () => {
  const steps = [
    migration(1, "create table one (a int)"),
    migration(2, "insert into one values (1); insert into one values (2)"),
    migration(3, "alter table one add b text"),
  ];
  const broken = [...steps, migration(4, "create table four (a int); select no_such_thing()")];
  await expect(migrate(sql, broken)).rejects.toThrow(
    /Migration 0004_step_4 failed and changed nothing: .*no_such_thing/,
  );
  expect(await migrate(sql, [...steps, migration(4, "create table four (a int)")])).toBe(1);
});

test("migrate() refuses a database that a newer version made", async () => {
  await expect(migrate(sql, [migration(1, "create table one (a int)")])).rejects.toThrow(
    /brought to version 4 by a newer/,
  );
});

test("migrate() refuses a migration that was changed after it was run", async () => {
  const steps = [1, 2, 3, 4].map((number) => migration(number, "something else"));
  await expect(migrate(sql, steps)).rejects.toThrow(/Migration 1 \(step_1\) is not the one that was run/);
});
