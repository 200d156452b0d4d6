import type { ActionContext, ManagerAction } from "./action.ts";
import { coreShowChannels, getvar, hangup, originateAction, redirect, setvar } from "./call_actions.ts";
import { runCommand } from "./commands.ts";
import { getConfig } from "./configuration.ts";
import { coreSettings, coreStatus, ping, userEvent } from "./core_actions.ts";
import { deviceStateList, extensionStateList, pjsipShowContacts, pjsipShowEndpoints } from "./phone_actions.ts";
import { parsePrivileges, privilege } from "./privilege.ts";
import {
  queueAdd,
  queueLog,
  queueMemberRingInUse,
  queuePause,
  queuePenalty,
  queueRemove,
  queueStatus,
  queueSummary,
  queueWithdrawCaller,
} from "./queue_actions.ts";

const of = (list: string) => parsePrivileges(list);

function listCommands(context: ActionContext): void {
  const mine = managerActions.filter((action) => action.privilege === 0 || action.privilege & context.user.write);
  context.success(
    mine
      .map(
        (action) =>
          `${action.name}: ${action.synopsis}  (Priv: ${action.privilege ? `${listOf(action.privilege)},all` : "<none>"})\r\n`,
      )
      .join(""),
  );
}

function listOf(mask: number): string {
  return Object.entries(privilege)
    .filter(([, bit]) => mask & bit)
    .map(([name]) => name)
    .join(",");
}

/** The actions a logged-in user may ask for, with the classes Asterisk 22 asks for. Login and its kin belong to the session. */
export const managerActions: readonly ManagerAction[] = [
  { name: "Command", synopsis: "Execute Asterisk CLI Command.", privilege: of("command"), run: runCommand },
  {
    name: "CoreSettings",
    synopsis: "Show PBX core settings (version etc).",
    privilege: of("system,reporting"),
    run: coreSettings,
  },
  {
    name: "CoreShowChannels",
    synopsis: "List currently active channels.",
    privilege: of("system,reporting"),
    run: coreShowChannels,
  },
  {
    name: "CoreStatus",
    synopsis: "Show PBX core status variables.",
    privilege: of("system,reporting"),
    run: coreStatus,
  },
  {
    name: "DeviceStateList",
    synopsis: "List the current known device states.",
    privilege: of("call,reporting"),
    run: deviceStateList,
  },
  {
    name: "ExtensionStateList",
    synopsis: "List the current known extension states.",
    privilege: of("call,reporting"),
    run: extensionStateList,
  },
  { name: "GetConfig", synopsis: "Retrieve configuration.", privilege: of("system,config"), run: getConfig },
  {
    name: "Getvar",
    synopsis: "Gets a channel variable or function value.",
    privilege: of("call,reporting"),
    run: getvar,
  },
  { name: "Hangup", synopsis: "Hangup channel.", privilege: of("system,call"), run: hangup },
  {
    name: "ListCategories",
    synopsis: "List categories in configuration file.",
    privilege: of("config"),
    run: (context) => context.success(""),
  },
  { name: "ListCommands", synopsis: "List available manager commands.", privilege: 0, run: listCommands },
  {
    name: "ModuleCheck",
    synopsis: "Check if module is loaded.",
    privilege: of("system"),
    run: (context) => context.success("Version: \r\n"),
  },
  { name: "Originate", synopsis: "Originate a call.", privilege: of("originate"), run: originateAction },
  { name: "Ping", synopsis: "Keepalive command.", privilege: 0, run: ping },
  { name: "PJSIPShowContacts", synopsis: "Lists PJSIP Contacts.", privilege: of("system"), run: pjsipShowContacts },
  { name: "PJSIPShowEndpoints", synopsis: "Lists PJSIP endpoints.", privilege: of("system"), run: pjsipShowEndpoints },
  { name: "QueueAdd", synopsis: "Add interface to queue.", privilege: of("agent"), run: queueAdd },
  { name: "QueueLog", synopsis: "Adds custom entry in queue_log.", privilege: of("agent"), run: queueLog },
  {
    name: "QueueMemberRingInUse",
    synopsis: "Set the ringinuse value for a queue member.",
    privilege: of("agent"),
    run: queueMemberRingInUse,
  },
  {
    name: "QueuePause",
    synopsis: "Makes a queue member temporarily unavailable.",
    privilege: of("agent"),
    run: queuePause,
  },
  { name: "QueuePenalty", synopsis: "Set the penalty for a queue member.", privilege: of("agent"), run: queuePenalty },
  { name: "QueueRemove", synopsis: "Remove interface from queue.", privilege: of("agent"), run: queueRemove },
  { name: "QueueStatus", synopsis: "Show queue status.", privilege: 0, run: queueStatus },
  { name: "QueueSummary", synopsis: "Show queue summary.", privilege: 0, run: queueSummary },
  {
    name: "QueueWithdrawCaller",
    synopsis: "Request to withdraw a caller from the queue back to the dialplan.",
    privilege: 0,
    run: queueWithdrawCaller,
  },
  { name: "Redirect", synopsis: "Redirect (transfer) a call.", privilege: of("call"), run: redirect },
  { name: "Setvar", synopsis: "Sets a channel variable or function value.", privilege: of("call"), run: setvar },
  {
    name: "ShowDialPlan",
    synopsis: "Show dialplan contexts and extensions",
    privilege: of("config,reporting"),
    run: (context) => context.list("DialPlan list will follow", [], "ShowDialPlanComplete"),
  },
  { name: "UserEvent", synopsis: "Send an arbitrary event.", privilege: of("user"), run: userEvent },
];
