/** What the panel showed at every moment of every recording, against who truly waited and talked then. */
import { describe, expect, test } from "bun:test";
import { LiveState, pbxId } from "@qmanager/core";
import { type Scenario, scenarios, type Truth } from "./scenario.ts";

/** Who waits, and who talks to whom, in words that both sides can say. */
interface Moment {
  waiting: string[];
  talking: string[];
}

interface Stay {
  what: string;
  from: number;
  /** Null: until Asterisk died, or the end. */
  to: number | null;
}

/** The second between leaving the line and being put through (memberdelay), and late events. */
const unsureMs = 1_200;

function staysOf(truth: Truth): { waiting: Stay[]; talking: Stay[] } {
  const waiting: Stay[] = [];
  const talking: Stay[] = [];
  for (const call of truth.calls) {
    if (call.outcome === "refused" || call.enterMs === null) continue;
    const waited = call.waitSeconds === undefined ? null : call.enterMs + call.waitSeconds * 1000;
    const left = call.answerMs ?? call.leaveMs ?? waited;
    waiting.push({ what: `${call.uniqueid} in ${call.queue}`, from: call.enterMs, to: left });
    if (call.answerMs === undefined) continue;
    const talkSeconds = call.actual?.talkSeconds ?? call.talkSeconds ?? null;
    talking.push({
      what: `${call.uniqueid} with ${call.interface}`,
      from: call.answerMs,
      to: talkSeconds === null ? null : call.answerMs + talkSeconds * 1000,
    });
  }
  return { waiting, talking };
}

/** Who is there for certain at an instant, and who may be. */
function at(stays: readonly Stay[], instant: number): { certain: string[]; possible: string[] } {
  const certain: string[] = [];
  const possible: string[] = [];
  for (const { what, from, to } of stays) {
    if (instant < from - unsureMs || (to !== null && instant > to + unsureMs)) continue;
    possible.push(what);
    if (instant > from + unsureMs && to !== null && instant < to - unsureMs) certain.push(what);
  }
  return { certain, possible };
}

function isMember(truth: Truth, name: string, instant: number): boolean {
  const memberships = truth.agents.find((agent) => agent.interface === name)?.memberships ?? [];
  return memberships.some(
    ({ from, to }) =>
      (from === null || from * 1000 + unsureMs < instant) && (to === null || instant < to * 1000 - unsureMs),
  );
}

function momentOf(state: LiveState): Moment {
  const views = state.queueNames().map((queue) => state.view(queue)!);
  const members = views.flatMap((view) => view.members);
  return {
    waiting: views.flatMap((view) => view.waiting.map((each) => `${each.uniqueid} in ${view.queue}`)),
    talking: [
      ...new Set(
        members.flatMap(({ call, interface: name }) =>
          call?.phase === "talking" ? `${call.uniqueid} with ${name}` : [],
        ),
      ),
    ],
  };
}

/** What is wrong at the whole half seconds of a recording. */
async function faults({ truth, ami }: Scenario): Promise<string[]> {
  const state = new LiveState(pbxId("pbx"));
  const { waiting, talking } = staysOf(truth);
  const wrong: string[] = [];
  let isListed = false;
  let next = 0;
  const compare = (instant: number) => {
    const shown = momentOf(state);
    for (const [have, stays] of [
      [shown.waiting, waiting],
      [shown.talking, talking],
    ] as const) {
      const { certain, possible } = at(stays, instant);
      for (const each of certain) {
        // Who logged off in mid-call is no member any more, and so in no panel.
        const isThere = stays === waiting || isMember(truth, each.split(" with ")[1]!, instant);
        if (isThere && !have.includes(each)) wrong.push(`at ${instant}: ${each} is missing`);
      }
      for (const each of have) if (!possible.includes(each)) wrong.push(`at ${instant}: ${each} is not so`);
      if (new Set(have).size !== have.length) wrong.push(`at ${instant}: twice the same among ${have}`);
    }
    for (const queue of state.queueNames()) {
      const places = state.view(queue)!.waiting.map(({ position }) => position);
      if (places.some((place, n) => place !== n + 1)) wrong.push(`at ${instant}: places in ${queue} are ${places}`);
    }
  };
  for await (const event of (await ami()).events) {
    if (event.at !== null) {
      for (; next !== 0 && next < event.at; next += 500) if (isListed) compare(next);
      if (next === 0) next = event.at;
    }
    // Between two connections the panel shows what it last knew, and says that it does.
    if (event.type === "connected") isListed = false;
    if (event.type === "channels_listed") isListed = true;
    state.apply(event);
  }
  return wrong;
}

const all = await scenarios();

describe.each(all.map((scenario) => [scenario.name, scenario] as const))("%s", (_, scenario) => {
  test("LiveState shows at each moment who waits and who talks", async () => {
    expect(await faults(scenario)).toEqual([]);
  });
});
