/** Imports an upload in a process of its own, which a test can kill: address of the database, PBX, path. */
import { pbxId } from "@qmanager/core";
import { openPool } from "../db/connect.ts";
import { Partitions } from "../db/partitions.ts";
import { silentLog } from "../log.ts";
import { AgentRegister } from "../records/agent_register.ts";
import { LogRecorder } from "./log_recorder.ts";
import { UploadSource } from "./upload_source.ts";

const [address, pbx, path] = process.argv.slice(2) as [string, string, string];
const sql = openPool(JSON.parse(address), 2);
const recorder = new LogRecorder({
  ...{ pbx: pbxId(pbx), name: "import/1", source: new UploadSource(path), zone: "UTC", follow: false },
  ...{ sql, partitions: new Partitions(sql), agents: new AgentRegister(Date.now), log: silentLog, now: Date.now },
});
await recorder.run();
await recorder.stop();
await sql.end();
