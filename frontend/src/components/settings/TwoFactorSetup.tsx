import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { t } from '../../i18n/t';
import { groupsOfFour } from '../../state/codes';
import { fieldErrors } from '../../state/sentences';
import { useAction } from '../../state/useAction';
import { accounts } from '../../transport/account';
import { Dialog } from '../shared/Dialog';
import { Field } from '../shared/Field';
import { ProblemNote } from '../shared/ProblemNote';
import { PasswordForm } from './PasswordForm';
import { QrCode } from './QrCode';
import { RecoveryCodes } from './RecoveryCodes';

interface Props {
  /** Hears how many recovery codes there are. */
  onEnabled: (codes: number) => void;
  onClose: () => void;
}

/** Password, secret and proof of it, recovery codes: in three steps. Nothing is on before the proof. */
export function TwoFactorSetup({ onEnabled, onClose }: Props): ReactNode {
  const [secret, setSecret] = useState<{ secret: string; uri: string } | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);

  function step(): ReactNode {
    if (codes) return <RecoveryCodes codes={codes} onDone={onClose} />;
    if (secret) {
      return (
        <Proof
          {...secret}
          onCancel={onClose}
          onCode={async (code) => {
            const { recovery_codes } = await accounts.enableTwoFactor(code);
            onEnabled(recovery_codes.length);
            setCodes(recovery_codes);
          }}
        />
      );
    }
    return (
      <PasswordForm
        lead={t('settings.setUpLead')}
        button={t('settings.goOn')}
        onCancel={onClose}
        onPassword={async (password) => setSecret(await accounts.setUpTwoFactor(password))}
      />
    );
  }

  return (
    <Dialog title={t(codes ? 'settings.keepCodes' : 'settings.setUpTwoFactor')} onClose={onClose}>
      {step()}
    </Dialog>
  );
}

interface ProofProps {
  secret: string;
  uri: string;
  onCancel: () => void;
  onCode: (code: string) => Promise<void>;
}

function Proof({ secret, uri, onCancel, onCode }: ProofProps): ReactNode {
  const [code, setCode] = useState('');
  const { busy, problem, run } = useAction();
  const typed = code.replace(/\s/g, '');

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (typed !== '') run(() => onCode(typed));
  }

  return (
    <form onSubmit={submit} noValidate>
      <p>{t('settings.scan')}</p>
      <QrCode text={uri} label={t('settings.qrCode')} />
      <div>
        <p className="muted">{t('settings.orType')}</p>
        <p className="secret" data-testid="two-factor-secret" data-secret={secret}>
          {groupsOfFour(secret)}
        </p>
      </div>
      <Field
        label={t('settings.appCode')}
        className="code-input"
        data-testid="two-factor-code"
        autoFocus
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={9}
        value={code}
        onChange={(e) => setCode(e.target.value)}
        errors={fieldErrors(problem, 'code')}
      />
      <ProblemNote
        problem={problem}
        fields={['code']}
        own={{ invalid_second_factor: t('settings.appCodeWrong') }}
      />
      <div className="dialog-actions">
        <button className="button" type="button" onClick={onCancel}>
          {t('app.cancel')}
        </button>
        <button className="button primary" type="submit" data-testid="confirm-code" disabled={busy || typed === ''}>
          {t('settings.turnOn')}
        </button>
      </div>
    </form>
  );
}
