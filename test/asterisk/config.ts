/** Writes the folder of configuration files that an Asterisk of the call centre starts with. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accounts, managerPort } from "./call_centre.ts";
import { extensionsConf, queuesConf } from "./dialplan.ts";
import { pjsipConf, sipConf } from "./phone_config.ts";
import type { Major } from "./root.ts";

export interface Place {
  major: Major;
  /** The Debian folder that Asterisk sees as `/`. */
  root: string;
  /** Where everything that Asterisk reads and writes is, as seen from within `root`. */
  folder: string;
  /** Where its modules are, as seen from within `root`. */
  modules: string;
}

/** Only what the call centre needs is loaded: a quick start, and nothing that opens ports. */
const modules = [
  "app_chanspy app_dial app_mixmonitor app_playback app_queue app_read app_stack app_userevent app_verbose",
  "bridge_builtin_features bridge_holding bridge_native_rtp bridge_simple bridge_softmix",
  "codec_gsm codec_ulaw format_gsm format_pcm format_wav func_callerid func_channel func_logic func_strings",
  "pbx_config res_manager_devicestate res_musiconhold res_pjproject res_rtp_asterisk res_sorcery_config res_timing_timerfd",
];
const pjsipModules = [
  "res_sorcery_astdb res_sorcery_memory",
  "res_pjsip res_pjsip_authenticator_digest res_pjsip_caller_id res_pjsip_dtmf_info",
  "res_pjsip_endpoint_identifier_ip res_pjsip_endpoint_identifier_user res_pjsip_outbound_authenticator_digest",
  "res_pjsip_pubsub res_pjsip_refer res_pjsip_registrar res_pjsip_rfc3326 res_pjsip_sdp_rtp res_pjsip_session chan_pjsip",
];

export async function writeConfig(place: Place): Promise<void> {
  const outside = join(place.root, place.folder);
  for (const name of ["etc", "log", "run", "db", "spool", "keys/keys"]) {
    await mkdir(join(outside, name), { recursive: true });
  }
  const files: Record<string, string> = {
    "asterisk.conf": asteriskConf(place),
    "modules.conf": modulesConf(place.major),
    "manager.conf": managerConf(),
    "logger.conf": "[general]\nqueue_log = yes\n[logfiles]\nmessages => notice,warning,error\n",
    "rtp.conf": "[general]\nrtpstart = 10000\nrtpend = 13999\nicesupport = no\nstrictrtp = no\n",
    "musiconhold.conf": "[default]\nmode = files\ndirectory = /usr/share/asterisk/sounds/en_US_f_Allison/digits\n",
    "features.conf": "[general]\n[featuremap]\n",
    "queues.conf": queuesConf(),
    "extensions.conf": extensionsConf(place.major),
    ...(place.major === 16 ? { "sip.conf": sipConf() } : { "pjsip.conf": pjsipConf() }),
  };
  // Asterisk complains when these are missing, and needs nothing of them.
  const empty = [
    "http",
    "cdr",
    "cel",
    "indications",
    "udptl",
    "ccss",
    "acl",
    "cli_aliases",
    "stasis",
    "sorcery",
    "pjproject",
    "extconfig",
    "queuerules",
    "pjsip_notify",
    "sip_notify",
    "users",
  ];
  for (const name of empty) files[`${name}.conf`] = "[general]\n";
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(outside, "etc", name), text)));
}

function asteriskConf({ folder, modules }: Place): string {
  return `[directories]
astetcdir => ${folder}/etc
astmoddir => ${modules}
astvarlibdir => /var/lib/asterisk
astdbdir => ${folder}/db
astkeydir => ${folder}/keys
astdatadir => /usr/share/asterisk
astspooldir => ${folder}/spool
astrundir => ${folder}/run
astlogdir => ${folder}/log
`;
}

function modulesConf(major: Major): string {
  const names = [...modules, ...(major === 16 ? ["chan_sip"] : pjsipModules)].flatMap((line) => line.split(" "));
  return `[modules]\nautoload = no\n${names.map((name) => `load = ${name}.so\n`).join("")}`;
}

function managerConf(): string {
  const { product, limited, snep, test } = accounts;
  const local = "deny = 0.0.0.0/0.0.0.0\npermit = 127.0.0.1/255.255.255.255\nwritetimeout = 5000";
  return `[general]
enabled = yes
port = ${managerPort}
bindaddr = 127.0.0.1

[${product.user}]
secret = ${product.secret}
${local}
read = system,call,agent,user,dialplan,cdr
write = system,call,agent,originate,reporting,user,config,command

[${limited.user}]
secret = ${limited.secret}
${local}
read = system,call,agent,user,dialplan,cdr
write = system,call,reporting

[${snep.user}]
secret = ${snep.secret}
${local}
read = system,call,log,verbose,command,agent,user,config,originate
write = system,call,log,verbose,command,agent,user,config,originate

[${test.user}]
secret = ${test.secret}
${local}
read = all
write = all
`;
}
