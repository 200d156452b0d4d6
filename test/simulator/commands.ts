import type { ActionContext } from "./action.ts";
import type { Pbx } from "./pbx.ts";
import { formatPrivileges } from "./privilege.ts";
import type { Queue } from "./queue.ts";

const statusNames: Record<number, string> = {
  1: "Not in use",
  2: "In use",
  4: "Invalid",
  5: "Unavailable",
  6: "Ringing",
  7: "Ring+Inuse",
};

function describeQueue(pbx: Pbx, queue: Queue): string[] {
  const { settings } = queue;
  const max = settings.maxWaiting === 0 ? "unlimited" : settings.maxWaiting;
  const lines = [
    `${settings.name} has ${queue.waiting.length} calls (max ${max}) in '${settings.strategy}' strategy (${queue.holdTime}s holdtime, ` +
      `${queue.talkTime}s talktime), W:${settings.weight}, C:${queue.completed}, A:${queue.abandoned}, SL:${queue.serviceLevel}%, ` +
      `SL2:${queue.serviceLevel2}% within ${Math.round(settings.serviceLevelMs / 1000)}s`,
  ];
  if (queue.members.length === 0) lines.push("   No Members");
  else lines.push("   Members: ");
  for (const member of queue.members) {
    const taken =
      member.callsTaken === 0
        ? "has taken no calls yet"
        : `has taken ${member.callsTaken} calls (last was ${pbx.second - member.lastCall} secs ago)`;
    lines.push(
      `      ${member.name} (${member.phone.interface})${member.penalty > 0 ? ` with penalty ${member.penalty}` : ""} (ringinuse ` +
        `${member.ringInUse ? "enabled" : "disabled"})${member.membership === "dynamic" ? " (dynamic)" : ""}` +
        `${member.paused ? ` (paused${member.pausedReason ? `:${member.pausedReason}` : ""} was ${pbx.second - member.lastPause} secs ago)` : ""}` +
        `${member.inCall ? " (in call)" : ""} (${statusNames[member.phone.state] ?? "Unknown"}) ${taken} ` +
        `(login was ${pbx.second - member.loginTime} secs ago)`,
    );
  }
  if (queue.waiting.length === 0) lines.push("   No Callers");
  else lines.push("   Callers: ");
  queue.waiting.forEach((visit, index) => {
    const waited = pbx.second - visit.entrySecond;
    lines.push(
      `      ${index + 1}. ${visit.caller.name} (wait: ${Math.floor(waited / 60)}:${String(waited % 60).padStart(2, "0")}, prio: 0)`,
    );
  });
  lines.push("");
  return lines;
}

/** `Action: Command`: the few commands of Asterisk's command line that the product asks for. */
export function runCommand(context: ActionContext): void {
  const { pbx, request } = context;
  const command = request.get("Command").trim();
  if (command === "") return context.error("No command provided");
  const words = command.split(/\s+/);
  const output = (lines: string[]) =>
    context.success(`Message: Command output follows\r\n${lines.map((line) => `Output: ${line}\r\n`).join("")}`);
  if (command === "queue show")
    return output([...[...pbx.queues.values()].flatMap((queue) => describeQueue(pbx, queue)), ""]);
  if (words[0] === "queue" && words[1] === "show" && words[2]) {
    const queue = pbx.queues.get(words[2]);
    return output(queue ? [...describeQueue(pbx, queue), ""] : [`No such queue: ${words[2]}.`]);
  }
  if (command.startsWith("core show uptime")) {
    const uptime = Math.floor((pbx.now - pbx.startedAt) / 1000);
    return output([`System uptime: ${uptime}`, `Last reload: ${uptime}`]);
  }
  if (command === "core show version") return output([`Asterisk ${context.version.asterisk} (simulated)`]);
  if (words.slice(0, 3).join(" ") === "manager show user" && words[3]) {
    const user = context.users.find((candidate) => candidate.name === words[3]);
    if (!user) return output([`There is no manager called ${words[3]}`]);
    return output([
      "",
      `          username: ${user.name}`,
      "            secret: <Set>",
      "               ACL: no",
      `         read perm: ${formatPrivileges(user.read)}`,
      `        write perm: ${formatPrivileges(user.write)}`,
      "   displayconnects: yes",
      "allowmultiplelogin: yes",
      "         Variables: ",
    ]);
  }
  const help = words.slice(0, -1).join(" ") || command;
  context.failure(
    `Message: Command output follows\r\nOutput: No such command '${command}' (type 'core show help ${help}' for other possible commands)\r\n`,
  );
}
