import { expect, test } from "bun:test";
import { errorsOf, idOf, newDraft, type PbxDraft, readDraft, switchTls } from "./pbx_draft.ts";

const texts = { required: "required", portWrong: "port" };

function draft(typed: Partial<Record<Exclude<keyof PbxDraft, "tls">, string>>): PbxDraft {
  const made = newDraft();
  made.name.value = typed.name ?? "Matriz";
  made.host.value = typed.host ?? "10.0.0.5";
  made.port.value = typed.port ?? "5038";
  made.username.value = typed.username ?? "snep";
  made.secret.value = typed.secret ?? " s p ";
  return made;
}

test("readDraft() trims what people type and keeps the secret as it is", () => {
  expect(readDraft(draft({ name: " Matriz ", host: " 10.0.0.5 ", username: "snep " }), texts)).toEqual({
    input: {
      id: "matriz",
      name: "Matriz",
      host: "10.0.0.5",
      port: 5038,
      username: "snep",
      secret: " s p ",
      tls: false,
    },
  });
});

test("readDraft() takes an address with a port apart, and leaves IPv6 whole", () => {
  expect(readDraft(draft({ host: "pbx.example:5040" }), texts)).toMatchObject({
    input: { host: "pbx.example", port: 5040 },
  });
  expect(readDraft(draft({ host: "fe80::1" }), texts)).toMatchObject({ input: { host: "fe80::1", port: 5038 } });
});

test("readDraft() names every field that is wrong", () => {
  expect(readDraft(draft({ name: " ", host: "", port: "65536", username: "", secret: "" }), texts)).toEqual({
    errors: { name: "required", host: "required", port: "port", username: "required", secret: "required" },
  });
});

test.each(["0", "-1", "5038x", "", "1e3"])("readDraft() refuses the port %p", (port) => {
  expect(readDraft(draft({ port }), texts)).toEqual({ errors: { port: "port" } });
});

test("readDraft() finds an id that is free", () => {
  const long = "a".repeat(40);
  expect(readDraft(draft({}), texts, ["matriz", "matriz-2"])).toMatchObject({ input: { id: "matriz-3" } });
  expect(readDraft(draft({ name: long }), texts, ["a".repeat(32)])).toMatchObject({
    input: { id: `${"a".repeat(30)}-2` },
  });
});

test.each([
  { name: "São Paulo (matriz)", want: "sao-paulo-matriz" },
  { name: "总机", want: "pbx" },
  { name: "<img onerror>", want: "img-onerror" },
  { name: "  ", want: "pbx" },
])("idOf() of $name is $want", ({ name, want }) => {
  expect(idOf(name)).toBe(want);
});

test("switchTls() moves the usual port along and no other", () => {
  const usual = draft({});
  switchTls(usual, true);
  expect(usual.port.value).toBe("5039");
  switchTls(usual, false);
  expect(usual.port.value).toBe("5038");
  const own = draft({ port: "6000" });
  switchTls(own, true);
  expect([own.port.value, own.tls.value]).toEqual(["6000", true]);
});

test("errorsOf() reads the fields that the server names, under any root", () => {
  const errors = [
    { path: "pbx.host", detail: "Write a host" },
    { path: "host", detail: "again" },
    { path: "pbx.secret", detail: "Fill this in" },
    { path: "adminPassword", detail: "short" },
  ];
  expect(errorsOf({ type: "", title: "", status: 400, detail: "", errors })).toEqual({
    host: "Write a host",
    secret: "Fill this in",
  });
});
