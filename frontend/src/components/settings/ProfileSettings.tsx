import { type ReactNode, type SyntheticEvent, useState } from 'react';
import type { AccountStore } from '../../state/account';
import { useAction } from '../../state/useAction';
import { type Account, accounts, type Profile } from '../../transport/account';
import { Field, TextArea } from '../Field';
import { Card } from '../Frame';
import { ProblemNote } from '../ProblemNote';
import { AvatarSetting } from './AvatarSetting';
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
      <Card title="Picture" lead="Others see it beside your name.">
        <AvatarSetting account={account} store={store} />
      </Card>
      <Card title="About you" lead={`Your user name is @${account.username}. It does not change.`}>
        <ProfileForm account={account} store={store} />
      </Card>
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
        label="Display name"
        name="display_name"
        data-testid="display-name"
        autoComplete="name"
        maxLength={64}
        value={displayName}
        onChange={(e) => setDisplayName(e.target.value)}
        errors={problem?.errors.display_name}
        hint="How others see you."
      />
      <TextArea
        label="About"
        name="about"
        data-testid="about"
        rows={3}
        value={about}
        onChange={(e) => setAbout(e.target.value)}
        errors={left < 0 ? [`${-left} characters too long.`] : problem?.errors.about}
        hint={left <= 100 ? `${left} characters left.` : 'What you do, or where to find you.'}
      />
      <TimeZonePicker
        value={timeZone}
        onChange={(zone) => {
          setTimeZone(zone);
          setSaved(false);
        }}
        errors={problem?.errors.time_zone}
      />
      <Field
        label="E-mail"
        name="email"
        type="email"
        data-testid="email"
        autoComplete="email"
        maxLength={254}
        value={email}
        onChange={(e) => setEmail(e.target.value)}
        errors={problem?.errors.email}
        hint="Only you and administrators see it. A forgotten password can be replaced with it."
      />
      {newEmail && (
        <Field
          label="Your password"
          name="password"
          type="password"
          data-testid="profile-password"
          autoComplete="current-password"
          value={password}
          onChange={(e) => setPassword(e.target.value)}
          errors={problem?.errors.password}
          hint="To change the e-mail address."
        />
      )}
      <ProblemNote problem={problem} fields={newEmail ? fields : fields.filter((name) => name !== 'password')} />
      <div className="actions">
        <button className="button primary" type="submit" data-testid="save-profile" disabled={busy || !ready}>
          Save
        </button>
        <span className="saved" role="status">
          {saved && 'Saved'}
        </span>
      </div>
    </form>
  );
}
