import { t } from '../../i18n/t';
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
      label: t('admin.unlock'),
      title: t('admin.unlockAsk', { name }),
      text: t('admin.unlockLead'),
      button: t('admin.unlock'),
      run: (reason) => done(admin.act(user.id, 'unlock', reason)),
    },
    user.sign_ins > 0 && {
      name: 'sign-out-user',
      label: t('admin.signOutEverywhere'),
      title: t('admin.signOutAsk', { name }),
      text: t('admin.signOutLead'),
      button: t('admin.signOut'),
      run: (reason) => done(admin.act(user.id, 'sign-out', reason)),
    },
    user.two_factor_enabled && {
      name: 'reset-two-factor',
      label: t('admin.twoFactorOff'),
      title: t('admin.twoFactorOffAsk', { name }),
      text: t('admin.twoFactorOffLead'),
      button: t('admin.turnOff'),
      danger: true,
      run: (reason) => done(admin.act(user.id, 'reset-two-factor', reason)),
    },
    !user.is_admin &&
      user.is_active && {
        name: 'make-admin',
        label: t('admin.makeAdmin'),
        title: t('admin.makeAdminAsk', { name }),
        text: t('admin.makeAdminLead'),
        button: t('admin.makeAdmin'),
        run: (reason) => done(admin.setAdmin(user.id, true, reason)),
      },
    user.is_admin && {
      name: 'remove-admin',
      label: t(self ? 'admin.giveUp' : 'admin.takeRole'),
      title: self ? t('admin.giveUpAsk') : t('admin.takeRoleAsk', { name }),
      text: t(self ? 'admin.giveUpLead' : 'admin.takeRoleLead'),
      button: t(self ? 'admin.giveItUp' : 'admin.takeTheRole'),
      danger: true,
      run: (reason) => done(admin.setAdmin(user.id, false, reason)),
    },
    !user.is_active && {
      name: 'reactivate',
      label: t('admin.reactivate'),
      title: t('admin.reactivateAsk', { name }),
      text: t('admin.reactivateLead'),
      button: t('admin.reactivate'),
      run: (reason) => done(admin.act(user.id, 'reactivate', reason)),
    },
    user.is_active &&
      !self && {
        name: 'deactivate',
        label: t('admin.deactivate'),
        title: t('admin.deactivateAsk', { name }),
        text: t('admin.deactivateLead'),
        button: t('admin.deactivate'),
        danger: true,
        run: (reason) => done(admin.act(user.id, 'deactivate', reason)),
      },
  ];
  return acts.filter((act) => act !== false);
}
