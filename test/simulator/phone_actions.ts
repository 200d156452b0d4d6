/** The lists of phones and their states. */
import type { ActionContext } from "./action.ts";
import { deviceStateNames, extensionStates } from "./phone.ts";

export function deviceStateList(context: ActionContext): void {
  const { pbx } = context;
  const item = (device: string, state: string) => ({
    event: "DeviceStateChange",
    body: `Device: ${device}\r\nState: ${state}\r\n`,
  });
  const items = [...pbx.phones.values()].map((phone) =>
    item(phone.interface, deviceStateNames[phone.state] ?? "UNKNOWN"),
  );
  for (const queue of pbx.queues.values()) {
    items.push(item(`Queue:${queue.settings.name}_avail`, queue.open ? "NOT_INUSE" : "INUSE"));
    for (const member of queue.members) {
      const device = `Queue:${queue.settings.name}_pause_${member.phone.interface}`;
      items.push(item(device, member.paused ? "INUSE" : "NOT_INUSE"));
    }
  }
  context.list("Device State Changes will follow", items, "DeviceStateListComplete");
}

function phones(context: ActionContext) {
  return [...context.pbx.phones.values()].filter((phone) => phone.hinted);
}

export function extensionStateList(context: ActionContext): void {
  const items = phones(context).map((phone) => {
    const [status, text] = extensionStates[phone.state] ?? [0, "Idle"];
    return {
      event: "ExtensionStatus",
      body: `Exten: ${phone.number}\r\nContext: hints\r\nHint: ${phone.interface}\r\nStatus: ${status}\r\nStatusText: ${text}\r\n`,
    };
  });
  context.list("Extension Statuses will follow", items, "ExtensionStateListComplete");
}

export function pjsipShowContacts(context: ActionContext): void {
  const items = phones(context)
    .filter((phone) => phone.registered)
    .map((phone) => ({
      event: "ContactList",
      body:
        `ObjectType: contact\r\nObjectName: ${phone.number};@sim\r\nViaAddr: 127.0.0.1\r\nQualifyTimeout: 2.000000\r\nQualify2xxOnly: false\r\n` +
        `CallId: sim${phone.number}\r\nRegServer: \r\nPruneOnBoot: no\r\nPath: \r\nEndpoint: ${phone.number}\r\nViaPort: 6001\r\n` +
        `AuthenticateQualify: no\r\nUri: sip:${phone.number}@127.0.0.1:6001\r\nQualifyFrequency: 30\r\nUserAgent: Simulated phone\r\n` +
        `ExpirationTime: ${context.pbx.second + 3600}\r\nOutboundProxy: \r\nStatus: Reachable\r\nRoundtripUsec: 483\r\n`,
    }));
  if (items.length === 0) return context.error("No Contacts found");
  context.list("A listing of Contacts follows, presented as ContactList events", items, "ContactListComplete");
}

const endpointStates: Record<number, string> = {
  1: "Not in use",
  2: "In use",
  5: "Unavailable",
  6: "Ringing",
  7: "Ring+Inuse",
};

export function pjsipShowEndpoints(context: ActionContext): void {
  const items = [...context.pbx.phones.values()].map((phone) => ({
    event: "EndpointList",
    body:
      `ObjectType: endpoint\r\nObjectName: ${phone.number}\r\nTransport: udp\r\nAor: ${phone.number}\r\nAuths: \r\nOutboundAuths: \r\n` +
      `Contacts: ${phone.registered ? `${phone.number}/sip:${phone.number}@127.0.0.1:6001,` : ""}\r\n` +
      `DeviceState: ${endpointStates[phone.state] ?? "Invalid"}\r\nActiveChannels: ${[...phone.channels].map((channel) => channel.name).join(",")}\r\n`,
  }));
  const title = "A listing of Endpoints follows, presented as EndpointList events";
  context.list(title, items, "EndpointListComplete");
}
