import { type Bytes, random } from './bytes';

/** Crockford's base 32: no I, L, O and U, which are read as something else. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Bytes of chance. */
const length = 16;
/** Characters of five bits each: 128 bits of chance and 12 that tell a slip of the pen. */
const characters = 28;
const group = 4;

/** A code that opens the backup of a key: whoever has both has the key. */
export async function makeRecoveryCode(): Promise<{ code: string; secret: Bytes }> {
  const secret = random(length);
  return { code: await write(secret), secret };
}

/** What a code stands for, however it is typed; null when there is a slip in it. */
export async function readRecoveryCode(typed: string): Promise<Bytes | null> {
  const text = typed.toUpperCase().replaceAll(/[\s\-–—]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  if (text.length !== characters) return null;
  let bits = 0n;
  for (const char of text) {
    const value = alphabet.indexOf(char);
    if (value < 0) return null;
    bits = (bits << 5n) | BigInt(value);
  }
  const secret = new Uint8Array(length);
  const chance = bits >> 12n;
  for (let i = 0; i < length; i++) secret[i] = Number((chance >> BigInt(8 * (length - 1 - i))) & 0xffn);
  return Number(bits & 0xfffn) === (await check(secret)) ? secret : null;
}

async function write(secret: Bytes): Promise<string> {
  let bits = 0n;
  for (const byte of secret) bits = (bits << 8n) | BigInt(byte);
  bits = (bits << 12n) | BigInt(await check(secret));
  const text = Array.from({ length: characters }, (_, i) => alphabet[Number((bits >> BigInt(5 * (characters - 1 - i))) & 31n)]).join('');
  return text.replaceAll(new RegExp(`.{${group}}(?=.)`, 'g'), '$&-');
}

/** Twelve bits. */
async function check(secret: Bytes): Promise<number> {
  const [first = 0, second = 0] = new Uint8Array(await crypto.subtle.digest('SHA-256', secret));
  return (first << 4) | (second >> 4);
}
