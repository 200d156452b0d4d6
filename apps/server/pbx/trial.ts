/** What a test of a PBX connection tells: shown on the page before the settings are kept. */
import { z } from "@hono/zod-openapi";
import { pbxProblemCodes } from "@qmanager/core";

/** What a check can find, besides what can be wrong with a connection. A page has a text for each, with these gaps. */
export const findingCodes = [
  "connected",
  ...["version", "version_unknown"],
  ...["clock_agrees", "clock_off", "clock_unknown"],
  ...["queues", "queues_none", "members"],
  ...["class_permitted", "class_unknown", "class_missing", "class_not_needed"],
  ...["realtime_unknown", "realtime_shown", "realtime_needs_command", "realtime_none_hidden", "realtime_loaded"],
  ...["write_timeout", "write_timeout_short", "write_timeout_unknown"],
] as const;

export const pbxTrial = z
  .object({
    ok: z.boolean().openapi({ description: "We can work with this PBX" }),
    asteriskVersion: z.string().nullable().openapi({ example: "22.5.0" }),
    amiVersion: z.string().nullable().openapi({ example: "11.0.0" }),
    queues: z.int().openapi({ description: "How many queues the PBX told us of" }),
    checks: z.array(
      z.object({
        name: z.string().openapi({ example: "class dialplan" }),
        ok: z.boolean(),
        detail: z.string().openapi({ description: "What was found, and what to do" }),
        cost: z.string().optional().openapi({ description: "What does not work without it" }),
        code: z.enum([...pbxProblemCodes, ...findingCodes]).openapi({ description: "`detail` for programs" }),
        values: z
          .record(z.string(), z.union([z.string(), z.number()]))
          .openapi({ description: "What fills the gaps of the code's text", example: { queues: 3 } }),
        costCode: z.string().optional().openapi({ description: "`cost` for programs", example: "read_dialplan" }),
      }),
    ),
  })
  .openapi("PbxTrial");

export type PbxTrial = z.infer<typeof pbxTrial>;
