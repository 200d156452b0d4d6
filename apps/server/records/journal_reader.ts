/** Reads a {@link Journal} back, in order, and waits at its end for what comes. */
import { open } from "node:fs/promises";
import type { CallCentreEvent } from "@qmanager/core";
import type { Journal, Segment } from "./journal.ts";

/** An event and its number. */
export interface Numbered {
  number: number;
  event: CallCentreEvent;
}

const pieceBytes = 256 * 1024;

/**
 * The events from the oldest segment on, in groups, up to what is synced; at the end of the journal it waits, until the
 * signal ends it.
 *
 * @param unreadable told of each line that is none of ours: it is passed over
 */
export async function* readJournal(
  journal: Journal,
  signal: AbortSignal,
  unreadable: (line: string, reason: string) => void,
): AsyncGenerator<Numbered[]> {
  let segment: Segment | undefined;
  let offset = 0;
  while (!signal.aborted) {
    segment ??= journal.segments()[0];
    const end = segment ? journal.bytesOf(segment) : 0;
    if (segment && offset < end) {
      const { events, bytes } = await readPiece(segment, offset, end, unreadable);
      offset += bytes;
      if (events.length > 0) yield events;
      continue;
    }
    const { first } = segment ?? { first: 0 };
    const after = journal.segments().find((each) => each.first > first);
    if (after) [segment, offset] = [after, 0];
    else await untilMore(journal, signal);
  }
}

/** Whole lines from an offset on, about as much as one piece. */
async function readPiece(
  { path }: Segment,
  offset: number,
  end: number,
  unreadable: (line: string, reason: string) => void,
): Promise<{ events: Numbered[]; bytes: number }> {
  const file = await open(path, "r");
  try {
    for (let size = Math.min(pieceBytes, end - offset); ; size = Math.min(size * 4, end - offset)) {
      const buffer = Buffer.allocUnsafe(size);
      const { bytesRead } = await file.read(buffer, 0, size, offset);
      const bytes = bytesRead === 0 ? 0 : buffer.lastIndexOf(10, bytesRead - 1) + 1;
      // A line longer than the piece: again, with a larger one.
      if (bytes === 0 && size < end - offset) continue;
      // What is synced ends with a line; a file that somebody cut is read up to there.
      if (bytes === 0) return { events: [], bytes: end - offset };
      const lines = buffer.toString("utf8", 0, bytes - 1).split("\n");
      return { events: lines.flatMap((line) => readLine(line, unreadable)), bytes };
    }
  } finally {
    await file.close();
  }
}

function readLine(line: string, unreadable: (line: string, reason: string) => void): Numbered[] {
  try {
    const [number, event] = JSON.parse(line) as [number, CallCentreEvent];
    if (typeof number === "number" && typeof event?.type === "string") return [{ number, event }];
    unreadable(line, "It is no event of ours");
  } catch (error) {
    unreadable(line, error instanceof Error ? error.message : String(error));
  }
  return [];
}

/** Until another group is synced, or the signal. */
function untilMore(journal: Journal, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = journal.onSynced(resolve);
  const aborted = () => resolve();
  signal.addEventListener("abort", aborted);
  return promise.finally(() => {
    stop();
    signal.removeEventListener("abort", aborted);
  });
}
