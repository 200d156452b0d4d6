import type { QueueSettingsWords } from "./pt_queue_settings.ts";

/** The texts of what people say of queues, in English. */
export const enQueueSettings: QueueSettingsWords = {
  text: "What each queue is called, when it is open and by what it is measured. It holds at once, on the panel and in reports.",
  list: "Queues",
  queue: "Queue",
  none: "No queue in sight",
  noneText:
    "The queues of the PBX come here by themselves. Where one is missing, ask an administrator for access to it.",
  gone: "not on the PBX",
  serviceColumn: "Formula · T · S",
  goalColumn: "Goal",
  alertColumn: "Alerts",
  noGoal: "no goal",
  always: "always",
  defaults: "Queue defaults",
  defaultsText: "Holds for every queue that does not say otherwise, also for those still to come.",
  asDefault: "As the queue defaults",
  displayName: "Display name",
  displayNameHelp: (queue) => `Asterisk calls it ${queue}. Empty: the same name.`,
  nameLong: (most) => `Use at most ${most} characters`,
  service: "Service level",
  formula: "Formula",
  formulas: {
    A: "answered within T, of the answered",
    B: "answered and abandoned within T, of all",
    C: "answered within T, of all",
    D: "answered within T, of all but those abandoned within T",
    E: "answered within T and abandoned within S, of all",
    F: "answered within T, of all but those abandoned within S",
  },
  formulasTitle: "What each formula measures",
  formulasAnswered: (answered, inTime) => `The same day in each: ${answered} answered, ${inTime} of them within T.`,
  formulasAbandoned: (abandoned, abandonedInTime, short) =>
    `${abandoned} abandoned, ${abandonedInTime} within T and ${short} within S.`,
  formulasNote:
    "Timeouts and other exits count as abandoned, with the wait they had. Another T, S or formula holds for the past, too.",
  threshold: "T: answered in time up to, in seconds",
  thresholdHelp: "A wait up to T, inclusive, is in time.",
  short: "S: gave up at once up to, in seconds",
  shortHelp: "Whoever gives up within S, inclusive.",
  goal: "Goal, in %",
  goalHelp: "Below it the level turns red. 0: no goal.",
  secondsWrong: (least) => `Use whole seconds, from ${least} to 86400`,
  goalWrong: "Use a whole percentage, from 0 to 100",
  waitAlert: "Wait alerts",
  warn: "Yellow from, in seconds",
  alert: "Red from, in seconds",
  alertWrong: "Red comes after yellow",
  shifts: "Shifts",
  alwaysOpen: "Without shifts the queue is always open.",
  addShift: "Add a shift",
  removeShift: (number) => `Remove shift ${number}`,
  shift: (number) => `Shift ${number}`,
  from: "start",
  to: "end",
  until: "to",
  days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  shortDays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  shiftWrong: (fault) => {
    switch (fault.type) {
      case "days":
        return "Tick the days";
      case "from":
      case "to":
        return "Use a time such as 08:00; the last is 24:00";
      case "order":
        return "The end comes after the start. A shift over midnight is two: up to 24:00, and from 00:00 of the next day";
      case "overlap":
        return `It overlaps shift ${fault.with + 1}: change one of them`;
      default:
        return fault satisfies never;
    }
  },
  exits: "Other exits",
  exitsFolded: "Count as timeouts",
  exitsHelp:
    "Exits by key, from an empty queue, and withdrawals count among the timeouts. Crashes of Asterisk stay apart.",
  wrapUp: "Wrap-up",
  wrapUpSeconds: "Seconds after each call",
  wrapUpHelp: "Only where Asterisk does not tell its own (wrapuptime). 0: none.",
  members: "Members now",
  membersHelp:
    "Who is in the queue is changed on the panel. The default queues of each agent are in the agent's own form.",
  noMembers: "Nobody is in the queue now.",
  member: "Agent",
  membership: "Kind",
  memberships: { static: "fixed", dynamic: "logged in", realtime: "fixed (database)" },
  penalty: "Priority",
  toPanel: "Open the queue on the panel",
  saved: (title) => `${title}: settings saved`,
  savedText: "The panel shows it already.",
};
