/** What the folds of a server get to see: the events of a busy simulated PBX, and those of every recording. */
import { AmiParser, EventReader } from "@qmanager/ami";
import { type CallCentreEvent, pbxId } from "@qmanager/core";
import { scenarios } from "../scenarios/scenario.ts";
import { allPrivileges, Simulation } from "../simulator/mod.ts";
import { ManagerSession } from "../simulator/session.ts";

export interface FoldInput {
  name: string;
  /** Each is a life of its own, from a first connection on. */
  streams: CallCentreEvent[][];
  /** Manager messages from which the events were read. */
  messages: number;
}

const pbx = pbxId("bench");

/** Some minutes of a call centre of 1,000 agents and 50 queues with 20 calls a second, as a connected client gets them. */
export function simulated(minutes: number): FoldInput {
  const simulation = new Simulation({
    agents: 1_000,
    queues: 50,
    callsPerMinute: 1_200,
    byHour: false,
    odds: { talkMedianMs: 25_000 },
  });
  const parser = new AmiParser();
  const reader = new EventReader(pbx);
  const events: CallCentreEvent[] = [];
  const encoder = new TextEncoder();
  let messages = 0;
  const user = { name: "bench", secret: "bench", read: allPrivileges, write: allPrivileges };
  const session = new ManagerSession(
    {
      pbx: simulation.pbx,
      users: [user],
      version: { asterisk: "22.10.1", manager: "11.0.0" },
      booted: true,
      masksChanged: () => undefined,
    },
    (text) => {
      for (const message of parser.push(encoder.encode(text))) {
        messages += 1;
        events.push(...reader.read(message, simulation.pbx.now));
      }
    },
    () => undefined,
  );
  simulation.pbx.listener = (message) => session.deliver(message);
  // A client connects when calls are up already.
  simulation.advance(simulation.pbx.now + 60_000);
  session.receive(
    "Action: Login\r\nUsername: bench\r\nSecret: bench\r\n\r\nAction: QueueStatus\r\nActionID: 1\r\n\r\n",
  );
  session.receive("Action: CoreShowChannels\r\nActionID: 2\r\n\r\n");
  for (let second = 0; second < minutes * 60; second++) {
    simulation.advance(simulation.pbx.now + 1_000);
    events.push({ type: "tick", pbx, at: simulation.pbx.now });
  }
  return { name: "simulated, 1,000 agents, 50 queues, 20 calls/s", streams: [events], messages };
}

/** Every recording of a real Asterisk, one after the other. */
export async function recorded(): Promise<FoldInput> {
  const streams: CallCentreEvent[][] = [];
  let messages = 0;
  for (const scenario of await scenarios()) {
    const capture = await scenario.ami();
    const events: CallCentreEvent[] = [];
    for await (const event of capture.events) events.push(event);
    streams.push(events);
    for (const _ of new AmiParser({ bannerAnywhere: true }).push(await scenario.amiBytes())) messages += 1;
  }
  return { name: `recorded, ${streams.length} recordings of Asterisk 16 and 22`, streams, messages };
}
