import { lazy, type ReactNode, Suspense } from 'react';
import { withTexts } from '../../i18n/locale';
import type { AccountStore } from '../../state/accountStore';
import type { Account } from '../../transport/account';
import { ChangePassword } from './ChangePassword';
import { Passkeys } from './Passkeys';
import { TwoFactor } from './TwoFactor';
import './settings.css';

const EncryptionSetting = lazy(() => withTexts('encryption', import('../encryption/EncryptionSetting')));

export function SecuritySettings({ account, store }: { account: Account; store: AccountStore }): ReactNode {
  return (
    <>
      <ChangePassword username={account.username} />
      <TwoFactor account={account} store={store} />
      <Passkeys />
      <Suspense>
        <EncryptionSetting />
      </Suspense>
    </>
  );
}
