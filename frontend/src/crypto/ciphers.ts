import type { Ciphers } from '../sync/ports';
import { makePair, openBackup, renewBackup } from './keyPairs';
import { securityNumber } from './securityNumber';
import { makeKey, openKey, openText, sealKey, sealText } from './sessionKeys';

/** What the engine needs of cryptography, by WebCrypto and HPKE. Loaded when somebody first has an encrypted session. */
export const ciphers: Ciphers = { makePair, openBackup, renewBackup, makeKey, sealKey, openKey, sealText, openText, securityNumber };
