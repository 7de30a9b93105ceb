import { admin, type ManagedUser } from '../../transport/admin';
import type { Act } from './ActDialog';

export interface NamedAct extends Act {
  name: string;
  label: string;
}

/** What can be done with a user as they are. Nobody deactivates themselves, or takes their own role away, by mistake. */
export function userActs(user: ManagedUser, self: boolean, onChanged: (user: ManagedUser) => void): NamedAct[] {
  const name = user.display_name;
  const done = (request: Promise<ManagedUser>) => request.then(onChanged);
  const acts: (NamedAct | false)[] = [
    user.locked_until !== null && {
      name: 'unlock',
      label: 'Unlock',
      title: `Unlock ${name}?`,
      text: 'They can try to sign in again at once, and not only when the time is over.',
      button: 'Unlock',
      run: (reason) => done(admin.act(user.id, 'unlock', reason)),
    },
    user.sign_ins > 0 && {
      name: 'sign-out-user',
      label: 'Sign out everywhere',
      title: `Sign ${name} out everywhere?`,
      text: 'All sign-ins end at once. They can sign in again.',
      button: 'Sign out',
      run: (reason) => done(admin.act(user.id, 'sign-out', reason)),
    },
    user.two_factor_enabled && {
      name: 'reset-two-factor',
      label: 'Turn off two-factor sign-in',
      title: `Turn off two-factor sign-in of ${name}?`,
      text: 'For somebody who lost their phone and their recovery codes. Make sure that it is them who ask: from then on the password is enough.',
      button: 'Turn off',
      danger: true,
      run: (reason) => done(admin.act(user.id, 'reset-two-factor', reason)),
    },
    !user.is_admin &&
      user.is_active && {
        name: 'make-admin',
        label: 'Make administrator',
        title: `Make ${name} an administrator?`,
        text: 'They can do all that you can do here, and also take your role.',
        button: 'Make administrator',
        run: (reason) => done(admin.setAdmin(user.id, true, reason)),
      },
    user.is_admin && {
      name: 'remove-admin',
      label: self ? 'Give up the role' : 'Take the role of administrator',
      title: self ? 'Give up your role?' : `Take the role of administrator from ${name}?`,
      text: self ? 'You cannot come back here unless another administrator makes you one again.' : 'They remain an ordinary user.',
      button: self ? 'Give it up' : 'Take the role',
      danger: true,
      run: (reason) => done(admin.setAdmin(user.id, false, reason)),
    },
    !user.is_active && {
      name: 'reactivate',
      label: 'Reactivate',
      title: `Reactivate ${name}?`,
      text: 'They can sign in again, with the password that they had.',
      button: 'Reactivate',
      run: (reason) => done(admin.act(user.id, 'reactivate', reason)),
    },
    user.is_active &&
      !self && {
        name: 'deactivate',
        label: 'Deactivate',
        title: `Deactivate ${name}?`,
        text: 'They are signed out everywhere at once and cannot sign in. What they wrote stays. It can be undone.',
        button: 'Deactivate',
        danger: true,
        run: (reason) => done(admin.act(user.id, 'deactivate', reason)),
      },
  ];
  return acts.filter((act) => act !== false);
}
