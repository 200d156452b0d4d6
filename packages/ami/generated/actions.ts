// Written by ../generate.ts from the documentation of Asterisk 22. Change that, or ../typed_event.ts, not this.

/** Any text, beside the words that are known. */
type Text = string & Record<never, never>;

/** Each action's headers, by its name; ActionID is the client's. */
export interface DocumentedActions<Value> {
  AGI: {
    Channel: Value;
    Command: Value;
    CommandID?: Value;
  };
  AOCMessage: {
    Channel?: Value;
    ChannelPrefix?: Value;
    MsgType: "S" | "D" | "E" | Text;
    ChargeType?: "NA" | "FREE" | "Currency" | "Unit" | Text;
    "UnitAmount(0)"?: Value;
    "UnitType(0)"?: Value;
    CurrencyName?: Value;
    CurrencyAmount?: Value;
    CurrencyMultiplier?: "OneThousandth" | "OneHundredth" | "OneTenth" | "One" | "Ten" | "Hundred" | "Thousand" | Text;
    TotalType?: "Total" | "SubTotal" | Text;
    AOCBillingId?: "Normal" | "ReverseCharge" | "CreditCard" | "CallFwdUnconditional" | "CallFwdBusy" | "CallFwdNoReply" | "CallDeflection" | "CallTransfer" | Text;
    ChargingAssociationId?: Value;
    ChargingAssociationNumber?: Value;
    ChargingAssociationPlan?: Value;
    ChargedItem?: "NA" | "SpecialArrangement" | "BasicCommunication" | "CallAttempt" | "CallSetup" | "UserUserInfo" | "SupplementaryService" | Text;
    RateType?: "NA" | "Free" | "FreeFromBeginning" | "Duration" | "Flat" | "Volume" | "SpecialCode" | Text;
    Time?: Value;
    TimeScale?: "OneHundredthSecond" | "OneTenthSecond" | "Second" | "TenSeconds" | "Minute" | "Hour" | "Day" | Text;
    Granularity?: Value;
    GranularityTimeScale?: "OneHundredthSecond" | "OneTenthSecond" | "Second" | "TenSeconds" | "Minute" | "Hour" | "Day" | Text;
    ChargingType?: "ContinuousCharging" | "StepFunction" | Text;
    VolumeUnit?: "Octet" | "Segment" | "Message" | Text;
    Code?: Value;
  };
  AbsoluteTimeout: {
    Channel: Value;
    Timeout: Value;
  };
  AgentLogoff: {
    Agent: Value;
    Soft?: Value;
  };
  Agents: Record<never, never>;
  Atxfer: {
    Channel: Value;
    Exten: Value;
    Context?: Value;
  };
  BlindTransfer: {
    Channel: Value;
    Context?: Value;
    Exten?: Value;
  };
  Bridge: {
    Channel1: Value;
    Channel2: Value;
    Tone?: "no" | "Channel1" | "Channel2" | "Both" | Text;
  };
  BridgeDestroy: {
    BridgeUniqueid: Value;
  };
  BridgeInfo: {
    BridgeUniqueid: Value;
    Channel?: Value;
    ChannelState?: Value;
    ChannelStateDesc?: "Down" | "Rsrvd" | "OffHook" | "Dialing" | "Ring" | "Ringing" | "Up" | "Busy" | "Dialing Offhook" | "Pre-ring" | "Unknown" | Text;
    CallerIDNum?: Value;
    CallerIDName?: Value;
    ConnectedLineNum?: Value;
    ConnectedLineName?: Value;
    Language?: Value;
    AccountCode?: Value;
    Context?: Value;
    Exten?: Value;
    Priority?: Value;
    Uniqueid?: Value;
    Linkedid?: Value;
    BridgeType?: Value;
    BridgeTechnology?: Value;
    BridgeCreator?: Value;
    BridgeName?: Value;
    BridgeNumChannels?: Value;
    BridgeVideoSourceMode?: "none" | "talker" | "single" | Text;
    BridgeVideoSource?: Value;
  };
  BridgeKick: {
    BridgeUniqueid?: Value;
    Channel: Value;
  };
  BridgeList: {
    BridgeType?: Value;
  };
  BridgeTechnologyList: Record<never, never>;
  BridgeTechnologySuspend: {
    BridgeTechnology: Value;
  };
  BridgeTechnologyUnsuspend: {
    BridgeTechnology: Value;
  };
  CancelAtxfer: {
    Channel: Value;
  };
  Challenge: {
    AuthType: Value;
  };
  Command: {
    Command: Value;
  };
  ConfbridgeKick: {
    Conference: Value;
    Channel: Value;
  };
  ConfbridgeList: {
    Conference: Value;
  };
  ConfbridgeListRooms: Record<never, never>;
  ConfbridgeLock: {
    Conference: Value;
  };
  ConfbridgeMute: {
    Conference: Value;
    Channel: Value;
  };
  ConfbridgeSetSingleVideoSrc: {
    Conference: Value;
    Channel: Value;
  };
  ConfbridgeStartRecord: {
    Conference: Value;
    RecordFile?: Value;
  };
  ConfbridgeStopRecord: {
    Conference: Value;
  };
  ConfbridgeUnlock: {
    Conference: Value;
  };
  ConfbridgeUnmute: {
    Conference: Value;
    Channel: Value;
  };
  ControlPlayback: {
    Channel: Value;
    Control: "stop" | "forward" | "reverse" | "pause" | "restart" | Text;
  };
  CoreSettings: Record<never, never>;
  CoreShowChannelMap: {
    Channel?: Value;
  };
  CoreShowChannels: Record<never, never>;
  CoreStatus: Record<never, never>;
  CreateConfig: {
    Filename: Value;
  };
  DAHDIDNDoff: {
    DAHDIChannel: Value;
  };
  DAHDIDNDon: {
    DAHDIChannel: Value;
  };
  DAHDIDialOffhook: {
    DAHDIChannel: Value;
    Number: Value;
  };
  DAHDIHangup: {
    DAHDIChannel: Value;
  };
  DAHDIRestart: Record<never, never>;
  DAHDIShowChannels: {
    DAHDIChannel?: Value;
  };
  DAHDIShowStatus: Record<never, never>;
  DAHDITransfer: {
    DAHDIChannel: Value;
  };
  DBDel: {
    Family: Value;
    Key: Value;
  };
  DBDelTree: {
    Family: Value;
    Key?: Value;
  };
  DBGet: {
    Family: Value;
    Key: Value;
  };
  DBGetTree: {
    Family?: Value;
    Key?: Value;
  };
  DBPut: {
    Family: Value;
    Key: Value;
    Val?: Value;
  };
  DeviceStateList: {
    EventList?: Value;
    ListItems?: Value;
  };
  DialplanExtensionAdd: {
    Context: Value;
    Extension: Value;
    Priority: Value;
    Application: Value;
    ApplicationData?: Value;
    Replace?: Value;
  };
  DialplanExtensionRemove: {
    Context: Value;
    Extension: Value;
    Priority?: Value;
  };
  Events: {
    EventMask: "on" | "off" | Text;
  };
  ExtensionState: {
    Exten: Value;
    Context: Value;
  };
  ExtensionStateList: {
    EventList?: Value;
    ListItems?: Value;
  };
  FAXSession: {
    SessionNumber: Value;
  };
  FAXSessions: Record<never, never>;
  FAXStats: Record<never, never>;
  Filter: {
    Operation?: Value;
    MatchCriteria?: "regex" | "exact" | "startsWith" | "endsWith" | "contains" | "none" | Text;
    Filter?: Value;
  };
  GetConfig: {
    Filename: Value;
    Category?: Value;
    Filter?: Value;
  };
  GetConfigJSON: {
    Filename: Value;
    Category?: Value;
    Filter?: Value;
  };
  Getvar: {
    Channel?: Value;
    Variable: Value;
  };
  Hangup: {
    Channel: Value;
    Cause?: Value;
  };
  IAXnetstats: Record<never, never>;
  IAXpeerlist: Record<never, never>;
  IAXpeers: Record<never, never>;
  IAXregistry: Record<never, never>;
  JabberSend: {
    Jabber: Value;
    JID: Value;
    Message: Value;
  };
  ListCategories: {
    Filename: Value;
  };
  ListCommands: Record<never, never>;
  LocalOptimizeAway: {
    Channel: Value;
  };
  LoggerRotate: Record<never, never>;
  Login: {
    Username: Value;
    AuthType?: "plain" | "MD5" | Text;
    Secret?: Value;
    Key?: Value;
    Events?: Value;
  };
  Logoff: Record<never, never>;
  MWIDelete: {
    Mailbox: Value;
  };
  MWIGet: {
    Mailbox: Value;
  };
  MWIUpdate: {
    Mailbox: Value;
    OldMessages?: Value;
    NewMessages?: Value;
  };
  MailboxCount: {
    Mailbox: Value;
  };
  MailboxStatus: {
    Mailbox: Value;
  };
  MeetmeList: {
    Conference?: Value;
  };
  MeetmeListRooms: Record<never, never>;
  MeetmeMute: {
    Meetme: Value;
    Usernum: Value;
  };
  MeetmeUnmute: {
    Meetme: Value;
    Usernum: Value;
  };
  MessageSend: {
    Destination?: Value;
    To?: Value;
    From?: Value;
    Body?: Value;
    Base64Body?: Value;
    Variable?: Value;
  };
  MixMonitor: {
    Channel: Value;
    File?: Value;
    Options?: Value;
    Command?: Value;
  };
  MixMonitorMute: {
    Channel: Value;
    Direction?: Value;
    State?: Value;
  };
  ModuleCheck: {
    Module: Value;
  };
  ModuleLoad: {
    Module?: "cdr" | "dnsmgr" | "extconfig" | "enum" | "acl" | "manager" | "http" | "logger" | "features" | "dsp" | "udptl" | "indications" | "cel" | "plc" | Text;
    LoadType: "load" | "unload" | "reload" | "refresh" | Text;
    Recursive?: Value;
  };
  MuteAudio: {
    Channel: Value;
    Direction: "in" | "out" | "all" | Text;
    State: "on" | "off" | Text;
  };
  Originate: {
    Channel: Value;
    Exten?: Value;
    Context?: Value;
    Priority?: Value;
    Application?: Value;
    Data?: Value;
    Timeout?: Value;
    CallerID?: Value;
    Variable?: Value;
    Account?: Value;
    EarlyMedia?: Value;
    Async?: Value;
    Codecs?: Value;
    ChannelId?: Value;
    OtherChannelId?: Value;
    PreDialGoSub?: Value;
  };
  PJSIPHangup: {
    Channel: Value;
  };
  PJSIPNotify: {
    Endpoint?: Value;
    URI?: Value;
    channel?: Value;
    Option?: Value;
    Variable?: Value;
  };
  PJSIPQualify: {
    Endpoint: Value;
  };
  PJSIPRegister: {
    Registration: Value;
  };
  PJSIPSetMaintenance: {
    Endpoint: Value;
    State: "on" | "off" | Text;
  };
  PJSIPShowAors: {
    EventList?: Value;
    ListItems?: Value;
  };
  PJSIPShowAuths: {
    EventList?: Value;
    ListItems?: Value;
  };
  PJSIPShowContacts: {
    EventList?: Value;
    ListItems?: Value;
  };
  PJSIPShowEndpoint: {
    Endpoint: Value;
    EventList?: Value;
    ListItems?: Value;
  };
  PJSIPShowEndpoints: {
    EventList?: Value;
    ListItems?: Value;
  };
  PJSIPShowMaintenance: {
    Endpoint?: Value;
  };
  PJSIPShowRegistrationInboundContactStatuses: Record<never, never>;
  PJSIPShowRegistrationsInbound: Record<never, never>;
  PJSIPShowRegistrationsOutbound: Record<never, never>;
  PJSIPShowResourceLists: Record<never, never>;
  PJSIPShowSubscriptionsInbound: Record<never, never>;
  PJSIPShowSubscriptionsOutbound: Record<never, never>;
  PJSIPUnregister: {
    Registration: Value;
  };
  PRIDebugFileSet: {
    File: Value;
  };
  PRIDebugFileUnset: Record<never, never>;
  PRIDebugSet: {
    Span: Value;
    Level: "off" | "on" | "hex" | "intense" | Text;
  };
  PRIShowSpans: {
    Span?: Value;
  };
  Park: {
    Channel: Value;
    TimeoutChannel?: Value;
    AnnounceChannel?: Value;
    Timeout?: Value;
    Parkinglot?: Value;
    ParkingSpace?: Value;
  };
  ParkedCalls: {
    ParkingLot?: Value;
  };
  Parkinglots: Record<never, never>;
  Ping: Record<never, never>;
  PlayDTMF: {
    Channel: Value;
    Digit: Value;
    Duration?: Value;
    Receive?: Value;
  };
  PlayMF: {
    Channel: Value;
    Digit: Value;
    Duration?: Value;
  };
  PresenceState: {
    Provider: Value;
  };
  PresenceStateList: {
    EventList?: Value;
    ListItems?: Value;
  };
  QueueAdd: {
    Queue: Value;
    Interface: Value;
    Penalty?: Value;
    Paused?: Value;
    Reason?: Value;
    MemberName?: Value;
    StateInterface?: Value;
  };
  QueueChangePriorityCaller: {
    Queue: Value;
    Caller: Value;
    Priority: Value;
    Immediate?: Value;
  };
  QueueLog: {
    Queue: Value;
    Event: Value;
    Uniqueid?: Value;
    Interface?: Value;
    Message?: Value;
  };
  QueueMemberRingInUse: {
    Interface: Value;
    RingInUse: Value;
    Queue?: Value;
  };
  QueuePause: {
    Interface: Value;
    Paused: Value;
    Queue?: Value;
    Reason?: Value;
  };
  QueuePenalty: {
    Interface: Value;
    Penalty: Value;
    Queue?: Value;
  };
  QueueReload: {
    Queue?: Value;
    Members?: "yes" | "no" | Text;
    Rules?: "yes" | "no" | Text;
    Parameters?: "yes" | "no" | Text;
  };
  QueueRemove: {
    Queue: Value;
    Interface: Value;
  };
  QueueReset: {
    Queue?: Value;
  };
  QueueRule: {
    Rule?: Value;
  };
  QueueStatus: {
    Queue?: Value;
    Member?: Value;
  };
  QueueSummary: {
    Queue?: Value;
  };
  QueueWithdrawCaller: {
    Queue: Value;
    Caller: Value;
    WithdrawInfo?: Value;
  };
  Redirect: {
    Channel: Value;
    ExtraChannel?: Value;
    Exten: Value;
    ExtraExten?: Value;
    Context: Value;
    ExtraContext?: Value;
    Priority: Value;
    ExtraPriority?: Value;
  };
  Reload: {
    Module?: Value;
  };
  SendFlash: {
    Channel: Value;
    Receive?: Value;
  };
  SendText: {
    Channel: Value;
    Message: Value;
    "Content-Type"?: Value;
  };
  Setvar: {
    Channel?: Value;
    Variable: Value;
    Value: Value;
  };
  ShowDialPlan: {
    Extension?: Value;
    Context?: Value;
  };
  SorceryMemoryCacheExpire: {
    Cache: Value;
  };
  SorceryMemoryCacheExpireObject: {
    Cache: Value;
    Object: Value;
  };
  SorceryMemoryCachePopulate: {
    Cache: Value;
  };
  SorceryMemoryCacheStale: {
    Cache: Value;
  };
  SorceryMemoryCacheStaleObject: {
    Cache: Value;
    Object: Value;
    Reload?: Value;
  };
  Status: {
    Channel?: Value;
    Variables?: Value;
    AllVariables?: "true" | "false" | Text;
  };
  StopMixMonitor: {
    Channel: Value;
    MixMonitorID?: Value;
  };
  UpdateConfig: {
    SrcFilename: Value;
    DstFilename: Value;
    Reload?: Value;
    PreserveEffectiveContext?: Value;
    "Action-000000"?: "NewCat" | "RenameCat" | "DelCat" | "EmptyCat" | "Update" | "Delete" | "Append" | "Insert" | Text;
    "Cat-000000"?: Value;
    "Var-000000"?: Value;
    "Value-000000"?: Value;
    "Match-000000"?: Value;
    "Line-000000"?: Value;
    "Options-000000"?: "NewCat" | "allowdups" | "template" | "RenameCat" | "DelCat" | "EmptyCat" | "Update" | "Delete" | "Append" | "Insert" | Text;
  };
  UserEvent: {
    UserEvent: Value;
    Header1?: Value;
    HeaderN?: Value;
  };
  VoicemailBoxSummary: {
    Context: Value;
    Mailbox: Value;
  };
  VoicemailForward: {
    Context: Value;
    Mailbox: Value;
    Folder: Value;
    ID: Value;
    ToContext: Value;
    ToMailbox: Value;
    ToFolder: Value;
  };
  VoicemailMove: {
    Context: Value;
    Mailbox: Value;
    Folder: Value;
    ID: Value;
    ToFolder: Value;
  };
  VoicemailRefresh: {
    Context?: Value;
    Mailbox?: Value;
  };
  VoicemailRemove: {
    Context: Value;
    Mailbox: Value;
    Folder: Value;
    ID: Value;
  };
  VoicemailUserStatus: {
    Context: Value;
    Mailbox: Value;
  };
  VoicemailUsersList: Record<never, never>;
  WaitEvent: {
    Timeout: Value;
  };
}
