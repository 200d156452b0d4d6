/** The HTTP application, built from values: it opens no port and reads no environment. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { PbxId } from "@qmanager/core";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { SeatLimit } from "./agents/seats.ts";
import type { Sql } from "./db/connect.ts";
import type { Partitions } from "./db/partitions.ts";
import { answerError, createApi } from "./http/api.ts";
import { describeApi } from "./http/api_description.ts";
import { type ClientPolicy, type Env, readClient } from "./http/client.ts";
import { allowOrigins } from "./http/cors.ts";
import { noForms } from "./http/no_forms.ts";
import { sameOriginOnly } from "./http/origin.ts";
import { problem } from "./http/problem.ts";
import { securityHeaders } from "./http/security_headers.ts";
import { wholeCharactersOnly } from "./http/whole_characters.ts";
import type { Licences } from "./licence/licences.ts";
import type { Hub } from "./live/hub.ts";
import type { LiveSource } from "./live/topics.ts";
import type { Log } from "./log.ts";
import type { PbxAccess } from "./pbx/access.ts";
import type { ActionDesks } from "./pbx/action_desk.ts";
import type { Imports } from "./queue_log/imports.ts";
import type { QueueLogs } from "./queue_log/queue_logs.ts";
import type { AgentRegister } from "./records/agent_register.ts";
import type { QueueBook } from "./records/queue_book.ts";
import type { RecordKeeping } from "./records/records.ts";
import { accessChoiceRoutes } from "./routes/access_choices.ts";
import { accountRoutes } from "./routes/account.ts";
import { actionRoutes } from "./routes/actions.ts";
import { agentAliasRoutes } from "./routes/agent_aliases.ts";
import { agentCounterRoutes } from "./routes/agent_counters.ts";
import { agentFilePath, agentFileRoutes, longestAgentFile } from "./routes/agent_files.ts";
import { agentTimelineRoutes } from "./routes/agent_timeline.ts";
import { agentRoutes } from "./routes/agents.ts";
import { auditRoutes } from "./routes/audit.ts";
import { callRoutes } from "./routes/calls.ts";
import { candidateRoutes } from "./routes/candidates.ts";
import { corsRoutes } from "./routes/cors.ts";
import { counterRoutes } from "./routes/counters.ts";
import { agentGroupRoutes, queueGroupRoutes } from "./routes/groups.ts";
import { healthRoutes } from "./routes/health.ts";
import { importRoutes, uploadPath } from "./routes/imports.ts";
import { licenceRoutes } from "./routes/licence.ts";
import { passwordResetRoutes } from "./routes/password_reset.ts";
import { pauseRoutes } from "./routes/pauses.ts";
import { pbxRoutes } from "./routes/pbxs.ts";
import { profileRoutes } from "./routes/profile.ts";
import { queueSettingsRoutes } from "./routes/queue_settings.ts";
import { queueRoutes } from "./routes/queues.ts";
import { recordRoutes } from "./routes/records.ts";
import { retentionRoutes } from "./routes/retention.ts";
import { sessionRoutes } from "./routes/session.ts";
import { brandingRoutes, type SettingsName, settingsRoutes } from "./routes/settings.ts";
import { setupRoutes } from "./routes/setup.ts";
import { setupAgentRoutes } from "./routes/setup_agents.ts";
import { tokenRoutes } from "./routes/tokens.ts";
import { userRoutes } from "./routes/users.ts";
import { visitRoutes } from "./routes/visits.ts";
import type { DigitPasswords } from "./secrets/digit_passwords.ts";
import type { SecretBox } from "./secrets/secret_box.ts";
import type { SiteClock } from "./settings/site_clock.ts";
import { checkNeeds, permittedOnly } from "./sign_in/needs.ts";
import { PasswordAttempts } from "./sign_in/password_attempts.ts";
import type { MailDesk } from "./sign_in/password_links.ts";
import { signedInOnly } from "./sign_in/session.ts";
import type { SetupGate } from "./sign_in/setup_gate.ts";
import type { HttpsState } from "./tls/https.ts";
import type { Page } from "./web/page.ts";

export interface AppParts {
  sql: Sql;
  now: () => number;
  log: Log;
  version: string;
  client: ClientPolicy;
  gate: SetupGate;
  pbxs: PbxAccess;
  desks: ActionDesks;
  /** Seals what is secret, for the database. */
  secrets: SecretBox;
  /** Has the lines follow the PBXs that are stored. */
  follow: () => Promise<void>;
  live: LiveSource;
  /** Where the site's days begin. */
  site: SiteClock;
  https: { state(): HttpsState };
  /** DATABASE_URL is set. */
  databaseOfEnvironment: boolean;
  /** PEM of authorities to trust besides everybody's: of a mail server with its own. */
  tlsCa: string | null;
  /** Has the running server follow a section of the settings that was changed. */
  settingChanged: (name: SettingsName) => Promise<void>;
  agents: AgentRegister;
  /** Of agents. */
  passwords: DigitPasswords;
  /** How many agents may work. */
  seatLimit: SeatLimit;
  licences: Licences;
  queueBook: QueueBook;
  partitions: Pick<Partitions, "forget">;
  /** How the records of a PBX are kept in this run; null where they are not. */
  keeping: (pbx: PbxId) => RecordKeeping | null;
  imports: Imports;
  logs: Pick<QueueLogs, "state">;
  hub: Pick<Hub, "counts">;
  /** Closes what still listens in the name of a session that was ended. */
  signedOut: (tokenHash: Uint8Array) => void;
  /** Has those who look on see what they may see now: a user, a token or a group was changed. */
  accessChanged: () => Promise<void>;
  mail: MailDesk;
  page: Page;
}

const longestBody = 256 * 1024;

export function createApp(parts: AppParts): OpenAPIHono<Env> {
  const { sql, now } = parts;
  const app = foundation(parts, allowOrigins(sql));
  const attempts = new PasswordAttempts(now);

  const open = createApi()
    .route("/", healthRoutes({ ...parts, live: parts.hub }))
    .route("/", setupRoutes(parts))
    .route("/", brandingRoutes(parts))
    .route("/", sessionRoutes({ sql, now, attempts, signedOut: parts.signedOut }))
    .route("/", passwordResetRoutes(parts));

  const closed = createApi();
  closed.use(signedInOnly(sql, now), permittedOnly());
  closed.route("/", pbxRoutes(parts)).route("/", queueRoutes(parts.live));
  closed.route("/", actionRoutes(parts)).route("/", candidateRoutes(parts)).route("/", profileRoutes(parts));
  closed.route("/", visitRoutes(parts)).route("/", counterRoutes(parts)).route("/", recordRoutes(parts));
  closed.route("/", agentFileRoutes(parts)).route("/", agentTimelineRoutes(parts));
  closed.route("/", agentGroupRoutes(parts)).route("/", queueGroupRoutes(parts));
  closed.route("/", agentRoutes(parts)).route("/", agentAliasRoutes(parts));
  closed.route("/", agentCounterRoutes(parts)).route("/", callRoutes(parts));
  closed.route("/", importRoutes(parts)).route("/", retentionRoutes(parts)).route("/", settingsRoutes(parts));
  closed.route("/", setupAgentRoutes(parts));
  closed.route("/", auditRoutes(parts));
  closed.route("/", userRoutes(parts)).route("/", accessChoiceRoutes(parts));
  closed.route("/", accountRoutes({ ...parts, attempts }));
  closed.route("/", tokenRoutes(parts)).route("/", corsRoutes(parts));
  closed.route("/", licenceRoutes(parts));
  closed.route("/", pauseRoutes(parts)).route("/", queueSettingsRoutes(parts));
  closed.get("/live", (c) => {
    if (
      c.req.header("upgrade")?.toLowerCase() !== "websocket" ||
      !c.env.upgrade?.(c.req.raw, { signedIn: c.var.signedIn })
    ) {
      return problem(c, 426, "websocket-needed", "Open a WebSocket here: see packages/core/live_protocol.ts");
    }
    // The connection is a WebSocket from here on; this answer goes nowhere.
    return new Response(null);
  });

  checkNeeds(closed.routes);
  app.route("/api/v1", open).route("/api/v1", closed);
  const description =
    "Call-centre manager for Asterisk. What is now comes live over a WebSocket at /api/v1/live: see packages/core/live_protocol.ts";
  const document = { openapi: "3.1.0", info: { title: "Q-Manager", version: parts.version, description } };
  const stylePath = "/api/docs/style.css";
  // Written when somebody first asks, and once: anybody may ask, and the panels wait meanwhile.
  let described: string | null = null;
  const describe = () => {
    described ??= describeApi(app.getOpenAPI31Document(document), "/api/v1");
    return described;
  };
  const writeReference = async () => {
    const { apiReference } = await import("./web/api_reference.ts");
    return apiReference(JSON.parse(describe()), stylePath);
  };
  let reference: Promise<string> | null = null;
  app.get("/openapi.json", (c) => c.body(describe(), 200, { "Content-Type": "application/json" }));
  app.get("/api/docs", async (c) => {
    reference ??= writeReference();
    return c.html(await reference);
  });
  app.get(stylePath, async (c) => {
    const { apiStyle } = await import("./web/api_reference.ts");
    return c.body(apiStyle(), 200, { "Content-Type": "text/css; charset=utf-8", "Cache-Control": "no-cache" });
  });
  const { openAPIRegistry: registry } = app;
  registry.registerComponent("securitySchemes", "session", { type: "apiKey", in: "cookie", name: "qm" });
  registry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
  app.get("*", (c) => parts.page.answer(c));
  return app;
}

/** While the database starts: the page is there, and says so. */
export function createStartingApp(parts: Pick<AppParts, "client" | "log" | "page">): OpenAPIHono<Env> {
  const app = foundation(parts);
  app.get("/api/v1/setup", (c) =>
    c.json({ needed: false, agentsPending: false, codeRequired: false, databaseReady: false }, 200),
  );
  app.all("/api/*", (c) => {
    c.header("Retry-After", "1");
    return problem(c, 503, "database-away", "The server is starting. Try again in a moment");
  });
  app.get("*", (c) => parts.page.answer(c));
  return app;
}

/** What every request passes, whatever is behind it. */
function foundation(
  { client, log }: Pick<AppParts, "client" | "log">,
  cors: MiddlewareHandler<Env> | null = null,
): OpenAPIHono<Env> {
  const app = createApi();
  app.use(readClient(client), securityHeaders());
  if (cors) app.use("/api/v1/*", cors);
  app.use(sameOriginOnly(), noForms());
  const limitedTo = (maxSize: number) =>
    bodyLimit({
      maxSize,
      onError: (c) => problem(c, 413, "too-large", `A request has at most ${maxSize / 1024} KiB`),
    });
  const [limited, limitedFile] = [limitedTo(longestBody), limitedTo(longestAgentFile)];
  // An upload goes to disk as it comes, and only from who is signed in.
  app.use((c, next) => {
    if (c.req.path === uploadPath) return next();
    return c.req.path === agentFilePath ? limitedFile(c, next) : limited(c, next);
  });
  const whole = wholeCharactersOnly();
  app.use((c, next) => (c.req.path === uploadPath ? next() : whole(c, next)));
  app.notFound((c) => problem(c, 404, "not-found", `There is nothing at ${c.req.method} ${c.req.path}`));
  app.onError(answerError(log));
  return app;
}
