/** A `queue_log` of any length: the days of a call centre, line by line, the same for the same numbers. */

export interface QueueLogTextOptions {
  calls: number;
  /** Epoch seconds of the first call. */
  from: number;
  /** Between two calls. */
  everySeconds?: number;
}

/** About four lines a call: three in four are answered, some after rings of others, the rest gives up. */
export function* queueLogText({ calls, from, everySeconds = 10 }: QueueLogTextOptions): Generator<string> {
  const later: { at: number; line: string }[] = [];
  for (let call = 0; call < calls; call++) {
    const at = from + call * everySeconds;
    later.sort((a, b) => a.at - b.at);
    while (later[0] && later[0].at <= at) yield later.shift()!.line;
    const id = `${at}.${call % 100_000}`;
    const queue = `fila-${call % 12}`;
    const agent = `Agent/${100 + ((call * 7) % 80)}`;
    const waits = 3 + ((call * 13) % 60);
    const talks = 20 + ((call * 31) % 300);
    yield `${at}|${id}|${queue}|NONE|ENTERQUEUE||48${900_000_000 + ((call * 97) % 99_999_999)}|${1 + (call % 5)}\n`;
    const add = (after: number, text: string) =>
      later.push({ at: at + after, line: `${at + after}|${id}|${queue}|${text}\n` });
    if (call % 3 === 0)
      add(Math.min(2, waits), `Agent/${100 + ((call * 11) % 80)}|RINGNOANSWER|${call % 2 ? 0 : 2000}`);
    if (call % 4 === 3) {
      add(waits, `NONE|ABANDON|1|${1 + (call % 5)}|${waits}`);
      continue;
    }
    add(waits, `${agent}|CONNECT|${waits}|${at + 1}.${call % 100_000}|${waits % 7}`);
    add(waits + talks, `${agent}|COMPLETE${call % 2 ? "AGENT" : "CALLER"}|${waits}|${talks}|${1 + (call % 5)}`);
  }
  later.sort((a, b) => a.at - b.at);
  for (const { line } of later) yield line;
}
