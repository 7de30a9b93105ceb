import type { KeyPair, NewKeyPair } from '../sync/ports';
import { type Bytes, concat, fromBase64url, random, toBase64url, utf8 } from './bytes';
import { makeRecoveryCode, readRecoveryCode } from './recoveryCode';

const curve = { name: 'ECDH', namedCurve: 'P-256' };
/** The form of the backup: its version, a salt, an initialisation vector, the sealed private number. */
const version = 1;
const saltLength = 16;
const ivLength = 12;

/** The pair as this device uses it. Neither the page nor its storage can read the private half. */
export const halvesOf = ({ secret }: KeyPair): CryptoKeyPair => secret as CryptoKeyPair;

/** A pair, its private half sealed under a recovery code that is told this once. */
export async function makePair(userId: number): Promise<NewKeyPair> {
  const made = await crypto.subtle.generateKey(curve, true, ['deriveBits']);
  const publicKey = toBase64url(new Uint8Array(await crypto.subtle.exportKey('raw', made.publicKey)));
  // It can be read for this moment only.
  const { d = '' } = await crypto.subtle.exportKey('jwk', made.privateKey);
  const number = fromBase64url(d) ?? new Uint8Array();
  const { code, secret } = await makeRecoveryCode();
  return { pair: await importPair(publicKey, number), backup: await seal(userId, publicKey, number, secret), code };
}

/** The pair out of its backup; null when the code is another one. */
export async function openBackup(userId: number, publicKey: string, backup: string, code: string): Promise<KeyPair | null> {
  const number = await open(userId, publicKey, backup, code);
  return number && importPair(publicKey, number);
}

/** The same pair's backup, sealed under another code; null when the present code is another one. */
export async function renewBackup(userId: number, publicKey: string, backup: string, code: string): Promise<NewKeyPair | null> {
  const number = await open(userId, publicKey, backup, code);
  if (!number) return null;
  const made = await makeRecoveryCode();
  return { pair: await importPair(publicKey, number), backup: await seal(userId, publicKey, number, made.secret), code: made.code };
}

async function open(userId: number, publicKey: string, backup: string, code: string): Promise<Bytes | null> {
  const [bytes, secret] = [fromBase64url(backup), await readRecoveryCode(code)];
  if (!secret || bytes?.[0] !== version) return null;
  const salt = bytes.slice(1, 1 + saltLength);
  const iv = bytes.slice(1 + saltLength, 1 + saltLength + ivLength);
  const key = await backupKey(secret, salt);
  try {
    const opened = await crypto.subtle.decrypt(cipher(userId, publicKey, iv), key, bytes.slice(1 + saltLength + ivLength));
    return new Uint8Array(opened);
  } catch {
    return null;
  }
}

async function seal(userId: number, publicKey: string, number: Bytes, secret: Bytes): Promise<string> {
  const [salt, iv] = [random(saltLength), random(ivLength)];
  const sealed = await crypto.subtle.encrypt(cipher(userId, publicKey, iv), await backupKey(secret, salt), number);
  return toBase64url(concat(Uint8Array.of(version), salt, iv, new Uint8Array(sealed)));
}

function cipher(userId: number, publicKey: string, iv: Bytes): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: utf8(`chat e2e1 backup|${userId}|${publicKey}`) };
}

/** The code is chance enough: what makes guessing slow is needed for passwords. */
async function backupKey(secret: Bytes, salt: Bytes): Promise<CryptoKey> {
  const from = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt, info: utf8('chat e2e1 backup') };
  return crypto.subtle.deriveKey(how, from, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

async function importPair(publicKey: string, number: Bytes): Promise<KeyPair> {
  const point = fromBase64url(publicKey) ?? new Uint8Array();
  const jwk = { kty: 'EC', crv: 'P-256', x: toBase64url(point.slice(1, 33)), y: toBase64url(point.slice(33)), d: toBase64url(number) };
  const secret: CryptoKeyPair = {
    privateKey: await crypto.subtle.importKey('jwk', jwk, curve, false, ['deriveBits']),
    publicKey: await crypto.subtle.importKey('raw', point, curve, true, []),
  };
  return { publicKey, secret };
}
