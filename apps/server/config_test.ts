import { expect, test } from "bun:test";
import { pbxId } from "@qmanager/core";
import { readConfig, readTlsCa } from "./config.ts";

test("readConfig() has a default for everything, and an empty variable counts as none", () => {
  const config = readConfig({ QM_PORT: "", DATABASE_URL: "", QM_ADMIN_PASSWORD: "" });
  expect(config).toMatchObject({
    port: 8080,
    host: "0.0.0.0",
    data: null,
    databaseUrl: null,
    adminPassword: null,
    unattended: false,
    pbxs: [],
    trustedProxies: [],
  });
});

test("readConfig() prefers QM_PORT to PORT", () => {
  expect(readConfig({ PORT: "3000" }).port).toBe(3000);
  expect(readConfig({ PORT: "3000", QM_PORT: "9000" }).port).toBe(9000);
});

test.each([
  {
    name: "address with everything",
    environment: { QM_PBX_MAIN: "ami://boss:p%40ss%2Fword@10.0.0.5:5099?name=Head%20office" },
    want: {
      id: pbxId("main"),
      name: "Head office",
      host: "10.0.0.5",
      port: 5099,
      username: "boss",
      secret: "p@ss/word",
      tls: false,
    },
  },
  {
    name: "name, port and case of the id by default",
    environment: { QM_PBX_Branch_2: "ami://u:s@pbx" },
    want: { id: pbxId("branch-2"), name: "Branch_2", host: "pbx", port: 5038, username: "u", secret: "s", tls: false },
  },
  {
    name: "secret of its own, and TLS",
    environment: { QM_PBX_MAIN: "amis://u@[fd00::5]", QM_PBX_MAIN_SECRET: "p@ss:w/rd%" },
    want: {
      id: pbxId("main"),
      name: "MAIN",
      host: "fd00::5",
      port: 5039,
      username: "u",
      secret: "p@ss:w/rd%",
      tls: true,
    },
  },
  {
    name: "port 80, which http would hide",
    environment: { QM_PBX_MAIN: "ami://u:s@pbx:80" },
    want: { id: pbxId("main"), name: "MAIN", host: "pbx", port: 80, username: "u", secret: "s", tls: false },
  },
])("readConfig() reads a PBX: $name", ({ environment, want }) => {
  expect(readConfig(environment).pbxs).toEqual([want]);
});

test.each([
  { environment: { QM_PORT: "http" }, says: 'QM_PORT: "http" is not a port' },
  { environment: { QM_PORT: "70000" }, says: 'QM_PORT: "70000" is not a port' },
  { environment: { QM_HOST: "999.1.1.1" }, says: 'QM_HOST: "999.1.1.1" is no address' },
  { environment: { QM_ADMIN_PASSWORD: "short" }, says: "QM_ADMIN_PASSWORD: A password needs at least 8 characters" },
  { environment: { QM_UNATTENDED: "perhaps" }, says: 'QM_UNATTENDED: "perhaps" is neither true nor false' },
  { environment: { QM_ZONE: "Mars/Olympus" }, says: 'QM_ZONE: "Mars/Olympus" is not a time zone' },
  { environment: { QM_TLS_CA: "/nowhere.pem" }, says: "QM_TLS_CA: The file cannot be read" },
  { environment: { QM_TLS_CA: import.meta.path }, says: "QM_TLS_CA: There is no certificate in" },
  { environment: { DATABASE_URL: "mysql://x/y" }, says: "DATABASE_URL: It is not a PostgreSQL address" },
  { environment: { QM_PBX_MAIN: "10.0.0.5" }, says: "QM_PBX_MAIN: Begin with ami:// or amis://" },
  { environment: { QM_PBX_MAIN: "ami://10.0.0.5" }, says: "QM_PBX_MAIN: username: Fill this in, secret: Fill this in" },
  { environment: { QM_PBX_MAIN: "ami://u:%zz@h" }, says: "QM_PBX_MAIN: A % in it is not followed by two" },
  { environment: { QM_PBX_MAIN_QUEUE_LOG: "/x/queue_log" }, says: "QM_PBX_MAIN_QUEUE_LOG: Set QM_PBX_MAIN too" },
  {
    environment: { QM_PBX_MAIN: "ami://u:s@h", QM_PBX_MAIN_QUEUE_LOG: "mysql://u:s@h/snep" },
    says: "QM_PBX_MAIN_QUEUE_LOG: User, database and table are needed",
  },
  { environment: { QM_PBX_MAIN_SECRET: "x" }, says: "QM_PBX_MAIN_SECRET: Set QM_PBX_MAIN too" },
])("readConfig() says what is wrong: $says", ({ environment, says }) => {
  expect(() => readConfig(environment)).toThrow(says);
});

test("readConfig() tells all that is wrong at once, and no secret", () => {
  const wrong = { QM_PORT: "x", QM_PBX_MAIN: "ami://user:tOpSeCrEt@", DATABASE_URL: "http://u:tOpSeCrEt@h" };
  const message = (() => {
    try {
      readConfig(wrong);
    } catch (error) {
      return String(error);
    }
    return "";
  })();
  expect(message).toContain("QM_PORT");
  expect(message).toContain("QM_PBX_MAIN");
  expect(message).toContain("DATABASE_URL");
  expect(message).not.toContain("tOpSeCrEt");
});

test("readConfig() reads where a PBX's queue_log is", () => {
  const queueLog = "mysql://snep:p%40ss@10.0.0.5/snep/queue_log?zone=America/Sao_Paulo";
  const { pbxs } = readConfig({ QM_PBX_MAIN: "ami://u:s@h", QM_PBX_MAIN_QUEUE_LOG: queueLog });
  expect(pbxs).toMatchObject([{ id: "main", queueLog }]);
});

test("readConfig() refuses two variables for one PBX, of which one would be lost", () => {
  const environment = { QM_PBX_MAIN: "ami://u:s@a", QM_PBX_main: "ami://u:s@b" };
  expect(() => readConfig(environment)).toThrow('QM_PBX_main: Another variable sets the PBX "main" too');
});

test.each([
  { text: "10.0.0.0/8", says: '"10.0.0.0/8" is no address' },
  { text: "10.0.0.2, proxy", says: '"proxy" is no address' },
])("readConfig() refuses the proxies $text, whom it would never know", ({ text, says }) => {
  expect(() => readConfig({ QM_TRUSTED_PROXIES: text })).toThrow(says);
});

test("readTlsCa() minds its own variable only", () => {
  expect(readTlsCa({ QM_PORT: "none" })).toBeNull();
  expect(() => readTlsCa({ QM_TLS_CA: import.meta.path })).toThrow("QM_TLS_CA: There is no certificate in");
});

test("readConfig() has HTTPS on 8443, on any port where the page is on any, or nowhere", () => {
  expect(readConfig({}).httpsPort).toBe(8443);
  expect(readConfig({ QM_PORT: "0" }).httpsPort).toBe(0);
  expect(readConfig({ QM_HTTPS_PORT: "9443", QM_PORT: "0" }).httpsPort).toBe(9443);
  for (const no of ["off", "OFF", "false", "no"]) expect(readConfig({ QM_HTTPS_PORT: no }).httpsPort).toBeNull();
  expect(() => readConfig({ QM_HTTPS_PORT: "x" })).toThrow('QM_HTTPS_PORT: "x" is not a port');
});

test("readConfig() takes a key of 32 bytes, and repeats none that is wrong", () => {
  expect(readConfig({}).secretKey).toBeNull();
  expect(readConfig({ QM_SECRET_KEY: "ab".repeat(32) }).secretKey).toHaveLength(32);
  expect(() => readConfig({ QM_SECRET_KEY: "s3cret" })).toThrow("openssl rand -base64 32");
  expect(() => readConfig({ QM_SECRET_KEY: "s3cret" })).not.toThrow("s3cret");
});
