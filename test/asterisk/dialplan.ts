/** extensions.conf and queues.conf of the call centre. */
import { people, type Queue, queues } from "./call_centre.ts";
import type { Major } from "./root.ts";

/** The driver of SIP phones: the technology in a member's interface. */
export function technology(major: Major): "PJSIP" | "SIP" {
  return major === 16 ? "SIP" : "PJSIP";
}

export function queuesConf(): string {
  return `[general]
persistentmembers = yes
autofill = yes
shared_lastcall = no

${queues.map(queueSection).join("\n")}`;
}

function queueSection(queue: Queue): string {
  const empty = queue.strict ? "paused,unavailable,invalid" : null;
  const recording = queue.recordedBy === "queue" ? "monitor-type = MixMonitor\nmonitor-format = wav\n" : "";
  return `[${queue.name}]
strategy = ${queue.strategy}
timeout = ${queue.ringSeconds}
retry = 1
wrapuptime = ${queue.wrapUpSeconds}
ringinuse = no
joinempty = ${empty ?? "yes"}
leavewhenempty = ${empty ?? "no"}
setinterfacevar = yes
announce-frequency = 0
${recording}${queue.exitKey ? `context = leave-${queue.name}\n` : ""}${queue.branch.map(branchMember).join("")}`;
}

function branchMember(extension: string): string {
  return `member => Local/${extension}@desk/n,0,${nameOf(extension)},hint:${extension}@hints\n`;
}

function nameOf(extension: string): string {
  return people.find((each) => each.extension === extension)?.name ?? extension;
}

export function extensionsConf(major: Major): string {
  const phone = (extension: string) => `${technology(major)}/${extension}`;
  const extensions = people.map(({ extension }) => extension);
  return `[general]
static = yes

[hints]
${extensions.map((each) => `exten => ${each},hint,${phone(each)}`).join("\n")}

[desk]
exten => _1XXX,1,Dial(${technology(major)}/\${EXTEN},30,tT)
 same => n,Hangup()

[phones]
include => desk
include => switchboard

[trunk]
include => switchboard

[switchboard]
${queues.map(({ name, number }) => `exten => ${number},1,Goto(queues,${name},1)`).join("\n")}

[queues]
${queues.map(queueExtension).join("\n")}
[survey]
exten => s,1,Read(SCORE,beep,1,,1,5)
 same => n,UserEvent(CSAT,Uniqueid: \${UNIQUEID},Queue: \${SURVEYED},Agent: \${MEMBERINTERFACE},Score: \${SCORE})
 same => n,QueueLog(\${SURVEYED},\${UNIQUEID},\${MEMBERINTERFACE},CSAT,\${SCORE})
 same => n,Hangup()

${queues.map(leaveContext).join("")}`;
}

function queueExtension({ name, limitSeconds, survey, overflow, recordedBy }: Queue): string {
  const steps = ["Answer()", `Set(SURVEYED=${name})`];
  if (recordedBy === "dialplan") steps.push(`MixMonitor(\${UNIQUEID}.wav,b)`);
  steps.push(`Queue(${name},${survey ? "tc" : "t"},,,${limitSeconds ?? ""})`);
  if (survey) steps.push(`GotoIf($["\${QUEUESTATUS}" = "CONTINUE"]?survey,s,1)`);
  if (overflow) steps.push(`GotoIf($["\${QUEUESTATUS}" = "TIMEOUT"]?queues,${overflow},1)`);
  steps.push("Playback(vm-goodbye)", "Hangup()");
  const [first, ...rest] = steps;
  return `exten => ${name},1,${first}\n${rest.map((step) => ` same => n,${step}\n`).join("")}`;
}

function leaveContext({ name, exitKey }: Queue): string {
  if (exitKey === null) return "";
  return `[leave-${name}]
exten => ${exitKey},1,Playback(vm-goodbye)
 same => n,Hangup()
`;
}
