import { type ChangeEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { t } from '../../i18n/t';
import type { AccountStore } from '../../state/accountStore';
import { useAction } from '../../state/useAction';
import { type Account, accounts } from '../../transport/account';
import { Avatar } from '../shared/Avatar';
import { ProblemNote } from '../shared/ProblemNote';

const kinds = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];
const maxBytes = 5 * 1024 * 1024;

/** Shows a picture before it is taken, as it will look: the server crops it to a square as well. */
export function AvatarSetting({ account, store }: { account: Account; store: AccountStore }): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const { busy, problem, run, clear } = useAction();
  const own = { invalid_image: t('errors.invalid_image'), payload_too_large: t('settings.pictureTooLarge') };
  const preview = useMemo(() => file && URL.createObjectURL(file), [file]);

  useEffect(() => {
    if (preview === null) return;
    return () => URL.revokeObjectURL(preview);
  }, [preview]);

  function pick(event: ChangeEvent<HTMLInputElement>): void {
    const [picked] = event.target.files ?? [];
    // The same file may be picked again.
    event.target.value = '';
    if (!picked) return;
    clear();
    const fault = !kinds.includes(picked.type) ? own.invalid_image : picked.size > maxBytes ? own.payload_too_large : null;
    setRefused(fault);
    setFile(fault === null ? picked : null);
  }

  function save(picture: File): void {
    run(async () => {
      const { avatar_url } = await accounts.setAvatar(picture);
      store.patch({ avatar_url });
      setFile(null);
    });
  }

  function remove(): void {
    run(async () => {
      await accounts.removeAvatar();
      store.patch({ avatar_url: null });
    });
  }

  return (
    <div className="avatar-setting" data-testid="avatar-setting">
      <Avatar name={account.display_name} seed={account.id} size="huge" src={preview ?? account.avatar_url} />
      <div className="avatar-choice">
        <input
          ref={input}
          type="file"
          className="visually-hidden"
          data-testid="avatar-file"
          aria-label={t('settings.pictureFile')}
          tabIndex={-1}
          accept={kinds.join(',')}
          onChange={pick}
        />
        <div className="actions">
          {file ? (
            <>
              <button className="button primary" data-testid="save-avatar" disabled={busy} onClick={() => save(file)}>
                {t(busy ? 'app.oneMoment' : 'settings.usePicture')}
              </button>
              <button className="button" disabled={busy} onClick={() => setFile(null)}>
                {t('app.cancel')}
              </button>
            </>
          ) : (
            <>
              <button className="button" data-testid="pick-avatar" disabled={busy} onClick={() => input.current?.click()}>
                {t(account.avatar_url === null ? 'settings.choosePicture' : 'settings.changePicture')}
              </button>
              {account.avatar_url !== null && (
                <button className="button quiet" data-testid="remove-avatar" disabled={busy} onClick={remove}>
                  {t('app.remove')}
                </button>
              )}
            </>
          )}
        </div>
        <p className="field-note">{t(file ? 'settings.picturePreview' : 'settings.pictureHint')}</p>
      </div>
      <div className="avatar-problem">
        {refused !== null && (
          <p className="alert" role="alert">
            {refused}
          </p>
        )}
        <ProblemNote problem={problem} own={{ ...own, unsupported_media_type: own.invalid_image }} />
      </div>
    </div>
  );
}
