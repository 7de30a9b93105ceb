import { type ReactNode, useState } from 'react';
import type { Document, Operation, Parameter, Reply } from './openapi';
import { limitsOf, typeOf } from './openapi';
import { SchemaView } from './SchemaView';
import { TryIt } from './TryIt';

/** One operation: a line, and what is in it once it is opened. */
export function OperationItem({ document, operation }: { document: Document; operation: Operation }): ReactNode {
  const { id, method, path, summary, description, parameters = [], requestBody, responses = {} } = operation;
  // What nobody looks at is not made.
  const [open, setOpen] = useState(() => location.hash === `#${id}`);
  const [type, body] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  return (
    <details id={id} className="operation" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="method" data-method={method}>
          {method.toUpperCase()}
        </span>
        <code className="path">{path}</code>
        <span className="summary">{summary}</span>
      </summary>
      {open && (
        <div className="operation-body">
          <p className="muted">
            {description} <a href={`#${id}`}>Link to this</a>
          </p>
          {parameters.length > 0 && (
            <section aria-label="Parameters">
              <h3>Parameters</h3>
              <ul className="fields">
                {parameters.map((parameter) => (
                  <ParameterItem key={`${parameter.in} ${parameter.name}`} parameter={parameter} />
                ))}
              </ul>
            </section>
          )}
          {body?.schema && (
            <section aria-label="Body">
              <h3>
                Body <span className="muted">{type}</span>
              </h3>
              <SchemaView document={document} schema={body.schema} />
            </section>
          )}
          <section aria-label="Answers">
            <h3>Answers</h3>
            {Object.entries(responses).map(([status, reply]) => (
              <ReplyItem key={status} document={document} status={status} reply={reply} />
            ))}
          </section>
          <TryIt document={document} operation={operation} />
        </div>
      )}
    </details>
  );
}

function ParameterItem({ parameter: { name, in: place, required, description, schema = {} } }: { parameter: Parameter }): ReactNode {
  return (
    <li>
      <code>{name}</code> <span className="muted">{place}</span> <span className="type">{typeOf(schema)}</span> <span className="muted">{limitsOf(schema)}</span>{' '}
      {required && <strong>required</strong>} {description}
    </li>
  );
}

function ReplyItem({ document, status, reply: { description, content = {} } }: { document: Document; status: string; reply: Reply }): ReactNode {
  const [type, body] = Object.entries(content)[0] ?? [];
  const line = (
    <>
      <strong>{status}</strong> {description} <span className="muted">{type}</span>
    </>
  );
  if (!body?.schema) return <p className="reply">{line}</p>;
  return (
    <details className="reply">
      <summary>{line}</summary>
      <SchemaView document={document} schema={body.schema} />
    </details>
  );
}
