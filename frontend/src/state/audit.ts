import type { Key } from '../i18n/t';

const acts: Readonly<Record<string, Key>> = {
  'user.deactivate': 'admin.actUserDeactivate',
  'user.reactivate': 'admin.actUserReactivate',
  'user.unlock': 'admin.actUserUnlock',
  'user.reset_two_factor': 'admin.actUserResetTwoFactor',
  'user.sign_out': 'admin.actUserSignOut',
  'user.make_administrator': 'admin.actUserMakeAdministrator',
  'user.remove_administrator': 'admin.actUserRemoveAdministrator',
  'user.claim_administrator': 'admin.actUserClaimAdministrator',
  'session.deactivate': 'admin.actSessionDeactivate',
  'session.reactivate': 'admin.actSessionReactivate',
  'session.delete': 'admin.actSessionDelete',
  'session.retention': 'admin.actSessionRetention',
  'session.link_previews': 'admin.actSessionLinkPreviews',
  'site.retention': 'admin.actSiteRetention',
  'message.expire': 'admin.actMessageExpire',
  'session.read_messages': 'admin.actSessionReadMessages',
  'message.delete': 'admin.actMessageDelete',
};

/** The sentence of an act, with places for who did it and to what; one for acts of newer servers, too. */
export const actKey = (act: string): Key => acts[act] ?? 'admin.actUnknown';

/** An act that has no sentence yet, in its own words. */
export const plainAct = (act: string) => act.replace(/[._]/g, ' ');
