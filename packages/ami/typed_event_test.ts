import { expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { captures } from "../../test/bench/parser_input.ts";
import { AmiParser, asAction, asEvent, formatAction } from "./mod.ts";
import { wire } from "./parser_input.ts";

test("asEvent() gives a message as the event it is, with its headers by name", () => {
  const parser = new AmiParser();
  const [, message] = parser.push(
    wire("Asterisk Call Manager/11.0.0\r\nEvent: AgentConnect\r\nInterface: PJSIP/1001\r\nRingTime: 4\r\n\r\n"),
  );
  if (!message) throw new Error("There is no message");
  const connected = asEvent(message, "AgentConnect");
  expect([connected?.get("Interface"), connected?.get("RingTime"), connected?.get("HoldTime")]).toEqual([
    "PJSIP/1001",
    "4",
    undefined,
  ]);
  // @ts-expect-error: a name in the wrong case is found here and misread by who relies on it elsewhere
  connected?.get("Ringtime");
  expect(asEvent(message, "AgentComplete")).toBe(null);
});

test("asAction() gives an action that can be sent, and needs what Asterisk needs", () => {
  const action = asAction("QueueAdd", { Queue: "suporte", Interface: "PJSIP/1001", Penalty: 1 });
  expect(formatAction(action, "1")).toBe(
    "Action: QueueAdd\r\nActionID: 1\r\nQueue: suporte\r\nInterface: PJSIP/1001\r\nPenalty: 1\r\n\r\n",
  );
  // @ts-expect-error: QueueAdd needs an interface
  asAction("QueueAdd", { Queue: "suporte" });
});

/** Their headers are whatever a dialplan, or a test of Asterisk's own, makes of them. */
const anyHeaders = new Set(["UserEvent", "TestEvent"]);

test("the known events have every event and header of every recording", async () => {
  const known = new Map<string, Set<string>>();
  const add = (text: string): void => {
    for (const [, name = "", body = ""] of text.matchAll(
      /^ {2}(\w+): ([^;]*?\{\n(?:.*\n)*? {2}\}|Record<never, never>);/gm,
    )) {
      const headers = known.get(name) ?? new Set<string>();
      for (const [, header = ""] of body.matchAll(/^ {4}"?([^"?:*/ ]+)"?\?:/gm)) headers.add(header);
      if (body.startsWith("ChannelHeaders")) for (const header of channelHeaders) headers.add(header);
      known.set(name, headers);
    }
  };
  const overlay = await Bun.file(new URL("event_overlay.ts", import.meta.url)).text();
  const headersOf = (name: string): string[] =>
    [
      ...(new RegExp(`interface ${name} \\{\\n((?:.*\\n)*?)\\}`).exec(overlay)?.[1] ?? "").matchAll(/^ {2}(\w+)\?:/gm),
    ].map((match) => match[1]!);
  const [common, channelHeaders] = [new Set(headersOf("CommonHeaders")), headersOf("ChannelHeaders")];
  add(await Bun.file(new URL("generated/events.ts", import.meta.url)).text());
  add(overlay.slice(overlay.indexOf("interface EventOverlay")));
  expect([known.size > 185, common.size, channelHeaders.length]).toEqual([true, 8, 14]);

  const unknown = new Set<string>();
  const path = fileURLToPath(new URL("../../test/scenarios", import.meta.url));
  for (const message of new AmiParser({ bannerAnywhere: true }).push(captures(path))) {
    if (message.event === undefined || anyHeaders.has(message.event)) continue;
    const headers = known.get(message.event);
    if (!headers) unknown.add(message.event);
    for (const [name] of message.entries()) {
      if (!common.has(name) && !headers?.has(name)) unknown.add(`${message.event} ${name}`);
    }
  }
  expect([...unknown]).toEqual([]);
});
