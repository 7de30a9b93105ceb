import type { ReactNode } from 'react';
import { type Key, t } from '../../i18n/t';
import { useAccount } from '../../state/account';
import { type SettingsSection, settingsPath, settingsSections } from '../../state/routes';
import { Frame, Loading } from '../shared/Frame';
import type { IconName } from '../shared/Icon';
import { ProblemNote } from '../shared/ProblemNote';
import { DataSettings } from './DataSettings';
import { NotificationSettings } from './NotificationSettings';
import { ProfileSettings } from './ProfileSettings';
import { SecuritySettings } from './SecuritySettings';
import { SignInSettings } from './SignInSettings';
import { TryAgain } from './TryAgain';

const sections: Record<SettingsSection, { label: Key; icon: IconName }> = {
  profile: { label: 'settings.profile', icon: 'person' },
  notifications: { label: 'settings.notifications', icon: 'bell' },
  security: { label: 'settings.security', icon: 'lock' },
  'sign-ins': { label: 'settings.signIns', icon: 'device' },
  data: { label: 'settings.data', icon: 'file' },
};

/** What people set about themselves. */
export default function SettingsPage({ section }: { section: SettingsSection }): ReactNode {
  const { account, problem, store } = useAccount();
  const links = settingsSections.map((name) => {
    const { label, icon } = sections[name];
    return { href: settingsPath(name), current: name === section, label: t(label), icon };
  });

  function content(): ReactNode {
    // The list of sign-ins stands for itself.
    if (section === 'sign-ins') return <SignInSettings />;
    if (section === 'notifications') return <NotificationSettings />;
    if (!account && !problem) return <Loading />;
    if (!account) {
      return (
        <>
          <ProblemNote problem={problem} />
          <TryAgain onRetry={() => void store.load()} />
        </>
      );
    }
    if (section === 'profile') return <ProfileSettings account={account} store={store} />;
    if (section === 'security') return <SecuritySettings account={account} store={store} />;
    return <DataSettings account={account} />;
  }

  return (
    <Frame title={t('settings.title')} links={links}>
      {content()}
    </Frame>
  );
}
