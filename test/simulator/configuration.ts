import type { ActionContext } from "./action.ts";
import { formatPrivileges } from "./privilege.ts";

type Category = { name: string; lines: (readonly [string, string])[] };

/** queues.conf as an administrator would have written it. */
function queuesConf(context: ActionContext): Category[] {
  const general: Category = {
    name: "general",
    lines: [
      ["persistentmembers", "yes"],
      ["shared_lastcall", "yes"],
      ["autofill", "yes"],
    ],
  };
  const queues = [...context.pbx.queues.values()].map(({ settings }) => ({
    name: settings.name,
    lines: [
      ["strategy", settings.strategy],
      ["timeout", String(settings.ringMs / 1000)],
      ["retry", String(settings.retryMs / 1000)],
      ["wrapuptime", String(settings.wrapupMs / 1000)],
      ["servicelevel", String(settings.serviceLevelMs / 1000)],
      ["maxlen", String(settings.maxWaiting)],
      ["weight", String(settings.weight)],
      ...(settings.joinEmpty ? [["joinempty", "strict"] as const] : []),
      ...(settings.leaveWhenEmpty ? [["leavewhenempty", "strict"] as const] : []),
      ...(settings.autoPause ? [["autopause", "yes"] as const] : []),
      ...(settings.exitKey ? [["context", `exit-${settings.name}`] as const] : []),
      ["setqueuevar", "yes"],
      ["setinterfacevar", "yes"],
    ] as (readonly [string, string])[],
  }));
  return [general, ...queues];
}

function managerConf(context: ActionContext): Category[] {
  return [
    { name: "general", lines: [["enabled", "yes"]] },
    ...context.users.map((user) => ({
      name: user.name,
      lines: [
        ["secret", user.secret],
        ["read", formatPrivileges(user.read)],
        ["write", formatPrivileges(user.write)],
        ["writetimeout", "5000"],
      ] as (readonly [string, string])[],
    })),
  ];
}

/** `Action: GetConfig`, for the files the product reads. */
export function getConfig(context: ActionContext): void {
  const file = context.request.get("Filename");
  if (file === "") return context.error("Filename not specified");
  const categories =
    file === "queues.conf" ? queuesConf(context) : file === "manager.conf" ? managerConf(context) : null;
  if (!categories) return context.error("Config file not found");
  const wanted = context.request.get("Category");
  const number = (value: number) => String(value).padStart(6, "0");
  const lines = categories
    .filter((category) => wanted === "" || category.name === wanted)
    .map(
      (category, index) =>
        `Category-${number(index)}: ${category.name}\r\n` +
        category.lines
          .map(([name, value], line) => `Line-${number(index)}-${number(line)}: ${name}=${value}\r\n`)
          .join(""),
    )
    .join("");
  context.success(lines === "" ? "No categories found\r\n" : lines);
}
