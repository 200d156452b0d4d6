/** What queue_log tells of members' sessions and pauses, mark by mark. */
import type { EpochMs, MemberMark, PbxId, QueueName } from "@qmanager/core";
import type { Query } from "./connect.ts";

/** Whose marks belong together: a member's of one kind in one queue. */
export interface MarkStream {
  kind: MemberMark["kind"];
  queue: QueueName;
  key: string;
}

export interface StreamWindow extends MarkStream {
  from: EpochMs;
  to: EpochMs;
}

/** As many rows as one statement takes. */
const rowsAtOnce = 5_000;

const markColumns = (sql: Query) => sql`
  kept.at, kept.kind, kept.queue, kept.member, kept.word, kept.reason
`;

/** The marks of a stream in an instant, in order. */
export interface MarksOfInstant extends MarkStream {
  at: EpochMs;
  marks: readonly MemberMark[];
}

/** What is known of these streams in these instants. */
export async function marksAt(
  tx: Query,
  pbx: PbxId,
  instants: readonly Omit<MarksOfInstant, "marks">[],
): Promise<(MemberMark & { key: string })[]> {
  const found: (MemberMark & { key: string })[] = [];
  for (let from = 0; from < instants.length; from += rowsAtOnce) {
    const asked = instants.slice(from, from + rowsAtOnce).map(({ kind, queue, key, at }) => ({
      ...{ kind, queue, key, at: new Date(at).toISOString() },
    }));
    found.push(
      ...(await tx<(MemberMark & { key: string })[]>`
        select ${markColumns(tx)}, kept.key
        from json_to_recordset(${JSON.stringify(asked)}::text::json) as asked (kind text, queue text, key text, at timestamptz)
        join member_marks as kept on kept.pbx = ${pbx} and kept.kind = asked.kind and kept.queue = asked.queue
          and kept.key = asked.key and kept.at = asked.at
        order by kept.kind, kept.queue, kept.key, kept.at, kept.nth
      `),
    );
  }
  return found;
}

/** Writes the marks of instants, each in the place of what was known of it: never fewer than that. */
export async function putMarks(tx: Query, pbx: PbxId, instants: readonly MarksOfInstant[]): Promise<void> {
  const rows = instants.flatMap(({ key, marks }) =>
    marks.map(({ kind, queue, member, at, word, reason }, nth) => ({
      ...{ kind, queue, key, at: new Date(at).toISOString(), nth, member, word, reason },
    })),
  );
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await tx`
      insert into member_marks (pbx, kind, queue, key, at, nth, member, word, reason)
      select ${pbx}, kind, queue, key, at, nth, member, word, reason
      from json_to_recordset(${JSON.stringify(rows.slice(from, from + rowsAtOnce))}::text::json) as told (
        kind text, queue text, key text, at timestamptz, nth smallint, member text, word text, reason text
      )
      on conflict (pbx, kind, queue, key, at, nth) do update set
        member = excluded.member, word = excluded.word, reason = excluded.reason
    `;
  }
}

/** The marks of all members in the time before an instant, in order. */
export async function marksBefore(
  sql: Query,
  pbx: PbxId,
  { from, to }: { from: EpochMs; to: EpochMs },
): Promise<MemberMark[]> {
  return sql<MemberMark[]>`
    select ${markColumns(sql)} from member_marks as kept
    where kept.pbx = ${pbx} and kept.at >= ${from} and kept.at < ${to}
    order by kept.at, kept.nth
  `;
}

/**
 * The marks within windows, and of each side those up to the nearest one that is sure: with these it is known what goes on at
 * either end.
 *
 * @returns by the window's place in the list, in order
 */
export async function marksWithin(
  tx: Query,
  pbx: PbxId,
  windows: readonly StreamWindow[],
): Promise<Map<number, MemberMark[]>> {
  const asked = windows.map(({ kind, queue, key, from, to }, n) => ({
    ...{ n, kind, queue, key, from_at: new Date(from).toISOString(), to_at: new Date(to).toISOString() },
  }));
  const rows = await tx<(MemberMark & { n: number })[]>`
    with asked as (
      select * from json_to_recordset(${JSON.stringify(asked)}::text::json) as asked (
        n integer, kind text, queue text, key text, from_at timestamptz, to_at timestamptz
      )
    ), reaching as (
      select n, kind, queue, key,
        coalesce((
          select at from member_marks as m where m.pbx = ${pbx} and m.kind = asked.kind and m.queue = asked.queue
            and m.key = asked.key and m.at < asked.from_at and m.word <> 'doubted'
          order by m.at desc, m.nth desc limit 1
        ), from_at) as from_at,
        coalesce((
          select at from member_marks as m where m.pbx = ${pbx} and m.kind = asked.kind and m.queue = asked.queue
            and m.key = asked.key and m.at > asked.to_at and m.word <> 'doubted'
          order by m.at, m.nth limit 1
        ), to_at) as to_at
      from asked
    )
    select n, ${markColumns(tx)} from reaching
    join member_marks as kept on kept.pbx = ${pbx} and kept.kind = reaching.kind and kept.queue = reaching.queue
      and kept.key = reaching.key and kept.at >= reaching.from_at and kept.at <= reaching.to_at
    order by n, kept.at, kept.nth
  `;
  const found = new Map<number, MemberMark[]>();
  for (const { n, ...mark } of rows) {
    const known = found.get(n);
    if (known) known.push(mark);
    else found.set(n, [mark]);
  }
  return found;
}
