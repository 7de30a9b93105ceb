import { describe, expect, test } from 'vitest';
import { fromBase64url, toBase64url } from '../src/crypto/bytes';
import { ciphers } from '../src/crypto/ciphers';
import { readRecoveryCode } from '../src/crypto/recoveryCode';
import type { CopyOf, TextOf } from '../src/sync/ports';

const of: TextOf = { session_id: 5, sender_id: 1, client_id: 'b7d1', generation: 2 };
const copyOf: CopyOf = { session_id: 5, generation: 2, user_id: 2, made_by: 1 };

/** The same base64url with one bit of one byte turned. */
function tampered(text: string, at: number): string {
  const dot = text.lastIndexOf('.') + 1;
  const bytes = fromBase64url(text.slice(dot)) ?? new Uint8Array();
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return text.slice(0, dot) + toBase64url(bytes);
}

describe('texts', () => {
  test('open as they were sealed, each time sealed otherwise', async () => {
    const key = await ciphers.makeKey();
    for (const text of ['hi', '', '😀 Grüße, 你好 ', 'x'.repeat(4000), '\u{10ffff}'.repeat(2000)]) {
      const [one, two] = [await ciphers.sealText(key, of, text), await ciphers.sealText(key, of, text)];
      expect(one).toMatch(/^e2e1\.2\.[A-Za-z0-9_-]{38,}$/);
      expect(one.length).toBeLessThanOrEqual(16_500);
      expect(one).not.toBe(two);
      expect(await ciphers.openText(key, of, one)).toBe(text);
    }
  });

  test('do not open when anything of them was changed', async () => {
    const key = await ciphers.makeKey();
    const sealed = await ciphers.sealText(key, of, 'pay 10');
    for (const at of [0, 11, 12, 15, -16, -1]) expect(await ciphers.openText(key, of, tampered(sealed, at))).toBeNull();
    expect(await ciphers.openText(key, of, sealed.slice(0, -2))).toBeNull();
    expect(await ciphers.openText(key, of, 'e2e1.2.')).toBeNull();
  });

  test('do not open as a message of another session, sender, id or generation, nor with another key', async () => {
    const key = await ciphers.makeKey();
    const sealed = await ciphers.sealText(key, of, 'mine');
    for (const other of [{ session_id: 6 }, { sender_id: 2 }, { client_id: 'b7d2' }, { generation: 3 }]) {
      expect(await ciphers.openText(key, { ...of, ...other }, sealed)).toBeNull();
    }
    expect(await ciphers.openText(await ciphers.makeKey(), of, sealed)).toBeNull();
  });
});

describe('copies of keys', () => {
  test('open for their holder alone, and prove who made them', async () => {
    const [ada, bob, eve] = await Promise.all([1, 2, 3].map((id) => ciphers.makePair(id)));
    if (!ada || !bob || !eve) throw new Error('There are three.');
    const key = await ciphers.makeKey();
    const copy = await ciphers.sealKey(key, copyOf, ada.pair, bob.pair.publicKey);
    expect(fromBase64url(copy)?.length).toBe(65 + 48);
    const opened = await ciphers.openKey(copy, copyOf, bob.pair, ada.pair.publicKey);
    if (!opened) throw new Error('It opens.');
    expect(await ciphers.openText(opened, of, await ciphers.sealText(key, of, 'the same key'))).toBe('the same key');

    expect(await ciphers.openKey(copy, copyOf, eve.pair, ada.pair.publicKey)).toBeNull();
    expect(await ciphers.openKey(copy, copyOf, bob.pair, eve.pair.publicKey)).toBeNull();
    for (const other of [{ session_id: 6 }, { generation: 1 }, { user_id: 3 }, { made_by: 3 }]) {
      expect(await ciphers.openKey(copy, { ...copyOf, ...other }, bob.pair, ada.pair.publicKey)).toBeNull();
    }
    for (const at of [1, 64, 65, 100, -1]) expect(await ciphers.openKey(tampered(copy, at), copyOf, bob.pair, ada.pair.publicKey)).toBeNull();
    expect(await ciphers.openKey('AAAA', copyOf, bob.pair, ada.pair.publicKey)).toBeNull();
  });

  test('of oneself open again', async () => {
    const { pair } = await ciphers.makePair(1);
    const own = { ...copyOf, user_id: 1 };
    const copy = await ciphers.sealKey(await ciphers.makeKey(), own, pair, pair.publicKey);
    expect(await ciphers.openKey(copy, own, pair, pair.publicKey)).not.toBeNull();
  });
});

describe('the recovery code', () => {
  test('is at least 128 bits of chance, in groups, and opens the backup however it is typed', async () => {
    const { pair, backup, code } = await ciphers.makePair(1);
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    for (const text of [code, typed, code.replaceAll('-', ''), ` ${code}\n`]) {
      expect((await ciphers.openBackup(1, pair.publicKey, backup, text))?.publicKey).toBe(pair.publicKey);
    }
  });

  test('with a slip in it is no code, and the code of another key opens nothing', async () => {
    const { pair, backup, code } = await ciphers.makePair(1);
    const other = await ciphers.makePair(1);
    let noticed = 0;
    for (let i = 0; i < code.length; i++) {
      if (code[i] === '-') continue;
      const slip = code.slice(0, i) + (code[i] === '7' ? '8' : '7') + code.slice(i + 1);
      if ((await readRecoveryCode(slip)) === null) noticed++;
      expect(await ciphers.openBackup(1, pair.publicKey, backup, slip)).toBeNull();
    }
    // Twelve bits tell: one slip in 4,096 looks like another code.
    expect(noticed).toBeGreaterThanOrEqual(26);
    expect(await readRecoveryCode(code.slice(1))).toBeNull();
    expect(await ciphers.openBackup(1, pair.publicKey, backup, other.code)).toBeNull();
    expect(await ciphers.openBackup(2, pair.publicKey, backup, code)).toBeNull();
    expect(await ciphers.openBackup(1, other.pair.publicKey, backup, code)).toBeNull();
  });

  test('is renewed by who has the present one, and the earlier one opens nothing then', async () => {
    const { pair, backup, code } = await ciphers.makePair(1);
    const renewed = await ciphers.renewBackup(1, pair.publicKey, backup, code);
    if (!renewed) throw new Error('It is renewed.');
    expect(renewed.pair.publicKey).toBe(pair.publicKey);
    expect(await ciphers.openBackup(1, pair.publicKey, renewed.backup, code)).toBeNull();
    expect(await ciphers.openBackup(1, pair.publicKey, renewed.backup, renewed.code)).not.toBeNull();
    expect(await ciphers.renewBackup(1, pair.publicKey, backup, renewed.code)).toBeNull();
  });
});

test('the private half can never be read, neither after it was made nor after it was restored', async () => {
  const made = await ciphers.makePair(1);
  const restored = await ciphers.openBackup(1, made.pair.publicKey, made.backup, made.code);
  for (const pair of [made.pair, restored]) {
    const { privateKey } = pair?.secret as CryptoKeyPair;
    expect(privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow();
  }
});

test('the security number is the same for both, has 60 digits, and is another for any other key', async () => {
  const [ada, bob, eve] = ['A', 'B', 'C'].map((publicKey, i) => ({ userId: i + 1, publicKey }));
  if (!ada || !bob || !eve) throw new Error('There are three.');
  const number = await ciphers.securityNumber(ada, bob);
  expect(number).toMatch(/^(\d{5} ){11}\d{5}$/);
  expect(await ciphers.securityNumber(bob, ada)).toBe(number);
  expect(await ciphers.securityNumber(ada, eve)).not.toBe(number);
  expect(await ciphers.securityNumber(ada, { ...bob, publicKey: 'D' })).not.toBe(number);
  expect(await ciphers.securityNumber(ada, { ...bob, userId: 4 })).not.toBe(number);
});
