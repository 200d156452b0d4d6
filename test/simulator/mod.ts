/**
 * A simulated Asterisk 22: real AMI over TCP, with queues, agents and callers who live by the hour of the day.
 * For demonstrations, load and browser tests; never the only proof of what a real Asterisk can prove.
 *
 * {@link SimulatedPbx} listens on a port; {@link Simulation} is the same call centre without a socket, as fast as one likes.
 */
export type { ManagerUser } from "./action.ts";
export type { Behaviour, CallerPlan, Odds, Reaction, TalkPlan } from "./behaviour.ts";
export type { TrueVisit } from "./pbx.ts";
export { allPrivileges, parsePrivileges } from "./privilege.ts";
export type { QueueSettings, Strategy } from "./queue.ts";
export { formatQueueLogRow, type QueueLogRow } from "./queue_log.ts";
export { SimulatedPbx, type SimulatedPbxOptions } from "./server.ts";
export type { SentMessage } from "./signals.ts";
export { generatedQueue, Simulation, type SimulationOptions } from "./simulation.ts";
