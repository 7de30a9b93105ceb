import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { type Document, type Operation, sampleOf } from './openapi';

interface Answer {
  status: string;
  text: string;
}

/** Sends a request as the reader, who may be signed in here, and shows what comes of it. */
export function TryIt({ document, operation }: { document: Document; operation: Operation }): ReactNode {
  const { id, method, path, requestBody } = operation;
  const parameters = (operation.parameters ?? []).filter((p) => p.in !== 'cookie');
  const json = requestBody?.content?.['application/json'];
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [body, setBody] = useState(() => (json?.schema ? JSON.stringify(sampleOf(document, json.schema), null, 2) : ''));
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer | null>(null);
  // A body that is no JSON is a file: that is nothing to type.
  if (requestBody && !json) return null;

  async function send(): Promise<void> {
    const given = (place: string) => parameters.filter((p) => p.in === place && (values[p.name] ?? '') !== '').map(({ name }): [string, string] => [name, values[name] ?? '']);
    const address = parameters.reduce((at, { name }) => at.replace(`{${name}}`, encodeURIComponent(values[name] ?? '')), path);
    const query = new URLSearchParams(given('query')).toString();
    const headers = json ? [...given('header'), ['content-type', 'application/json'] as [string, string]] : given('header');
    setAnswer(await ask(query === '' ? address : `${address}?${query}`, { method: method.toUpperCase(), headers, ...(json ? { body } : {}) }));
  }

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    setBusy(true);
    void send().finally(() => setBusy(false));
  }

  return (
    <section aria-label="Try it">
      <h3>Try it</h3>
      <form className="try" onSubmit={submit}>
        {parameters.map(({ name, required }) => (
          <label key={name}>
            {name}
            <input required={required === true} autoComplete="off" value={values[name] ?? ''} onChange={(event) => setValues({ ...values, [name]: event.target.value })} />
          </label>
        ))}
        {json && (
          <label>
            Body
            <textarea id={`${id}-body`} spellCheck={false} rows={Math.min(12, body.split('\n').length)} value={body} onChange={(event) => setBody(event.target.value)} />
          </label>
        )}
        <button className="button" disabled={busy}>
          Send
        </button>
      </form>
      <div aria-live="polite">
        {answer && (
          <>
            <p className="answer-status">{answer.status}</p>
            {answer.text !== '' && (
              <pre className="answer" tabIndex={0} role="region" aria-label="Answer">
                {answer.text}
              </pre>
            )}
          </>
        )}
      </div>
    </section>
  );
}

async function ask(address: string, request: RequestInit): Promise<Answer> {
  const began = performance.now();
  try {
    const reply = await fetch(address, request);
    const text = await reply.text();
    return { status: `${reply.status} ${reply.statusText}, ${Math.round(performance.now() - began)} ms`, text: pretty(text) };
  } catch {
    return { status: 'No answer.', text: '' };
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
