/** Agents as the API reads and writes them. */
import { z } from "@hono/zod-openapi";
import {
  type AgentFault,
  agentFields,
  clockText,
  highestCode,
  highestPenalty,
  type Read,
  readDigits,
  readEmail,
  readLine,
  readPhone,
  readShift,
} from "@qmanager/core";
import { faultText } from "../agents/fault_texts.ts";
import { type Agent, agentStates, type ListedAgent } from "../db/agent_list.ts";
import { oneLine, pbx, phone, queue } from "./action_shapes.ts";

const text = z.string().nullable();
const instant = z.int().nullable().openapi({ description: "Epoch milliseconds", example: 1795338688000 });

export const aliasShape = z
  .object({
    pbx: z.string().openapi({ example: "matriz" }),
    kind: z.enum(["name", "phone"]).openapi({ description: "name: of a member. phone: his fixed one" }),
    alias: z.string().openapi({ example: "Bruno" }),
  })
  .openapi("AgentAlias");

export const agentShape = z
  .object({
    id: z.int().openapi({ example: 7 }),
    state: z.enum(agentStates).openapi({
      description: "unknown: nobody said yet who he is. removed: only what he did is left, under his code",
    }),
    code: z.int().nullable().openapi({ description: "Null: nobody said yet who he is", example: 101 }),
    name: z.string().openapi({
      description: "Of an unknown one: as the PBX names him; empty: he was removed",
      example: "Bruno Lima",
    }),
    email: text.openapi({ example: "bruno@litoralfibra.example" }),
    extension: z
      .object({ pbx: z.string(), phone: z.string() })
      .nullable()
      .openapi({ description: "Null: he sits anywhere", example: { pbx: "matriz", phone: "PJSIP/2014" } }),
    hasPassword: z.boolean(),
    shift: z
      .object({ start: z.string(), end: z.string() })
      .nullable()
      .openapi({ description: "By the site's clock", example: { start: "08:00", end: "17:00" } }),
    joinsQueues: z.boolean().openapi({ description: "He enters `queues` when he logs in" }),
    queues: z.array(z.object({ pbx: z.string(), queue: z.string(), penalty: z.int() })).openapi({
      description: "Those that you may see",
      example: [{ pbx: "matriz", queue: "suporte", penalty: 0 }],
    }),
    groups: z.array(z.object({ id: z.int(), name: z.string() })),
    aliases: z.array(aliasShape).openapi({ description: "By what PBXs name him, besides a code in a member's name" }),
    deactivatedAt: instant,
  })
  .openapi("Agent");

export const listedAgentShape = agentShape
  .extend({
    lastRecordAt: instant.openapi({ description: "When anything of him was recorded last" }),
    calls: z.int().nullable().openapi({ description: "Of an unknown one: how many rang him or were his" }),
    firstCallAt: instant.openapi({ description: "Of an unknown one" }),
  })
  .openapi("ListedAgent");

type Sees = (place: Agent["queues"][number]) => boolean;

export function shownAgent(agent: Agent, sees: Sees): z.infer<typeof agentShape> {
  const { id, state, code, name, email, extension, hasPassword, shift, joinsQueues, queues } = agent;
  return {
    ...{ id, state, code, name, email, extension, hasPassword, joinsQueues },
    ...{ groups: agent.groups, aliases: agent.aliases, deactivatedAt: agent.deactivatedAt },
    shift: shift && { start: clockText(shift.start), end: clockText(shift.end) },
    queues: queues.filter(sees),
  };
}

export function shownListed(agent: ListedAgent, sees: Sees): z.infer<typeof listedAgentShape> {
  const { lastRecordAt, calls, firstCallAt } = agent;
  return { ...shownAgent(agent, sees), lastRecordAt, calls, firstCallAt };
}

export const movedShape = z
  .object({ visits: z.int().openapi({ example: 214 }), intervals: z.int().openapi({ example: 1830 }) })
  .openapi({ description: "How many records became his" });

/** A text as core reads it. */
const readBy = <Value>(read: (text: string) => Read<Value>) =>
  z.string().transform((typed, context): Value => {
    const found = read(typed);
    if ("value" in found) return found.value;
    context.addIssue({ code: "custom", message: faultText(found.fault) });
    return z.NEVER;
  });

const wholeCode = faultText("not_code");
const shift = z
  .strictObject({ start: z.string(), end: z.string() })
  .transform(({ start, end }, context) => {
    const found = readShift(start, end);
    if ("value" in found && found.value !== null) return found.value;
    const wrong = "value" in found ? { field: "start", fault: "empty" as const } : found;
    context.addIssue({ code: "custom", path: [wrong.field], message: faultText(wrong.fault) });
    return z.NEVER;
  })
  .openapi({ type: "object", properties: { start: { type: "string" }, end: { type: "string" } } });
const penalty = z
  .int(faultText("not_penalty"))
  .min(0, faultText("not_penalty"))
  .max(highestPenalty, faultText("not_penalty"));

const fields = {
  code: z.int(wholeCode).min(1, wholeCode).max(highestCode, wholeCode).openapi({ example: 101 }),
  name: readBy((typed) => readLine(typed)).openapi({ type: "string", example: "Bruno Lima" }),
  email: readBy(readEmail).nullable().openapi({ type: "string", example: "bruno@litoralfibra.example" }),
  extension: z
    .strictObject({ pbx, phone: readBy(readPhone).openapi({ type: "string" }) })
    .nullable()
    .openapi({ description: "Null: he sits anywhere", example: { pbx: "matriz", phone: "PJSIP/2014" } }),
  password: readBy(readDigits)
    .nullable()
    .openapi({ type: "string", description: "Digits, as he dials it. Null: none", example: "4071" }),
  shift: shift
    .nullable()
    .openapi({ description: "By the site's clock, within a day", example: { start: "08:00", end: "17:00" } }),
  joinsQueues: z.boolean().openapi({ description: "He enters `queues` when he logs in" }),
  queues: z
    .array(z.strictObject({ pbx, queue, penalty }))
    .max(500, "Give at most 500 queues")
    .openapi({ description: "Those that you may not see stay" }),
  groups: z
    .array(z.int().min(1).max(2_147_483_647))
    .max(500, "Give at most 500 groups")
    .openapi({ description: "By their ids", example: [3] }),
};

const rest = z.strictObject(fields).partial();
/** What is left out is none. */
export const newAgent = rest.required({ code: true, name: true }).extend({
  aliases: z
    .array(z.strictObject({ pbx, alias: oneLine(200) }))
    .max(100)
    .optional()
    .openapi({ description: "Members' names that are his from the beginning, as those of an unknown one" }),
});
/** What is left out stays. */
export const agentChange = rest;

export const aliasBody = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("name"), pbx, alias: oneLine(200) }).openapi({ title: "A member's name" }),
  z.strictObject({ kind: z.literal("phone"), pbx, alias: phone }).openapi({ title: "A fixed phone" }),
]);

export const filePlanShape = z
  .object({
    done: z.boolean().openapi({ description: "False: it was only looked at" }),
    read: z.int().openapi({ description: "Lines of agents in the file", example: 2_000 }),
    ...{ added: z.int(), changed: z.int(), unchanged: z.int() },
    lines: z.array(
      z.object({
        ...{ line: z.int(), code: z.int(), name: z.string() },
        does: z.enum(["add", "change", "nothing"]),
        fields: z.array(z.enum(agentFields)).openapi({ description: "That change" }),
      }),
    ),
    problems: z
      .array(
        z.object({
          line: z.int().openapi({ description: "From 1, as an editor counts them", example: 12 }),
          field: z.enum(agentFields).nullable().openapi({ description: "Null: the line, or the file" }),
          fault: z.string().openapi({ example: "not_digits" }) as unknown as z.ZodType<AgentFault>,
          values: z.record(z.string(), z.union([z.string(), z.number()])),
          detail: z.string().openapi({ description: "What was wrong, and what to do" }),
        }),
      )
      .openapi({ description: "While there are any nothing is taken in" }),
    moved: movedShape,
  })
  .openapi("AgentFilePlan");
