import type { DiagnosisWords } from "./pt_diagnosis.ts";

/** What can be wrong with a PBX, in English. `{gaps}` are filled by the server. */
export const enDiagnosis: DiagnosisWords = {
  problems: {
    login_refused:
      "The Asterisk at {address} refused the user {user} (“{reply}”). Check secret= and permit= of [{user}] in manager.conf",
    nobody_listens: "Nobody listens at {address}. Check the port, and enabled=yes and bindaddr= in manager.conf",
    host_unknown: "There is no host {host}. Check the address and the name server",
    unreachable: "There is no way to {address}. Check the address and the network",
    timed_out: "{address} did not answer in time. Check the address and the firewall, and that Asterisk does not hang",
    tls_failed: "TLS with {address} could not be agreed ({reason}). Check tlsenable=yes, the port and the certificate",
    not_asterisk:
      "What answers at {address} is not the AMI of an Asterisk: it begins with “{firstLine}”. Check the address and the port",
    asterisk_too_old: "Asterisk is too old: {version}, and at least {oldest} is needed. Upgrade Asterisk",
    connection_lost: "The connection to {address} ended. Check that Asterisk runs and that the port is AMI’s",
    unreadable:
      "{address} is connected, but could not be read ({reason}). Look at Asterisk on the PBX (asterisk -rvvv)",
    secret_unreadable:
      "The secret of this PBX cannot be read: the key of the secrets is not the one of before. Restore the file secret.key of the data folder (or QM_SECRET_KEY) and start anew, or enter the secret again",
    connection_failed: "The connection to {address} failed ({reason})",
  },
};
