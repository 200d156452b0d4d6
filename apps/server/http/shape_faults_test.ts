/** What is told of a value that does not fit its shape, by the application that the shapes are served with. */
import { expect, test } from "bun:test";
import { createRoute, z } from "@hono/zod-openapi";
import { silentLog } from "../log.ts";
import { answerError, createApi } from "./api.ts";

const shape = z.strictObject({
  name: z.string(),
  own: z.string("Say who it is"),
  role: z.enum(["boss", "clerk", "guest"]),
  way: z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("chosen") }),
    z.strictObject({ type: z.literal("link") }),
  ]),
  queues: z.union([z.literal("all"), z.array(z.int())]),
  late: z.boolean(),
});
const fitting = { name: "Ana", own: "Ana", role: "boss", way: { type: "link" }, queues: "all", late: true };
const route = createRoute({
  ...{ method: "post", path: "/" },
  request: { body: { required: true, content: { "application/json": { schema: shape } } } },
  responses: { 204: { description: "It fits" } },
});
const app = createApi().openapi(route, (c) => c.body(null, 204));
app.onError(answerError(silentLog));

async function told(body: string, type = "application/json") {
  const answer = await app.request("/", { method: "POST", body, headers: { "Content-Type": type } });
  if (answer.status === 204) return "fits";
  const { detail, errors } = (await answer.json()) as { detail: string; errors?: { path: string; detail: string }[] };
  return errors?.map((error) => `${error.path}: ${error.detail}`) ?? detail;
}

const wrong: [what: string, input: object, says: string][] = [
  ["a field that is missing", { name: undefined }, "name: Fill this in"],
  ["a choice that is missing", { role: undefined }, "role: Fill this in"],
  ["one of several forms that is missing", { queues: undefined }, "queues: Fill this in"],
  ["a number in the place of a text", { name: 3 }, "name: Write a text"],
  ["a text in the place of a yes or no", { late: "yes" }, "late: Write true or false"],
  ["a list in the place of an object", { way: [] }, "way: Write an object"],
  ["a choice that there is not", { role: "king" }, 'role: Write "boss", "clerk" or "guest"'],
  ["a form that there is not", { way: { type: "none" } }, 'way.type: Write "chosen" or "link"'],
  ["none of several forms", { queues: 3 }, "queues: It has none of the forms that it may have"],
  ["a field that there is not", { nmae: "Ana" }, ': There is no "nmae" here'],
  ["what the shape has its own words for", { own: 3 }, "own: Say who it is"],
];

test.each(wrong)("it says plainly what is wrong of %s", async (_, input, says) => {
  expect(await told(JSON.stringify(fitting))).toBe("fits");
  expect(await told(JSON.stringify({ ...fitting, ...input }))).toEqual([says]);
});

test("a body that does not say it is JSON is told to", async () => {
  expect(await told("{}", "application/x-www-form-urlencoded")).toContain("Content-Type: application/json");
});
