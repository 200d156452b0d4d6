import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CallCentreEvent, pbxId } from "@qmanager/core";
import { silentLog } from "../log.ts";
import { Journal, type JournalGap, type JournalOptions } from "./journal.ts";
import { type Numbered, readJournal } from "./journal_reader.ts";

// A real disk, on machines that have other work too.
setDefaultTimeout(60_000);

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "qm-journal-"));
  stops.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function journal(path: string, more: Partial<JournalOptions> = {}): Journal {
  const opened = Journal.open({
    folder: path,
    log: silentLog,
    now: Date.now,
    refused: () => {},
    resumed: () => {},
    ...more,
  });
  stops.push(() => opened.close());
  return opened;
}

const tick = (at: number): CallCentreEvent => ({ type: "tick", pbx: pbxId("a"), at });

/** The first so many events, as a reader that waits for them gets them. */
async function read(from: Journal, count: number, unreadable: string[] = []): Promise<Numbered[]> {
  const all: Numbered[] = [];
  if (count === 0) return all;
  for await (const group of readJournal(from, new AbortController().signal, (line) => unreadable.push(line))) {
    all.push(...group);
    if (all.length >= count) break;
  }
  return all;
}

test("Journal keeps events in order over a restart, and goes on counting", async () => {
  const path = folder();
  const first = journal(path);
  for (let at = 1; at <= 3; at++) first.append(tick(at));
  await first.close();
  const second = journal(path);
  expect(second.next).toBe(4);
  second.append(tick(4));
  expect(await read(second, 4)).toEqual([1, 2, 3, 4].map((at) => ({ number: at, event: tick(at) })));
});

test("Journal forgets a line that a crash cut off, and reads all before it", async () => {
  const path = folder();
  const first = journal(path);
  for (let at = 1; at <= 3; at++) first.append(tick(at));
  await first.close();
  const [segment] = first.segments();
  appendFileSync(segment!.path, '[4,{"type":"ti');
  const second = journal(path);
  second.append(tick(44));
  expect((await read(second, 4)).map((each) => each.event.at)).toEqual([1, 2, 3, 44]);
});

test("Journal forgets the zeros that a full disk may leave behind", async () => {
  const path = folder();
  const first = journal(path);
  first.append(tick(1));
  await first.close();
  appendFileSync(first.segments()[0]!.path, new Uint8Array(4096));
  const second = journal(path);
  expect(second.next).toBe(2);
  second.append(tick(2));
  await second.close();
  expect(readFileSync(first.segments()[0]!.path, "utf8").split("\n")).toHaveLength(3);
});

test("Journal keeps its id as long as its events, and goes on after a number that it lost", async () => {
  const path = folder();
  const first = journal(path);
  first.append(tick(1));
  await first.close();
  const second = journal(path);
  expect(second.id).toBe(first.id);
  second.continueAfter(40);
  second.append(tick(41));
  expect((await read(second, 2)).map((each) => each.number)).toEqual([1, 41]);
  await second.close();
  expect(journal(path).next).toBe(42);
  expect(journal(folder()).id).not.toBe(first.id);
});

test("Journal goes on in another segment when one is full, and drops those that nobody needs", async () => {
  const path = folder();
  const full = journal(path, { segmentBytes: 100 });
  for (let at = 1; at <= 9; at++) {
    full.append(tick(at));
    await read(full, at);
  }
  expect(full.segments().length).toBeGreaterThan(2);
  const third = full.segments()[2]!.first;
  await full.drop(third);
  expect(full.segments()[0]!.first).toBe(third);
  expect((await read(full, 10 - third)).map((each) => each.number)).toEqual(
    Array.from({ length: 10 - third }, (_, at) => third + at),
  );
});

test("Journal keeps the last segment, whatever is dropped", async () => {
  const kept = journal(folder());
  kept.append(tick(1));
  await read(kept, 1);
  await kept.drop(1_000);
  expect(kept.segments()).toHaveLength(1);
});

test("readJournal() passes over a line that is none of ours, and tells it", async () => {
  const path = folder();
  const first = journal(path);
  first.append(tick(1));
  await first.close();
  appendFileSync(first.segments()[0]!.path, "what is this\n");
  const second = journal(path);
  second.append(tick(3));
  const unreadable: string[] = [];
  expect((await read(second, 2, unreadable)).map((each) => each.number)).toEqual([1, 3]);
  expect(unreadable).toEqual(["what is this"]);
});

test("readJournal() reads lines longer than what it reads at once", async () => {
  const long = journal(folder());
  const event: CallCentreEvent = { ...tick(1), type: "queues_listed", queues: [] };
  Object.assign(event, { queues: Array.from({ length: 60_000 }, (_, at) => `queue ${at}`) });
  long.append(event);
  long.append(tick(2));
  expect((await read(long, 2)).map((each) => each.event)).toEqual([event, tick(2)]);
});

/** A file system of so many bytes, where this machine lets us make one. */
function smallDisk(bytes: number): string | null {
  const path = folder();
  if (Bun.spawnSync(["mount", "-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", path]).exitCode !== 0) return null;
  stops.push(() => Bun.spawnSync(["umount", "-l", path]));
  return path;
}

const mounts = process.getuid?.() === 0;

test.skipIf(!mounts)("Journal lets events pass while the disk is full, and says when it takes them again", async () => {
  const disk = smallDisk(512 * 1024);
  if (disk === null) throw new Error("root could not mount a tmpfs here");
  const resumed = Promise.withResolvers<void>();
  const refusals: JournalGap[] = [];
  const tight = journal(join(disk, "journal"), {
    refused: (gap) => refusals.push(gap),
    resumed: () => resumed.resolve(),
  });
  tight.append(tick(1));
  await read(tight, 1);
  const filler = join(disk, "filler");
  expect(() => writeFileSync(filler, new Uint8Array(1024 * 1024))).toThrow("ENOSPC");
  while (tight.gap === null) {
    tight.append(tick(2));
    await Bun.sleep(20);
  }
  expect(refusals).toMatchObject([{ reason: expect.stringContaining("ENOSPC") }]);
  const lost = tight.next;
  tight.append(tick(3));
  expect(tight.next).toBe(lost);
  rmSync(filler);
  await resumed.promise;
  expect(tight.gap).toBeNull();
  tight.append(tick(5));
  const kept = await read(tight, lost);
  expect(kept.at(-1)).toEqual({ number: lost, event: tick(5) });
});
