/** How Asterisk names the states of a channel that occur here (`ast_state2str`). */
const stateNames: Record<number, string> = { 0: "Down", 4: "Ring", 5: "Ringing", 6: "Up" };

const escapes: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", "'": "\\'", '"': '\\"' };

/** Texts in channel headers are escaped as in C (`ast_escape_c`); texts in member events are not. */
export function escapeC(text: string): string {
  return text.replace(/[\n\r\t\\'"]/g, (found) => escapes[found] ?? found);
}

/** The places of a channel that its own header block shows. */
export interface ChannelFields {
  state: number;
  number: string | null;
  callerName: string | null;
  connectedNumber: string | null;
  connectedName: string | null;
  account: string;
  context: string;
  exten: string;
  priority: number;
}

/** One leg of a call. */
export class Channel {
  readonly name: string;
  /** `PJSIP/1001`: what device states and members name. */
  readonly device: string;
  readonly uniqueid: string;
  #linkedid: string;
  readonly createdAt: number;
  fields: ChannelFields;
  application = "";
  data = "";
  /** The bridge it is in. */
  bridge: Bridge | null = null;
  /** Variables somebody may ask for with Getvar. */
  readonly variables = new Map<string, string>();
  /** Told when somebody from outside (AMI) wants this channel gone, or elsewhere. */
  onHangupAsked: (() => void) | null = null;
  /** Told just before it is gone. */
  onClosing: (() => void) | null = null;
  onRedirect: ((context: string, exten: string, priority: number) => void) | null = null;
  #block: string | null = null;

  constructor(
    identity: { name: string; device: string; uniqueid: string; linkedid: string; createdAt: number },
    fields: ChannelFields,
  ) {
    this.name = identity.name;
    this.device = identity.device;
    this.uniqueid = identity.uniqueid;
    this.#linkedid = identity.linkedid;
    this.createdAt = identity.createdAt;
    this.fields = fields;
  }

  get linkedid(): string {
    return this.#linkedid;
  }

  /** Becomes part of another call, as when a transfer joins two. */
  join(linkedid: string): void {
    this.#linkedid = linkedid;
    this.#block = null;
  }

  change(fields: Partial<ChannelFields>): void {
    this.fields = { ...this.fields, ...fields };
    this.#block = null;
  }

  /**
   * The headers that describe a channel in an event, with their prefix (`Dest`, `Transferer` ...).
   * Source: Asterisk `main/manager_channels.c`, `ast_manager_build_channel_state_string_prefix()`.
   */
  block(prefix = ""): string {
    if (prefix === "") {
      this.#block ??= this.#format("");
      return this.#block;
    }
    return this.#format(prefix);
  }

  #format(p: string): string {
    const f = this.fields;
    const text = (value: string | null) => (value === null ? "<unknown>" : escapeC(value));
    return (
      `${p}Channel: ${this.name}\r\n${p}ChannelState: ${f.state}\r\n${p}ChannelStateDesc: ${stateNames[f.state] ?? "Unknown"}\r\n` +
      `${p}CallerIDNum: ${text(f.number)}\r\n${p}CallerIDName: ${text(f.callerName)}\r\n` +
      `${p}ConnectedLineNum: ${text(f.connectedNumber)}\r\n${p}ConnectedLineName: ${text(f.connectedName)}\r\n` +
      `${p}Language: en\r\n${p}AccountCode: ${f.account}\r\n${p}Context: ${f.context}\r\n${p}Exten: ${f.exten}\r\n` +
      `${p}Priority: ${f.priority}\r\n${p}Uniqueid: ${this.uniqueid}\r\n${p}Linkedid: ${this.linkedid}\r\n`
    );
  }
}

/** Where channels hear each other. */
export class Bridge {
  readonly uniqueid: string;
  readonly channels = new Set<Channel>();

  constructor(uniqueid: string) {
    this.uniqueid = uniqueid;
  }

  block(prefix = ""): string {
    return (
      `${prefix}BridgeUniqueid: ${this.uniqueid}\r\n${prefix}BridgeType: basic\r\n${prefix}BridgeTechnology: simple_bridge\r\n` +
      `${prefix}BridgeCreator: <unknown>\r\n${prefix}BridgeName: <unknown>\r\n${prefix}BridgeNumChannels: ${this.channels.size}\r\n` +
      `${prefix}BridgeVideoSourceMode: none\r\n`
    );
  }
}
