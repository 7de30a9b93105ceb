import { type ReactNode, useEffect, useState } from 'react';
import { Markdown } from '../../src/components/message/Markdown';
import { type Document, type Group, groupsOf } from './openapi';
import { OperationItem } from './OperationItem';

/** The description that the system gives of its API, to be read and tried. */
export function Page(): ReactNode {
  const [document, setDocument] = useState<Document | null>(null);
  const [failed, setFailed] = useState(false);
  const [query, setQuery] = useState('');

  useEffect(() => {
    fetch('/openapi.json')
      .then((reply) => (reply.ok ? (reply.json() as Promise<Document>) : Promise.reject(new Error(reply.statusText))))
      .then(setDocument)
      .catch(() => setFailed(true));
  }, []);

  useEffect(() => {
    // Once there is something to go to.
    if (document) window.document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [document]);

  if (failed) {
    return (
      <main className="api-note">
        <h1>Chat: API</h1>
        <p>
          The description cannot be read right now. <a href="">Try again</a>
        </p>
      </main>
    );
  }
  if (!document) {
    return (
      <main className="api-note">
        <h1>Chat: API</h1>
        <p role="status">Loading…</p>
      </main>
    );
  }
  const groups = groupsOf(document);
  const found = filtered(groups, query);
  return (
    <div className="api">
      <nav className="api-nav" aria-label="Parts of the API">
        <ul>
          {groups.map(({ tag, operations }) => (
            <li key={tag}>
              <a href={`#${idOf(tag)}`}>
                {tag} <span className="muted">{operations.length}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main className="api-main">
        <h1>{document.info.title}: API</h1>
        <Markdown>{(document.info.description ?? '').replace(/([^\n])\n(?!\n)/g, '$1 ')}</Markdown>
        <p>
          The document itself: <a href="/openapi.json">/openapi.json</a>. What is tried out here is done, with your own sign-in.
        </p>
        <label className="api-filter">
          Filter
          <input type="search" value={query} placeholder="A path, or a word" onChange={(event) => setQuery(event.target.value)} />
        </label>
        <p className="visually-hidden" role="status">
          {query !== '' && `${found.reduce((sum, g) => sum + g.operations.length, 0)} operations`}
        </p>
        {found.map(({ tag, operations }) => (
          <section key={tag} id={idOf(tag)} aria-label={tag}>
            <h2>{tag}</h2>
            {operations.map((operation) => (
              <OperationItem key={operation.id} document={document} operation={operation} />
            ))}
          </section>
        ))}
        {found.length === 0 && <p className="muted">Nothing has that in it.</p>}
      </main>
    </div>
  );
}

const idOf = (tag: string) => `tag-${tag.replace(/\W+/g, '-').toLowerCase()}`;

function filtered(groups: readonly Group[], query: string): Group[] {
  const words = query.toLowerCase().split(/\s+/);
  return groups
    .map(({ tag, operations }) => ({
      tag,
      operations: operations.filter(({ method, path, summary = '' }) => {
        const said = `${tag} ${method} ${path} ${summary}`.toLowerCase();
        return words.every((word) => said.includes(word));
      }),
    }))
    .filter(({ operations }) => operations.length > 0);
}
