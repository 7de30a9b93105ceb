import { type ReactNode, useState } from 'react';
import { t } from '../../i18n/t';
import type { AccountStore } from '../../state/accountStore';
import { type Account, accounts } from '../../transport/account';
import { Dialog } from '../shared/Dialog';
import { Card } from '../shared/Frame';
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
      title={t('settings.twoFactor')}
      lead={t('settings.twoFactorLead')}
      data-testid="two-factor"
    >
      <p className="state-line" data-on={on} data-testid="two-factor-state">
        {t(on ? 'settings.on' : 'settings.off')}
      </p>
      {on && (
        <p className={left < few ? 'alert' : 'muted'}>{t(left < few ? 'settings.codesFew' : 'settings.codesLeft', { count: left })}</p>
      )}
      <div className="actions">
        {on ? (
          <>
            <button className="button" data-testid="new-recovery-codes" onClick={() => setDoing('codes')}>
              {t('settings.newRecoveryCodes')}
            </button>
            <button className="button quiet danger-text" data-testid="disable-two-factor" onClick={() => setDoing('disable')}>
              {t('settings.turnOff')}
            </button>
          </>
        ) : (
          <button className="button" data-testid="enable-two-factor" onClick={() => setDoing('setup')}>
            {t('settings.setUp')}
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
        <Dialog title={t('settings.twoFactorOffAsk')} onClose={close}>
          <PasswordForm
            lead={t('settings.twoFactorOffLead')}
            button={t('settings.turnOff')}
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
    <Dialog title={t('settings.newRecoveryCodes')} onClose={onClose}>
      {codes ? (
        <RecoveryCodes codes={codes} onDone={onClose} />
      ) : (
        <PasswordForm
          lead={t('settings.codesStop')}
          button={t('settings.makeCodes')}
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
