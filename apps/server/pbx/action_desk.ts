/** What actions need of the line to a PBX. */
import type { AmiAction } from "@qmanager/ami";
import type { Interface, MemberPlace, PbxId, QueueName } from "@qmanager/core";

/** One PBX, as far as actions need it. */
export interface ActionDesk {
  /** Whether it is connected, and known how it stands. */
  isLive(): boolean;
  hasQueue(queue: QueueName): boolean;
  /** Where a phone is a member. */
  places(name: Interface): MemberPlace[];
  /** Every phone that is a member anywhere, with its places. */
  phones(): MemberPlace[][];
  /** The channel on which a member talks; null when he is in no call. */
  talkChannel(name: Interface): string | null;
  /** Rejects as {@link AmiClient.send} does. */
  send(action: AmiAction): Promise<unknown>;
  /** Rings a phone. @returns Asterisk's word of its failure, if that comes at once; null when it rings or was picked up */
  ring(action: AmiAction): Promise<string | null>;
}

/** The desks of all PBXs. */
export interface ActionDesks {
  /** Null: there is no such PBX. */
  desk(pbx: PbxId): ActionDesk | null;
}
