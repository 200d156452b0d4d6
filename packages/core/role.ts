/** Roles: what the ready ones may do. */
import { type Access, featureRule, features, type Permission, spyings } from "./access.ts";

/** An administrator's. */
export const fullAccess: Access = {
  administrator: true,
  permissions: Object.fromEntries(features.map((feature) => [feature, strongest(feature)])),
  spying: spyings,
  queues: "all",
  agents: "all",
};

function strongest(feature: (typeof features)[number]): Permission {
  return featureRule[feature].modify ? "modify" : "view";
}

export const roles = ["administrator", "supervisor", "quality", "wallboard", "integrator", "custom"] as const;
/** `custom`: each right was ticked by hand. */
export type Role = (typeof roles)[number];

type Rights = Pick<Access, "permissions" | "spying">;

/** What the ready roles may do, in the queues and to the agents that each user is given. */
export const readyRoles: Readonly<Record<Exclude<Role, "custom">, Rights>> = {
  administrator: fullAccess,
  supervisor: {
    permissions: {
      ...{ dashboard: "modify", queue_panel: "modify", wallboard: "view" },
      ...{ queue_report: "modify", agent_report: "modify" },
      ...{ agents: "view", agent_groups: "view", queue_groups: "view", pauses: "view" },
    },
    spying: ["listen", "whisper"],
  },
  quality: {
    permissions: { queue_panel: "view", queue_report: "modify", agent_report: "modify" },
    spying: ["listen"],
  },
  wallboard: { permissions: { wallboard: "view" }, spying: [] },
  integrator: {
    permissions: { queue_panel: "view", queue_report: "view", agent_report: "view", agents: "view" },
    spying: [],
  },
};
