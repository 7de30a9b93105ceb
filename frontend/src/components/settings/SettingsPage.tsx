import type { ReactNode } from 'react';
import { useAccount } from '../../state/account';
import { type SettingsSection, settingsPath, settingsSections } from '../../state/routes';
import { Frame, Loading } from '../Frame';
import type { IconName } from '../Icon';
import { ProblemNote } from '../ProblemNote';
import { DataSettings } from './DataSettings';
import { NotificationSettings } from './NotificationSettings';
import { ProfileSettings } from './ProfileSettings';
import { SecuritySettings } from './SecuritySettings';
import { SignInSettings } from './SignInSettings';
import { TryAgain } from './TryAgain';

const sections: Record<SettingsSection, { label: string; icon: IconName }> = {
  profile: { label: 'Profile', icon: 'person' },
  notifications: { label: 'Notifications', icon: 'bell' },
  security: { label: 'Security', icon: 'lock' },
  'sign-ins': { label: 'Sign-ins', icon: 'device' },
  data: { label: 'Your data', icon: 'file' },
};

/** What people set about themselves. */
export default function SettingsPage({ section }: { section: SettingsSection }): ReactNode {
  const { account, problem, store } = useAccount();
  const links = settingsSections.map((name) => ({ href: settingsPath(name), current: name === section, ...sections[name] }));

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
    <Frame title="Settings" links={links}>
      {content()}
    </Frame>
  );
}
