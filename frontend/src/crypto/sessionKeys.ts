import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import type { CopyOf, KeyPair, SessionKey, TextOf } from '../sync/ports';
import { type Bytes, concat, fromBase64url, random, toBase64url, utf8 } from './bytes';
import { halvesOf } from './keyPairs';

/** Bytes: an encapsulated key, a point of P-256. */
const pointLength = 65;
const keyLength = 32;
const ivLength = 12;

/** HPKE (RFC 9180) in its mode Auth: whoever opens a copy knows whose key made it. */
const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const info = utf8('chat e2e1 session key').buffer;

interface Held {
  /** To be handed on. */
  readonly bytes: Bytes;
  readonly cipher: CryptoKey;
}

const held = ({ secret }: SessionKey): Held => secret as Held;

export function makeKey(): Promise<SessionKey> {
  return importKey(random(keyLength));
}

async function importKey(bytes: Bytes): Promise<SessionKey> {
  const cipher = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { secret: { bytes, cipher } satisfies Held };
}

/** A copy of a session's key that only `recipient` can open, and that says who made it. */
export async function sealKey(key: SessionKey, of: CopyOf, maker: KeyPair, recipient: string): Promise<string> {
  const sender = await suite.createSenderContext({ recipientPublicKey: await publicKeyOf(recipient), senderKey: halvesOf(maker), info });
  const sealed = await sender.seal(held(key).bytes.buffer, copyData(of));
  return toBase64url(concat(new Uint8Array(sender.enc), new Uint8Array(sealed)));
}

/** The key in a copy; null when it is not what `of` says, or `maker` did not make it. */
export async function openKey(copy: string, of: CopyOf, owner: KeyPair, maker: string): Promise<SessionKey | null> {
  const bytes = fromBase64url(copy);
  if (!bytes) return null;
  try {
    const enc = bytes.slice(0, pointLength).buffer;
    const recipient = await suite.createRecipientContext({ recipientKey: halvesOf(owner), enc, senderPublicKey: await publicKeyOf(maker), info });
    const opened = new Uint8Array(await recipient.open(bytes.slice(pointLength).buffer, copyData(of)));
    return opened.length === keyLength ? await importKey(opened) : null;
  } catch {
    return null;
  }
}

/** A text, sealed: `e2e1.<generation>.<base64url of vector, ciphertext and tag>`. */
export async function sealText(key: SessionKey, of: TextOf, text: string): Promise<string> {
  const iv = random(ivLength);
  const sealed = await crypto.subtle.encrypt(cipher(of, iv), held(key).cipher, utf8(text));
  return `e2e1.${of.generation}.${toBase64url(concat(iv, new Uint8Array(sealed)))}`;
}

/** Null when it was changed, is of another message, or was sealed with another key. */
export async function openText(key: SessionKey, of: TextOf, content: string): Promise<string | null> {
  const bytes = fromBase64url(content.split('.')[2] ?? '');
  if (!bytes) return null;
  try {
    const opened = await crypto.subtle.decrypt(cipher(of, bytes.slice(0, ivLength)), held(key).cipher, bytes.slice(ivLength));
    return new TextDecoder('utf-8', { fatal: true }).decode(opened);
  } catch {
    return null;
  }
}

/** What a text is bound to: elsewhere it does not open. */
function cipher({ session_id, sender_id, client_id, generation }: TextOf, iv: Bytes): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: utf8(`chat e2e1 text|${session_id}|${sender_id}|${client_id}|${generation}`) };
}

function copyData({ session_id, generation, user_id, made_by }: CopyOf): ArrayBuffer {
  return utf8(`chat e2e1 copy|${session_id}|${generation}|${user_id}|${made_by}`).buffer;
}

async function publicKeyOf(text: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', fromBase64url(text) ?? new Uint8Array(), { name: 'ECDH', namedCurve: 'P-256' }, true, []);
}
