import type { Channel } from "./channel.ts";
import type { Member } from "./queue.ts";

/** States of a device, by Asterisk's numbers, with its two vocabularies (DeviceStateChange, ExtensionStatus). */
export const deviceState = { notInUse: 1, inUse: 2, invalid: 4, unavailable: 5, ringing: 6, ringInUse: 7 } as const;

export const deviceStateNames: Record<number, string> = {
  1: "NOT_INUSE",
  2: "INUSE",
  4: "INVALID",
  5: "UNAVAILABLE",
  6: "RINGING",
  7: "RINGINUSE",
};

export const extensionStates: Record<number, readonly [number, string]> = {
  1: [0, "Idle"],
  2: [1, "InUse"],
  5: [4, "Unavailable"],
  6: [8, "Ringing"],
  7: [9, "InUse&Ringing"],
};

/** A phone (or the trunk): what can be rung, and what state Asterisk says it is in. */
export class Phone {
  /** `PJSIP/1001`. */
  readonly interface: string;
  /** `1001`; `trunk` for the trunk. */
  readonly number: string;
  readonly owner: string | null;
  /** A phone of a person has a hint; the trunk has none. */
  readonly hinted: boolean;
  readonly exists: boolean;
  readonly channels = new Set<Channel>();
  readonly memberships: Member[] = [];
  registered = true;
  /** The state last told to everybody. */
  state: number = deviceState.notInUse;

  constructor(number: string, owner: string | null, hinted: boolean) {
    this.interface = `PJSIP/${number}`;
    this.number = number;
    this.owner = owner;
    this.hinted = hinted;
    this.exists = true;
  }

  /** An interface that somebody makes a member of a queue and that no phone has. Asterisk takes it, and can never ring it. */
  static missing(name: string): Phone {
    const phone = new Phone(name, null, false);
    Object.assign(phone, { interface: name, exists: false, registered: false, state: deviceState.invalid });
    return phone;
  }

  /** The state that its channels make (`chan_pjsip_devicestate`); a channel that is not yet ringing does not count. */
  stateNow(): number {
    if (!this.exists) return deviceState.invalid;
    if (!this.registered) return deviceState.unavailable;
    let ringing = false;
    let used = false;
    for (const channel of this.channels) {
      if (channel.fields.state === 5) ringing = true;
      else if (channel.fields.state !== 0) used = true;
    }
    if (ringing) return used ? deviceState.ringInUse : deviceState.ringing;
    return used ? deviceState.inUse : deviceState.notInUse;
  }

  /** Nothing uses it, not even a call on its way. */
  get free(): boolean {
    return this.registered && this.channels.size === 0;
  }
}
