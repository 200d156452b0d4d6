/**
 * Writes `generated/` from the documentation that an Asterisk ships: names of events, actions and their headers, which are
 * required, and the words a value may be. Facts only; not a sentence of it.
 *
 *     bun packages/ami/generate.ts /usr/share/asterisk/documentation/core-en_US.xml
 *
 * @module
 */
interface Parameter {
  name: string;
  required: boolean;
  words: string[];
}

const path = process.argv[2];
if (path === undefined) {
  console.error("Which file? On a PBX it is /usr/share/asterisk/documentation/core-en_US.xml");
  process.exit(2);
}
const xml = (await Bun.file(path).text()).replace(/<!--.*?-->/gs, "");
const channelState = [
  "Down",
  "Rsrvd",
  "OffHook",
  "Dialing",
  "Ring",
  "Ringing",
  "Up",
  "Busy",
  "Dialing Offhook",
  "Pre-ring",
  "Unknown",
];

/** appdocsxml.xslt writes these out wherever a snapshot stands. */
const snapshots: Record<string, [name: string, words?: string[]][]> = {
  channel_snapshot: [
    ["Channel"],
    ["ChannelState"],
    ["ChannelStateDesc", channelState],
    ["CallerIDNum"],
    ["CallerIDName"],
    ["ConnectedLineNum"],
    ["ConnectedLineName"],
    ["Language"],
    ["AccountCode"],
    ["Context"],
    ["Exten"],
    ["Priority"],
    ["Uniqueid"],
    ["Linkedid"],
  ],
  bridge_snapshot: [
    ["BridgeUniqueid"],
    ["BridgeType"],
    ["BridgeTechnology"],
    ["BridgeCreator"],
    ["BridgeName"],
    ["BridgeNumChannels"],
    ["BridgeVideoSourceMode", ["none", "talker", "single"]],
    ["BridgeVideoSource"],
  ],
};

const attribute = (text: string, name: string): string | undefined =>
  new RegExp(`\\b${name}\\s*=\\s*"([^"]*)"`).exec(text)?.[1];

/** Each element's own text by its name; where one is there several times, all of them. */
function elements(tag: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [, head = "", body = ""] of xml.matchAll(new RegExp(`<${tag} ([^>]*)>(.*?)</${tag}>`, "gs"))) {
    const name = attribute(head, "name");
    const syntaxes = [...body.matchAll(/<syntax>(.*?)<\/syntax>/gs)].map((match) => match[1]!);
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), ...syntaxes]);
  }
  return found;
}

const events = elements("managerEvent");
const actions = elements("manager");

function parametersOf(syntaxes: readonly string[], seen: readonly string[] = []): Parameter[] {
  const merged = new Map<string, Parameter>();
  for (const syntax of syntaxes) {
    for (const found of syntax.matchAll(
      /<(channel_snapshot|bridge_snapshot|xi:include|parameter)\b([^>]*?)(\/>|>)(?:(?<!\/>)(.*?)<\/\1>)?/gs,
    )) {
      const [, tag = "", head = "", , body = ""] = found;
      for (const each of parametersIn(tag, head, body, seen)) {
        const before = merged.get(each.name);
        merged.set(each.name, before ? { ...before, words: [...new Set([...before.words, ...each.words])] } : each);
      }
    }
  }
  return [...merged.values()];
}

function parametersIn(tag: string, head: string, body: string, seen: readonly string[]): Parameter[] {
  const snapshot = snapshots[tag];
  if (snapshot) {
    const prefix = attribute(head, "prefix") ?? "";
    return snapshot.map(([name, words = []]) => ({ name: prefix + name, required: false, words }));
  }
  if (tag === "xi:include") return included(head, seen);
  const name = attribute(head, "name");
  if (name === undefined) return [];
  const words = [...body.matchAll(/<enum\s+name="([^"]*)"/g)].map((match) => match[1]!);
  return [{ name, required: attribute(head, "required") === "true", words }];
}

/** `/docs/managerEvent[@name='A']/…/parameter[@name='B']`: a parameter, or all, of another one. */
function included(head: string, seen: readonly string[]): Parameter[] {
  const pointer = attribute(head, "xpointer") ?? "";
  const from =
    /docs\/(managerEvent|manager)\[@name='([^']+)'\].*\/parameter(?:\[@name='([^']+)'\]|\[contains\(@name, '([^']+)'\)\])?\)/.exec(
      pointer,
    );
  const [, kind, of = "", name, part] = from ?? [];
  if (!from || seen.includes(of)) return [];
  const all = parametersOf((kind === "manager" ? actions : events).get(of) ?? [], [...seen, of]);
  return all.filter(
    (each) => (name === undefined || each.name === name) && (part === undefined || each.name.includes(part)),
  );
}

const key = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));

function typeOf(words: readonly string[]): string {
  // A word that stands for others (`{something}`), or one alone, says nothing of what else may come.
  const plain = words.filter((word) => /^[\w /:.-]+$/.test(word));
  return plain.length < 2 ? "string" : `${plain.map((word) => JSON.stringify(word)).join(" | ")} | Text`;
}

function shapes(name: string, of: ReadonlyMap<string, string[]>, required: boolean, about: string): string {
  const lines = [...of]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([each, syntaxes]) => {
      const fields = parametersOf(syntaxes)
        .filter((field) => /^[\w()./-]+$/.test(field.name) && field.name !== "ActionID")
        .map(
          (field) =>
            `    ${key(field.name)}${required && field.required ? "" : "?"}: ${required ? (field.words.length < 2 ? "Value" : `${typeOf(field.words)}`) : typeOf(field.words)};\n`,
        );
      return fields.length === 0
        ? `  ${key(each)}: Record<never, never>;\n`
        : `  ${key(each)}: {\n${fields.join("")}  };\n`;
    });
  return `/** ${about} */\nexport interface ${name} {\n${lines.join("")}}\n`;
}

const note =
  "// Written by ../generate.ts from the documentation of Asterisk 22. Change that, or ../typed_event.ts, not this.\n\n";
const text = "/** Any text, beside the words that are known. */\ntype Text = string & Record<never, never>;\n\n";
await Bun.write(
  `${import.meta.dir}/generated/events.ts`,
  note +
    text +
    shapes(
      "DocumentedEvents",
      events,
      false,
      "Each event's headers, by its name. None is sure to be there, and there may be others.",
    ),
);
await Bun.write(
  `${import.meta.dir}/generated/actions.ts`,
  `${note}${text}${shapes("DocumentedActions<Value>", actions, true, "Each action's headers, by its name; ActionID is the client's.")}`,
);
console.log(`${events.size} events, ${actions.size} actions`);
