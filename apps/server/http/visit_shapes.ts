/** A visit as the API writes it, with its id and its place in a list. */
import { z } from "@hono/zod-openapi";
import {
  attemptResults,
  disputedFields,
  endings,
  outcomes,
  type PbxId,
  pbxId,
  type TimeSpan,
  uniqueid,
  visitNotes,
} from "@qmanager/core";
import type { ListedVisit, VisitKey, VisitPlace } from "../db/visit_list.ts";
import { callIdOf } from "./call_shapes.ts";
import { sealed, storedInstant, storedText, unsealed } from "./opaque.ts";

const maybe = z.int().nullable();
const text = z.string().nullable();
const instant = maybe.openapi({ description: "Epoch milliseconds", example: 1795338688000 });
const span = maybe.openapi({ description: "Milliseconds", example: 21000 });

const attempt = z
  .object({
    interface: text.openapi({ example: "PJSIP/1001" }),
    startedAt: instant,
    endedAt: instant,
    result: z.enum(attemptResults).nullable().openapi({ description: "Null: it rings still, or nothing tells" }),
  })
  .openapi("Attempt");

const noteNames = Object.keys(visitNotes) as [keyof typeof visitNotes, ...(keyof typeof visitNotes)[]];

export const visitShape = z
  .object({
    id: z.string().openapi({ description: "Stays the same; says nothing by itself", example: "WyJtYXRyaXoiXQ" }),
    pbx: z.string().openapi({ example: "matriz" }),
    uniqueid: z.string().openapi({ description: "The caller's channel", example: "1795338688.42" }),
    linkedid: text.openapi({ description: "What all channels of the call share", example: "1795338688.42" }),
    callId: text.openapi({
      description: "The call that it is a part of; null: nothing tells which",
      example: "WyJtYXRyaXoiXQ",
    }),
    queue: z.string().openapi({ example: "suporte" }),
    visit: z.int().openapi({ description: "The n-th of this uniqueid over all queues", example: 1 }),
    callerNumber: text.openapi({ example: "48999887766" }),
    callerName: text.openapi({ example: "Ana Souza" }),
    enteredAt: instant,
    outcome: z.enum(outcomes).nullable().openapi({ description: "Null: he waits still, or nothing tells" }),
    endedBy: z.enum(endings).nullable().openapi({ description: "Of an answered one: who ended the talk" }),
    interface: text.openapi({ description: "The phone of who answered", example: "PJSIP/1001" }),
    agent: text.openapi({ description: "His name as a member of the queue", example: "Bruno" }),
    agentId: maybe.openapi({ description: "Whose call it was; null where nobody answered", example: 7 }),
    agentName: text.openapi({ description: "His own name; null while he is unknown", example: "Bruno Lima" }),
    removedAgentCode: maybe.openapi({ description: "Of one who was removed: the code that he had", example: null }),
    answeredAt: instant,
    endedAt: instant,
    waitMs: span,
    ringMs: span,
    talkMs: span,
    holdMs: span,
    position: maybe.openapi({ description: "Place in line on entering, from 1", example: 3 }),
    attempts: z.array(attempt).openapi({ description: "Each ring of each member" }),
    surveyOffered: z.boolean().nullable(),
    csat: maybe.openapi({ description: "1 to 5", example: 5 }),
    provisional: z.boolean().openapi({ description: "Concluded rather than seen; a note says why" }),
    notes: z.array(z.enum(noteNames)).openapi({ description: "What is worth knowing about how it was recorded" }),
    open: z.boolean().openapi({ description: "The caller still waits or talks" }),
    sources: z
      .enum(["live", "log", "confirmed"])
      .openapi({ description: "Who vouches for it: AMI alone, queue_log alone, or both", example: "confirmed" }),
    unconfirmed: z.boolean().openapi({
      description:
        "AMI alone tells it, though queue_log was read ten minutes beyond it: look at it before you count on it",
    }),
    differences: z
      .array(
        z.object({
          field: z.enum(disputedFields).openapi({ example: "talkMs" }),
          ami: z.union([z.string(), z.number()]),
          log: z.union([z.string(), z.number()]),
        }),
      )
      .openapi({ description: "What both tell, and tell differently" }),
  })
  .openapi("Visit");

/** @param unconfirmed by PBX, when what AMI alone tells is so */
export function shownVisit(
  { calledAt, countedAt, ...visit }: ListedVisit,
  unconfirmed: ReadonlyMap<PbxId, TimeSpan>,
): z.infer<typeof visitShape> {
  const span = unconfirmed.get(visit.pbx);
  const endedAt = visit.endedAt ?? countedAt;
  // Who was never let in is in no log.
  const isAwaited = visit.sources === "live" && !visit.open && visit.outcome !== "refused";
  return {
    id: sealed([visit.pbx, calledAt, visit.uniqueid, visit.visit]),
    callId: callIdOf(visit),
    ...visit,
    unconfirmed: isAwaited && span !== undefined && endedAt >= span.from && endedAt < span.to,
  };
}

const key = [
  storedText.transform(pbxId),
  storedInstant,
  storedText.transform(uniqueid),
  z.int().min(0).max(32_767),
] as const;

/** Null when it is the id of no visit. */
export function readVisitId(id: string): VisitKey | null {
  const found = unsealed(id, z.tuple(key));
  if (!found) return null;
  const [pbx, calledAt, caller, visit] = found;
  return { pbx, calledAt, uniqueid: caller, visit };
}

/** The cursor after a row. */
export function visitCursor({ countedAt, pbx, calledAt, uniqueid: caller, visit }: VisitPlace): string {
  return sealed([countedAt, pbx, calledAt, caller, visit]);
}

/** Null when it is no cursor. */
export function readVisitCursor(cursor: string): VisitPlace | null {
  const found = unsealed(cursor, z.tuple([storedInstant, ...key]));
  if (!found) return null;
  const [countedAt, pbx, calledAt, caller, visit] = found;
  return { countedAt, pbx, calledAt, uniqueid: caller, visit };
}
