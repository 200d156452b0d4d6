import type { GroupWords } from "./pt_groups.ts";

/** The texts of groups of agents and of queues, in English. */
export const enGroups: GroupWords = {
  agents: {
    text: "To filter reports and panels by, and to say whom each user may see.",
    none: "No agent groups",
    noneText: "Put agents together by team or shift: “Support”, “Night shift”. An agent can be in several.",
    count: (count) => (count === 1 ? "1 agent" : `${count} agents`),
    search: "The agent's name or code",
    nobody: "No agents yet",
  },
  queues: {
    text: "To see queues together in reports, and to say which each user may see.",
    none: "No queue groups",
    noneText: "Put queues together by subject or customer: “Sales”, “Support”. A queue can be in several.",
    count: (count) => (count === 1 ? "1 queue" : `${count} queues`),
    search: "The queue's name",
    nobody: "No queues found",
  },
  list: "List of groups",
  form: "The group's record",
  add: "New group",
  name: "Name",
  nameHint: "as people call the group",
  members: "Who is in it",
  chosen: (count) => `Chosen: ${count}`,
  hidden: (count) => `And ${count} more whom you may not see, who stay as they are.`,
  accesses: (count) => (count === 1 ? "1 access goes by this group" : `${count} accesses go by this group`),
  close: "Close",
  remove: "Remove",
  removeTitle: (name) => `Remove the group ${name}?`,
  removeText: "The group goes; those in it stay registered.",
  usedTitle: "Somebody's access goes by this group",
  usedText: (count) =>
    `${count === 1 ? "1 user or token sees" : `${count} users or tokens see`} by this group, and would see less. Remove it all the same?`,
  removed: (name) => `Group ${name} removed`,
  saved: (name) => `Group ${name} saved`,
  readOnly: "You can see the groups, and cannot change them.",
  gone: "This group is not there any more, or not for you to see.",
  taken: "There is a group with this name already",
  faults: {
    empty: "Fill this in",
    long: "Use up to 100 letters",
    lines: "Write it on one line, without control characters",
    marks: "Leave out |",
  },
};
