/**
 * What a supervisor does to members of queues, done by Asterisk: each action becomes the manager's own, its replies become
 * results in words, and what was before tells how to undo it.
 */
import {
  type ActionOutcome,
  defaultPause,
  type Interface,
  interfaceKey,
  type MemberPlace,
  type NewMember,
  type QueueAction,
  type QueueName,
} from "@qmanager/core";
import type { ActionDesk } from "./action_desk.ts";
import { ActionLine } from "./action_line.ts";
import { refusalOf } from "./action_reply.ts";
import { alreadySo, done, notAMember, undone } from "./action_result.ts";
import { type Listening, listen } from "./listen.ts";

/**
 * Never rejects for what Asterisk or the line say; those are results.
 *
 * @param listening for what is done in a talk
 */
export async function perform(
  desk: ActionDesk,
  action: QueueAction,
  listening: Listening | null,
): Promise<ActionOutcome> {
  const line = new ActionLine(desk);
  switch (action.type) {
    case "pause":
      return await setPaused(line, action, action.reason ?? defaultPause);
    case "unpause":
      return await setPaused(line, action, null);
    case "add":
      return await addAll(line, action.pbx, action.queue, action.members);
    case "remove":
      return await remove(line, action, placesIn(desk, action.interface, action.queue));
    case "log_off":
      return await remove(line, action, desk.places(action.interface));
    case "set_penalty":
      return await setPenalty(line, action);
    case "listen":
    case "whisper":
    case "barge":
      return await listen(line, action, listening);
    default:
      return action satisfies never;
  }
}

function placesIn(desk: ActionDesk, name: Interface, queue: QueueName | null): MemberPlace[] {
  return desk.places(name).filter((place) => queue === null || place.queue === queue);
}

type At = Pick<Extract<QueueAction, { type: "pause" }>, "pbx" | "interface">;

/** What makes a place paused, or not, as it was. */
function formerPause({ pbx }: At, { queue, facts }: MemberPlace): QueueAction {
  const at = { pbx, interface: facts.interface, queue };
  return facts.paused === true
    ? { type: "pause", ...at, reason: facts.pauseReason || defaultPause }
    : { type: "unpause", ...at };
}

/** @param reason null: not paused any more */
async function setPaused(
  line: ActionLine,
  action: Extract<QueueAction, { type: "pause" | "unpause" }>,
  reason: string | null,
): Promise<ActionOutcome> {
  const places = placesIn(line.desk, action.interface, action.queue);
  if (places.length === 0) return notAMember(action.interface, action.queue);
  const isSo = ({ facts }: MemberPlace) =>
    reason === null ? facts.paused === false : facts.paused === true && facts.pauseReason === reason;
  const open = places.filter((place) => !isSo(place));
  const outcome: ActionOutcome = {
    results: places
      .filter(isSo)
      .map(({ queue, facts }) => alreadySo(facts.interface, queue, reason === null ? "Not paused" : "Paused already")),
    undo: [],
  };
  const send = (name: Interface, queue: QueueName | null) =>
    line.tell({
      Action: "QueuePause",
      Interface: name,
      Paused: reason !== null,
      ...(queue !== null && { Queue: queue }),
      ...(reason !== null && { Reason: reason }),
    });
  // All of them at once is one act on the PBX, and one row PAUSEALL in its log. What is one phone to us, with and without
  // the options of a Local channel, is two to Asterisk.
  const [named, ...others] = new Set(places.map(({ facts }) => interfaceKey(facts.interface)));
  const isWhole = action.queue === null && open.length === places.length && named !== undefined && others.length === 0;
  const wholeRefusal = isWhole ? await send(open[0]?.facts.interface ?? action.interface, null) : null;
  for (const place of open) {
    const name = place.facts.interface;
    const before = formerPause(action, place);
    const refusal = isWhole ? wholeRefusal : await send(name, place.queue);
    outcome.results.push(refusal ? undone(name, place.queue, refusal) : done(name, place.queue));
    if (!refusal) outcome.undo.push(before);
  }
  return { ...outcome, undo: isWhole ? inOne(outcome.undo) : outcome.undo };
}

/** What is to be done alike in every queue is one act again. */
function inOne(undo: QueueAction[]): QueueAction[] {
  const everywhere = undo.map((each) => ("queue" in each ? { ...each, queue: null } : each) as QueueAction);
  const [first] = everywhere;
  return first && everywhere.every((each) => Bun.deepEquals(each, first)) ? [first] : undo;
}

async function addAll(
  line: ActionLine,
  pbx: At["pbx"],
  queue: QueueName,
  members: readonly NewMember[],
): Promise<ActionOutcome> {
  const outcome: ActionOutcome = { results: [], undo: [] };
  for (const member of members) {
    const name = member.interface;
    const known = line.desk.places(name)[0]?.facts;
    const memberName = member.name ?? known?.name ?? undefined;
    const stateInterface = member.stateInterface ?? known?.stateInterface ?? undefined;
    const refusal = await line.tell({
      Action: "QueueAdd",
      Queue: queue,
      Interface: name,
      ...(memberName !== undefined && { MemberName: memberName }),
      ...(member.penalty !== undefined && { Penalty: member.penalty }),
      ...(stateInterface !== undefined && { StateInterface: stateInterface }),
      ...(member.paused === true && { Paused: true, Reason: member.pauseReason ?? defaultPause }),
    });
    if (!refusal && member.paused === true) await giveReason(line, queue, name, member.pauseReason ?? defaultPause);
    outcome.results.push(refusal ? undone(name, queue, refusal) : done(name, queue));
    if (!refusal) outcome.undo.push({ type: "remove", pbx, queue, interface: name });
  }
  return outcome;
}

/**
 * Sees to it that a member who was added paused has his reason: Asterisk 16 does not take it with QueueAdd. Where the event
 * of the addition comes after its reply, he is paused for it once more, which changes nothing.
 */
async function giveReason(line: ActionLine, queue: QueueName, name: Interface, reason: string): Promise<void> {
  if (placesIn(line.desk, name, queue)[0]?.facts.pauseReason === reason) return;
  // He is added and paused in any case.
  await line.tell({ Action: "QueuePause", Interface: name, Queue: queue, Paused: true, Reason: reason });
}

/** Takes a phone out of places; where it is fixed it is paused instead. */
async function remove(
  line: ActionLine,
  action: Extract<QueueAction, { type: "remove" | "log_off" }>,
  places: readonly MemberPlace[],
): Promise<ActionOutcome> {
  const queue = action.type === "remove" ? action.queue : null;
  // Somebody else was faster.
  if (places.length === 0)
    return { results: [alreadySo(action.interface, queue, "The phone is no member, or no longer")], undo: [] };
  const outcome: ActionOutcome = { results: [], undo: [] };
  for (const place of places) {
    const { facts } = place;
    const name = facts.interface;
    // As he was, before events tell that he is gone.
    const asHeWas = memberAgain(place);
    const before = formerPause(action, place);
    const wasPaused = facts.paused === true;
    const isFixed = facts.membership === "static" || facts.membership === "realtime";
    const refusal = isFixed
      ? refusalOf("Member not dynamic")
      : await line.tell({ Action: "QueueRemove", Queue: place.queue, Interface: name });
    if (refusal === null) {
      outcome.results.push(done(name, place.queue));
      outcome.undo.push({ type: "add", pbx: action.pbx, queue: place.queue, members: [asHeWas] });
    } else if (refusal.obstacle === "fixed_member") {
      const pause = { Action: "QueuePause", Interface: name, Queue: place.queue, Paused: true, Reason: defaultPause };
      const pauseRefusal = wasPaused ? null : await line.tell(pause);
      const detail = `${refusal.detail}: he was paused instead`;
      outcome.results.push(
        pauseRefusal
          ? undone(name, place.queue, pauseRefusal)
          : { ...done(name, place.queue), obstacle: "fixed_member", reply: isFixed ? null : refusal.reply, detail },
      );
      if (!pauseRefusal && !wasPaused) outcome.undo.push(before);
    } else {
      // Somebody else was faster.
      const isGone = refusal.obstacle === "not_a_member";
      outcome.results.push(undone(name, place.queue, isGone ? { ...refusal, obstacle: "already_so" } : refusal));
    }
  }
  return outcome;
}

function memberAgain({ facts }: MemberPlace): NewMember {
  return {
    interface: facts.interface,
    name: facts.name ?? undefined,
    penalty: facts.penalty ?? undefined,
    stateInterface: facts.stateInterface ?? undefined,
    ...(facts.paused === true && { paused: true, pauseReason: facts.pauseReason || defaultPause }),
  };
}

async function setPenalty(
  line: ActionLine,
  action: Extract<QueueAction, { type: "set_penalty" }>,
): Promise<ActionOutcome> {
  const [place] = placesIn(line.desk, action.interface, action.queue);
  if (!place) return notAMember(action.interface, action.queue);
  const { interface: name, penalty: former } = place.facts;
  if (former === action.penalty)
    return { results: [alreadySo(name, action.queue, "He has this penalty already")], undo: [] };
  const refusal = await line.tell({
    ...{ Action: "QueuePenalty", Interface: name, Queue: action.queue, Penalty: action.penalty },
  });
  if (refusal) return { results: [undone(name, action.queue, refusal)], undo: [] };
  return {
    results: [done(name, action.queue)],
    undo: former === null ? [] : [{ ...action, interface: name, penalty: former }],
  };
}
