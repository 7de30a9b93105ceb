import type { User } from '../sync/protocol';
import type { PasskeyAnswer } from './door';
import { call } from './http';

/** The signed-in user, as only they see themselves. */
export interface Account extends User {
  email: string | null;
  about: string;
  /** An IANA name; empty: not known. */
  time_zone: string;
  /** Such as "de"; empty: as the browser has it. Servers of earlier versions do not have it. */
  language?: string;
  avatar_url: string | null;
  created_at: string;
  is_admin: boolean;
  two_factor_enabled: boolean;
  recovery_codes_left: number;
}

export interface Profile {
  display_name: string;
  about: string;
  time_zone: string;
  language: string;
  /** Empty: none. */
  email: string;
  /** Needed to change the e-mail address. */
  password: string;
}

export interface SignIn {
  id: string;
  kind: 'browser' | 'token';
  device: string;
  address: string | null;
  created_at: string;
  last_seen_at: string;
  is_current: boolean;
}

export interface Passkey {
  id: string;
  name: string;
  created_at: string;
}

interface RecoveryCodes {
  recovery_codes: string[];
}

/** What people can do with their own account. Rejections are `Problem`s. */
export const accounts = {
  mine: () => call<Account>('GET', '/api/users/me/'),
  change: (profile: Partial<Profile>) => call<Account>('PATCH', '/api/users/me/', profile),
  setAvatar: (picture: Blob) => call<{ avatar_url: string }>('PUT', '/api/users/me/avatar/', picture),
  removeAvatar: () => call<undefined>('DELETE', '/api/users/me/avatar/'),
  delete: (password: string) => call<undefined>('POST', '/api/users/me/delete/', { password }),
  /** Of a file: all that is kept about the user. */
  exportPath: '/api/users/me/export/',

  changePassword: (current: string, next: string) =>
    call<undefined>('POST', '/api/auth/password/', { current_password: current, new_password: next }),

  setUpTwoFactor: (password: string) => call<{ secret: string; uri: string }>('POST', '/api/auth/two-factor/setup/', { password }),
  enableTwoFactor: (code: string) => call<RecoveryCodes>('POST', '/api/auth/two-factor/enable/', { code }),
  disableTwoFactor: (password: string) => call<undefined>('POST', '/api/auth/two-factor/disable/', { password }),
  newRecoveryCodes: (password: string) => call<RecoveryCodes>('POST', '/api/auth/two-factor/recovery-codes/', { password }),

  passkeys: () => call<Passkey[]>('GET', '/api/auth/passkeys/'),
  passkeyOptions: () => call<PublicKeyCredentialCreationOptionsJSON>('POST', '/api/auth/passkeys/options/', {}),
  addPasskey: (name: string, credential: PasskeyAnswer) =>
    call<Passkey>('POST', '/api/auth/passkeys/', { name, credential }),
  removePasskey: (id: string) => call<undefined>('DELETE', `/api/auth/passkeys/${encodeURIComponent(id)}/`),

  signIns: () => call<SignIn[]>('GET', '/api/auth/sign-ins/'),
  endSignIn: (id: string) => call<undefined>('DELETE', `/api/auth/sign-ins/${encodeURIComponent(id)}/`),
  endOtherSignIns: () => call<undefined>('DELETE', '/api/auth/sign-ins/'),
};
