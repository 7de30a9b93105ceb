import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { t } from '../../i18n/t';
import type { AccountStore } from '../../state/accountStore';
import { fieldErrors } from '../../state/sentences';
import { useAction } from '../../state/useAction';
import { type Account, accounts, type Profile } from '../../transport/account';
import { Field, TextArea } from '../shared/Field';
import { Card } from '../shared/Frame';
import { ProblemNote } from '../shared/ProblemNote';
import { AvatarSetting } from './AvatarSetting';
import { LanguageSetting } from './LanguageSetting';
import { TimeZonePicker } from './TimeZonePicker';
import './settings.css';

const maxAbout = 500;
const fields = ['display_name', 'about', 'time_zone', 'email', 'password'];

interface Props {
  account: Account;
  store: AccountStore;
}

export function ProfileSettings({ account, store }: Props): ReactNode {
  return (
    <>
      <Card title={t('settings.picture')} lead={t('settings.pictureLead')}>
        <AvatarSetting account={account} store={store} />
      </Card>
      <Card title={t('settings.aboutYou')} lead={t('settings.aboutYouLead', { username: account.username })}>
        <ProfileForm account={account} store={store} />
      </Card>
      <LanguageSetting account={account} store={store} />
    </>
  );
}

function ProfileForm({ account, store }: Props): ReactNode {
  const [displayName, setDisplayName] = useState(account.display_name);
  const [about, setAbout] = useState(account.about);
  const [timeZone, setTimeZone] = useState(account.time_zone);
  const [email, setEmail] = useState(account.email ?? '');
  const [password, setPassword] = useState('');
  const [saved, setSaved] = useState(false);
  const { busy, problem, run } = useAction();

  const change: Partial<Profile> = {};
  if (displayName.trim() !== account.display_name) change.display_name = displayName.trim();
  if (about.trim() !== account.about) change.about = about.trim();
  if (timeZone !== account.time_zone) change.time_zone = timeZone;
  const newEmail = email.trim() !== (account.email ?? '');
  if (newEmail) Object.assign(change, { email: email.trim(), password });
  const left = maxAbout - about.trim().length;
  const ready = Object.keys(change).length > 0 && left >= 0 && (!newEmail || password !== '');

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (!ready) return;
    run(async () => {
      store.put(await accounts.change(change));
      setPassword('');
      setSaved(true);
    });
  }

  return (
    <form onSubmit={submit} onChange={() => setSaved(false)} noValidate data-testid="profile">
      <Field
        label={t('settings.displayName')}
        name="display_name"
        data-testid="display-name"
        autoComplete="name"
        maxLength={64}
        value={displayName}
        onChange={(e) => setDisplayName(e.target.value)}
        errors={fieldErrors(problem, 'display_name')}
        hint={t('settings.displayNameHint')}
      />
      <TextArea
        label={t('settings.about')}
        name="about"
        data-testid="about"
        rows={3}
        value={about}
        onChange={(e) => setAbout(e.target.value)}
        errors={left < 0 ? [t('settings.charactersTooMany', { count: -left })] : fieldErrors(problem, 'about')}
        hint={left <= 100 ? t('settings.charactersLeft', { count: left }) : t('settings.aboutHint')}
      />
      <TimeZonePicker
        value={timeZone}
        onChange={(zone) => {
          setTimeZone(zone);
          setSaved(false);
        }}
        errors={fieldErrors(problem, 'time_zone')}
      />
      <Field
        label={t('settings.email')}
        name="email"
        type="email"
        data-testid="email"
        autoComplete="email"
        maxLength={254}
        value={email}
        onChange={(e) => setEmail(e.target.value)}
        errors={fieldErrors(problem, 'email')}
        hint={t('settings.emailHint')}
      />
      {newEmail && (
        <Field
          label={t('settings.yourPassword')}
          name="password"
          type="password"
          data-testid="profile-password"
          autoComplete="current-password"
          value={password}
          onChange={(e) => setPassword(e.target.value)}
          errors={fieldErrors(problem, 'password')}
          hint={t('settings.emailPasswordHint')}
        />
      )}
      <ProblemNote problem={problem} fields={newEmail ? fields : fields.filter((name) => name !== 'password')} />
      <div className="actions">
        <button className="button primary" type="submit" data-testid="save-profile" disabled={busy || !ready}>
          {t('app.save')}
        </button>
        <span className="saved" role="status">
          {saved && t('settings.saved')}
        </span>
      </div>
    </form>
  );
}
