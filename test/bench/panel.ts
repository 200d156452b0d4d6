/**
 * The panel in a real browser, as a supervisor has it open: how soon after an event of the PBX his page is another one,
 * under the load of a large call centre and with 50 more who look on; whether it stutters in a busy minute; how soon it is
 * there with 1,000 agents; what its script weighs.
 */
import { type AmiMessage, AmiParser } from "@qmanager/ami";
import type { Browser, Page } from "playwright-core";
import { launch, preparedChromium } from "../browser/chromium.ts";
import {
  cookieOf,
  dataFolder,
  freePort,
  page as lookOn,
  percentile,
  relay,
  type Server,
  server,
  simulator,
  stopAll,
} from "./live_rig.ts";

const busyMs = Number(process.env.BENCH_SECONDS ?? 60) * 1000;
const warmUpMs = 15_000;
const lookers = 50;
const openings = 7;
/** What comes to a queue after so long a silence is a first change, and is sent at once; what follows fast is put together. */
const quietMs = 1_000;
/** What the page was told so lately needs no telling again. */
const toldMs = 1_000;
const goals = { firstChangeP95Ms: 100, firstFrameMs: 500, longestFrameMs: 100, scriptKb: 60 };

/** What an event must make the page show: of queues near what one sees the boxes and rows, of every queue the head. */
function expected(message: AmiMessage): string[] {
  const number = message.get("CallerIDNum");
  const phone = message.get("Interface");
  switch (message.event) {
    case "QueueCallerJoin":
      return [`waiting ${number}`, `line ${message.get("Count")}`];
    case "QueueCallerLeave":
      return [`gone ${number}`, `line ${message.get("Count")}`];
    case "AgentCalled":
      return [`ringing ${phone}`];
    case "AgentConnect":
      return [`busy ${phone}`];
    case "QueueMemberPause":
      return message.get("Paused") === "1" ? [`paused ${phone}`] : [];
    default:
      return [];
  }
}

/** What the page writes down of itself. Epoch ms, as the relay's. */
interface Notes {
  /** What it showed, and when. */
  shown: [key: string, at: number][];
  /** Pauses between frames that were longer than 50 ms. */
  gaps: number[];
  /** Work that held the page for longer than 50 ms. */
  longTasks: number[];
  /** From the beginning of its loading until all that is in the window was painted, and until every queue's head was. */
  firstFrameMs: number | null;
  everyHeadMs: number | null;
}

declare global {
  interface Window {
    notes: Notes;
  }
}

/** Runs in the page before its own script. */
function takeNotes(queues: number): void {
  const notes: Notes = { shown: [], gaps: [], longTasks: [], firstFrameMs: null, everyHeadMs: null };
  window.notes = notes;
  const now = () => performance.timeOrigin + performance.now();
  const queueOf = (element: Element) => element.closest<HTMLElement>(".queue")?.dataset.topic?.split("/").at(-1) ?? "";
  const waits = (node: Node) =>
    node instanceof Element ? (node.matches(".wait") ? [node] : [...node.querySelectorAll(".wait")]) : [];
  const number = (row: Element) => row.querySelector(".wait__num bdi")?.textContent;
  /** A figure of a head: every queue has one, near or far. */
  const figureOf = (node: Node) => node.parentElement?.closest(".qfig")?.querySelector("dt")?.textContent;
  const observer = new MutationObserver((records) => {
    const at = now();
    for (const { type, target, addedNodes, removedNodes } of records) {
      if (target instanceof Text && target.parentElement !== null && figureOf(target) === "Aguardando")
        notes.shown.push([`${queueOf(target.parentElement)} line ${target.data}`, at]);
      if (!(target instanceof HTMLElement)) continue;
      const queue = queueOf(target);
      if (type === "attributes") {
        if (target.dataset.state)
          notes.shown.push([`${queue} ${target.dataset.state} ${target.dataset.interface}`, at]);
        continue;
      }
      for (const node of addedNodes)
        for (const row of waits(node)) notes.shown.push([`${queue} waiting ${number(row)}`, at]);
      for (const node of removedNodes)
        for (const row of waits(node)) notes.shown.push([`${queue} gone ${number(row)}`, at]);
    }
  });
  const options = { subtree: true, childList: true, characterData: true, attributeFilter: ["data-state"] };
  observer.observe(document, options);
  let before = performance.now();
  const frame = (at: number) => {
    if (at - before > 50) notes.gaps.push(at - before);
    before = at;
    if (notes.firstFrameMs === null && isWindowFull()) painted(() => (notes.firstFrameMs ??= performance.now()));
    if (notes.everyHeadMs === null && document.querySelectorAll(".queue[data-topic] .qhead").length === queues)
      painted(() => (notes.everyHeadMs ??= performance.now()));
    requestAnimationFrame(frame);
  };
  /** This frame paints what stands there now; its end is seen at the next task. */
  const painted = (then: () => void) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = then;
    channel.port2.postMessage(null);
  };
  const isWindowFull = () => {
    const inWindow = [...document.querySelectorAll<HTMLElement>(".panel-body > *")].filter(
      (each) => each.getBoundingClientRect().top < innerHeight,
    );
    return (
      inWindow.length > 0 && inWindow.every((each) => each.querySelector(".op:not(.op--skeleton), .empty") !== null)
    );
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) notes.longTasks.push(each.duration);
  }).observe({ type: "longtask" });
}

async function openPanel(browser: Browser, at: Server, cookie: string, queues: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "pt-BR" });
  const [name, value] = cookie.split("=");
  await context.addCookies([{ name: name ?? "", value: value ?? "", url: at.address }]);
  const page = await context.newPage();
  await page.addInitScript(takeNotes, queues);
  await page.goto(at.address);
  await page.waitForFunction(() => window.notes.firstFrameMs !== null && window.notes.everyHeadMs !== null);
  return page;
}

interface Latency {
  ms: number;
  isFirst: boolean;
}

/** A busy minute: 50 queues, 200 agents, 20 calls a second, the panel and 50 others who look at every queue. */
async function busyMinute(browser: Browser) {
  const load = { queues: 50, agents: 200, callsPerSecond: 20 };
  const parser = new AmiParser();
  const sent: { key: string; at: number; isFirst: boolean }[] = [];
  const lastOf = new Map<string, number>();
  let isMeasuring = false;
  let heard = 0;
  const port = relay(await simulator(load), (bytes, moment) => {
    const at = performance.timeOrigin + moment;
    for (const message of parser.push(bytes)) {
      if (message.kind !== "event") continue;
      const queue = message.get("Queue");
      const keys = expected(message);
      if (queue === undefined || keys.length === 0) continue;
      const isFirst = at - (lastOf.get(queue) ?? 0) > quietMs;
      lastOf.set(queue, at);
      if (isMeasuring) sent.push(...keys.map((key) => ({ key: `${queue} ${key}`, at, isFirst })));
    }
  });
  const busy = await server(dataFolder(), freePort(), port);
  const cookie = await cookieOf(busy.address);
  for (let each = 0; each < lookers; each++) lookOn(busy.address, cookie, () => heard++);
  const page = await openPanel(browser, busy, cookie, load.queues);
  await Bun.sleep(warmUpMs);
  await page.evaluate(() => Object.assign(window.notes, { shown: [], gaps: [], longTasks: [] }));
  heard = 0;
  isMeasuring = true;
  await Bun.sleep(busyMs);
  isMeasuring = false;
  const messages = heard;
  await Bun.sleep(1_000);
  const notes = await page.evaluate(() => window.notes);
  await page.context().close();
  const script = await scriptKb(busy.address);
  await stopAll();
  return { latencies: latenciesOf(sent, notes.shown), notes, messagesPerSecond: (messages / busyMs) * 1_000, script };
}

/** Each event with the first time that the page showed it; what was shown a moment before it had been told already. */
function latenciesOf(sent: readonly { key: string; at: number; isFirst: boolean }[], shown: Notes["shown"]): Latency[] {
  const times = new Map<string, number[]>();
  for (const [key, at] of shown) times.set(key, [...(times.get(key) ?? []), at]);
  return sent.flatMap(({ key, at, isFirst }) => {
    const all = times.get(key) ?? [];
    if (all.some((each) => each < at && each > at - toldMs)) return [];
    const after = all.find((each) => each >= at);
    // Later it is another one's: a phone that rings again.
    return after === undefined || after > at + 2_000 ? [] : [{ ms: after - at, isFirst }];
  });
}

/** How long a supervisor waits for the whole panel of 1,000 agents; and how it holds up in half a minute of their calls. */
async function thousandAgents(browser: Browser) {
  const load = { queues: 50, agents: 1_000, callsPerSecond: 20, talkSeconds: 25 };
  const large = await server(dataFolder(), freePort(), await simulator(load));
  const cookie = await cookieOf(large.address);
  await Bun.sleep(warmUpMs);
  const firstFrames: number[] = [];
  const everyHead: number[] = [];
  for (let each = 0; each < openings; each++) {
    const page = await openPanel(browser, large, cookie, load.queues);
    const { firstFrameMs, everyHeadMs } = await page.evaluate(() => window.notes);
    firstFrames.push(firstFrameMs ?? Number.NaN);
    everyHead.push(everyHeadMs ?? Number.NaN);
    if (each < openings - 1) await page.context().close();
  }
  const page = browser.contexts()[0]?.pages()[0];
  await page?.evaluate(() => Object.assign(window.notes, { gaps: [], longTasks: [] }));
  await Bun.sleep(busyMs / 2);
  const notes = await page?.evaluate(() => window.notes);
  await page?.context().close();
  await stopAll();
  const rising = (all: number[]) => all.sort((a, b) => a - b);
  return {
    firstFrames: rising(firstFrames),
    everyHead: rising(everyHead),
    gaps: notes?.gaps ?? [],
    longTasks: notes?.longTasks ?? [],
  };
}

/** The gzipped weight of the script that the page begins with. */
async function scriptKb(address: string): Promise<number> {
  const wanted = [...(await (await fetch(address)).text()).matchAll(/<script[^>]* src="([^"]+)"/g)].map(
    (each) => each[1],
  );
  const known = new Set<string>();
  let bytes = 0;
  for (let path = wanted.pop(); path !== undefined; path = wanted.pop()) {
    if (known.has(path)) continue;
    known.add(path);
    const text = await (await fetch(address + path)).text();
    bytes += Bun.gzipSync(text).length;
    wanted.push(...[...text.matchAll(/(?:from|import)"([^"]+)"/g)].map((each) => each[1]));
  }
  return bytes / 1024;
}

const ms = (value: number | undefined) => `${(value ?? Number.NaN).toFixed(1)} ms`;
const most = (all: readonly number[]) => Math.max(0, ...all);

function spread(latencies: readonly Latency[]): string {
  const sorted = latencies.map((each) => each.ms).sort((a, b) => a - b);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(sorted, share));
  return `p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}, of ${sorted.length}`;
}

const frames = (gaps: readonly number[], longTasks: readonly number[]) =>
  `longest pause between frames ${gaps.length === 0 ? "≤ 50 ms" : ms(most(gaps))}, ${gaps.filter((each) => each > goals.longestFrameMs).length} over ` +
  `${goals.longestFrameMs} ms; longest task ${longTasks.length === 0 ? "≤ 50 ms" : ms(most(longTasks))}`;

async function run(path: string): Promise<boolean> {
  const browser = await launch(path);
  try {
    const busy = await busyMinute(browser);
    const large = await thousandAgents(browser);
    const first = busy.latencies.filter((each) => each.isFirst);
    const firstP95 = percentile(
      first.map((each) => each.ms).sort((a, b) => a - b),
      0.95,
    );
    const firstFrame = percentile(large.firstFrames, 0.5);
    const rows = [
      [
        "load",
        `50 queues, 200 agents, 20 calls/s; the page and ${lookers} clients: ${Math.round(busy.messagesPerSecond)} messages/s to these`,
      ],
      ["first change → DOM", `${spread(first)} (goal: p95 ≤ ${goals.firstChangeP95Ms} ms)`],
      ["every change → DOM", spread(busy.latencies)],
      [`${busyMs / 1_000} s of that`, `${frames(busy.notes.gaps, busy.notes.longTasks)} (goal: none over)`],
      [
        "first full frame",
        `median ${ms(firstFrame)}, worst ${ms(large.firstFrames.at(-1))} of ${openings}, with 1,000 agents in 50 queues (goal: ≤ ${goals.firstFrameMs} ms); every head ${ms(percentile(large.everyHead, 0.5))}`,
      ],
      [`${busyMs / 2_000} s of these`, frames(large.gaps, large.longTasks)],
      ["script", `${busy.script.toFixed(1)} KB gzipped (goal: ≤ ${goals.scriptKb} KB)`],
    ];
    for (const [name, value] of rows) console.log(`${name?.padEnd(24)} ${value}`);
    return (
      firstP95 <= goals.firstChangeP95Ms &&
      most(busy.notes.gaps) <= goals.longestFrameMs &&
      firstFrame <= goals.firstFrameMs &&
      busy.script <= goals.scriptKb
    );
  } finally {
    await stopAll();
    await browser.close();
  }
}

const chromium = await preparedChromium();
if ("missing" in chromium) {
  console.error(`The panel cannot be measured: ${chromium.missing}`);
  process.exit(1);
}
process.exit((await run(chromium.path)) ? 0 : 1);
