import type { PbxRecords } from "./records.ts";

/** Records that keep nothing: for a line that is only looked at. */
export const unrecorded: PbxRecords = {
  append: () => {},
  unrecordedSince: () => null,
  onCarried: () => () => undefined,
  onWatch: () => () => undefined,
  day: async () => ({ visits: [], watches: [] }),
};
