/** Agents out of a file and into one. */
import { createRoute, z } from "@hono/zod-openapi";
import { seesQueue } from "@qmanager/core";
import type { Context } from "hono";
import { changeInWords } from "../agents/agent_draft.ts";
import { agentTable, type FileProblem, fileLanguages } from "../agents/agent_file.ts";
import { faultText } from "../agents/fault_texts.ts";
import { hashAll, type ImportPlan, planImport } from "../agents/import_agents.ts";
import { placesOf } from "../agents/places.ts";
import type { SeatLimit } from "../agents/seats.ts";
import { writeAgents } from "../agents/write_agents.ts";
import { decodeText } from "../csv/decode_text.ts";
import { type MovedRows, sumOfMoved } from "../db/agent_history.ts";
import { allListed } from "../db/agent_list.ts";
import { insertAudit, insertAudits } from "../db/audit.ts";
import type { Query, Sql } from "../db/connect.ts";
import { agentGroups } from "../db/groups.ts";
import { filePlanShape } from "../http/agent_shapes.ts";
import { createApi } from "../http/api.ts";
import { auditBy } from "../http/audited.ts";
import type { Env } from "../http/client.ts";
import { yesOrNo } from "../http/list_shapes.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import { seatsRefused } from "../http/seats_refused.ts";
import type { LiveSource } from "../live/topics.ts";
import type { PbxAccess } from "../pbx/access.ts";
import type { AgentRegister } from "../records/agent_register.ts";
import type { DigitPasswords } from "../secrets/digit_passwords.ts";
import { signInNeeded } from "../sign_in/session.ts";
import { agentFilterQuery } from "./agents.ts";

/** Where files of agents go: they are longer than other requests. */
export const agentFilePath = "/api/v1/agents/import";
export const longestAgentFile = 8 * 1024 * 1024;

const importRoute = createRoute({
  method: "post",
  path: "/agents/import",
  tags: ["Agents"],
  security: signInNeeded,
  summary: "Takes in a file of agents, or tells what it would do",
  description:
    "A CSV file as spreadsheets write it: parted by `;`, `,` or tabs, in UTF-8, Windows-1252 or UTF-16. The first line names " +
    "the columns, as an exported file has them, in any order; code and name have to be there. Whoever has the code is " +
    "changed, who has it not is added, and nobody else is touched. A column that is not there leaves what it tells as it is; " +
    "an empty cell takes it away, but not a password. With any problem nothing is taken in.",
  request: {
    query: z.strictObject({
      dryRun: yesOrNo.default(false).openapi({ type: "boolean", description: "Only tells what it would do" }),
    }),
    body: { required: true, content: { "text/csv": { schema: z.string().openapi({ format: "binary" }) } } },
  },
  responses: {
    200: { description: "What was done, or would be", content: { "application/json": { schema: filePlanShape } } },
    400: problemAnswer(
      "Something in the file is wrong (`agent-file-wrong`): nothing was taken in. A path is `line.12.email`",
    ),
    401: problemAnswer("Sign in first"),
    403: problemAnswer("That is for who sees all agents"),
    409: problemAnswer("No more agents may work (`licence-limit`)"),
    503: problemAnswer("The database is away"),
  },
});

const exportRoute = createRoute({
  method: "get",
  path: "/agents/export",
  tags: ["Agents"],
  security: signInNeeded,
  summary: "Agents as a CSV file, which can be taken in again",
  description: "Passwords are not in it. A cell that a spreadsheet would take for a formula begins with a `'`.",
  request: {
    query: z.strictObject({
      ...agentFilterQuery,
      language: z.enum(fileLanguages).default("pt").openapi({ description: "Of the names of the columns" }),
    }),
  },
  responses: {
    200: { description: "The file", content: { "text/csv": { schema: z.string() } } },
    400: problemAnswer("A filter is wrong"),
    401: problemAnswer("Sign in first"),
    503: problemAnswer("The database is away"),
  },
});

/** What an answer tells of: a file of nothing but mistakes has as many as it has cells. */
const mostProblems = 1_000;

interface AgentFileParts {
  sql: Sql;
  now: () => number;
  agents: AgentRegister;
  pbxs: Pick<PbxAccess, "fixed">;
  live: Pick<LiveSource, "queueNames">;
  passwords: DigitPasswords;
  seatLimit: SeatLimit;
  accessChanged: () => Promise<void>;
}

export function agentFileRoutes(parts: AgentFileParts) {
  const { sql, now, agents, passwords, seatLimit, accessChanged } = parts;

  return createApi()
    .openapi(importRoute, async (c) => {
      const { dryRun } = c.req.valid("query");
      const { access } = c.var.signedIn;
      if (access.agents !== "all") {
        return problem(c, 403, "forbidden", "To take in agents, one has to see all of them. Ask an administrator");
      }
      const text = decodeText(new Uint8Array(await c.req.arrayBuffer()));
      const groups = new Map((await agentGroups.all(sql)).map(({ id, name }) => [name, id]));
      const names = new Map([...groups].map(([name, id]) => [id, name]));
      const known = { places: await placesOf(sql, parts, access), groups, access };
      const plan = await planImport(sql, text, known);
      if (dryRun) return c.json(shownPlan(plan, false, sumOfMoved([])), 200);
      if (plan.problems.length > 0) return wrongFile(c, plan.problems);
      const toHash = plan.wanted.flatMap(({ line, password }) => (password === null ? [] : [{ line, password }]));
      // Thousands of them take longer than a listener waits for an answer.
      c.env.takeTime?.();
      const hashes = await hashAll(toHash, passwords.hash);
      const done = await agents.change(sql, async (tx) => {
        // Meanwhile somebody may have changed them.
        const current = await planImport(tx, text, known, hashes);
        if (current.problems.length > 0) return { type: "wrong", problems: current.problems } as const;
        const written = await writeAgents(tx, current.wanted, { seatLimit, at: now() });
        switch (written.type) {
          case "none_left":
          case "stopped":
            return written;
          case "taken": {
            const line = current.wanted[written.at]?.line ?? 1;
            return { type: "wrong", problems: [{ line, ...written.problem }] } as const;
          }
          case "written":
            await note(tx, c, current, names, written.moved);
            return { type: "done", plan: current, moved: written.moved } as const;
          default:
            return written satisfies never;
        }
      });
      switch (done.type) {
        case "wrong":
          return wrongFile(c, done.problems);
        case "none_left":
        case "stopped":
          return seatsRefused(c, done);
        case "done":
          await accessChanged();
          return c.json(shownPlan(done.plan, true, done.moved), 200);
        default:
          return done satisfies never;
      }
    })
    .openapi(exportRoute, async (c) => {
      const { state, search, group, language } = c.req.valid("query");
      const { access } = c.var.signedIn;
      // Of whom nobody knows who he is nothing can be taken in.
      const states = (state ?? ["active"]).filter((each) => each === "active" || each === "deactivated");
      const found = states.length === 0 ? [] : await allListed(sql, { states, search, group }, access);
      const seen = found.map((each) => ({
        ...each,
        queues: each.queues.filter(({ pbx, queue }) => seesQueue(access, pbx, queue)),
      }));
      const { pbxs } = await placesOf(sql, parts, access);
      await insertAudit(sql, {
        ...{ ...auditBy(c, now()), action: "agents_exported", target: null, detail: { agents: seen.length } },
      });
      return c.body(agentTable(seen, language, pbxs.length !== 1), 200, {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": `attachment; filename="${fileNames[language]}.csv"`,
      });
    });

  /** One row for the file, and one for each whom it made or changed. */
  async function note(
    tx: Query,
    c: Context<Env>,
    plan: ImportPlan,
    names: ReadonlyMap<number, string>,
    moved: MovedRows,
  ): Promise<void> {
    const by = auditBy(c, now());
    await insertAudits(tx, [
      { ...by, action: "agents_imported", target: null, detail: { ...counts(plan), ...moved } },
      ...plan.wanted.map(({ record, before }) => ({
        ...{ ...by, action: before ? ("agent_changed" as const) : ("agent_added" as const) },
        ...{ target: before?.name ?? record.name, detail: changeInWords(record, before, names) },
      })),
    ]);
  }
}

const fileNames = { pt: "operadores", es: "agentes", en: "agents" } as const;

const counts = ({ lines }: ImportPlan) => {
  const doing = (what: ImportPlan["lines"][number]["does"]) => lines.filter(({ does }) => does === what).length;
  return { added: doing("add"), changed: doing("change"), unchanged: doing("nothing") };
};

const shownPlan = (plan: ImportPlan, done: boolean, moved: MovedRows) => ({
  ...{ done, read: plan.read, ...counts(plan), lines: plan.lines, moved },
  problems: plan.problems
    .slice(0, mostProblems)
    .map((each) => ({ ...each, detail: faultText(each.fault, each.values) })),
});

function wrongFile(c: Context<Env>, problems: readonly FileProblem[]) {
  const errors = problems.slice(0, mostProblems).map(({ line, field, fault, values }) => ({
    path: field === null ? `line.${line}` : `line.${line}.${field}`,
    detail: faultText(fault, values),
  }));
  const lines = new Set(problems.map(({ line }) => line)).size;
  const detail = `${lines === 1 ? "One line is" : `${lines} lines are`} wrong, and nothing was taken in. Correct the file and send it again`;
  return problem(c, 400, "agent-file-wrong", detail, errors);
}
