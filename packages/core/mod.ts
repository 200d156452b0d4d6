/**
 * The words and sums of a call centre: events, what is now, and what was. Imports nothing, reads no clock.
 *
 * @module
 */
export * from "./absence_fold.ts";
export * from "./agent_call.ts";
export * from "./agent_call_intervals.ts";
export * from "./agent_counters.ts";
export * from "./agent_identity.ts";
export * from "./agent_interval.ts";
export * from "./agent_metrics.ts";
export * from "./agent_timeline.ts";
export * from "./agent_times.ts";
export * from "./apply_change.ts";
export * from "./asterisk_life.ts";
export * from "./call.ts";
export * from "./call_fold.ts";
export * from "./call_story.ts";
export * from "./channel_time.ts";
export * from "./counters.ts";
export * from "./erlang.ts";
export * from "./event.ts";
export * from "./histogram.ts";
export * from "./ids.ts";
export * from "./live_figures.ts";
export type { MemberPlace } from "./live_members.ts";
export * from "./live_protocol.ts";
export * from "./live_state.ts";
export * from "./live_view.ts";
export * from "./log_events.ts";
export * from "./log_reader.ts";
export * from "./log_tellings.ts";
export * from "./match_visits.ts";
export * from "./member_state.ts";
export * from "./merge_visit.ts";
export * from "./metrics.ts";
export * from "./missed_visits.ts";
export * from "./number_search.ts";
export * from "./period.ts";
export { phoneKey } from "./phone.ts";
export * from "./quarter.ts";
export * from "./queue_action.ts";
export * from "./queue_log.ts";
export * from "./queue_news.ts";
export * from "./service_level.ts";
export * from "./share.ts";
export * from "./span_sum.ts";
export * from "./time.ts";
export * from "./time_set.ts";
export * from "./today.ts";
export * from "./visit.ts";
export * from "./visit_fold.ts";
export * from "./waiting_trend.ts";
export * from "./watch_fold.ts";
export * from "./zone.ts";
