/** A call as the API writes it, with its id, its place in a list, and what happened in it. */
import { z } from "@hono/zod-openapi";
import {
  attemptResults,
  type CallEvent,
  callNotes,
  channelBeganAt,
  endings,
  type Linkedid,
  linkedid,
  outcomes,
  type PbxId,
  pbxId,
  uniqueid,
} from "@qmanager/core";
import type { CallKey, CallPlace, ListedCall } from "../db/call_list.ts";
import { sealed, storedInstant, storedText, unsealed } from "./opaque.ts";

const maybe = z.int().nullable();
const text = z.string().nullable();
const instant = maybe.openapi({ description: "Epoch milliseconds", example: 1795338688000 });
const span = maybe.openapi({ description: "Milliseconds", example: 21000 });
const phone = text.openapi({ description: "Null: not a phone of the PBX", example: "PJSIP/1001" });
export const directions = ["in", "out", "internal"] as const;

const leg = z
  .object({
    interface: z.string().openapi({ example: "PJSIP/1001" }),
    direction: z.enum(["in", "out"]),
    number: text.openapi({ description: "What it dialled", example: "48999887766" }),
    startedAt: instant,
    answeredAt: instant,
    endedAt: instant,
    result: z.enum(attemptResults).nullable(),
    endedBy: z.enum(endings).nullable().openapi({ description: "`caller`: the other side, whoever called" }),
    talkMs: span,
    holdMs: span,
  })
  .openapi("Leg");

const noteNames = Object.keys(callNotes) as [keyof typeof callNotes, ...(keyof typeof callNotes)[]];

export const callShape = z
  .object({
    id: z.string().openapi({ description: "Stays the same; says nothing by itself", example: "WyJtYXRyaXoiXQ" }),
    pbx: z.string().openapi({ example: "matriz" }),
    linkedid: z.string().openapi({ description: "What all its channels share", example: "1795338688.42" }),
    uniqueid: z.string().openapi({ description: "Its first channel", example: "1795338688.42" }),
    beganAt: instant,
    endedAt: instant,
    direction: z.enum(directions).nullable().openapi({ description: "Null: nothing tells" }),
    callerNumber: text.openapi({ description: "Of who began it", example: "48999887766" }),
    callerName: text.openapi({ example: "Ana Souza" }),
    did: text.openapi({ description: "The number it arrived with, or that a phone dialled", example: "4000" }),
    queues: z.array(z.string()).openapi({ description: "In order of entering", example: ["suporte"] }),
    interfaces: z.array(z.string()).openapi({ description: "Phones that talked", example: ["PJSIP/1001"] }),
    trunk: text.openapi({ description: "By which it came or went", example: "PJSIP/provider" }),
    answered: z.boolean().openapi({ description: "Two talked to each other" }),
    talkMs: span,
    recordings: z.array(z.string()).openapi({ description: "Names of the files, as Asterisk has them" }),
    legs: z.array(leg).openapi({ description: "Each phone's part that no queue gave it" }),
    notes: z.array(z.enum(noteNames)).openapi({ description: "What is worth knowing about how it was recorded" }),
    open: z.boolean().openapi({ description: "It goes on" }),
  })
  .openapi("Call");

/** Its own steps are told with the rest of what happened in it. */
export function shownCall({ calledAt, listedAt: _, steps: __, ...call }: ListedCall): z.infer<typeof callShape> {
  return { id: sealed([call.pbx, calledAt, call.linkedid]), ...call };
}

const queue = z.string().openapi({ example: "suporte" });
const anyQueue = queue.nullable().openapi({ description: "Null: no queue had to do with it" });
const event = <Kind extends CallEvent["kind"], Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.object({ kind: z.literal(kind), at: instant, ...shape });

export const callEventShape = z
  .discriminatedUnion("kind", [
    event("entered", { queue, position: maybe }),
    event("dialled", { interface: z.string(), number: text }),
    event("rang", { queue: anyQueue, interface: phone }),
    event("missed", {
      queue: anyQueue,
      interface: phone,
      result: z.enum(attemptResults).exclude(["answered"]).nullable(),
    }),
    event("answered", { queue: anyQueue, interface: phone, agent: text }),
    event("held", { interface: phone }),
    event("unheld", { interface: phone }),
    event("transferred", { interface: phone, how: z.enum(["blind", "attended"]), to: text }),
    event("exit_key", { queue, key: z.string() }),
    event("left", { queue, outcome: z.enum(outcomes).nullable(), endedBy: z.enum(endings).nullable() }),
    event("scored", { queue: anyQueue, score: z.int() }),
    event("hung_up", {
      interface: phone,
      by: z.enum(["caller", "called"]).nullable(),
      cause: maybe.openapi({ description: "ITU-T Q.850", example: 16 }),
    }),
  ])
  .openapi("CallEvent");

const key = [storedText.transform(pbxId), storedInstant, storedText.transform(linkedid)] as const;

/** Null when it is the id of no call. */
export function readCallId(id: string): CallKey | null {
  const found = unsealed(id, z.tuple(key));
  return found && { pbx: found[0], calledAt: found[1], linkedid: found[2] };
}

/** The id of the call that a visit is a part of; null where nothing tells which. */
export function callIdOf({ pbx, linkedid: call }: { pbx: PbxId; linkedid: Linkedid | null }): string | null {
  const calledAt = call === null ? null : channelBeganAt(uniqueid(call));
  return call === null || calledAt === null ? null : sealed([pbx, calledAt, call]);
}

/** The cursor after a row. */
export function callCursor({ listedAt, pbx, calledAt, linkedid: call }: CallPlace): string {
  return sealed([listedAt, pbx, calledAt, call]);
}

/** Null when it is no cursor. */
export function readCallCursor(cursor: string): CallPlace | null {
  const found = unsealed(cursor, z.tuple([storedInstant, ...key]));
  return found && { listedAt: found[0], pbx: found[1], calledAt: found[2], linkedid: found[3] };
}
