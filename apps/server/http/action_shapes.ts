/** Actions on members of queues, and what became of them, as the API writes them. */
import { z } from "@hono/zod-openapi";
import {
  actionObstacles,
  asInterface,
  defaultPause,
  highestPenalty,
  longestReasonBytes,
  pbxId,
  queueName,
  reasonFault,
  spyings,
  unlistable,
} from "@qmanager/core";

/** AMI takes one header a line. */
export const oneLine = (longest: number) =>
  z
    .string()
    .min(1, "Fill this in")
    .max(longest, `Write at most ${longest} characters`)
    .regex(/^[^\p{Cc}]*$/u, "Write it on one line");
/** A text that Asterisk keeps among its members. */
export const listed = (longest: number) =>
  oneLine(longest).refine((text) => !unlistable.test(text), {
    error: "Leave out ; and |: Asterisk keeps them between its members",
  });

export const pbx = oneLine(100).transform(pbxId).openapi({ description: "The PBX's short name", example: "matriz" });
/** Asterisk's longest name has 79 bytes. */
export const queue = oneLine(200).transform(queueName).openapi({ example: "suporte" });
export const phone = listed(200)
  .regex(/^[A-Za-z][A-Za-z0-9_-]*\/[^\s/]/, "Write it with its technology, as PJSIP/1001")
  .transform(asInterface)
  .openapi({ description: "The member's phone as the queue dials it", example: "PJSIP/1001" });

const reason = listed(longestReasonBytes)
  .refine((text) => reasonFault(text) !== "long", {
    error: `Asterisk keeps ${longestReasonBytes} bytes of it: write less, or fewer letters with accents`,
  })
  .openapi({ description: `Left out: ${defaultPause}`, example: "Lunch" });

const penalty = z
  .int("Write a whole number")
  .min(0, "Write a whole number from 0")
  .max(highestPenalty, "Write a smaller number")
  .openapi({ description: "0 is asked first", example: 0 });

const everywhere = queue
  .nullable()
  .openapi({ description: "Null: in every queue that the phone is a member of", example: "suporte" });

const newMember = z
  .object({
    interface: phone,
    name: listed(200).optional().openapi({ example: "Ana Souza" }),
    penalty: penalty.optional(),
    paused: z.boolean().optional(),
    pauseReason: reason.optional(),
    stateInterface: listed(200).optional().openapi({ example: "hint:1001@ext-local" }),
  })
  .openapi("NewMember");

const mostMembers = 1_000;

export const queueAction = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("pause"), pbx, interface: phone, queue: everywhere, reason: reason.optional() }),
    z.object({ type: z.literal("unpause"), pbx, interface: phone, queue: everywhere }),
    z.object({
      type: z.literal("add"),
      pbx,
      queue,
      members: z.array(newMember).min(1, "Name somebody to add").max(mostMembers, `Add at most ${mostMembers} at once`),
    }),
    z.object({ type: z.literal("remove"), pbx, interface: phone, queue }),
    z.object({ type: z.literal("log_off"), pbx, interface: phone }),
    z.object({ type: z.literal("set_penalty"), pbx, interface: phone, queue, penalty }),
    ...spyings.map((type) => z.object({ type: z.literal(type), pbx, interface: phone })),
  ])
  .openapi("QueueAction", {
    example: { type: "pause", pbx: "matriz", interface: "PJSIP/1001", queue: null, reason: "Lunch" },
  });

export const actionResult = z
  .object({
    interface: z.string().openapi({ example: "PJSIP/1001" }),
    queue: z.string().nullable().openapi({ description: "Null for what concerns no queue", example: "suporte" }),
    done: z.boolean().openapi({ description: "Whether what was asked is so now" }),
    obstacle: z.enum(actionObstacles).nullable().openapi({
      description: "Why it was not done, or not as asked; already_so and fixed_member come with done",
      example: null,
    }),
    reply: z.string().nullable().openapi({ description: "Asterisk's own words", example: null }),
    detail: z.string().nullable().openapi({ description: "What it means and what to do", example: null }),
  })
  .openapi("ActionResult");

export const actionOutcome = z
  .object({
    results: z.array(actionResult).openapi({ description: "One for each place that was concerned" }),
    undo: z.array(queueAction).openapi({
      description: "Actions that undo all that was done, in this order",
      example: [{ type: "unpause", pbx: "matriz", interface: "PJSIP/1001", queue: null }],
    }),
  })
  .openapi("ActionOutcome");
