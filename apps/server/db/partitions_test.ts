import { expect, setDefaultTimeout, test } from "bun:test";
import { queueName } from "@qmanager/core";
import { AgentRegister } from "../records/agent_register.ts";
import { matriz, recordWith, visitAt } from "../records/visits_of_tests.ts";
import { Partitions } from "./partitions.ts";
import { temporaryDatabase } from "./temporary.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();

test("Partitions that were made ahead let months turn without a change of tables", async () => {
  const partitions = new Partitions(sql);
  const lastDay = Date.parse("2026-12-31T23:59:00Z");
  await partitions.ahead(lastDay);
  await sql.unsafe(`
    create function refuse() returns event_trigger language plpgsql as $$ begin raise 'A table is changed'; end $$;
    create event trigger refused on ddl_command_start execute function refuse();
  `);
  const turns = ["2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z", "2027-02-28T23:59:59Z"].map((each) =>
    Date.parse(each),
  );
  const register = new AgentRegister(() => lastDay);
  await recordWith(
    sql,
    register,
    turns.map((at) => visitAt(at)),
    partitions,
  );
  const rows = await sql`select 1 from visits where pbx = ${matriz} and queue = ${queueName("suporte")}`;
  expect(rows).toHaveLength(turns.length);
  for (const table of ["calls", "agent_intervals"] as const) await partitions.have(table, turns);
  // The fourth month was not made yet: the trigger does see it.
  await expect(partitions.have("visits", [Date.parse("2027-03-01T00:00:00Z")])).rejects.toThrow("A table is changed");
});
