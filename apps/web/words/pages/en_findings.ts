import type { FindingWords } from "./pt_findings.ts";

/** What a check of a PBX finds, and what a lack costs, in English. `{gaps}` are filled by the server. */
export const enFindings: FindingWords = {
  check: {
    connection: "Connection and access to AMI",
    login: "Access to AMI",
    answers: "Answers of Asterisk",
    version: "Asterisk version",
    queues: "Queues",
    members: "Agents in the queues",
    clock: "Clock",
    realtime: "Queues in a database",
    writetimeout: "writetimeout",
  },
  found: {
    connected: "Logged in to AMI at {address} as {user}",
    version: "Asterisk {version}, AMI protocol {manager}",
    version_unknown: "Unknown: CoreSettings is not permitted. The AMI protocol is {manager}",
    clock_agrees: "The PBX’s clock agrees with ours ({seconds} s apart)",
    clock_off: "The PBX’s clock differs from ours by {seconds} s. Let both take their time from the same server (NTP)",
    clock_unknown: "Unknown: this Asterisk tells no time",
    queues: "{queues}: {names}",
    queues_none: "Asterisk named no queue. Check queues.conf, and that app_queue is loaded (queue show)",
    members:
      "{memberships} memberships of {phones} extensions. Fixed in the PBX’s configuration: {fixed}; these can be paused, not removed",
    class_permitted: "Permitted",
    class_unknown:
      "Unknown: nothing tells whether it is permitted. If in doubt, add {class} to the {direction}= line of [{user}] in manager.conf",
    class_missing: "Missing: add {class} to the {direction}= line of [{user}] in manager.conf",
    class_not_needed: "Not permitted, and not needed",
    realtime_unknown:
      "Unknown, as the version is: before 16.25, 18.11 and 20 Asterisk hides queues of a database until something loads them",
    realtime_shown: "This Asterisk names queues of a database like all others",
    realtime_needs_command:
      "This Asterisk hides queues of a database until something loads them. If there are any, add command to the write= line of [{user}] in manager.conf",
    realtime_none_hidden: "None was hidden",
    realtime_loaded: "{queues} were hidden and are loaded now: {names}",
    write_timeout: "{ms} ms",
    write_timeout_short: "{ms} ms: Asterisk cuts us off if we once read nothing for so long. 5000 is safer",
    write_timeout_unknown: "Unknown: manager.conf may not be read from here. 5000 is a good value",
  },
  costs: {
    clock:
      "Times of queue_log and of live events do not fit together, and waits before the connection are wrong by as much",
    realtime: "They stay invisible until their first call",
    read_agent: "No events of queues: calls, answers and agents’ states are not seen",
    read_call: "No events of calls and extensions: who talks, holds, transfers and hangs up is not seen",
    read_dialplan:
      "Whether a caller gave up, timed out or found nobody is concluded and marked provisional; those refused by a full or empty queue are not seen; recordings are known only of queue calls that were answered",
    read_system: "That Asterisk has started, shuts down, or that an extension is lost is noticed late",
    read_user: "Scores of surveys that the dialplan sends as UserEvent are not received",
    read_cdr: "Asterisk’s own records of calls outside the queues are not received",
    write_agent: "Agents cannot be logged on or off, paused or given another priority from here",
    write_call:
      "Calls cannot be ended or transferred, extensions’ states not listed, names of recordings not asked for",
    write_originate: "No click to call, and supervisors cannot listen",
    write_system:
      "Calls and PJSIP extensions cannot be listed, Asterisk’s version and the queues’ wrap-up times not asked for",
    write_user: "No UserEvent can be sent to other programs",
    write_reporting: "Nothing as long as classes system and call are permitted: it allows the same lists",
    write_config: "Nothing as long as class system is permitted: the queues’ wrap-up times are read with either",
    write_command:
      "Where QueueStatus hides them (before 16.25, 18.11 and 20), queues of a database that are not loaded yet are not found",
  },
};
