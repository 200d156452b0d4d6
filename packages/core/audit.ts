/**
 * What the audit tells: each action under the feature and the event by which people look for it. One table: what is not in it
 * cannot be written down, and the page has words for all that is.
 *
 * @module
 */

/** The parts of the product, in the order of the filter. */
export const auditFeatures = [
  "users",
  "agents",
  "pauses",
  "agent_groups",
  "queue_groups",
  "queue_settings",
  "settings",
  "api_tokens",
  "imports",
  "queue_panel",
  "profile",
  "audit",
  "access",
] as const;
export type AuditFeature = (typeof auditFeatures)[number];

/** What is done, in the order of the filter. */
export const auditEvents = [
  "added",
  "changed",
  "removed",
  "disabled",
  "enabled",
  "revoked",
  "begun",
  "cancelled",
  "dropped",
  "imported",
  "exported",
  "paused",
  "unpaused",
  "queue_entered",
  "queue_left",
  "logged_off",
  "penalty_changed",
  "listened",
  "whispered",
  "barged",
  "first_access",
  "signed_in",
  "refused",
  "signed_out",
  "password_set",
  "password_link",
  "session_ended",
] as const;
export type AuditEvent = (typeof auditEvents)[number];

const actions = {
  setup: { feature: "access", event: "first_access" },
  signed_in: { feature: "access", event: "signed_in" },
  sign_in_refused: { feature: "access", event: "refused" },
  signed_out: { feature: "access", event: "signed_out" },
  user_added: { feature: "users", event: "added" },
  user_changed: { feature: "users", event: "changed" },
  user_disabled: { feature: "users", event: "disabled" },
  user_enabled: { feature: "users", event: "enabled" },
  user_removed: { feature: "users", event: "removed" },
  /** Of another one, or by a link. */
  password_set: { feature: "users", event: "password_set" },
  password_link_sent: { feature: "users", event: "password_link" },
  session_ended: { feature: "users", event: "session_ended" },
  sessions_ended: { feature: "users", event: "session_ended" },
  /** His own. */
  password_changed: { feature: "profile", event: "password_set" },
  password_refused: { feature: "profile", event: "refused" },
  profile_changed: { feature: "profile", event: "changed" },
  extension_changed: { feature: "profile", event: "changed" },
  extension_removed: { feature: "profile", event: "removed" },
  agent_added: { feature: "agents", event: "added" },
  agent_changed: { feature: "agents", event: "changed" },
  agent_deactivated: { feature: "agents", event: "disabled" },
  agent_reactivated: { feature: "agents", event: "enabled" },
  agent_removed: { feature: "agents", event: "removed" },
  agent_alias_added: { feature: "agents", event: "changed" },
  agent_alias_removed: { feature: "agents", event: "changed" },
  agents_imported: { feature: "agents", event: "imported" },
  agents_exported: { feature: "agents", event: "exported" },
  agent_group_added: { feature: "agent_groups", event: "added" },
  agent_group_changed: { feature: "agent_groups", event: "changed" },
  agent_group_removed: { feature: "agent_groups", event: "removed" },
  queue_group_added: { feature: "queue_groups", event: "added" },
  queue_group_changed: { feature: "queue_groups", event: "changed" },
  queue_group_removed: { feature: "queue_groups", event: "removed" },
  pause_added: { feature: "pauses", event: "added" },
  pause_changed: { feature: "pauses", event: "changed" },
  pause_removed: { feature: "pauses", event: "removed" },
  pause_restored: { feature: "pauses", event: "added" },
  pauses_ordered: { feature: "pauses", event: "changed" },
  queue_settings_changed: { feature: "queue_settings", event: "changed" },
  queue_defaults_changed: { feature: "queue_settings", event: "changed" },
  pbx_added: { feature: "settings", event: "added" },
  pbx_changed: { feature: "settings", event: "changed" },
  pbx_removed: { feature: "settings", event: "removed" },
  settings_changed: { feature: "settings", event: "changed" },
  retention_changed: { feature: "settings", event: "changed" },
  licence_changed: { feature: "settings", event: "changed" },
  licence_removed: { feature: "settings", event: "removed" },
  records_dropped: { feature: "settings", event: "dropped" },
  token_added: { feature: "api_tokens", event: "added" },
  token_changed: { feature: "api_tokens", event: "changed" },
  token_revoked: { feature: "api_tokens", event: "revoked" },
  origins_changed: { feature: "api_tokens", event: "changed" },
  import_begun: { feature: "imports", event: "begun" },
  import_cancelled: { feature: "imports", event: "cancelled" },
  member_pause: { feature: "queue_panel", event: "paused" },
  member_unpause: { feature: "queue_panel", event: "unpaused" },
  member_add: { feature: "queue_panel", event: "queue_entered" },
  member_remove: { feature: "queue_panel", event: "queue_left" },
  member_log_off: { feature: "queue_panel", event: "logged_off" },
  member_set_penalty: { feature: "queue_panel", event: "penalty_changed" },
  member_listen: { feature: "queue_panel", event: "listened" },
  member_whisper: { feature: "queue_panel", event: "whispered" },
  member_barge: { feature: "queue_panel", event: "barged" },
  audit_exported: { feature: "audit", event: "exported" },
} as const satisfies Record<string, { feature: AuditFeature; event: AuditEvent }>;

export type AuditAction = keyof typeof actions;
export const auditActions = Object.keys(actions) as readonly AuditAction[];
export const auditRule: Readonly<Record<AuditAction, { feature: AuditFeature; event: AuditEvent }>> = actions;

/** What an action of these features and events is; left out: of any. */
export function actionsOf(
  features: readonly AuditFeature[] | undefined,
  events: readonly AuditEvent[] | undefined,
): readonly AuditAction[] {
  return auditActions.filter((each) => {
    const { feature, event } = actions[each];
    return (features?.includes(feature) ?? true) && (events?.includes(event) ?? true);
  });
}

/** What is told of an item: the names of its fields, for which the page has words. */
export const auditFields = [
  "name",
  "code",
  "fullName",
  "email",
  "title",
  "extension",
  "password",
  "shift",
  "joinsQueues",
  "groups",
  "aliases",
  "calls",
  "added",
  "changed",
  "unchanged",
  "role",
  "administrator",
  "permissions",
  "spying",
  "queues",
  "queueGroups",
  "agents",
  "agentGroups",
  "sessions",
  "expires",
  "origins",
  "licence",
  "edition",
  "customer",
  "seats",
  "services",
  "until",
  "disabled",
  "language",
  "zone",
  "theme",
  "timeFormat",
  "kind",
  "alias",
  "visits",
  "intervals",
  "counters",
  "audit",
  "unreadableLines",
  "months",
  "host",
  "port",
  "username",
  "secret",
  "tls",
  "queueLog",
  "address",
  "source",
  "place",
  "format",
  "user",
  "security",
  "fromName",
  "certificate",
  "certificateFile",
  "keyFile",
  "names",
  "logo",
  "pbx",
  "interface",
  "queue",
  "dailyMinutes",
  "productive",
  "active",
  "order",
  "displayName",
  "service",
  "waitAlert",
  "shifts",
  "exitsAreTimeouts",
  "wrapUpSeconds",
  "reason",
  "penalty",
  "members",
  "listener",
  "channel",
  "results",
  "unattended",
  "from",
  "to",
  "users",
  "features",
  "events",
  "text",
  "rows",
] as const;
export type AuditField = (typeof auditFields)[number];

/** A field of an item, as it was and as it is; null: it was, or is, not told. */
export interface AuditLine {
  field: string;
  before: string | null;
  after: string | null;
}

/** Plain JSON, in words. */
export interface AuditSpeech {
  yes: string;
  no: string;
  /** Of a value that is none. */
  nothing: string;
  field: (name: string) => string;
  /** Of a text in this field, in a list `field[]`, in an object `field.*`: a name that the product gives, or the text as it is. */
  value: (field: string, text: string) => string;
  /** Of what the values of this field are told by: a feature, of rights; otherwise a field. */
  part: (field: string, name: string) => string;
}

/** What a row of the audit tells, field by field. What is of no change stands as what is. */
export function auditLines(detail: object, speech: AuditSpeech): AuditLine[] {
  const { before = {}, after = {}, ...rest } = detail as { before?: object; after?: object };
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries({ ...after, ...rest }))];
  const told = (values: Map<string, unknown>, name: string): string | null =>
    values.has(name) ? inWords(values.get(name), name, speech) : null;
  return [...new Set([...old.keys(), ...now.keys()])].map((name) => ({
    ...{ field: speech.field(name), before: told(old, name), after: told(now, name) },
  }));
}

function inWords(value: unknown, field: string, speech: AuditSpeech): string {
  if (value === null || value === undefined || value === "") return speech.nothing;
  if (typeof value === "boolean") return value ? speech.yes : speech.no;
  if (Array.isArray(value)) {
    const parts = value.map((each) => inWords(each, `${field}[]`, speech));
    return parts.length === 0
      ? speech.nothing
      : parts.join(value.some((each) => typeof each === "object") ? "; " : ", ");
  }
  if (typeof value === "string") return speech.value(field, value);
  if (typeof value !== "object") return String(value);
  const parts = Object.entries(value).map(
    ([name, each]) => `${speech.part(field, name)}: ${inWords(each, `${field}.*`, speech)}`,
  );
  return parts.length === 0 ? speech.nothing : parts.join(", ");
}
