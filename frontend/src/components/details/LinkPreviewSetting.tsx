import { type ReactNode, useCallback } from 'react';
import { t } from '../../i18n/t';
import { sentence } from '../../state/sentences';
import { useAction } from '../../state/useAction';
import { useLoad } from '../../state/useLoad';
import { linkPreviews, setLinkPreviews } from '../../transport/linkPreviews';

/** Whether the server looks at links of a session; nothing where it looks at none at all. */
export function LinkPreviewSetting({ sessionId }: { sessionId: number }): ReactNode {
  const { data, put } = useLoad(useCallback((signal: AbortSignal) => linkPreviews(sessionId, signal), [sessionId]));
  const { busy, problem, run } = useAction();
  if (!data?.is_available) return null;
  return (
    <section className="link-preview-setting" aria-label={t('sessions.linkPreviews')}>
      <label>
        <input
          type="checkbox"
          data-testid="link-previews"
          checked={data.is_on}
          disabled={busy}
          onChange={(event) => {
            const on = event.target.checked;
            run(async () => put(await setLinkPreviews(sessionId, on)));
          }}
        />
        <span>
          {t('sessions.linkPreviews')}
          <span className="muted">{t('sessions.linkPreviewsLead')}</span>
        </span>
      </label>
      {problem && (
        <p className="alert" role="alert">
          {sentence(problem)}
        </p>
      )}
    </section>
  );
}
