import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { t } from '../../i18n/t';
import { formatDate } from '../../state/format';
import { createPasskey, passkeySupport } from '../../state/passkeys';
import { fieldErrors } from '../../state/sentences';
import { useAction } from '../../state/useAction';
import { useLoad } from '../../state/useLoad';
import { accounts, type Passkey } from '../../transport/account';
import { Dialog } from '../shared/Dialog';
import { Field } from '../shared/Field';
import { Card, Loading } from '../shared/Frame';
import { Icon } from '../shared/Icon';
import { ProblemNote } from '../shared/ProblemNote';
import { TryAgain } from './TryAgain';

const unsupported = {
  insecure: 'settings.passkeysInsecure',
  no: 'settings.passkeysUnsupported',
} as const;

const refusals = {
  cancelled: 'settings.passkeyCancelled',
  there: 'settings.passkeyThere',
  failed: 'settings.passkeyFailed',
} as const;

/** Sign-in with the fingerprint, face or PIN of a device, or a security key. */
export function Passkeys(): ReactNode {
  const { data: passkeys, problem: unread, reload, put } = useLoad(accounts.passkeys);
  const { busy, problem, run } = useAction();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Passkey | null>(null);
  const support = passkeySupport();

  function remove(passkey: Passkey): void {
    run(async () => {
      await accounts.removePasskey(passkey.id);
      put((passkeys ?? []).filter((other) => other !== passkey));
      setRemoving(null);
    });
  }

  return (
    <Card
      title={t('settings.passkeys')}
      lead={t('settings.passkeysLead')}
      data-testid="passkeys"
    >
      {!passkeys && !unread && <Loading />}
      <ProblemNote problem={unread} />
      {unread && <TryAgain onRetry={reload} />}
      {passkeys && passkeys.length > 0 && (
        <ul className="entries" aria-label={t('settings.yourPasskeys')}>
          {passkeys.map((passkey) => (
            <li key={passkey.id} className="entry" data-testid="passkey">
              <Icon name="key" />
              <span className="entry-text">
                <strong>{passkey.name}</strong>
                <span className="muted">{t('settings.addedOn', { date: formatDate(Date.parse(passkey.created_at)) })}</span>
              </span>
              <button className="button small" data-testid="remove-passkey" aria-label={t('settings.removeNamed', { name: passkey.name })} onClick={() => setRemoving(passkey)}>
                {t('app.remove')}
              </button>
            </li>
          ))}
        </ul>
      )}
      {support === 'yes' ? (
        passkeys && (
          <div className="actions">
            <button className="button" data-testid="add-passkey" onClick={() => setAdding(true)}>
              {t('settings.addPasskey')}
            </button>
          </div>
        )
      ) : (
        <p className="muted" data-testid="passkeys-unsupported">
          {t(unsupported[support])}
        </p>
      )}
      {adding && (
        <AddPasskey
          onClose={() => setAdding(false)}
          onAdded={(added) => {
            put([...(passkeys ?? []), added]);
            setAdding(false);
          }}
        />
      )}
      {removing && (
        <Dialog title={t('settings.removePasskeyAsk', { name: removing.name })} onClose={() => setRemoving(null)}>
          <p className="muted">{t('settings.removePasskeyLead')}</p>
          <ProblemNote problem={problem} />
          <div className="dialog-actions">
            <button className="button" onClick={() => setRemoving(null)}>
              {t('settings.keep')}
            </button>
            <button className="button danger" data-testid="confirm" data-autofocus disabled={busy} onClick={() => remove(removing)}>
              {t('app.remove')}
            </button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}

function AddPasskey({ onClose, onAdded }: { onClose: () => void; onAdded: (passkey: Passkey) => void }): ReactNode {
  const [name, setName] = useState('');
  const [refused, setRefused] = useState<keyof typeof refusals | null>(null);
  const { busy, problem, run } = useAction();

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (name.trim() === '') return;
    setRefused(null);
    run(async () => {
      const options = await accounts.passkeyOptions();
      const made = await createPasskey(options).catch((error: unknown) => {
        const there = error instanceof DOMException && error.name === 'InvalidStateError';
        return there ? 'there' : 'failed';
      });
      if (typeof made === 'object' && made !== null) onAdded(await accounts.addPasskey(name.trim(), made));
      else setRefused(made ?? 'cancelled');
    });
  }

  return (
    <Dialog title={t('settings.addPasskey')} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <p className="muted">{t('settings.addPasskeyLead')}</p>
        <Field
          label={t('settings.name')}
          data-testid="passkey-name"
          data-autofocus
          maxLength={64}
          placeholder={t('settings.passkeyPlaceholder')}
          value={name}
          onChange={(e) => setName(e.target.value)}
          errors={fieldErrors(problem, 'name')}
        />
        {refused !== null && (
          <p className="alert" role="alert">
            {t(refusals[refused])}
          </p>
        )}
        <ProblemNote problem={problem} fields={['name']} />
        <div className="dialog-actions">
          <button className="button" type="button" onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button className="button primary" type="submit" data-testid="create-passkey" disabled={busy || name.trim() === ''}>
            {t(busy ? 'settings.waitingForBrowser' : 'settings.goOn')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
