/** The page has words for all that the server can find out about a PBX, in each of its languages. */
import { afterEach, expect, test } from "bun:test";
import { pbxId, pbxProblemCodes } from "@qmanager/core";
import { examinePbx } from "../apps/server/pbx/doctor.ts";
import { managerClasses } from "../apps/server/pbx/manager_classes.ts";
import { openSocket } from "../apps/server/pbx/socket.ts";
import { findingCodes } from "../apps/server/pbx/trial.ts";
import { checkTexts, filled } from "../apps/web/words/diagnosis.ts";
import { en } from "../apps/web/words/en.ts";
import { es } from "../apps/web/words/es.ts";
import { enFindings } from "../apps/web/words/pages/en_findings.ts";
import { esFindings } from "../apps/web/words/pages/es_findings.ts";
import { ptFindings } from "../apps/web/words/pages/pt_findings.ts";
import { pt } from "../apps/web/words/pt.ts";
import { clock } from "./simulator/client.ts";
import { parsePrivileges, SimulatedPbx, type SimulatedPbxOptions } from "./simulator/mod.ts";

const languages = [
  ["pt", pt, ptFindings],
  ["es", es, esFindings],
  ["en", en, enFindings],
] as const;

let pbx: SimulatedPbx | null = null;
afterEach(async () => await pbx?.stop());

const gaps = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

test.each(languages)(
  "dictionary %s says every finding, and leaves the same gaps as the others",
  (_name, { pbx }, { found, costs: told }) => {
    expect(Object.keys(pbx.problems).sort()).toEqual([...pbxProblemCodes].sort());
    expect(Object.keys(found).sort()).toEqual([...findingCodes].sort());
    const costs = managerClasses.map(({ direction, name }) => `${direction}_${name}`);
    expect(Object.keys(told).sort()).toEqual([...costs, "clock", "realtime"].sort());
    const texts = Object.entries({ ...pbx.problems, ...found });
    const english: Record<string, string> = { ...en.pbx.problems, ...enFindings.found };
    for (const [code, text] of texts) expect([code, gaps(text)]).toEqual([code, gaps(english[code] ?? "")]);
  },
);

const stock = "system,call,command,agent,user,config,originate";
const users = (read: string, write: string): SimulatedPbxOptions => ({
  users: [{ name: "qmanager", secret: "qmanager", read: parsePrivileges(read), write: parsePrivileges(write) }],
});
test.each([
  { name: "where all is permitted", options: {}, change: {} },
  { name: "of a stock user", options: users(stock, stock), change: {} },
  { name: "of a user who may do nothing", options: users("call", ""), change: {} },
  {
    name: "of an old Asterisk with another time",
    options: { version: { asterisk: "13.10.0", manager: "2.10.0" }, clockOffsetMs: 90_000, ...users("all", "call") },
    change: {},
  },
  { name: "of one that is too old", options: { version: { asterisk: "1.8.32", manager: "1.1" } }, change: {} },
  { name: "with a wrong secret", options: {}, change: { secret: "wrong" } },
  { name: "of a host that is none", options: {}, change: { host: "no-such-host.invalid" } },
  { name: "of a port where nobody listens", options: {}, change: { port: 1 } },
])("the checks $name are all in the reader's words, with nothing left out", async ({ options, change }) => {
  pbx = new SimulatedPbx({ callsPerMinute: 0, ...options });
  const settings = {
    ...{ id: pbxId("x"), name: "X", host: "127.0.0.1", port: await pbx.start(), username: "qmanager" },
    ...{ secret: "qmanager", tls: false, ...change },
  };
  const { checks } = await examinePbx(settings, {
    clock,
    open: ({ host, port }, signal) => openSocket({ host, port, signal }),
    listenMs: 50,
  });
  expect(checks.length).toBeGreaterThan(0);
  for (const check of checks) {
    // The server's own words are there for codes that a page does not know; here it knows all.
    const { name, detail, cost } = checkTexts({ ...check, detail: "English", cost: "English" }, pt, ptFindings, "pt");
    expect(`${name} ${detail} ${check.costCode === undefined ? "" : cost}`).not.toMatch(/English|^class|\{\w+\}/);
  }
});

test("filled() writes numbers as the language does, and keeps a gap that has no value", () => {
  expect(filled("{host}:{port} {seconds} {none}", { host: "{port}", port: 5038, seconds: 1.5 }, "pt")).toBe(
    "{port}:5038 1,5 {none}",
  );
});
