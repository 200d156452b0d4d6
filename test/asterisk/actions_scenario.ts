/** A supervisor acts through the product's API, and Asterisk itself says what became of it. */
import { afterAll, beforeAll, setDefaultTimeout } from "bun:test";
import { Bed } from "./bed.ts";
import { type EarlyTalks, listeningScenarios, talkEarly } from "./scenarios/listening.ts";
import { memberActionScenarios } from "./scenarios/member_actions.ts";
import { recordingScenarios } from "./scenarios/recordings.ts";
import { refusedActionScenarios } from "./scenarios/refused_actions.ts";
import { Supervisor } from "./supervisor.ts";

setDefaultTimeout(120_000);

let bed: Bed;
let early: EarlyTalks;

beforeAll(async () => {
  bed = await Bed.make("actions");
  early = await talkEarly(bed);
  await bed.startProduct();
});

afterAll(async () => {
  await bed.clear();
});

const supervisor = new Supervisor(() => bed);
listeningScenarios(
  () => bed,
  supervisor,
  () => early,
);
memberActionScenarios(() => bed, supervisor);
refusedActionScenarios(() => bed, supervisor);
recordingScenarios(() => bed, supervisor);
