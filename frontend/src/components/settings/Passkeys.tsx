import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { formatDate } from '../../state/format';
import { createPasskey, passkeySupport } from '../../state/passkeys';
import { useAction } from '../../state/useAction';
import { useLoad } from '../../state/useLoad';
import { accounts, type Passkey } from '../../transport/account';
import { Dialog } from '../Dialog';
import { Field } from '../Field';
import { Card, Loading } from '../Frame';
import { Icon } from '../Icon';
import { ProblemNote } from '../ProblemNote';
import { TryAgain } from './TryAgain';

const unsupported = {
  insecure: 'Browsers have passkeys only over a secure connection (https), and this page came without one.',
  no: 'This browser is too old for passkeys. A newer one of your devices can add one.',
};

const refusals = {
  cancelled: 'No passkey was made. Try again when you are ready.',
  there: 'This device has a passkey for you already.',
  failed: 'The browser could not make a passkey here.',
};

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
      title="Passkeys"
      lead="Sign in with the fingerprint, face or PIN of your device, or with a security key, instead of a password."
      data-testid="passkeys"
    >
      {!passkeys && !unread && <Loading />}
      <ProblemNote problem={unread} />
      {unread && <TryAgain onRetry={reload} />}
      {passkeys && passkeys.length > 0 && (
        <ul className="entries" aria-label="Your passkeys">
          {passkeys.map((passkey) => (
            <li key={passkey.id} className="entry" data-testid="passkey">
              <Icon name="key" />
              <span className="entry-text">
                <strong>{passkey.name}</strong>
                <span className="muted">Added on {formatDate(Date.parse(passkey.created_at))}</span>
              </span>
              <button className="button small" data-testid="remove-passkey" aria-label={`Remove ${passkey.name}`} onClick={() => setRemoving(passkey)}>
                Remove
              </button>
            </li>
          ))}
        </ul>
      )}
      {support === 'yes' ? (
        passkeys && (
          <div className="actions">
            <button className="button" data-testid="add-passkey" onClick={() => setAdding(true)}>
              Add a passkey
            </button>
          </div>
        )
      ) : (
        <p className="muted" data-testid="passkeys-unsupported">
          {unsupported[support]}
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
        <Dialog title={`Remove “${removing.name}”?`} onClose={() => setRemoving(null)}>
          <p className="muted">It can no longer sign you in. The device may go on offering it until you delete it there as well.</p>
          <ProblemNote problem={problem} />
          <div className="dialog-actions">
            <button className="button" onClick={() => setRemoving(null)}>
              Keep
            </button>
            <button className="button danger" data-testid="confirm" data-autofocus disabled={busy} onClick={() => remove(removing)}>
              Remove
            </button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}

function AddPasskey({ onClose, onAdded }: { onClose: () => void; onAdded: (passkey: Passkey) => void }): ReactNode {
  const [name, setName] = useState('');
  const [refused, setRefused] = useState<string | null>(null);
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
      else setRefused(refusals[made ?? 'cancelled']);
    });
  }

  return (
    <Dialog title="Add a passkey" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <p className="muted">Give it a name by which you know it again. Your browser then asks how to make it.</p>
        <Field
          label="Name"
          data-testid="passkey-name"
          data-autofocus
          maxLength={64}
          placeholder="My laptop"
          value={name}
          onChange={(e) => setName(e.target.value)}
          errors={problem?.errors.name}
        />
        {refused !== null && (
          <p className="alert" role="alert">
            {refused}
          </p>
        )}
        <ProblemNote problem={problem} fields={['name']} />
        <div className="dialog-actions">
          <button className="button" type="button" onClick={onClose}>
            Cancel
          </button>
          <button className="button primary" type="submit" data-testid="create-passkey" disabled={busy || name.trim() === ''}>
            {busy ? 'Waiting for the browser…' : 'Go on'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
