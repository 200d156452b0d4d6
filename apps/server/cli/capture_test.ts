import { afterAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = await mkdtemp(join(tmpdir(), "qm-capture-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const log = [
  "1795338710|1795338710.1|suporte|NONE|ENTERQUEUE||11|1",
  "1795338712|1795338710.1|suporte|NONE|ABANDON|1|1|2",
  "",
].join("\n");
const ami = [
  "Asterisk Call Manager/5.0",
  "Event: QueueCallerJoin\r\nQueue: suporte\r\nUniqueid: 1795338710.1\r\nPosition: 1\r\nTimestamp: 1795338710.5\r\n",
  "",
].join("\r\n");

async function qm(
  args: string[],
  input: string | Uint8Array = "",
): Promise<{ code: number; out: string; err: string }> {
  const running = Bun.spawn([process.execPath, join(import.meta.dir, "qm.ts"), ...args], {
    stdin: typeof input === "string" ? new TextEncoder().encode(input) : input,
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err] = await Promise.all([new Response(running.stdout).text(), new Response(running.stderr).text()]);
  return { code: await running.exited, out, err };
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await Bun.write(path, content);
  return path;
}

const visits = (out: string): unknown[] =>
  out
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));

test.each([
  ["a queue_log", log],
  ["a gzipped queue_log", Bun.gzipSync(log)],
  ["a queue_log with CRLF and the names of columns", `time\tcallid\tqueuename\r\n${log.replaceAll("\n", "\r\n")}`],
  ["AMI", ami],
  ["AMI that begins after its banner", ami.slice(ami.indexOf("Event"))],
])("qm calls reads %s from standard input without a word", async (_, input) => {
  const { code, out, err } = await qm(["calls", "-"], input);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(visits(out)).toMatchObject([{ uniqueid: "1795338710.1", queue: "suporte" }]);
});

test.each([
  ["is empty", "", "standard input is empty"],
  ["is neither", "\x7fELF", "is neither a capture of AMI"],
  ["ends within a row", log.slice(0, -3), 'ends in the middle of a line, which is left out: "1795338712|'],
  ["ends within a message", `${ami}Event: QueueCallerJo`, "ends in the middle of a message"],
  ["is cut off within its gzip", Bun.gzipSync(log).slice(0, 60), "cannot be unzipped to its end"],
  ["has local times and no zone", log.replaceAll(/^\d+\|/gm, "2026-11-21 10:00:00|"), "which zone"],
])("qm calls says what is wrong with a capture that %s, and ends with 1", async (_, input, says) => {
  const { code, err } = await qm(["calls", "-"], input);
  expect(err).toContain(says);
  expect(err.trim().split("\n")).toHaveLength(1);
  expect(code).toBe(1);
});

test("qm calls prints what was whole before the place where a capture is cut off", async () => {
  const { out } = await qm(["calls", "-"], log.slice(0, -3));
  expect(visits(out)).toMatchObject([{ uniqueid: "1795338710.1", outcome: null }]);
});

test("qm calls counts what it does not understand and goes on", async () => {
  const garbage = `\0\u0001 garbage\r\nmore: of it\r\n\r\n`;
  const inAmi = await qm(["calls", "-"], ami + garbage);
  expect(inAmi.err).toContain('1 piece was not understood; the first: "\\u0000\\u0001 garbage\\nmore: of it"');
  expect(visits(inAmi.out)).toHaveLength(1);
  const inLog = await qm(["calls", "-"], `17${"5".repeat(70_000)}|a\n${log}`);
  expect(inLog.err).toContain("1 piece was not understood");
  expect(inLog.err.length).toBeLessThan(1_000);
  expect(visits(inLog.out)).toMatchObject([{ outcome: "abandoned" }]);
});

test("qm calls says that an index does not belong to its capture", async () => {
  const path = await file("ami.raw", ami);
  const index = (length: number) => ({ chunks: [[0, length, 1795338710500, 0]], connections: [{ offset: 0 }] });
  await file("ami.index.json", JSON.stringify(index(ami.length + 1)));
  expect(await qm(["calls", path])).toMatchObject({ code: 1, err: expect.stringContaining("is cut off") });
  await file("ami.index.json", JSON.stringify(index(ami.length - 1)));
  expect(await qm(["calls", path])).toMatchObject({ code: 1, err: expect.stringContaining("longer than its index") });
  await file("ami.index.json", JSON.stringify(index(-1)));
  expect(await qm(["calls", path])).toMatchObject({ code: 1, err: expect.stringContaining("is not an index") });
});

test("qm calls says once what keeps it from reading: a folder, no file, no zone", async () => {
  expect(await qm(["calls", folder])).toMatchObject({ code: 1, err: expect.stringContaining("is a folder") });
  const missing = await qm(["calls", join(folder, "none")]);
  expect(missing.err.trim().split("\n")).toEqual([expect.stringContaining("Cannot read")]);
  expect(missing.code).toBe(1);
  expect(await qm(["calls", "-", "--zone", "Mars/X"])).toMatchObject({ code: 2, out: "" });
});

test("qm calls writes behind what its output has already", async () => {
  const path = await file("queue_log", log);
  const qmPath = join(import.meta.dir, "qm.ts");
  const twice = `{ echo first; '${process.execPath}' '${qmPath}' calls '${path}'; '${process.execPath}' '${qmPath}' calls '${path}'; } > '${folder}/out'`;
  await Bun.spawn(["sh", "-c", twice]).exited;
  const lines = (await Bun.file(join(folder, "out")).text()).split("\n");
  expect(lines).toEqual(["first", lines[1]!, lines[1]!, ""]);
});

test.each(["calls", "agents", "doctor", "demo", "start"])(
  "qm %s --help says how it is used, and succeeds",
  async (name) => {
    const { code, out, err } = await qm([name, "--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`qm ${name}`);
  },
);
