import { enDiagnosis } from "./en_diagnosis.ts";
import { enPanel } from "./en_panel.ts";
import { enShell } from "./en_shell.ts";
import type { Words } from "./pt.ts";

/** The texts of the pages in English. */
export const en: Words = {
  frame: {
    skip: "Skip to content",
    menu: "Main menu",
    openMenu: "Open menu",
    closeMenu: "Close menu",
    operation: "Operation",
    reports: "Reports",
    people: "People",
    administration: "Administration",
    queuePanel: "Queue panel",
    visits: "Queue calls",
    audit: "Audit",
    users: "Users and permissions",
    tokens: "API tokens",
    licence: "My subscription",
    pbxs: "PBX connections",
    settings: "Settings",
    agents: "Agents",
    agentGroups: "Agent groups",
    queueGroups: "Queue groups",
    pauses: "Breaks",
    queueSettings: "Queue settings",
    imports: "Imports",
    account: (name) => `Account of ${name}`,
    signOut: "Sign out",
    chooseLanguage: "Language",
    toLight: "Use the light theme",
    toDark: "Use the dark theme",
    notices: "Connection notices",
  },

  link: {
    live: "Live",
    liveHint: "Asterisk events arriving in real time",
    connecting: "Connecting",
    reconnecting: "Reconnecting",
    lost: "No connection",
    someLost: (lost, all) => `${lost} of ${all} without connection`,
    noPbx: "No PBX",
    serverLost: "Connection to the server lost",
    serverLostSince: (at) => `Connection to the server lost at ${at}`,
    pbxLost: (pbx) => `No connection to ${pbx}`,
    pbxLostSince: (pbx, at) => `Connection to ${pbx} lost at ${at}`,
    pbxRefused: (pbx) => `${pbx} refused the connection`,
    keptState: "The panel shows the last known state. It tries again by itself.",
    neverSeen: "There is nothing to show from this PBX yet. It tries again by itself.",
    retryNow: "Try now",
    checkPbx: "Check the connection",
    unrecorded: (pbx, at) => `Calls of ${pbx} are not kept on record since ${at}`,
    unrecordedText:
      "The server's disk refuses new data. The panel goes on live, but what happens now will be missing from the history. Free some space: records go on by themselves.",
    restarted: (pbx, at) => `The Asterisk of ${pbx} was restarted at ${at}`,
    restartedText: "The calls from before have ended. The panel shows what there is since then.",
  },

  form: {
    user: "User",
    password: "Password",
    repeatPassword: "Repeat the password",
    show: "Show the password",
    hide: "Hide the password",
    required: "Fill in this field",
    save: "Save",
    cancel: "Cancel",
    goOn: "Continue",
    back: "Back",
  },

  unsaved: {
    title: "Unsaved changes",
    discard: "Discard",
    leave: "Discard the changes?",
    leaveText: "What you changed and did not save is lost.",
  },

  problem: {
    title: "Something went wrong",
    offline: "The server did not answer",
    offlineHelp: "Check the network and that Q-Manager is running. What you typed is still here.",
    tryAgain: "Try again",
    unreadable: (status) => `The server answered in an unexpected way (HTTP ${status})`,
    starting: "Q-Manager is starting",
    startingHelp: "The first time the database takes a few seconds. The page goes on by itself.",
    kinds: {
      "too-many-attempts": {
        title: "Too many attempts",
        text: "Each further attempt waits a little longer.",
      },
      "tls-needed": {
        title: "From outside the network, over a secure connection only",
        text: "A password does not go over plain HTTP. Use the network of the server or a proxy with TLS.",
      },
      "setup-done": {
        title: "The first access has been done",
        text: "Sign in with the administrator's password.",
      },
      "pbx-exists": {
        title: "There is a PBX with this name already",
        text: "Choose another name.",
      },
      "pbx-from-environment": {
        title: "This PBX is set in the environment of the server",
        text: "Change the variable QM_PBX_… and restart the server.",
      },
      "password-expired": {
        title: "The password that you were given is over",
        text: "It was good for the first days only. Ask an administrator for another.",
      },
      "database-away": {
        title: "The database does not answer now",
        text: "Nothing was kept. Try again in a moment.",
      },
      "disk-full": {
        title: "The disk of the database is full",
        text: "Nothing was kept. Free some space and try again.",
      },
      "internal-error": {
        title: "The server met an error",
        text: "The server's log says more.",
      },
    },
  },

  forbidden: {
    title: "No access to this page",
    text: "Your user does not include this part. An administrator can grant it in Users and permissions.",
  },

  notFound: {
    title: "Page not found",
    text: (path) => `There is nothing at ${path}.`,
    home: "Go to the queue panel",
  },

  signIn: {
    title: "Sign in",
    text: "Live panels of the call centre",
    submit: "Sign in",
    wrong: "User and password do not match",
    wrongHelp: "Check upper and lower case and try again.",
    expired: "Your session has ended",
    expiredHelp: "Sign in again to go on where you were.",
    forgot: "Forgotten password",
    wait: (seconds: number) => `Try again in ${seconds} s`,
  },

  setup: {
    title: "First access",
  },

  pbx: {
    title: "PBX connections",
    text: "The Asterisk servers that this installation follows.",
    name: "Name of the PBX",
    nameHelp: "As it appears on the pages.",
    namePlaceholder: "Head office",
    host: "Address",
    hostHelp: "IP or name of the Asterisk server.",
    port: "AMI port",
    portWrong: "The port goes from 1 to 65535",
    user: "AMI user",
    userHelp: "The section [user] of manager.conf. With SNEP it is usually snep.",
    secret: "AMI secret",
    secretHelp: "The value of secret= in that section.",
    tls: "Encrypted connection (TLS)",
    test: "Test the connection",
    testing: "Testing…",
    testAgain: "Test again",
    checks: "Result of the test",
    passed: "All is well",
    failed: "The connection does not work as it is",
    warned: "Works, with limits",
    answered: (version) => `Asterisk ${version} answered`,
    foundQueues: (count) => (count === 0 ? "no queue" : count === 1 ? "1 queue found" : `${count} queues found`),
    ok: "fine",
    notOk: "failed",
    cost: "Without it",
    status: {
      connecting: "connecting",
      live: "live",
      reconnecting: "reconnecting",
      refused: "refused",
    },
    version: "Version",
    lastHeard: "Last answer",
    add: "Add a PBX",
    none: "No PBX connected",
    noneText: "Give the address and the AMI user of the Asterisk server to see the queues live.",
    ...enDiagnosis,
    checkClass: (name, direction) => `Permission ${name} (${direction})`,
  },

  ...enPanel,
  ...enShell,
};
