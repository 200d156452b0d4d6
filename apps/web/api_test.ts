import { expect, test } from "bun:test";
import { answerOf } from "./api.ts";

const json = (status: number, body: unknown, type = "application/json") =>
  Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "content-type": type } }));

test("answerOf() gives the body of a success, and null for 204", async () => {
  expect(await answerOf(json(200, { needed: true }))).toEqual({ type: "ok", value: { needed: true } });
  expect(await answerOf(Promise.resolve(new Response(null, { status: 204 })))).toEqual({ type: "ok", value: null });
});

test("answerOf() gives the server's problem with the fields it names", async () => {
  const problem = {
    type: "urn:q-manager:problem:bad-request",
    title: "The request is wrong",
    status: 400,
    detail: "The host is wrong",
    errors: [{ path: "pbx.host", detail: "Write a host" }, "?", null],
  };
  expect(await answerOf(json(400, problem, "application/problem+json"))).toEqual({
    type: "problem",
    problem: {
      ...problem,
      type: "bad-request",
      errors: [{ path: "pbx.host", detail: "Write a host" }],
    },
  });
});

test("answerOf() reads a proxy's page as a problem with its status, also under 200", async () => {
  for (const status of [200, 502]) {
    const answer = await answerOf(Promise.resolve(new Response("<h1>Bad gateway</h1>", { status })));
    expect(answer).toEqual({ type: "problem", problem: { type: "", title: "", status, detail: "", errors: [] } });
  }
});

test("answerOf() is offline when nobody listens", async () => {
  const server = Bun.serve({ port: 0, fetch: () => new Response() });
  const url = server.url;
  await server.stop(true);
  expect(await answerOf(fetch(url))).toEqual({ type: "offline" });
});
