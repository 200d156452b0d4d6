import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { queueLogText } from "../../../test/simulator/queue_log_text.ts";
import { joinedLogs } from "./joined_logs.ts";

const folders: string[] = [];
afterEach(() => {
  for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true });
});

function files(...texts: (string | Uint8Array)[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "qm-joined-"));
  folders.push(folder);
  return texts.map((text, n) => {
    const path = join(folder, `queue_log.${n}`);
    writeFileSync(path, text);
    return path;
  });
}

const lines = [...queueLogText({ calls: 200, from: 1_795_338_600 })];
const whole = lines.join("");
const text = async (paths: string[]) => {
  const logs = await joinedLogs(paths, "UTC");
  return { text: (await Array.fromAsync(logs.text)).join(""), ...logs.repeated };
};

test("joinedLogs() gives parts of a log, gzipped and not, in whatever order, as the one log", async () => {
  const [a, b, c] = [lines.slice(0, 100), lines.slice(100, 300), lines.slice(300)].map((part) => part.join(""));
  expect(await text(files(c!, Bun.gzipSync(a!), b!))).toEqual({ text: whole, lines: 0 });
});

test("joinedLogs() gives each row once, however parts overlap", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(lines.length), fc.nat(lines.length), async (from, to) => {
      const part = lines.slice(Math.min(from, to), Math.max(from, to) + 1);
      expect(await text(files(whole, part.join("")))).toEqual({ text: whole, lines: part.length });
    }),
    { numRuns: 20 },
  );
});

test("joinedLogs() refuses what is no log, and says why", async () => {
  await expect(joinedLogs(files("PK\u0003\u0004\u0014"), "UTC")).rejects.toThrow("is packed with zip. Unpack it");
  const [image, nothing] = files("GIF89a\n\n", "");
  expect(joinedLogs([image!], "UTC")).rejects.toThrow("is no queue_log: Expected time|callid|queue|agent|event");
  expect(joinedLogs([nothing!], "UTC")).rejects.toThrow("is no queue_log: It is empty");
  expect(joinedLogs([`${nothing}.none`], "UTC")).rejects.toThrow("Cannot read");
});
