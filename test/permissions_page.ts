/** docs/permissions.md, out of the tables by which the server decides: `bun test/permissions_page.ts` writes it. */
import { join } from "node:path";
import {
  type Access,
  type Feature,
  featureGroups,
  featureRule,
  features,
  may,
  maySpy,
  type Permission,
  readyRoles,
  roles,
  spyings,
} from "@qmanager/core";
import { needInWords, needs } from "../apps/server/sign_in/needs.ts";
import { enAccess } from "../apps/web/words/pages/en_access.ts";

export const permissionsPagePath = join(import.meta.dir, "../docs/permissions.md");

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

const ready = roles.filter((each) => each !== "custom");
const accessOf = (role: (typeof ready)[number]): Pick<Access, "administrator" | "permissions" | "spying"> => ({
  administrator: role === "administrator",
  ...readyRoles[role],
});

export function permissionsPage(): string {
  const strongest = (role: (typeof ready)[number], feature: Feature): string => {
    const holds = (what: Permission) => may(accessOf(role), feature, what);
    return holds("modify") ? "modify" : holds("view") ? "view" : "";
  };
  const featureTable = table(
    ["feature", "called", "to modify", ...ready],
    featureGroups.flatMap((group) =>
      features
        .filter((each) => featureRule[each].group === group)
        .map((each) => [
          `\`${each}\``,
          enAccess.features[each].name,
          featureRule[each].modify ? enAccess.features[each].frees : "–",
          ...ready.map((role) => strongest(role, each)),
        ]),
    ),
  );
  const spyingTable = table(
    ["in somebody's talk", ...ready],
    spyings.map((each) => [`\`${each}\``, ...ready.map((role) => (maySpy(accessOf(role), each) ? "yes" : ""))]),
  );
  const routeTable = table(
    ["route", "needs"],
    Object.entries(needs).map(([route, need]) => [`\`${route}\``, needInWords(need)]),
  );
  return `# Permissions

Written by \`bun test/permissions_page.ts\` out of [\`core/access.ts\`](../packages/core/access.ts),
[\`core/role.ts\`](../packages/core/role.ts) and [\`sign_in/needs.ts\`](../apps/server/sign_in/needs.ts): a test says when it is
out of date.

A user has a ready role, or single rights by feature: to *view*, or to *modify*, which includes to view. Besides, he sees all
queues or some, and all agents or some, each by itself or by a group; a group is what is in it now. An API token has a role or
rights of its own, and never more than whom it belongs to. Nobody gives more than he has; only administrators make or
change administrators, and the last one who may sign in is not deleted, disabled or demoted.

## Features

${featureTable}

## Listening

${spyingTable}

## Routes

Below \`/api/v1\`. What is of a queue or an agent has to be in sight besides.

${routeTable}
`;
}

if (import.meta.main) await Bun.write(permissionsPagePath, permissionsPage());
