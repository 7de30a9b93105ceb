import type { User } from '../sync/protocol';
import { call } from './http';

/** What a device says when it made a passkey, or proved one. */
export type PasskeyAnswer = RegistrationResponseJSON | AuthenticationResponseJSON;

interface Registration {
  username: string;
  password: string;
  display_name?: string;
}

export interface Credentials {
  username: string;
  password: string;
  /** Of the authenticator app, or a recovery code. */
  code?: string;
}

/** The ways in, for people who are not signed in. Rejections are `Problem`s. */
export const door = {
  login: (who: Credentials) => call<User>('POST', '/api/auth/login', who),
  register: (who: Registration) => call<User>('POST', '/api/auth/register', who),
  passkeyOptions: (signal?: AbortSignal) =>
    call<PublicKeyCredentialRequestOptionsJSON>('POST', '/api/auth/passkey-login/options/', {}, signal),
  passkeyLogin: (credential: PasskeyAnswer) => call<User>('POST', '/api/auth/passkey-login/', { credential }),
  forgotPassword: (login: string) => call<undefined>('POST', '/api/auth/password/forgot/', { login }),
  resetPassword: (token: string, newPassword: string) =>
    call<undefined>('POST', '/api/auth/password/reset/', { token, new_password: newPassword }),
};
