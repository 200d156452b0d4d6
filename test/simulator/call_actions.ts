/** The actions on channels and their variables. Texts: Asterisk `main/manager.c`. */
import { type ActionContext, message } from "./action.ts";
import type { Channel } from "./channel.ts";
import { originate } from "./originate.ts";
import type { Pbx } from "./pbx.ts";
import { privilege } from "./privilege.ts";

export function coreShowChannels(context: ActionContext): void {
  const clock = (ms: number) => new Date(ms).toISOString().slice(11, 19);
  const items = [...context.pbx.channels.values()].map((channel) => ({
    event: "CoreShowChannel",
    body:
      `${channel.block()}Application: ${channel.application}\r\nApplicationData: ${channel.data}\r\n` +
      `Duration: ${clock(context.pbx.now - channel.createdAt)}\r\nBridgeId: ${channel.bridge?.uniqueid ?? ""}\r\n`,
  }));
  context.list("Channels will follow", items, "CoreShowChannelsComplete");
}

/** `"Name" <number>`, or one of the two alone. */
function parseCallerId(text: string): { number: string | null; name: string | null } {
  const both = /^\s*"?(.*?)"?\s*<([^>]*)>\s*$/.exec(text);
  if (both) return { name: both[1] || null, number: both[2] || null };
  return { name: null, number: text.trim() || null };
}

export function originateAction(context: ActionContext): void {
  const { pbx, request } = context;
  const channel = request.get("Channel");
  const [exten, dialplan, priority] = [request.get("Exten"), request.get("Context"), request.get("Priority")];
  const application = request.get("Application");
  if (channel === "") return context.error("Channel not specified");
  if (!channel.includes("/")) return context.error("Invalid channel");
  if (priority !== "" && !/^\d+$/.test(priority)) return context.error("Invalid priority");
  if (application === "" && (exten === "" || dialplan === "" || priority === ""))
    return context.error("Originate with 'Exten' requires 'Context' and 'Priority'");
  if (application === "" && !["from-phones", "from-trunk", "queues"].includes(dialplan))
    return context.error("Extension does not exist.");
  const timeoutMs = Number.parseInt(request.get("Timeout"), 10);
  const caller = parseCallerId(request.get("CallerID"));
  context.success(message("Originate successfully queued"));
  originate(pbx, {
    actionId: request.actionId,
    channel,
    channelId: request.get("ChannelId") || null,
    timeoutMs: timeoutMs > 0 ? timeoutMs : 30_000,
    callerNumber: caller.number,
    callerName: caller.name,
    account: request.get("Account"),
    variables: request.getAll("Variable").map((text) => {
      const at = text.indexOf("=");
      return at < 0 ? ([text, ""] as const) : ([text.slice(0, at), text.slice(at + 1)] as const);
    }),
    target:
      application === ""
        ? { kind: "dialplan", context: dialplan, exten, priority: Number(priority) }
        : { kind: "application", application, data: request.get("Data") },
  });
}

/** By its name, else by its uniqueid (`ast_channel_get_by_name`). */
function channelNamed(pbx: Pbx, name: string): Channel | undefined {
  return pbx.channels.get(name) ?? [...pbx.channels.values()].find(({ uniqueid }) => uniqueid === name);
}

export function redirect(context: ActionContext): void {
  const { pbx, request } = context;
  const name = request.get("Channel");
  if (name === "") return context.error("Channel not specified");
  if (request.get("Context") === "") return context.error("Context not specified");
  if (request.get("Exten") === "") return context.error("Exten not specified");
  if (request.get("Priority") === "") return context.error("Priority not specified");
  const channel = channelNamed(pbx, name);
  if (!channel) return context.error(`Channel does not exist: ${name}`);
  if (!channel.onRedirect) return context.error("Redirect failed");
  context.success(message("Redirect successful"));
  channel.onRedirect(request.get("Context"), request.get("Exten"), Number(request.get("Priority")) || 1);
}

export function hangup(context: ActionContext): void {
  const name = context.request.get("Channel");
  if (name === "") return context.error("No channel specified");
  const channel = channelNamed(context.pbx, name);
  if (!channel) return context.error("No such channel");
  context.success(message("Channel Hungup"));
  channel.onHangupAsked?.();
}

export function getvar(context: ActionContext): void {
  const { pbx, request } = context;
  const variable = request.get("Variable");
  if (variable === "") return context.error("No variable specified");
  const name = request.get("Channel");
  const channel = name === "" ? null : channelNamed(pbx, name);
  if (channel === undefined) return context.error("No such channel");
  const value =
    variable === "EPOCH"
      ? String(pbx.second)
      : (channel?.variables.get(variable) ?? (variable === "STRFTIME(,,%z)" ? "+0000" : ""));
  context.success(`Variable: ${variable}\r\nValue: ${value}\r\n`);
}

export function setvar(context: ActionContext): void {
  const { pbx, request } = context;
  const [variable, value] = [request.get("Variable"), request.get("Value")];
  if (variable === "") return context.error("No variable specified");
  const name = request.get("Channel");
  const channel = name === "" ? null : channelNamed(pbx, name);
  if (channel === undefined) return context.error("No such channel");
  context.success(message("Variable Set"));
  if (channel) pbx.say.variable(channel, variable, value);
  else if (pbx.say.wants(privilege.dialplan)) {
    const body = `Channel: none\r\nUniqueid: none\r\nVariable: ${variable}\r\nValue: ${value}\r\n`;
    pbx.say.event("VarSet", privilege.dialplan, body);
  }
}
