/**
 * The messages of the live socket, `/api/v1/live`: JSON texts both ways.
 *
 * A client subscribes to topics; each topic answers with one snapshot and then patches with consecutive `seq`. A gap in
 * `seq` means something was missed: subscribe again. A topic that the user may not see, or that does not exist, is
 * answered with `refused` and nothing more. Topics: `pbxs`, `queues` (which queues there are), and one per queue
 * ({@link queueTopic}).
 */
import type { PbxId, QueueName } from "./ids.ts";
import type { Change, NewsItem, PbxView, QuarterView, QueueView, TodayView, WaitingTrendView } from "./live_view.ts";
import type { QueueFace } from "./queue_settings.ts";
import type { EpochMs } from "./time.ts";

/** WebSocket close code of our own: the session is over. */
export const closedSignedOut = 4401;

export const pbxsTopic = "pbxs";
export const queuesTopic = "queues";

/** The topic of one queue. A PBX's id has no `/`, so the first one parts the two. */
export function queueTopic(pbx: PbxId, queue: QueueName): string {
  return `queue/${pbx}/${queue}`;
}

/** What the client says. */
export type LiveRequest = { type: "subscribe"; topics: string[] } | { type: "unsubscribe"; topics: string[] };

export interface QueueTopicSnapshot extends QueueView {
  face: QueueFace;
  today: TodayView;
  /** Today's quarters of an hour in which somebody entered, oldest first. */
  quarters: QuarterView[];
  waitingTrend: WaitingTrendView;
  /** Newest first. */
  news: NewsItem[];
}

/** What the topics hold when one subscribes. */
export type TopicData =
  | { topic: "pbxs"; pbxs: PbxView[] }
  | { topic: "queues"; queues: { pbx: PbxId; queue: QueueName }[] }
  | { topic: "queue"; queue: QueueTopicSnapshot };

/** What the server says. `at` is the server's clock, for the timers of the page. */
export type LiveMessage =
  | { type: "snapshot"; topic: string; seq: number; at: EpochMs; data: TopicData }
  /** Changes of one queue since `seq - 1`. */
  | { type: "patch"; topic: string; seq: number; at: EpochMs; changes: Change[] }
  /** `pbxs` and `queues` are small: each change sends the whole. */
  | { type: "replace"; topic: string; seq: number; at: EpochMs; data: TopicData }
  | { type: "refused"; topic: string; reason: "not_found" | "forbidden" }
  /** Every second, so that a silent line is told from a quiet PBX. `heardAt`: last word of each PBX. */
  | { type: "heartbeat"; at: EpochMs; heardAt: Record<PbxId, EpochMs | null> }
  /** The client sent what cannot be understood; the connection stays. */
  | { type: "error"; detail: string };
