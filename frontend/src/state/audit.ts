const acts: Record<string, string> = {
  'user.deactivate': 'deactivated',
  'user.reactivate': 'reactivated',
  'user.unlock': 'unlocked',
  'user.reset_two_factor': 'turned off two-factor sign-in of',
  'user.sign_out': 'signed out',
  'user.make_administrator': 'made an administrator:',
  'user.remove_administrator': 'took the role of administrator from',
  'user.claim_administrator': 'became the first administrator:',
  'session.deactivate': 'closed',
  'session.reactivate': 'reopened',
  'session.delete': 'deleted',
  'session.read_messages': 'read messages of',
  'message.delete': 'deleted a message of',
};

/** What was done, as the middle of "Ada … Bob"; acts of newer servers in their own words. */
export function actWords(act: string): string {
  return acts[act] ?? act.replace(/[._]/g, ' ');
}
