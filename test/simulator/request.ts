/** One action as it came over the line. Header names are compared without regard to case, as Asterisk does. */
export class Request {
  readonly #headers: readonly (readonly [string, string])[];

  constructor(headers: readonly (readonly [string, string])[]) {
    this.#headers = headers;
  }

  /** The first value of a header; "" when it is not there, as `astman_get_header()` gives it. */
  get(name: string): string {
    const wanted = name.toLowerCase();
    return this.#headers.find(([header]) => header.toLowerCase() === wanted)?.[1] ?? "";
  }

  getAll(name: string): string[] {
    const wanted = name.toLowerCase();
    return this.#headers.filter(([header]) => header.toLowerCase() === wanted).map(([, value]) => value);
  }

  /** All other headers, in order. */
  others(known: readonly string[]): (readonly [string, string])[] {
    return this.#headers.filter(([name]) => !known.includes(name.toLowerCase()));
  }

  get actionId(): string | null {
    return this.get("ActionID") || null;
  }
}

/** What a reader of requests finds. */
export type Reading = { kind: "request"; request: Request } | { kind: "unreadable"; message: string };

/** Longest line Asterisk takes, without its CRLF (`main/manager.c`, `inbuf[1025]`). */
const longestLine = 1022;

/** Cuts a stream of text into actions. */
export class RequestReader {
  #text = "";
  #headers: (readonly [string, string])[] = [];
  #tooLong = false;

  *push(text: string): Generator<Reading> {
    this.#text += text;
    for (;;) {
      const end = this.#text.indexOf("\n");
      if (end < 0) {
        // What is too long is not kept.
        if (this.#text.length > 64 * longestLine) {
          this.#tooLong = true;
          this.#text = "";
        }
        return;
      }
      const line = this.#text.slice(0, end).replace(/\r$/, "");
      this.#text = this.#text.slice(end + 1);
      if (line !== "") {
        if (line.length > longestLine) this.#tooLong = true;
        const colon = line.indexOf(":");
        if (colon >= 0) this.#headers.push([line.slice(0, colon), line.slice(colon + 1).trimStart()]);
        continue;
      }
      const [headers, tooLong] = [this.#headers, this.#tooLong];
      this.#headers = [];
      this.#tooLong = false;
      if (tooLong) yield { kind: "unreadable", message: "Failed to parse message: line too long" };
      else if (headers.length > 0) yield { kind: "request", request: new Request(headers) };
    }
  }
}
