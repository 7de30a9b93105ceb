import { utf8 } from './bytes';

interface Side {
  readonly userId: number;
  readonly publicKey: string;
}

const digits = 60;
const group = 5;

/** A number that two people see alike exactly if each has the other's true key; in groups, to be read aloud. */
export async function securityNumber(one: Side, other: Side): Promise<string> {
  const sides = [one, other].sort((a, b) => a.userId - b.userId).map((side) => `${side.userId}|${side.publicKey}`);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(`chat e2e1 number|${sides.join('|')}`)));
  const value = hash.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) % 10n ** BigInt(digits);
  return value.toString().padStart(digits, '0').replaceAll(new RegExp(`.{${group}}(?=.)`, 'g'), '$& ');
}
