import type { Problem } from '../sync/problem';

/** What people read when the server's own sentence, which is written for everybody, says too little. */
export const sentences: Readonly<Record<string, string>> = {
  network: 'The server cannot be reached right now. Check your connection; what you wrote is kept.',
  timeout: 'The server took too long to answer. Try again.',
  invalid_request: 'This version of the app and the server do not understand each other. Reload the page.',
  validation_failed: 'Something that was entered cannot be used. Change it and try again.',
  not_signed_in: 'You are signed out. Sign in again; what you wrote is kept.',
  invalid_credentials: 'The user name or the password is wrong. Check both and try again.',
  invalid_refresh_token: 'This sign-in has ended. Sign in again.',
  second_factor_required: 'Enter a code of your authenticator app, or a recovery code.',
  invalid_second_factor: 'That code is not right. Codes of the app change every 30 seconds; a recovery code works once.',
  invalid_passkey: 'This passkey does not belong to an account here. Sign in with your password.',
  invalid_reset_token: 'This link does not work any more: it is more than an hour old, or it was used. Ask for a new one.',
  invalid_query: 'The search cannot be understood. Look at the words with a colon, at quotes and dates.',
  invalid_image: 'This picture cannot be used. Choose a PNG, JPEG, WebP or GIF of a usual size.',
  wrong_password: 'That is not your password. Try again.',
  cross_site: 'The browser says that this came from another site. Reload the page and try again.',
  forbidden: 'You are not allowed to do that here. An owner of the session can.',
  not_found: 'There is nothing here. Reload the page if you expected something.',
  session_not_found: 'This session is not here any more, or you are no longer in it. Choose another one from the list.',
  user_not_found: 'There is nobody of that name. Check how it is written.',
  participant_not_found: 'They are not in this session any more.',
  message_not_found: 'This message is not here any more.',
  sign_in_not_found: 'That device is signed out already.',
  passkey_not_found: 'That passkey was removed already.',
  invitation_not_found: 'This invitation has expired or was taken back. Ask whoever sent it for a new one.',
  avatar_not_found: 'That picture is not there any more.',
  method_not_allowed: 'This version of the app and the server do not understand each other. Reload the page.',
  username_taken: 'That user name is taken. Choose another one.',
  last_owner: 'A session needs an owner. Make somebody else an owner first.',
  last_administrator: 'There has to be at least one administrator: make somebody else one first.',
  session_inactive: 'This session is closed to writing. An owner can open it again.',
  message_deleted: 'This message was deleted meanwhile.',
  unknown_rev: 'The history was restored to an earlier state. It is being read anew.',
  two_factor_enabled: 'Two-factor sign-in is on already. Turn it off first to set it up anew.',
  two_factor_disabled: 'Two-factor sign-in is not set up. Set it up first.',
  precondition_failed: 'Somebody else changed this meanwhile. Look at it again, then repeat your change.',
  payload_too_large: 'That is too large. Choose something smaller.',
  unsupported_media_type: 'That kind of file cannot be used here.',
  upload_not_found: 'This upload was left alone for too long or was given up. Choose the file again.',
  file_not_found: 'This file is not here any more.',
  offset_mismatch: 'The upload stands elsewhere. Try again: it goes on from where it is.',
  upload_expired: 'This upload was left alone for too long. Choose the file again.',
  unsupported_tus_version: 'This version of the app and the server do not understand each other. Reload the page.',
  quota_exceeded: 'There is no room for more of your files. Delete messages with large ones first.',
  file_refused: 'This file cannot be taken here. Choose another one.',
  checksum_mismatch: 'The file was damaged on its way. Try again.',
  rate_limited: 'Too many attempts. Wait a little and try again.',
  internal_error: 'Something went wrong on the server. Try again; tell an administrator if it stays.',
  unavailable: 'A part of the system is down or starting. Try again in a moment.',
};

/** A problem as a sentence, by its code; `own` are what a code means in one place. */
export function sentence(problem: Problem, own: Readonly<Record<string, string>> = {}): string {
  if (problem.code in own) return own[problem.code] ?? problem.message;
  if (problem.code === 'rate_limited') return `Too many attempts. ${tryAgain(problem.retryAfter)}`;
  const fields = Object.values(problem.errors).flat().join(' ');
  // What is wrong with a field says more than that something is.
  return (problem.code === 'validation_failed' && fields !== '' ? fields : sentences[problem.code]) ?? (fields === '' ? problem.message : fields);
}

function tryAgain(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds === 0) return 'Try again in a little while.';
  if (seconds < 90) return `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  return `Try again in ${Math.ceil(seconds / 60)} minutes.`;
}
