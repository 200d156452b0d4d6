/** Which queues the panel shows: kept in this browser, and in the address. */
import { interfaceKey } from "@qmanager/core";
import type { Wanted } from "../parts/wanted.ts";
import { keep, kept } from "../preference.ts";

/** All, also those that are made later; or these, by topic. */
export type Choice = "all" | ReadonlySet<string>;

const prefix = "queue/";

/** What an address says, `?queues=matriz/suporte&queues=matriz/vendas`; null when it says nothing of it. */
export function choiceOf(search: string): Choice | null {
  const said = new URLSearchParams(search).getAll("queues");
  if (said.length === 0) return null;
  return new Set(said.filter((each) => each !== "").map((each) => prefix + each));
}

/** The address with a choice in it; everything else in it stays. */
export function withChoice(search: string, choice: Choice): string {
  const all = new URLSearchParams(search);
  all.delete("queues");
  if (choice !== "all") {
    for (const topic of choice) all.append("queues", topic.slice(prefix.length));
    // None is a choice, too.
    if (choice.size === 0) all.append("queues", "");
  }
  const text = all.toString().replaceAll("%2F", "/");
  return text === "" ? "" : `?${text}`;
}

/** The queue that an address brings into view, `?queue=matriz/suporte`, as a topic. */
export function wantedQueue(search: string): string | null {
  const name = new URLSearchParams(search).get("queue");
  return name === null || name === "" ? null : prefix + name;
}

/** The address that leads to a queue, and to an agent (by his phone) or a caller in it. */
export function addressOf(pbx: string, queue: string, part: { agent?: string; caller?: string } = {}): string {
  return `/?${new URLSearchParams({ queue: `${pbx}/${queue}`, ...part }).toString().replaceAll("%2F", "/")}`;
}

/** Whom of its queue an address wants, as {@link addressOf} writes it; null when it wants the queue alone. */
export function wantedOf(topic: string, search: string): Wanted | null {
  const said = new URLSearchParams(search);
  const [agent, caller] = [said.get("agent"), said.get("caller")];
  if (agent) return { topic, kind: "agent", key: interfaceKey(agent) };
  return caller ? { topic, kind: "caller", key: caller } : null;
}

export function withoutWanted(search: string): string {
  const all = new URLSearchParams(search);
  for (const name of ["queue", "agent", "caller"]) all.delete(name);
  const text = all.toString().replaceAll("%2F", "/");
  return text === "" ? "" : `?${text}`;
}

/** One queue shown or hidden. Of `all` the topics are those there are; all of them together are `all` again. */
export function toggled(choice: Choice, topic: string, all: readonly string[]): Choice {
  const shown = new Set(choice === "all" ? all : choice);
  if (!shown.delete(topic)) shown.add(topic);
  return all.every((each) => shown.has(each)) ? "all" : shown;
}

export function isShown(choice: Choice, topic: string): boolean {
  return choice === "all" || choice.has(topic);
}

/** What this user chose last in this browser. */
export function keptChoice(user: string): Choice {
  return choiceOf(kept(`queues.${user}`)) ?? "all";
}

export function keepChoice(user: string, choice: Choice): void {
  keep(`queues.${user}`, withChoice("", choice));
}
