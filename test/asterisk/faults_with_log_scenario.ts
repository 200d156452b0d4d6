/** All that breaks under real calls, with Asterisk's queue_log at hand: what was not seen is read there. */
import { strikeInRounds } from "./scenarios/strikes.ts";

strikeInRounds({ name: "faults_with_log", queueLog: true });
