/** Passwords as argon2id hashes, with the parameters OWASP names as a minimum. */
const argon2id = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;

export function hashPassword(password: string): Promise<string> {
  return Bun.password.hash(password.normalize("NFC"), argon2id);
}

/**
 * Whether the password is the one of the hash. Without a hash (no such user) the same work is done and the answer is no,
 * so that the time taken does not tell which names exist.
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const right = await Bun.password.verify(password.normalize("NFC"), hash ?? (await nobodysHash()));
  return right && hash !== null;
}

let nobodys: Promise<string> | null = null;
function nobodysHash(): Promise<string> {
  nobodys ??= hashPassword(crypto.randomUUID());
  return nobodys;
}

/** A password that a machine made: 20 characters that cannot be taken for one another, about 100 bits. */
export function randomPassword(): string {
  return randomText(20);
}

const letters = "abcdefghjkmnpqrstuvwxyz23456789";

/** Letters and digits without 0, 1, i, l and o, each equally likely. */
export function randomText(length: number): string {
  let text = "";
  while (text.length < length) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 256 - (256 % letters.length)) text += letters[byte % letters.length];
  }
  return text;
}
