import { expect, test } from "bun:test";
import { permissionsPage, permissionsPagePath } from "./permissions_page.ts";

test("docs/permissions.md tells what the tables say: bun test/permissions_page.ts writes it", async () => {
  expect(await Bun.file(permissionsPagePath).text()).toBe(permissionsPage());
});
