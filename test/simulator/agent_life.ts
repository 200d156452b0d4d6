import type { Appointment } from "./agenda.ts";
import { pauseReasons } from "./cast.ts";
import { callOut } from "./dialplan.ts";
import { addMember, pauseMember, removeMember } from "./membership.ts";
import type { Pbx } from "./pbx.ts";
import type { Phone } from "./phone.ts";
import type { Random } from "./random.ts";

/** A person who answers, and the queues he works in. */
export interface Agent {
  phone: Phone;
  name: string;
  skills: { queue: string; penalty: number }[];
  /** Whether he logged himself on; who was removed by somebody else stays away until he comes back by himself. */
  online: boolean;
}

/** How often agents do something else than answer. Mean spans in ms between two of a kind, per agent. */
export interface Habits {
  pauseEveryMs: number;
  shiftMs: number;
  breakMs: number;
  callOutEveryMs: number;
  /** A phone that loses its registration. */
  phoneLostEveryMs: number;
}

export const usualHabits: Habits = {
  pauseEveryMs: 40 * 60_000,
  shiftMs: 4 * 3_600_000,
  breakMs: 50 * 60_000,
  callOutEveryMs: 60 * 60_000,
  phoneLostEveryMs: 30 * 3_600_000,
};

/** Lets an agent live: log on and off, pause, call out, lose his phone. Starts nothing before time moves. */
export function live(pbx: Pbx, agent: Agent, habits: Habits, random: Random): void {
  const { phone } = agent;
  let pausedFor: string | null = null;

  const every = (meanMs: number, act: () => void): Appointment =>
    pbx.agenda.after(random.exponential(meanMs), () => {
      act();
      every(meanMs, act);
    });

  const logOn = () => {
    agent.online = true;
    for (const skill of agent.skills)
      addMember(pbx, skill.queue, phone.interface, { name: agent.name, penalty: skill.penalty, paused: false });
    pbx.agenda.after(random.exponential(habits.shiftMs), logOff);
  };
  const logOff = () => {
    agent.online = false;
    pausedFor = null;
    for (const skill of agent.skills) removeMember(pbx, skill.queue, phone.interface);
    pbx.agenda.after(random.exponential(habits.breakMs), logOn);
  };

  const pause = () => {
    const members = phone.memberships;
    // Who is paused by somebody else is not for him to unpause.
    if (!agent.online || members.length === 0 || members.some((member) => member.paused)) return;
    const luck = random.next();
    const kind = pauseReasons.find((candidate) => luck < candidate.upTo) ?? pauseReasons[0];
    pausedFor = kind.reason;
    pauseMember(pbx, null, phone.interface, true, kind.reason);
    pbx.agenda.after(random.logNormal(kind.minutes * 60_000, 0.4), () => {
      const still = pausedFor !== null && phone.memberships.some((member) => member.pausedReason === pausedFor);
      pausedFor = null;
      if (still) pauseMember(pbx, null, phone.interface, false, "");
    });
  };

  if (agent.online) pbx.agenda.after(random.exponential(habits.shiftMs), logOff);
  else pbx.agenda.after(random.exponential(habits.breakMs), logOn);
  every(habits.pauseEveryMs, pause);
  every(habits.callOutEveryMs, () => {
    if (phone.free && agent.online) callOut(pbx, phone.interface, `0119${random.text("0123456789", 8)}`);
  });
  every(habits.phoneLostEveryMs, () => losePhone(pbx, phone, random.between(20_000, 300_000)));
}

/** A phone that nobody uses goes out of reach for a while, as the registrar sees it. */
export function losePhone(pbx: Pbx, phone: Phone, forMs: number): void {
  if (!phone.free) return;
  const tell = (registered: boolean) => {
    phone.registered = registered;
    const status = registered ? "Reachable" : "Unreachable";
    pbx.say.system("PeerStatus", `ChannelType: PJSIP\r\nPeer: ${phone.interface}\r\nPeerStatus: ${status}\r\n`);
    pbx.say.system(
      "ContactStatus",
      `URI: sip:${phone.number}@127.0.0.1:6001\r\nContactStatus: ${status}\r\nAOR: ${phone.number}\r\nEndpointName: ${phone.number}\r\n` +
        `RoundtripUsec: ${registered ? 483 : "N/A"}\r\n`,
    );
    pbx.refresh(phone);
  };
  tell(false);
  pbx.agenda.after(forMs, () => tell(true));
}
