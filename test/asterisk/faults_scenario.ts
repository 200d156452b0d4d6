/** All that breaks under real calls, with nothing but the manager's events to know them by. */
import { strikeInRounds } from "./scenarios/strikes.ts";

strikeInRounds({ name: "faults", queueLog: false });
