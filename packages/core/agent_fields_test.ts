import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  clockText,
  nameKey,
  readClock,
  readCode,
  readDigits,
  readEmail,
  readGroupName,
  readLine,
  readPenalty,
  readPhone,
  readShift,
} from "./agent_fields.ts";

describe("what is written of an agent", () => {
  test.each([
    ["", "empty"],
    ["  ", "empty"],
    ["x".repeat(201), "long"],
    ["x".repeat(10_000), "long"],
    ["a\nb", "lines"],
    ["a\0b", "lines"],
  ] as const)("is no line of text as %p", (text, fault) => expect(readLine(text)).toEqual({ fault }));
  test.each(["Ana Souza", "😀", "<b>Ana</b>", "'; drop table agents; --", "=1+1"])("may be any text, as %p", (text) =>
    expect(readLine(` ${text} `)).toEqual({ value: text }),
  );

  test.each([
    ["0", "not_code"],
    ["-1", "not_code"],
    ["1.5", "not_code"],
    ["1e3", "not_code"],
    ["١٠١", "not_code"],
    ["1234567890", "not_code"],
    ["", "empty"],
  ] as const)("is no code as %p", (text, fault) => expect(readCode(text)).toEqual({ fault }));
  test("is a code with zeros before it too", () => expect(readCode(" 00101 ")).toEqual({ value: 101 }));

  test.each([
    "ana",
    "ana@",
    "@litoral.example",
    "ana@litoral",
    "a b@litoral.example",
    "ana@a..b",
    "Ana <ana@a.example>",
  ])("is no e-mail as %p", (text) => expect(readEmail(text)).toEqual({ fault: "not_email" }));
  test.each(["ana.souza+fila@litoralfibra.example", "joão@correio.example"])("is an e-mail as %p", (text) =>
    expect(readEmail(text)).toEqual({ value: text }),
  );

  test.each([
    ["123", "password_length"],
    ["1".repeat(21), "password_length"],
    ["12a4", "not_digits"],
    ["١٢٣٤", "not_digits"],
    [" 1234", "not_digits"],
    ["", "empty"],
  ] as const)("is no password as %p", (text, fault) => expect(readDigits(text)).toEqual({ fault }));

  test("is a shift that ends on the day on which it began", () => {
    expect(readShift("08:00", "17:30")).toEqual({ value: { start: 480, end: 1_050 } });
    expect(readShift("", " ")).toEqual({ value: null });
    expect(readShift("17:00", "08:00")).toEqual({ field: "end", fault: "end_first" });
    expect(readShift("08:00", "08:00")).toEqual({ field: "end", fault: "end_first" });
    expect(readShift("08:00", "")).toEqual({ field: "end", fault: "end_missing" });
    expect(readShift("", "08:00")).toEqual({ field: "start", fault: "end_missing" });
    expect(readShift("8h", "17:00")).toEqual({ field: "start", fault: "not_clock" });
    expect(readShift("08:00", "24:00")).toEqual({ field: "end", fault: "not_clock" });
  });
  test("is a time of the day as it is written again", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_439 }), (minutes) => {
        expect(readClock(clockText(minutes))).toEqual({ value: minutes });
      }),
    );
  });

  test.each([
    ["1001", "not_phone"],
    ["PJSIP/", "not_phone"],
    ["PJSIP/10 01", "not_phone"],
    ["PJSIP/10;01", "marks"],
    ["", "empty"],
  ] as const)("is no phone as %p", (text, fault) => expect(readPhone(text)).toEqual({ fault }));
  test("is a phone with its technology", () =>
    expect(readPhone(" Local/1001@from-queue/n ") as unknown).toEqual({ value: "Local/1001@from-queue/n" }));

  test.each(["", "-1", "1.5", "2147483648", "x"])("is no penalty as %p", (text) =>
    expect(readPenalty(text)).toEqual({ fault: "not_penalty" }),
  );
  test("is the name of a group that no list takes apart", () => {
    expect(readGroupName("Turno da noite")).toEqual({ value: "Turno da noite" });
    expect(readGroupName("A|B")).toEqual({ fault: "marks" });
    expect(readGroupName("x".repeat(101))).toEqual({ fault: "long" });
  });
  test("is found without accents and in small letters", () => expect(nameKey("JOÃO Conceição")).toBe("joao conceicao"));
});
