import { expect, test } from "bun:test";
import fc from "fast-check";
import { type LogAddress, logSourceName, readLogAddress, writeLogAddress } from "./address.ts";

test.each([
  [
    "/var/log/asterisk/queue_log",
    { kind: "file", path: "/var/log/asterisk/queue_log", zone: null },
    "/var/log/asterisk/queue_log",
  ],
  [
    "mysql://snep:p%40s%2Fs@10.0.0.2/snep/queue_log?zone=America/Sao_Paulo",
    {
      kind: "mysql",
      ...{ host: "10.0.0.2", port: 3306, user: "snep", secret: "p@s/s", database: "snep" },
      ...{ table: "queue_log", zone: "America/Sao_Paulo" },
    },
    "mysql://snep@10.0.0.2:3306/snep/queue_log",
  ],
  [
    "mariadb://qm@[fd00::2]:80/asteriskcdrdb/queuelog",
    {
      kind: "mysql",
      ...{ host: "fd00::2", port: 80, user: "qm", secret: "", database: "asteriskcdrdb" },
      ...{ table: "queuelog", zone: null },
    },
    "mysql://qm@[fd00::2]:80/asteriskcdrdb/queuelog",
  ],
] satisfies [string, LogAddress, string][])(
  "readLogAddress() reads %s, and shows it without its secret",
  (text, address, name) => {
    const read = readLogAddress(text);
    expect(read).toEqual(address);
    if (typeof read === "string") return;
    expect(logSourceName(read)).toBe(name);
    expect(readLogAddress(writeLogAddress(read))).toEqual(address);
  },
);

test.each([
  ["queue_log", "Write a path such as"],
  ["/etc/shadow", "The name of the file begins with queue_log"],
  ["/var/log/queue_log/../../../etc/queue_log", "The name of the file begins with queue_log"],
  ["/var/log/asterisk/queue_log?zone=Mars", '"Mars" is not a time zone'],
  ["mysql://qm:s3cret@host/snep", "User, database and table are needed"],
  ["mysql://:s3cret@host/snep/queue_log", "User, database and table are needed"],
  ["mysql://qm:s3cret%@host/snep/queue_log", "A % in it is not followed"],
  ["mysql://qm:s3cret@host/snep/queue_log?zone=x", '"x" is not a time zone'],
])("readLogAddress() says what is wrong with %s, and not its secret", (text, reason) => {
  const read = readLogAddress(text);
  expect(read).toStartWith(reason);
  expect(read).not.toContain("s3cret");
});

test("writeLogAddress() writes any user, secret and name so that the same is read of it", () => {
  // A path loses dots that stand alone.
  const isKept = (each: string) => each.isWellFormed() && !/^\.{1,2}$/.test(each);
  const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }).filter(isKept);
  fc.assert(
    fc.property(
      word,
      fc.oneof(word, fc.constant("")),
      word,
      word,
      fc.nat(65_535),
      (user, secret, database, table, port) => {
        const address: LogAddress = {
          ...{ kind: "mysql", host: "10.0.0.2", port: port + 1 > 65_535 ? 80 : port + 1 },
          ...{ user, secret, database, table, zone: null },
        };
        expect(readLogAddress(writeLogAddress(address))).toEqual(address);
      },
    ),
  );
});
