/**
 * Messages about channels: their lives, holds, dials, bridges and transfers. Sources: Asterisk
 * `main/manager_channels.c`, `main/manager_bridges.c`, `main/core_local.c`.
 *
 * @module
 */

import { callerChannel, incomplete, integer, linkedidOf, ofChannel, type Reader, uniqueidOf } from "./field.ts";
import type { AmiMessage } from "./message.ts";

export const channelCreated = ofChannel((message, base) => ({
  type: "channel_created",
  ...base,
  ...callerChannel(message, base.uniqueid),
  state: integer(message.get("ChannelState")),
}));

export const channelState = ofChannel((message, base) => {
  const state = integer(message.get("ChannelState"));
  return state === null ? incomplete : { type: "channel_state", ...base, linkedid: linkedidOf(message), state };
});

export const channelIdentified = ofChannel((message, base) => {
  const { number, name } = callerChannel(message, base.uniqueid);
  return { type: "channel_identified", ...base, number, name };
});

export const channelMoved = ofChannel((message, base) => {
  const channel = callerChannel(message, base.uniqueid);
  return {
    type: "channel_moved",
    ...base,
    ...channel,
    // on 11 the block has no Exten; Extension is always there
    exten: channel.exten ?? (message.get("Extension") || null),
    application: message.get("Application") || null,
    data: message.get("AppData") || null,
  };
});

export const hangupRequested = requested(false);
export const softHangupRequested = requested(true);

function requested(soft: boolean): Reader {
  return ofChannel((message, base) => ({
    type: "hangup_requested",
    ...base,
    cause: integer(message.get("Cause")),
    soft,
  }));
}

/** A phone in a call fell silent (`rtp_timeout`, SIP session timer): Asterisk hangs up for it. Cause 44: media lost. */
export const sessionTimedOut = ofChannel((_, base) => ({ type: "hangup_requested", ...base, cause: 44, soft: true }));

export const channelHungUp = ofChannel((message, base) => ({
  type: "channel_hung_up",
  ...base,
  ...callerChannel(message, base.uniqueid),
  cause: integer(message.get("Cause")),
}));

export const held = holdChanged(true);
export const unheld = holdChanged(false);

function holdChanged(isHeld: boolean): Reader {
  return ofChannel((message, base) => ({
    type: "hold_changed",
    ...base,
    linkedid: linkedidOf(message),
    held: isHeld,
  }));
}

export const dialBegan: Reader = (message, base) => {
  const dest = uniqueidOf(message, "DestUniqueid");
  if (!dest) return incomplete;
  return {
    type: "dial_began",
    ...base,
    uniqueid: uniqueidOf(message, "Uniqueid"),
    linkedid: linkedidOf(message, "DestLinkedid") ?? linkedidOf(message),
    destUniqueid: dest,
    destChannel: message.get("DestChannel") || null,
  };
};

export const dialEnded: Reader = (message, base) => {
  const dest = uniqueidOf(message, "DestUniqueid");
  if (!dest) return incomplete;
  return {
    type: "dial_ended",
    ...base,
    uniqueid: uniqueidOf(message, "Uniqueid"),
    destUniqueid: dest,
    status: message.get("DialStatus") ?? "",
  };
};

export const bridgeEntered = ofChannel((message, base) => {
  const bridgeId = message.get("BridgeUniqueid");
  if (!bridgeId) return incomplete;
  return {
    type: "bridge_entered",
    ...base,
    bridgeId,
    linkedid: linkedidOf(message),
    channel: message.get("Channel") || null,
    swapUniqueid: uniqueidOf(message, "SwapUniqueid"),
  };
});

export const bridgeLeft = ofChannel((message, base) => {
  const bridgeId = message.get("BridgeUniqueid");
  return bridgeId ? { type: "bridge_left", ...base, bridgeId } : incomplete;
});

export const localBridged: Reader = (message, base) => {
  const halves = localHalves(message);
  return halves
    ? { type: "local_bridged", ...base, ...halves, linkedid: linkedidOf(message, "LocalTwoLinkedid") }
    : incomplete;
};

export const localOptimized: Reader = (message, base) => {
  // Success No: the pair stays; the event may lack the header
  if (message.get("Success") === "No") return null;
  const halves = localHalves(message);
  return halves ? { type: "local_optimized", ...base, ...halves } : incomplete;
};

function localHalves(message: AmiMessage) {
  const one = uniqueidOf(message, "LocalOneUniqueid");
  const two = uniqueidOf(message, "LocalTwoUniqueid");
  return one && two ? { one, two } : null;
}

export const blindTransferred: Reader = (message, base) => {
  if (message.get("Result") !== "Success") return null;
  const transferer = uniqueidOf(message, "TransfererUniqueid");
  if (!transferer) return incomplete;
  return {
    type: "transferred",
    ...base,
    kind: "blind",
    transferers: [transferer],
    transferee: uniqueidOf(message, "TransfereeUniqueid"),
    exten: message.get("Extension") || null,
    destBridgeId: null,
  };
};

export const attendedTransferred: Reader = (message, base) => {
  if (message.get("Result") !== "Success") return null;
  const first = uniqueidOf(message, "OrigTransfererUniqueid");
  const second = uniqueidOf(message, "SecondTransfererUniqueid");
  if (!first) return incomplete;
  return {
    type: "transferred",
    ...base,
    kind: "attended",
    transferers: second ? [first, second] : [first],
    transferee: uniqueidOf(message, "TransfereeUniqueid"),
    exten: null,
    destBridgeId: message.get("DestBridgeUniqueid") || null,
  };
};
