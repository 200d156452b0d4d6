import type { ShellWords } from "./pt_shell.ts";

/** The texts of what is around every page, in English. */
export const enShell: ShellWords = {
  palette: {
    open: "Search or go to…",
    title: "Search or go to",
    hint: "Page, queue, agent or number",
    results: "Results",
    groups: { pages: "Pages", queues: "Queues", agents: "Agents", callers: "Waiting", history: "Queue calls" },
    callsOf: (number) => `Calls of the number ${number}`,
    none: "Nothing found",
    noneText: (typed) => `No page, queue, agent or waiting number matches “${typed}”.`,
    more: (count) => `+${count}: type more to see them`,
    move: "move",
    go: "open",
    close: "close",
  },

  shortcuts: {
    title: "Keyboard shortcuts",
    groups: { everywhere: "On any page", panel: "On the queue panel", agent: "On an agent that has the focus" },
    single: "Single-key shortcuts",
    singleHelp: "Switch them off if a stray key, or a voice command, does what you do not want. Ctrl K stays.",
    search: "Search or go to",
    list: "This list",
    theme: "Light or dark theme",
    goTo: (page) => `Go to ${page}`,
    numbers: "Show or hide a queue, the 1st to the 9th",
    pauseOrNot: "Pause, or end the break",
    esc: "Close what is open",
    afterwards: "then",
  },

  profile: {
    title: "Profile",
  },
};
