import { expect, test } from "bun:test";
import { digestAnswer } from "./sip_digest.ts";

test("digestAnswer() gives the response of the example in RFC 2617, section 3.5", () => {
  const challenge =
    'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", ' +
    'opaque="5ccc069c403ebaf9f0171e9517f40e41"';
  const credentials = { user: "Mufasa", password: "Circle Of Life" };
  const answer = digestAnswer(challenge, credentials, "GET", "/dir/index.html", "0a4f113b");
  expect(answer).toContain('response="6629fae49393a05397450978507c4ef1"');
  expect(answer).toContain('opaque="5ccc069c403ebaf9f0171e9517f40e41"');
});

test("digestAnswer() leaves out the client nonce where the server asks for no quality of protection", () => {
  const answer = digestAnswer('Digest realm="pbx", nonce="n"', { user: "u", password: "p" }, "REGISTER", "sip:h", "c");
  expect(answer).not.toContain("cnonce");
});
