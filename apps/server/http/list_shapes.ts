/** What lists of records are asked for, as the API reads it from an address. */
import { z } from "@hono/zod-openapi";
import { searchDigits } from "@qmanager/core";

/** Some thousand years from now: what is later neither a calendar nor the database's text of an instant has room for. */
const lastInstant = 250_000_000_000_000;
const instantText = "Write an instant as epoch milliseconds, as 1795338688000";

/** An instant in an address. */
export const askedInstant = z.coerce
  .number(instantText)
  .int(instantText)
  .min(0, instantText)
  .max(lastInstant, instantText);

export const from = askedInstant.openapi({ description: "Epoch milliseconds, inclusive", example: 1795338000000 });
export const to = askedInstant.openapi({ description: "Epoch milliseconds, exclusive", example: 1795424400000 });

/** A value that may be given several times: any of them will do. */
export const several = <Schema extends z.ZodType>(each: Schema, description: string, example: unknown) =>
  z
    .preprocess((given) => (given === undefined || Array.isArray(given) ? given : [given]), z.array(each).max(100))
    .optional()
    .openapi({ type: "array", description: `${description} Give it again for several: any of them will do`, example });

export const yesOrNo = z.enum(["true", "false"]).transform((text) => text === "true");

const idText = "Write a whole number, as 7";
export const agentId = z.coerce.number(idText).int(idText).min(1, idText).max(2_147_483_647, idText);

export const number = z
  .string()
  .max(40, "Write at most 40 characters")
  .refine((typed) => searchDigits(typed) !== "", "Write at least one digit")
  .openapi({
    description:
      "The last digits of the caller's number; punctuation, a leading 0, a carrier's code and +55 do not count",
    example: "(48) 99988-7766",
  });

export const limit = z.coerce
  .number("Write a whole number from 1 to 500")
  .int("Write a whole number from 1 to 500")
  .min(1, "Write a whole number from 1 to 500")
  .max(500, "Write a whole number from 1 to 500")
  .default(50)
  .openapi({ description: "At most so many, up to 500", example: 50 });

export const cursor = z
  .string()
  .max(2_000, "This is no cursor of ours")
  .openapi({ description: "`next` of the page before; the filters have to be the same" });

export const next = z
  .string()
  .nullable()
  .openapi({ description: "The cursor of the next page; null: this is the last" });

export const cursorAdvice = "Take `next` of the page before as it is, or leave `cursor` out for the first page";

/** A period in which nothing can be is a mistake. */
export function isPeriod({ from, to }: { from?: number | undefined; to?: number | undefined }): boolean {
  return from === undefined || to === undefined || from < to;
}
export const noPeriod = { path: ["to"], error: "The end has to come after the beginning" };
