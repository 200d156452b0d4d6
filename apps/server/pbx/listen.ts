/** Being in somebody's talk: the supervisor's own phone rings, and then hears the member's channel, or speaks into it. */
import type { ActionOutcome, Interface, SpyAction, Spying } from "@qmanager/core";
import type { ActionLine } from "./action_line.ts";
import type { Refusal } from "./action_reply.ts";
import { done, undone } from "./action_result.ts";

/** Who listens, and to what. */
export interface Listening {
  /** The supervisor's phone. */
  phone: Interface;
  /** The channel of the talk; null when there is none. */
  channel: string | null;
}

/** Of `ChanSpy` (`apps/app_chanspy.c`): exactly this channel, without a beep, until the call ends; and whom he speaks to. */
const options: Readonly<Record<Spying, string>> = { listen: "quES", whisper: "quESw", barge: "quESB" };

/** How long the supervisor's phone rings. */
const ringMs = 30_000;

export async function listen(line: ActionLine, action: SpyAction, listening: Listening | null): Promise<ActionOutcome> {
  const name = action.interface;
  const not = (obstacle: Refusal["obstacle"], detail: string, reply: string | null = null): ActionOutcome => ({
    results: [undone(name, null, { obstacle, reply, detail })],
    undo: [],
  });
  if (listening === null) return not("phone_not_reached", "No phone to listen with is known");
  const { phone, channel } = listening;
  if (channel === null) return not("not_in_a_call", "He is in no call that can be listened to, or no longer");
  const who = line.desk.places(name)[0]?.facts.name ?? name;
  const rung = await line.try(() =>
    line.desk.ring({
      Action: "Originate",
      Channel: phone,
      Application: "ChanSpy",
      Data: `${channel},${options[action.type]}`,
      CallerID: callerId(who, name),
      Timeout: ringMs,
      Async: true,
    }),
  );
  if (rung.refusal) return { results: [undone(name, null, rung.refusal)], undo: [] };
  if (rung.value === null) return { results: [done(name, null)], undo: [] };
  return not("phone_not_reached", `Your phone ${phone} could not be rung: check that it is registered`, rung.value);
}

/** What the ringing phone shows: whose talk it is. */
function callerId(name: string, phone: Interface): string {
  const number = phone.replace(/^[^/]*\//, "").replace(/[^\w.*#+-].*$/, "");
  return `"${name.replace(/["\\<>\r\n]/g, "").slice(0, 80)}" <${number}>`;
}
