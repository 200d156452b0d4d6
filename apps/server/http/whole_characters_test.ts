import { beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { temporaryDatabase } from "../db/temporary.ts";
import { type Ask, bareApp, signedIn } from "../routes/app_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
let ask: Ask;
beforeAll(async () => {
  ask = await signedIn(sql);
});

test.each([
  ["PUT", "/profile", { fullName: "Ana \ud800", email: null }, "fullName"],
  ["PUT", "/profile", { fullName: "\udc00 Ana", email: null }, "fullName"],
  ["POST", "/agents", { code: 7, name: "Ana", email: "ana\ud83d@centro.example" }, "email"],
  ["POST", "/agents", { code: 7, name: "Ana", aliases: [{ pbx: "matriz", alias: "A\ud800" }] }, "aliases.0.alias"],
  ["PUT", "/settings/branding", { name: "\ud800" }, "name"],
  ["POST", "/pauses", { "\ud800": 1 }, ""],
])("%s %s says where half a character is: %#", async (method, path, body, field) => {
  const { status, problem, json } = await ask(method, path, body);
  expect([status, problem, json.errors[0].path]).toEqual([400, "bad-request", field]);
});

test("whole characters are kept, whoever escapes them, and so is what only looks like half of one", async () => {
  for (const fullName of ["Ana \u{1f642}", "\\ud800"]) {
    const { status, json } = await ask("PUT", "/profile", { fullName, email: null });
    expect([status, json.fullName]).toEqual([200, fullName]);
  }
});

test("an upload is not read for it, whatever it says that it is", async () => {
  let isRead = false;
  const body = new ReadableStream(
    {
      pull(controller) {
        isRead = true;
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const headers = { host: "192.168.0.2", "content-type": "application/json" };
  const answer = await bareApp(sql).request(
    "/api/v1/imports",
    { method: "POST", headers, body },
    { address: "192.168.0.7" },
  );
  expect([answer.status, isRead]).toEqual([401, false]);
});
