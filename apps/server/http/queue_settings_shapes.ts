/** Settings of queues, as the API writes them. */
import { z } from "@hono/zod-openapi";
import { dayNumbers, minuteOf, type ShiftFault, serviceFormulas, shiftFaults } from "@qmanager/core";
import { oneLine } from "./action_shapes.ts";

const wholeSeconds = (least: number) => {
  const advice = `Write whole seconds, from ${least} to 86400`;
  return z.int(advice).min(least, advice).max(86_400, advice);
};
const percentAdvice = "Write a whole percentage, from 0 to 100; 0: there is no goal";

const service = z.strictObject({
  formula: z.enum(serviceFormulas, "Choose one of the formulas A to F"),
  thresholdSeconds: wholeSeconds(0).openapi({ description: "T: a wait up to this is in time", example: 60 }),
  shortSeconds: wholeSeconds(0).openapi({ description: "S: up to this one gave up at once", example: 5 }),
  goalPercent: z.int(percentAdvice).min(0, percentAdvice).max(100, percentAdvice).openapi({ example: 80 }),
});

const waitAlert = z
  .strictObject({
    warnSeconds: wholeSeconds(1).openapi({ description: "From here on a waiting call is yellow", example: 60 }),
    alertSeconds: wholeSeconds(1).openapi({ description: "And from here on red", example: 120 }),
  })
  .refine(({ warnSeconds, alertSeconds }) => warnSeconds <= alertSeconds, {
    path: ["alertSeconds"],
    error: "The red alert comes after the yellow one: write as many seconds, or more",
  });

const clockTime = z
  .string()
  .refine((text) => minuteOf(text) !== null, { error: "Write a time of the day as 08:00; the latest is 24:00" })
  .openapi({ example: "08:00" });
const shift = z.strictObject({
  days: z
    .array(z.int())
    .max(dayNumbers.length, "A week has seven days")
    .openapi({ description: "1 is Monday, 7 is Sunday", example: [1, 2, 3, 4, 5] }),
  from: clockTime,
  to: clockTime,
});
const mostShifts = 20;
const shifts = z
  .array(shift)
  .max(mostShifts, `A queue has at most ${mostShifts} shifts`)
  .superRefine((list, context) => {
    for (const fault of shiftFaults(list)) {
      const field = fault.type === "days" || fault.type === "from" ? fault.type : "to";
      context.addIssue({ code: "custom", path: [fault.at, field], message: shiftAdvice(fault) });
    }
  })
  .openapi({ description: "When the queue is open, by the clocks of the site; none: always" });

function shiftAdvice(fault: ShiftFault): string {
  switch (fault.type) {
    case "days":
      return "Choose the days, each once: 1 is Monday, 7 is Sunday";
    case "from":
    case "to":
      return "Write a time of the day as 08:00; the latest is 24:00";
    case "order":
      return "The end comes after the beginning. A shift over midnight is two: up to 24:00, and from 00:00 of the next day";
    case "overlap":
      return `It overlaps shift ${fault.with + 1}: change one of them`;
    default:
      return fault satisfies never;
  }
}

const exitsAreTimeouts = z.boolean().openapi({
  description: "Exits by key or from an empty queue, and withdrawals, are shown as time limits",
});
const wrapUpSeconds = wholeSeconds(0).openapi({ description: "Wrap-up where Asterisk does not tell its own; 0: none" });

export const queueSettings = z
  .strictObject({ service, waitAlert, shifts, exitsAreTimeouts, wrapUpSeconds })
  .openapi("QueueSettings");

export const ownQueueSettings = z
  .strictObject({
    displayName: z
      .string()
      .trim()
      .pipe(oneLine(80))
      .nullable()
      .openapi({ description: "What pages call the queue; null: as Asterisk does", example: "Suporte técnico" }),
    service: service.nullable(),
    waitAlert: waitAlert.nullable(),
    shifts: shifts.nullable(),
    exitsAreTimeouts: exitsAreTimeouts.nullable(),
    wrapUpSeconds: wrapUpSeconds.nullable(),
  })
  .openapi("OwnQueueSettings", { description: "null: as the site's defaults are" });
