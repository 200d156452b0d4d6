/** pjsip.conf for Asterisk 22, sip.conf for 16: the same phones and the same carrier. */
import { people, trunkPort } from "./call_centre.ts";

/** Seconds without sound after which a phone in a call counts as lost. */
const soundTimeout = 6;
/** Asterisk asks every phone so often whether it is there: a dead one is noticed soon, also after a restart. */
const qualifySeconds = 3;

export function pjsipConf(): string {
  return `[global]
type = global
endpoint_identifier_order = username,ip

[udp]
type = transport
protocol = udp
bind = 127.0.0.1:5060

[line](!)
type = endpoint
transport = udp
disallow = all
allow = ulaw
direct_media = no
dtmf_mode = info
language = en

[trunk](line)
context = trunk
aors = trunk
identify_by = ip

[trunk]
type = aor
contact = sip:127.0.0.1:${trunkPort}

[trunk]
type = identify
endpoint = trunk
match = 127.0.0.1

${people
  .map(
    ({ extension, name, password }) => `[${extension}](line)
context = phones
auth = ${extension}
aors = ${extension}
callerid = ${name} <${extension}>
rtp_timeout = ${soundTimeout}

[${extension}]
type = auth
auth_type = userpass
username = ${extension}
password = ${password}

[${extension}]
type = aor
max_contacts = 1
remove_existing = yes
qualify_frequency = ${qualifySeconds}
qualify_timeout = 1.0
`,
  )
  .join("\n")}`;
}

export function sipConf(): string {
  return `[general]
context = trunk
allowguest = no
udpbindaddr = 127.0.0.1:5060
tcpenable = no
srvlookup = no
disallow = all
allow = ulaw
directmedia = no
callcounter = yes
callevents = yes
notifyhold = yes
session-timers = refuse
utf8 = yes

[trunk]
type = peer
host = 127.0.0.1
port = ${trunkPort}
insecure = invite,port
context = trunk
dtmfmode = info

${people
  .map(
    ({ extension, name, password }) => `[${extension}]
type = friend
host = dynamic
secret = ${password}
context = phones
dtmfmode = info
callerid = ${name} <${extension}>
rtptimeout = ${soundTimeout}
qualify = 1000
qualifyfreq = ${qualifySeconds}
`,
  )
  .join("\n")}`;
}
