/**
 * What is wrong with a value that does not fit its shape, in words for who sent it. Zod's own are for who wrote the shape;
 * a shape that says something itself is heard first.
 */
import type { z } from "@hono/zod-openapi";

/** What is told where a shape says nothing itself; undefined: Zod's own words will do. */
export function shapeFault(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "Fill this in" : called(issue.expected);
    case "invalid_value":
      return issue.input === undefined ? "Fill this in" : `Write ${oneOf(issue.values)}`;
    case "invalid_union":
      if (issue.input === undefined) return "Fill this in";
      return Array.isArray(issue.options)
        ? `Write ${oneOf(issue.options)}`
        : "It has none of the forms that it may have";
    case "unrecognized_keys":
      return `There is no ${issue.keys.map((key) => JSON.stringify(key)).join(" and no ")} here`;
    default:
      return undefined;
  }
}

function called(type: string): string | undefined {
  switch (type) {
    case "string":
      return "Write a text";
    case "number":
      return "Write a number";
    case "int":
      return "Write a whole number";
    case "boolean":
      return "Write true or false";
    case "array":
      return "Write a list";
    case "object":
    case "record":
      return "Write an object";
    default:
      return undefined;
  }
}

/** As `"pt", "es" or "en"`. */
function oneOf(values: readonly unknown[]): string {
  const named = values.map((value) => JSON.stringify(value));
  const last = named.pop() ?? "";
  return named.length === 0 ? last : `${named.join(", ")} or ${last}`;
}
