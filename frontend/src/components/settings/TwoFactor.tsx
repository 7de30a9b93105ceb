import { type ReactNode, useState } from 'react';
import type { AccountStore } from '../../state/account';
import { type Account, accounts } from '../../transport/account';
import { Dialog } from '../Dialog';
import { Card } from '../Frame';
import { PasswordForm } from './PasswordForm';
import { RecoveryCodes } from './RecoveryCodes';
import { TwoFactorSetup } from './TwoFactorSetup';

/** So few are left that it is time for new ones. */
const few = 3;

type Doing = 'setup' | 'disable' | 'codes';

export function TwoFactor({ account, store }: { account: Account; store: AccountStore }): ReactNode {
  const [doing, setDoing] = useState<Doing | null>(null);
  const on = account.two_factor_enabled;
  const left = account.recovery_codes_left;
  const close = () => setDoing(null);

  return (
    <Card
      title="Two-factor sign-in"
      lead="Besides your password, signing in takes a code of an app on your phone. Somebody who learns your password still cannot get in."
      data-testid="two-factor"
    >
      <p className="state-line" data-on={on} data-testid="two-factor-state">
        {on ? 'On' : 'Off'}
      </p>
      {on && (
        <p className={left < few ? 'alert' : 'muted'}>
          {left === 0 ? 'No recovery code is left.' : left === 1 ? 'One recovery code is left.' : `${left} recovery codes are left.`}
          {left < few && ' Make new ones, or you are locked out without your phone.'}
        </p>
      )}
      <div className="actions">
        {on ? (
          <>
            <button className="button" data-testid="new-recovery-codes" onClick={() => setDoing('codes')}>
              New recovery codes
            </button>
            <button className="button quiet danger-text" data-testid="disable-two-factor" onClick={() => setDoing('disable')}>
              Turn off
            </button>
          </>
        ) : (
          <button className="button" data-testid="enable-two-factor" onClick={() => setDoing('setup')}>
            Set up
          </button>
        )}
      </div>
      {doing === 'setup' && (
        <TwoFactorSetup
          onEnabled={(codes) => store.patch({ two_factor_enabled: true, recovery_codes_left: codes })}
          onClose={close}
        />
      )}
      {doing === 'codes' && <NewCodes onMade={(codes) => store.patch({ recovery_codes_left: codes })} onClose={close} />}
      {doing === 'disable' && (
        <Dialog title="Turn two-factor sign-in off?" onClose={close}>
          <PasswordForm
            lead="Signing in will take your password alone. Your recovery codes stop working."
            button="Turn off"
            danger
            onCancel={close}
            onPassword={async (password) => {
              await accounts.disableTwoFactor(password);
              store.patch({ two_factor_enabled: false, recovery_codes_left: 0 });
              close();
            }}
          />
        </Dialog>
      )}
    </Card>
  );
}

function NewCodes({ onMade, onClose }: { onMade: (count: number) => void; onClose: () => void }): ReactNode {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Dialog title="New recovery codes" onClose={onClose}>
      {codes ? (
        <RecoveryCodes codes={codes} onDone={onClose} />
      ) : (
        <PasswordForm
          lead="The codes that you have now stop working."
          button="Make new codes"
          onCancel={onClose}
          onPassword={async (password) => {
            const { recovery_codes } = await accounts.newRecoveryCodes(password);
            onMade(recovery_codes.length);
            setCodes(recovery_codes);
          }}
        />
      )}
    </Dialog>
  );
}
