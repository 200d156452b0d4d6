/** The actions about Asterisk itself. */
import { type ActionContext, message } from "./action.ts";
import { privilege } from "./privilege.ts";

export function userEvent(context: ActionContext): void {
  const { pbx, request } = context;
  const name = request.get("UserEvent");
  context.success(message("Event Sent"));
  const extra = request.others(["action", "actionid", "userevent"]);
  if (pbx.say.wants(privilege.user))
    pbx.say.event(
      "UserEvent",
      privilege.user,
      `UserEvent: ${name}\r\n${extra.map(([key, value]) => `${key}: ${value}\r\n`).join("")}`,
    );
}

export function coreSettings(context: ActionContext): void {
  context.success(
    `AMIversion: ${context.version.manager}\r\nAsteriskVersion: ${context.version.asterisk}\r\nSystemName: \r\nCoreMaxCalls: 0\r\n` +
      "CoreMaxLoadAvg: 0.000000\r\nCoreRunUser: \r\nCoreRunGroup: \r\nCoreMaxFilehandles: 4096\r\nCoreRealTimeEnabled: No\r\n" +
      "CoreCDRenabled: Yes\r\nCoreHTTPenabled: No\r\nSoundsSearchCustomDir: No\r\n",
  );
}

export function coreStatus(context: ActionContext): void {
  const { pbx } = context;
  const [date, time] = new Date(pbx.startedAt).toISOString().slice(0, 19).split("T");
  context.success(
    `CoreStartupDate: ${date}\r\nCoreStartupTime: ${time}\r\nCoreReloadDate: ${date}\r\nCoreReloadTime: ${time}\r\n` +
      `CoreCurrentCalls: ${pbx.channels.size}\r\nCoreProcessedCalls: ${pbx.callsProcessed}\r\n`,
  );
}

export function ping(context: ActionContext): void {
  const { now } = context.pbx;
  context.success(`Ping: Pong\r\nTimestamp: ${Math.floor(now / 1000)}.${String(now % 1000).padStart(3, "0")}000\r\n`);
}
