/**
 * Recordings of real Asterisk servers, each beside what truly happened: one `tar.gz` a scenario, in a folder a version. A
 * finding from the field becomes one more of them.
 *
 * @module
 */
import { type Capture, readCapture } from "../../apps/server/cli/capture.ts";

export interface Scenario {
  /** `asterisk-22/hold` */
  name: string;
  version: "16" | "22";
  /** Parsed truth.json. */
  truth: Truth;
  /** The AMI stream with its times, read anew each time. */
  ami(): Promise<Capture>;
  queueLog(): Promise<Capture>;
  /** The lines of `queue_log`, with their ends. */
  queueLogText(): Promise<string>;
  /** The bytes of `ami.raw`. */
  amiBytes(): Promise<Uint8Array>;
  /** Parsed ami.index.json. */
  amiIndex(): Promise<AmiIndex>;
}

/** When each piece of `ami.raw` was received; times in epoch ms. */
export interface AmiIndex {
  connections: { offset: number; end: number; opened: number; closed: number }[];
  chunks: [offset: number, length: number, at: number, connection: number][];
}

/** What the recording's phones, call records and queue_log say, as far as tests read it. Times in epoch ms; hyphens in words. */
export interface Truth {
  startMs: number;
  endMs: number;
  calls: TruthCall[];
  agents: TruthAgent[];
  phoneCalls: TruthPhoneCall[];
  otherCalls: TruthOtherCall[];
  trunkCalls: TruthTrunkCall[];
}

/** A call that touched no queue. */
export interface TruthOtherCall {
  linkedid: string;
  uniqueid: string;
  from: string;
  fromName: string;
  dialled: string;
  startMs: number;
  dialStartMs?: number | null;
  endMs: number;
  talkSeconds: number;
  dialStatus?: string;
  channels: string[];
}

/** A call as the carrier saw it. */
export interface TruthTrunkCall {
  direction: "in" | "out";
  number: string;
  did: string;
  start: number;
}

export interface TruthCall {
  uniqueid: string;
  linkedid: string;
  /** The caller's channel. */
  channel: string;
  dialled: string;
  visit: number;
  queue: string;
  callerNumber: string | null;
  callerName: string | null;
  enterTime: number | null;
  enterMs: number | null;
  enterPosition: number | null;
  answered: boolean;
  answerMs?: number;
  answerTime?: number;
  agentAnswerMs?: number | null;
  agentLeftMs?: number | null;
  leaveMs?: number | null;
  interface?: string;
  agent?: string;
  waitSeconds?: number;
  ringSeconds?: number | null;
  talkSeconds?: number | null;
  onHoldSeconds?: number;
  outcome: string;
  endedBy: string | null;
  csat?: number;
  /** The key by which he left. */
  key?: string;
  transfer?: { type: "blind" | "attended"; data: string[] };
  attempts: {
    interface: string;
    startMs: number | null;
    endMs: number | null;
    result: string;
    logged?: string;
    ringMs?: number;
  }[];
  actual?: { endedBy: string; talkSeconds: number | null };
}

export interface TruthAgent {
  interface: string;
  name: string | null;
  memberships: { queue: string; from: number | null; to: number | null }[];
  pauses: { queue: string; from: number | null; to: number | null; reason: string | null }[];
}

export interface TruthPhoneCall {
  ext: string;
  peer: string;
  direction: "in" | "out";
  start: number;
  ring: number | null;
  answer: number | null;
  end: number | null;
}

const folder = import.meta.dir;

/** Every scenario in the folder, by name. */
export async function scenarios(): Promise<Scenario[]> {
  const paths = [...new Bun.Glob("asterisk-*/*.tar.gz").scanSync(folder)].sort();
  return await Promise.all(paths.map(scenario));
}

async function scenario(path: string): Promise<Scenario> {
  const name = path.replace(/\.tar\.gz$/, "");
  const base = name.split("/")[1]!;
  const files = await new Bun.Archive(await Bun.file(`${folder}/${path}`).bytes()).files();
  const file = (of: string): Blob => {
    const found = files.get(`${base}/${of}`);
    if (!found) throw new Error(`${path} has no ${of}`);
    return found;
  };
  return {
    name,
    version: name.startsWith("asterisk-16/") ? "16" : "22",
    truth: (await file("truth.json").json()) as Truth,
    amiIndex: async () => (await file("ami.index.json").json()) as AmiIndex,
    amiBytes: async () => new Uint8Array(await file("ami.raw").arrayBuffer()),
    ami: async () => readCapture(file("ami.raw").stream(), name, { index: await file("ami.index.json").json() }),
    queueLogText: () => file("queue_log").text(),
    queueLog: () => readCapture(file("queue_log").stream(), name),
  };
}
