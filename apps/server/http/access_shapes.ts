/** What somebody may see and do, as the API takes and gives it: of users, and of tokens for programs. */
import { z } from "@hono/zod-openapi";
import { type AgentId, featureRule, features, permissions, type QueueRef, roles, spyings } from "@qmanager/core";
import type { AccessGrant } from "../db/accesses.ts";
import { pbx, queue } from "./action_shapes.ts";

const mostChosen = 10_000;
const tooMany = `Choose at most ${mostChosen}`;
/** What fits the database's integer. */
const id = z.int("Write a whole number").min(1, "Write a number from 1").max(2_147_483_647, "Write a smaller number");

const chosen = <Schema extends z.ZodType>(item: Schema) =>
  z.union(
    [
      z.literal("all"),
      z.strictObject({ items: z.array(item).max(mostChosen, tooMany), groups: z.array(id).max(mostChosen, tooMany) }),
    ],
    'Write "all", or what is chosen as {"items": […], "groups": […]}',
  );

/** Plain JSON of an {@link AccessGrant}. */
export const accessGrant = z
  .strictObject({
    role: z.enum(roles).openapi({ description: "custom: the rights are these permissions", example: "custom" }),
    permissions: z
      .partialRecord(z.enum(features), z.enum(permissions))
      .openapi({ description: "Of the role custom, by feature; to modify includes to view" }),
    spying: z
      .array(z.enum(spyings))
      .max(spyings.length)
      .openapi({ description: "Of the role custom: what he may do in somebody's talk" }),
    queues: chosen(z.strictObject({ pbx, queue })).openapi({
      description: "Which he sees: all, or these and those of groups",
    }),
    agents: chosen(id).openapi({ description: "Which he sees: all, or these and those of groups" }),
  })
  .superRefine((grant, context) => {
    const wrong = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
    for (const feature of features) {
      if (grant.permissions[feature] === "modify" && !featureRule[feature].modify)
        wrong(["permissions", feature], "There is nothing to modify in it: give view");
    }
    if (grant.role === "custom") return;
    if (Object.keys(grant.permissions).length > 0)
      wrong(["permissions"], "A ready role has its own permissions: leave them empty, or choose the role custom");
    if (grant.spying.length > 0)
      wrong(["spying"], "A ready role has its own: leave it empty, or choose the role custom");
    if (grant.role !== "administrator") return;
    for (const scope of ["queues", "agents"] as const) {
      if (grant[scope] !== "all") wrong([scope], 'An administrator sees everything: write "all"');
    }
  })
  .openapi("AccessGrant", {
    example: {
      role: "custom",
      permissions: { queue_panel: "modify", queue_report: "view" },
      spying: ["listen"],
      queues: { items: [{ pbx: "matriz", queue: "suporte" }], groups: [] },
      agents: "all",
    },
  });

export function shownGrant({ role, permissions, spying, queues, agents }: AccessGrant): z.infer<typeof accessGrant> {
  const lists = <Item extends QueueRef | AgentId>(
    scope: "all" | { items: readonly Item[]; groups: readonly number[] },
  ) => (scope === "all" ? scope : { items: [...scope.items], groups: [...scope.groups] });
  return { role, permissions, spying: [...spying], queues: lists(queues), agents: lists(agents) };
}
