/** Sessions and pauses as the recorders of AMI and of queue_log write them, turn by turn, for tests. */
import { type AgentInterval, AgentTimeline, type CallCentreEvent, MemberMarks, type PbxId } from "@qmanager/core";
import type { Sql } from "../db/connect.ts";
import { Partitions } from "../db/partitions.ts";
import { silentLog } from "../log.ts";
import { membersBefore } from "../queue_log/known_before.ts";
import { AgentRegister } from "./agent_register.ts";
import { beginnings, IntervalBook } from "./interval_book.ts";
import { type Told, writeNews } from "./write_news.ts";

/** A row that is shown. */
export type ShownInterval = AgentInterval & { open: boolean };

/** Each turn is one transaction. */
export function tellersOfTests(sql: Sql) {
  const partitions = new Partitions(sql);
  const agents = new AgentRegister(Date.now);

  async function write(pbx: PbxId, told: Pick<Told, "source" | "marks" | "intervals">): Promise<void> {
    const writer = { sql, pbx, agents, log: silentLog, now: Date.now };
    const keep = await writeNews(writer, { visits: [], calls: [], ...told }, async () => {});
    keep();
  }

  /** Records as a recorder of AMI does, in turns of so many events. */
  async function* live(pbx: PbxId, events: readonly CallCentreEvent[], eventsAtOnce: number): AsyncGenerator<void> {
    const timeline = new AgentTimeline(pbx);
    const book = new IntervalBook([]);
    let closed: AgentInterval[] = [];
    let seenAt = 0;
    for (const [n, event] of events.entries()) {
      closed.push(...timeline.apply({ ...event, pbx }).filter(({ kind }) => kind === "session" || kind === "pause"));
      seenAt = event.at ?? seenAt;
      if ((n + 1) % eventsAtOnce > 0 && n + 1 < events.length) continue;
      const news = book.news(timeline, closed);
      closed = [];
      if (news.begun.length + news.ended.length + news.whole.length === 0) continue;
      await partitions.have("agent_intervals", beginnings(news, seenAt));
      await write(pbx, { source: "live", marks: [], intervals: { book, news, seenAt } });
      yield;
    }
  }

  /** Records as a recorder of a log does. */
  async function* log(pbx: PbxId, rows: readonly CallCentreEvent[], rowsAtOnce: number): AsyncGenerator<void> {
    const members = new MemberMarks();
    members.resume(await membersBefore(sql, pbx, rows));
    for (let from = 0; from < rows.length; ) {
      let to = Math.min(from + rowsAtOnce, rows.length);
      while (to < rows.length && rows[to]?.at === rows[to - 1]?.at) to += 1;
      const marks = rows.slice(from, to).flatMap((event) => members.apply(event));
      from = to;
      if (marks.length === 0) continue;
      await partitions.have(
        "agent_intervals",
        marks.map(({ at }) => at),
      );
      await write(pbx, { source: "log", marks, intervals: null });
      yield;
    }
  }

  async function onFile(pbx: PbxId): Promise<ShownInterval[]> {
    return sql<ShownInterval[]>`
    select null as pbx, kind, agent, interface, queue, reason, case when from_known then from_at end as "from", to_at as "to", open
    from agent_intervals where pbx = ${pbx} and not superseded
    order by from_at, kind, queue, interface, agent, reason, to_at
  `;
  }

  return { live, log, onFile };
}
