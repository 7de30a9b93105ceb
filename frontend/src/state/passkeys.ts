import type { PasskeyAnswer } from '../transport/door';

/** What a browser must have for passkeys (WebAuthn Level 3): the JSON helpers came last. */
export type PasskeySupport = 'yes' | 'insecure' | 'no';

/** Whether passkeys can be used here; browsers have them on https and localhost only. */
export function passkeySupport(): PasskeySupport {
  if (!window.isSecureContext) return 'insecure';
  const known = typeof PublicKeyCredential === 'function' && 'parseCreationOptionsFromJSON' in PublicKeyCredential;
  return known && 'toJSON' in PublicKeyCredential.prototype ? 'yes' : 'no';
}

/** Whether a browser offers passkeys in the field for the user name. */
export async function offersInField(): Promise<boolean> {
  if (passkeySupport() !== 'yes' || !('isConditionalMediationAvailable' in PublicKeyCredential)) return false;
  return PublicKeyCredential.isConditionalMediationAvailable();
}

/** Has the device make a passkey; null when the user thinks better of it. */
export async function createPasskey(options: PublicKeyCredentialCreationOptionsJSON): Promise<PasskeyAnswer | null> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return unlessCancelled(navigator.credentials.create({ publicKey }));
}

/** Has the device prove a passkey; null when the user thinks better of it, or when `signal` says so. */
export async function provePasskey(
  options: PublicKeyCredentialRequestOptionsJSON,
  mediation: CredentialMediationRequirement,
  signal: AbortSignal,
): Promise<PasskeyAnswer | null> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return unlessCancelled(navigator.credentials.get({ publicKey, mediation, signal }));
}

async function unlessCancelled(request: Promise<Credential | null>): Promise<PasskeyAnswer | null> {
  try {
    const credential = await request;
    return credential instanceof PublicKeyCredential ? credential.toJSON() : null;
  } catch (error) {
    // WebAuthn says NotAllowedError for a refusal and for a time that ran out, and tells nobody which.
    if (error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError')) return null;
    throw error;
  }
}
