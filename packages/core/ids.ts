/**
 * Ids as Asterisk gives them. Each is text and unique only within one PBX; branding keeps a queue from being
 * passed where a channel is meant.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Our own short name of one Asterisk server. */
export type PbxId = Branded<"PbxId">;
/** A queue's name as in queues.conf. Case matters. */
export type QueueName = Branded<"QueueName">;
/** A channel's id, `1795338688.42`; `queue_log` calls the caller's one `callid`. */
export type Uniqueid = Branded<"Uniqueid">;
/** The id all channels of one call share. */
export type Linkedid = Branded<"Linkedid">;
/** A member's phone as the queue dials it: `PJSIP/1001`, `Local/1001@from-queue/n`. Compare with {@link interfaceKey}. */
export type Interface = Branded<"Interface">;

export const pbxId = (text: string): PbxId => text as PbxId;
export const queueName = (text: string): QueueName => text as QueueName;
export const uniqueid = (text: string): Uniqueid => text as Uniqueid;
export const linkedid = (text: string): Linkedid => text as Linkedid;
export const asInterface = (text: string): Interface => text as Interface;

/**
 * The key under which an interface is stored. Asterisk compares interface names without regard to case
 * (`strcasecmp` in `apps/app_queue.c`).
 */
export function interfaceKey(name: string): string {
  return name.toLowerCase();
}

/** Whether a text looks like an interface (`Technology/resource`) and not like a member's name. */
export function looksLikeInterface(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_-]*\/[^\s/]/.test(text);
}
