import { expect, test } from "bun:test";
import { queueName } from "./ids.ts";
import { MemberNames } from "./member_names.ts";

const suporte = queueName("suporte");
const vendas = queueName("vendas");

test("MemberNames.isOf() is certain when a name acted where only one interface was", () => {
  const names = new MemberNames();
  names.added(suporte, "PJSIP/1001");
  names.seen(suporte, "Ana");
  expect(names.isOf("Ana", "pjsip/1001")).toBe("yes");
  expect(names.isOf("Bruno", "PJSIP/1001")).toBe("no");
});

test("MemberNames.isOf() becomes certain by what two queues have in common, and by whom others are", () => {
  const names = new MemberNames();
  for (const member of ["PJSIP/1001", "PJSIP/1002"]) names.added(suporte, member);
  names.seen(suporte, "Ana");
  names.seen(suporte, "Bruno");
  expect(names.isOf("Bruno", "PJSIP/1002")).toBe("perhaps");
  names.added(vendas, "PJSIP/1001");
  names.seen(vendas, "Ana");
  expect(names.isOf("Ana", "PJSIP/1001")).toBe("yes");
  expect(names.isOf("Bruno", "PJSIP/1002")).toBe("yes");
});

test("MemberNames.isOf() follows a name to another phone", () => {
  const names = new MemberNames();
  names.added(suporte, "PJSIP/1001");
  names.seen(suporte, "Ana");
  names.removed(suporte, "PJSIP/1001");
  names.added(suporte, "PJSIP/1002");
  names.seen(suporte, "Ana");
  expect(names.isOf("Ana", "PJSIP/1002")).toBe("yes");
  expect(names.isOf("Ana", "PJSIP/1001")).toBe("no");
});

test("MemberNames.isOf() takes a name that is the interface for itself", () => {
  expect(new MemberNames().isOf("SIP/1001", "SIP/1001")).toBe("yes");
});
