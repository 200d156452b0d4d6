/** The section of manager.conf that would serve us best. */
import { type ClassSurvey, classKey } from "./class_survey.ts";
import { type Direction, managerClasses, recommendedClasses } from "./manager_classes.ts";

/** The user as manager.conf should have him: what we need and what he has already. Line by line, without his secret. */
export function managerConf(
  user: string,
  known: { survey: ClassSurvey | null; hidesRealtimeQueues: boolean; ownAddress: string | null },
): string[] {
  const { survey, hidesRealtimeQueues, ownAddress } = known;
  const line = (direction: Direction) => {
    const held = managerClasses
      .filter((each) => each.direction === direction && survey?.verdicts.get(classKey(direction, each.name)) === "yes")
      .map((each) => each.name);
    return `${direction} = ${recommendedClasses(direction, { hidesRealtimeQueues, held })}`;
  };
  return [
    `[${user}]`,
    "; secret: stays as it is",
    ...(ownAddress === null
      ? ["; deny and permit: let in the address of Q-Manager's machine, and no other"]
      : ["deny = 0.0.0.0/0.0.0.0", `permit = ${ownAddress}/255.255.255.255`]),
    line("read"),
    line("write"),
    "writetimeout = 5000",
  ];
}
