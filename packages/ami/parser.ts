/**
 * The manager protocol's bytes as messages.
 *
 * @module
 */
import {
  afterEmptyLines,
  bannerIn,
  bannerStart,
  blockKind,
  endMarkerFrom,
  followsOutputFrom,
  looksLikeMessage,
} from "./block.ts";
import { lastEmptyLineEnd } from "./empty_line.ts";
import { AmiBanner, AmiFault, AmiFollows, type AmiMessage, AmiPacket, lineEnd } from "./message.ts";
import { oneByteText, utf8Slice } from "./one_byte_text.ts";

export interface AmiParserOptions {
  /** A longer message becomes a `too_long` error and is skipped. 16 MiB unless told; at least 1,024. */
  maxMessageBytes?: number;
  /**
   * For captures that hold several connections back to back: a banner line begins a new one wherever it stands, also in
   * the middle of the message that the old connection left unfinished. On a live connection only the first line is one.
   */
  bannerAnywhere?: boolean;
}

/** An unfinished answer to a Command in the style up to Asterisk 13, which ends at a marker. Places are in the buffer. */
interface OpenAnswer {
  from: number;
  outputFrom: number;
  /** Where the blocks end that are surely output. */
  outputTo: number;
  /** The next block to look at. */
  nextBlock: number;
  /** How many blocks in a row, up to the next one, look like messages of their own, and where the first begins. */
  messages: number;
  messagesFrom: number;
  /** Whether the manager ends its lines with CRLF. */
  crlf: boolean;
  /** Whether it was too long: its blocks are dropped until it ends. */
  dropped: boolean;
}

const newline = 0x0a;
const carriageReturn = 0x0d;
const maxBannerBytes = 1_024;
const faultTextBytes = 200;
/** Input is taken in pieces of this size, so that a text, which its messages keep alive, stays small. */
const pieceBytes = 65_536;
/** What is kept of a skipped message while its end has not come: enough to see an end marker or a banner. */
const skippedTailBytes = 1_024;
/** An answer that lost its end marker is over once so many messages in a row stand where its output would. */
const messagesThatEndAnswer = 3;

/**
 * Bytes in, messages out, wherever the bytes are cut. Never throws and never waits for ever; memory stays below
 * `maxMessageBytes` + 128 KiB for what is unfinished, time is linear in the bytes.
 *
 * Source: Asterisk `main/manager.c` (`astman_append`, `action_command`, `process_events`) of 1.8 to 23.
 */
export class AmiParser {
  readonly #maxMessageBytes: number;
  readonly #bannerAnywhere: boolean;

  /** Begins with the message that is not finished yet. */
  #buffer = new Uint8Array(2 * pieceBytes);
  #length = 0;
  #bannerDue = true;
  /** Whether the buffer begins inside a message that was too long, which is dropped to the next empty line. */
  #skipping = false;
  #answer: OpenAnswer | null = null;

  constructor(options: AmiParserOptions = {}) {
    this.#maxMessageBytes = Math.max(1_024, options.maxMessageBytes ?? 16 * 1024 * 1024);
    this.#bannerAnywhere = options.bannerAnywhere ?? false;
  }

  /** Memory held for input, in bytes. */
  get bufferBytes(): number {
    return this.#buffer.length;
  }

  /** Takes what was received; the array may be reused afterwards. */
  push(bytes: Uint8Array): AmiMessage[] {
    const messages: AmiMessage[] = [];
    if (bytes.length <= pieceBytes) this.#take(bytes, messages);
    else {
      for (let from = 0; from < bytes.length; from += pieceBytes) {
        this.#take(bytes.subarray(from, from + pieceBytes), messages);
      }
    }
    return messages;
  }

  /** A new connection begins: what is unfinished is dropped and a banner is expected. */
  reset(): void {
    this.#buffer = new Uint8Array(2 * pieceBytes);
    this.#length = 0;
    this.#bannerDue = true;
    this.#skipping = false;
    this.#answer = null;
  }

  #take(piece: Uint8Array, messages: AmiMessage[]): void {
    // An empty line may have begun with the last two bytes of the piece before.
    let searchFrom = Math.max(0, this.#length - 2);
    this.#append(piece);
    if (this.#bannerDue) {
      this.#readBanner(messages);
      if (this.#bannerDue) return;
      searchFrom = 0;
    }
    const end = lastEmptyLineEnd(this.#buffer, searchFrom, this.#length);
    if (end > 0) {
      let from = this.#nextBlock;
      while (from < end) from = this.#readBlocks(from, end, messages);
      if (this.#answer) this.#answer.nextBlock = end;
      this.#keepFrom(this.#answer && !this.#answer.dropped ? this.#answer.from : end);
    }
    this.#limit(messages);
  }

  #append(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#buffer.length) {
      const most = this.#maxMessageBytes + 2 * pieceBytes;
      const larger = new Uint8Array(Math.max(length, Math.min(4 * this.#buffer.length, most)));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(piece, this.#length);
    this.#length = length;
  }

  /** Drops the bytes before `from`, and the memory that only a long message needed. */
  #keepFrom(from: number): void {
    if (from === 0) return;
    const length = this.#length - from;
    if (this.#buffer.length > 2 * pieceBytes && length <= pieceBytes) {
      const smaller = new Uint8Array(2 * pieceBytes);
      smaller.set(this.#buffer.subarray(from, this.#length));
      this.#buffer = smaller;
    } else {
      this.#buffer.copyWithin(0, from, this.#length);
    }
    this.#length = length;
    if (this.#answer) {
      this.#answer.from -= from;
      this.#answer.outputFrom -= from;
      this.#answer.outputTo -= from;
      this.#answer.nextBlock -= from;
      this.#answer.messagesFrom -= from;
    }
  }

  /** Reads the first line of a connection once it is there, and says so by `#bannerDue`. */
  #readBanner(messages: AmiMessage[]): void {
    const received = this.#buffer.subarray(0, this.#length);
    let from = 0;
    let end = received.indexOf(newline);
    // Empty lines before it carry nothing.
    while (end >= 0 && (end === from || (end === from + 1 && received[from] === carriageReturn))) {
      from = end + 1;
      end = received.indexOf(newline, from);
    }
    const lineBytes = (end < 0 ? this.#length : end) - from;
    if (end >= 0 || lineBytes > maxBannerBytes) {
      this.#bannerDue = false;
      const whole = lineBytes <= maxBannerBytes;
      const text = oneByteText(received, from, whole ? end + 1 : from + maxBannerBytes);
      const to = lineEnd(text, 0, text.length);
      if (whole && text.startsWith(bannerStart)) {
        messages.push(new AmiBanner(text.slice(bannerStart.length, to), 0));
        from = end + 1;
      } else {
        messages.push(new AmiFault("not_asterisk", utf8Slice(text, 0, Math.min(to, faultTextBytes))));
        // A capture may begin after its banner: then its first message is not lost.
        if (!whole) this.#skipping = true;
        else if (blockKind(text, 0, text.length) === "other") from = end + 1;
      }
    }
    this.#keepFrom(from);
  }

  /**
   * Reads the blocks of lines up to `end`, which is after an empty line.
   *
   * @returns `end`, or where to go on reading when an answer turns out to have ended before `from`
   */
  #readBlocks(from: number, end: number, messages: AmiMessage[]): number {
    const text = oneByteText(this.#buffer, from, end);
    // The next of each, -1 when there is no more: looked for once, however many blocks lie before it.
    let lf = text.indexOf("\n\n");
    let crlf = text.indexOf("\n\r\n");
    let bannerAt = this.#bannerAnywhere ? text.indexOf(bannerStart) : -1;
    let [lfBefore, crlfBefore] = [lf, crlf];
    let at = 0;
    for (;;) {
      if (!this.#skipping) at = afterEmptyLines(text, at);
      if (at >= text.length) return end;
      if (lf < 0 && bannerAt < 0 && !this.#skipping && this.#answer === null) {
        const next = this.#readEvents(text, at, messages);
        if (next > at) {
          at = next;
          continue;
        }
      }
      if (lf >= 0 && lf < at) lf = text.indexOf("\n\n", at);
      if (crlf >= 0 && crlf < at) crlf = text.indexOf("\n\r\n", at);
      const blockEnd = 1 + (lf < 0 || (crlf >= 0 && crlf < lf) ? crlf : lf);

      if (bannerAt >= 0 && bannerAt < at) bannerAt = text.indexOf(bannerStart, at);
      const banner = bannerAt >= 0 && bannerAt < blockEnd ? bannerIn(text, at, blockEnd) : null;
      if (banner) {
        const unfinishedFrom = this.#answer && !this.#answer.dropped ? this.#answer.from - from : at;
        messages.push(new AmiBanner(banner.version, banner.from - unfinishedFrom));
        this.#answer = null;
        this.#skipping = false;
        at = banner.to;
      } else if (this.#skipping) {
        this.#skipping = false;
        if (this.#answer && endMarkerFrom(text, at, blockEnd) >= 0) this.#answer = null;
        at = blockEnd;
      } else if (this.#answer) {
        if (this.#answer.messages === 0) [lfBefore, crlfBefore] = [lf, crlf];
        const next = this.#continueAnswer(this.#answer, text, at, blockEnd, from, messages);
        if (next < from) return next;
        at = next - from;
        if (at < blockEnd) [lf, crlf] = [lfBefore, crlfBefore];
      } else {
        this.#readBlock(text, at, blockEnd, from, messages);
        at = blockEnd;
      }
    }
  }

  /**
   * The common case by itself, so that nothing else slows it: events one after the other that all end in CRLF.
   *
   * @returns where something else begins
   */
  #readEvents(text: string, from: number, messages: AmiMessage[]): number {
    let at = from;
    while (text.startsWith("Event:", at)) {
      const blockEnd = text.indexOf("\n\r\n", at) + 1;
      if (blockEnd - at > this.#maxMessageBytes) break;
      messages.push(new AmiPacket("event", text, at, blockEnd));
      at = blockEnd + 2;
    }
    return at;
  }

  #readBlock(text: string, at: number, blockEnd: number, base: number, messages: AmiMessage[]): void {
    if (blockEnd - at > this.#maxMessageBytes) {
      this.#tooLong(text, at, messages);
      if (this.#answer && endMarkerFrom(text, at, blockEnd) >= 0) this.#answer = null;
      return;
    }
    if (text.startsWith("Event:", at)) {
      messages.push(new AmiPacket("event", text, at, blockEnd));
      return;
    }
    const outputFrom = followsOutputFrom(text, at, blockEnd);
    if (outputFrom < 0) {
      messages.push(new AmiPacket(blockKind(text, at, blockEnd), text, at, blockEnd));
      return;
    }
    const outputTo = endMarkerFrom(text, outputFrom, blockEnd);
    if (outputTo >= 0) {
      messages.push(new AmiFollows(text, at, outputFrom, outputTo));
      return;
    }
    this.#answer = {
      from: base + at,
      outputFrom: base + outputFrom,
      outputTo: base + blockEnd,
      nextBlock: base + blockEnd,
      messages: 0,
      messagesFrom: 0,
      crlf: text.charCodeAt(outputFrom - 2) === carriageReturn,
      dropped: false,
    };
  }

  /**
   * Looks at one more block of an unfinished answer.
   *
   * @param base where the text begins in the buffer
   * @returns where to go on reading, in the buffer
   */
  #continueAnswer(
    answer: OpenAnswer,
    text: string,
    at: number,
    blockEnd: number,
    base: number,
    messages: AmiMessage[],
  ): number {
    if (!answer.dropped && base + blockEnd - answer.from > this.#maxMessageBytes) this.#dropAnswer(answer, messages);
    const outputTo = endMarkerFrom(text, at, blockEnd);
    if (outputTo >= 0) {
      this.#endAnswer(answer, base + outputTo, messages);
      return base + blockEnd;
    }
    if (blockEnd - at <= this.#maxMessageBytes && looksLikeMessage(text, at, blockEnd, answer.crlf)) {
      if (answer.messages === 0) answer.messagesFrom = base + at;
      answer.messages += 1;
      if (answer.dropped || answer.messages === messagesThatEndAnswer) {
        this.#endAnswer(answer, answer.outputTo, messages);
        return answer.messagesFrom;
      }
    } else {
      answer.messages = 0;
      answer.outputTo = base + blockEnd;
    }
    return base + blockEnd;
  }

  #endAnswer(answer: OpenAnswer, outputTo: number, messages: AmiMessage[]): void {
    this.#answer = null;
    if (answer.dropped) return;
    const text = oneByteText(this.#buffer, answer.from, outputTo);
    messages.push(new AmiFollows(text, 0, answer.outputFrom - answer.from, text.length));
  }

  #dropAnswer(answer: OpenAnswer, messages: AmiMessage[]): void {
    const text = oneByteText(this.#buffer, answer.from, answer.from + faultTextBytes);
    messages.push(new AmiFault("too_long", utf8Slice(text, 0, text.length)));
    answer.dropped = true;
    answer.messages = 0;
  }

  /** Reports a block that is too long; if it begins a Command's answer, the rest of that is dropped with it. */
  #tooLong(text: string, at: number, messages: AmiMessage[]): void {
    messages.push(new AmiFault("too_long", utf8Slice(text, at, at + faultTextBytes)));
    const outputFrom = followsOutputFrom(text, at, at + 1_024);
    if (outputFrom < 0) return;
    this.#answer = {
      from: 0,
      outputFrom: 0,
      outputTo: 0,
      nextBlock: 0,
      messages: 0,
      messagesFrom: 0,
      crlf: text.charCodeAt(outputFrom - 2) === carriageReturn,
      dropped: true,
    };
  }

  /** Gives up on an unfinished message that is already too long. */
  #limit(messages: AmiMessage[]): void {
    if (this.#skipping) {
      if (this.#length > pieceBytes) this.#keepFrom(this.#length - skippedTailBytes);
      return;
    }
    const answer = this.#answer;
    if (answer && !answer.dropped && this.#isTooLong(answer.from)) {
      const block = answer.nextBlock;
      this.#dropAnswer(answer, messages);
      this.#keepFrom(block);
    }
    const from = this.#startOfBlock(this.#nextBlock);
    if (!this.#isTooLong(from)) return;
    if (!this.#answer) {
      this.#tooLong(oneByteText(this.#buffer, from, from + 1_024), 0, messages);
    }
    this.#skipping = true;
    this.#keepFrom(this.#length - skippedTailBytes);
  }

  /** The next block to look at; what is before it belongs to an unfinished answer. */
  get #nextBlock(): number {
    return this.#answer && !this.#answer.dropped ? this.#answer.nextBlock : 0;
  }

  /** The last byte may be the carriage return of the empty line that is just coming. */
  #isTooLong(from: number): boolean {
    return this.#length - from > this.#maxMessageBytes + 1;
  }

  /** After the line end of an empty line that came in two pieces. */
  #startOfBlock(from: number): number {
    if (this.#buffer[from] === newline) return from + 1;
    return this.#buffer[from] === carriageReturn && this.#buffer[from + 1] === newline ? from + 2 : from;
  }
}
