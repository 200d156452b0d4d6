/**
 * What Asterisk sends and does not document, and older names: read from its source and from recordings. Kept by hand, beside
 * `generated/events.ts`.
 *
 * @module
 */

/** Headers that any event may have. */
export interface CommonHeaders {
  Event?: string;
  /** The classes a user must read to be sent it: `call,all`. */
  Privilege?: string;
  /** Of list items and of what an action causes. */
  ActionID?: string;
  /** Decimal epoch seconds, with `timestampevents=yes`. */
  Timestamp?: string;
  SequenceNumber?: string;
  SystemName?: string;
  EventList?: string;
  ListItems?: string;
}

/** The caller's channel, or with a prefix another one. */
export interface ChannelHeaders {
  Channel?: string;
  ChannelState?: string;
  ChannelStateDesc?: string;
  CallerIDNum?: string;
  CallerIDName?: string;
  ConnectedLineNum?: string;
  ConnectedLineName?: string;
  Language?: string;
  AccountCode?: string;
  Context?: string;
  Exten?: string;
  Priority?: string;
  Uniqueid?: string;
  Linkedid?: string;
}

/** Headers that documented events have besides, and whole events that are not documented. */
export interface EventOverlay {
  AsyncAGIExec: {
    CommandId?: string;
  };
  AttendedTransfer: {
    IsExternal?: string;
  };
  CoreShowChannelMapComplete: Record<never, never>;
  HangupRequest: {
    TechCause?: string;
  };
  SoftHangupRequest: {
    TechCause?: string;
  };
  Newexten: ChannelHeaders & {
    Extension?: string;
    Application?: string;
    AppData?: string;
  };
  PeerEntry: {
    Channeltype?: string;
    ObjectName?: string;
    ChanObjectType?: string;
    IPaddress?: string;
    IPport?: string;
    Dynamic?: string;
    AutoForcerport?: string;
    Forcerport?: string;
    AutoComedia?: string;
    Comedia?: string;
    VideoSupport?: string;
    TextSupport?: string;
    ACL?: string;
    Status?: string;
    RealtimeDevice?: string;
    Description?: string;
    Accountcode?: string;
  };
  PeerlistComplete: Record<never, never>;
  QueueMember: {
    Queue?: string;
    Name?: string;
    Location?: string;
    StateInterface?: string;
    Membership?: string;
    Penalty?: string;
    CallsTaken?: string;
    LastCall?: string;
    LastPause?: string;
    LoginTime?: string;
    InCall?: string;
    Status?: string;
    Paused?: string;
    PausedReason?: string;
    Wrapuptime?: string;
  };
  QueueMemberPause: {
    /** Asterisk 12 to 16, beside PausedReason. */
    Reason?: string;
  };
  QueueParams: {
    Queue?: string;
    ServiceLevel?: string;
    ServicelevelPerf?: string;
    ServicelevelPerf2?: string;
    Weight?: string;
  };
  QueueStatusComplete: Record<never, never>;
  QueueSummary: {
    Queue?: string;
    LoggedIn?: string;
    Available?: string;
    Callers?: string;
    HoldTime?: string;
    TalkTime?: string;
    LongestHoldTime?: string;
  };
  QueueSummaryComplete: Record<never, never>;
  RTCPSent: {
    From?: string;
    MES?: string;
    Report0SourceSSRC?: string;
    Report0FractionLost?: string;
    Report0CumulativeLost?: string;
    Report0HighestSequence?: string;
    Report0SequenceNumberCycles?: string;
    Report0IAJitter?: string;
    Report0LSR?: string;
    Report0DLSR?: string;
  };
  SessionTimeout: ChannelHeaders & {
    Source?: string;
  };
}
