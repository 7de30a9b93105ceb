import { type ReactNode, useState } from 'react';
import { type Document, limitsOf, nameOf, partsOf, resolve, type Schema, typeOf } from './openapi';

interface Props {
  document: Document;
  schema: Schema;
}

/** The fields of a value, as deep as one asks for. */
export function SchemaView({ document, schema }: Props): ReactNode {
  const real = resolve(document, schema);
  const items = real.items && [real.type].flat().includes('array') ? resolve(document, real.items) : null;
  const fields = items ?? real;
  const parts = partsOf(fields);
  if (!fields.properties && parts.length === 0) {
    return (
      <p>
        <span className="type">{typeOf(schema)}</span> <span className="muted">{limitsOf(real)}</span> {real.description}
      </p>
    );
  }
  return (
    <>
      <p className="muted">
        {typeOf(schema)}
        {fields.description !== undefined && `: ${fields.description}`}
      </p>
      {parts.map((part, i) => (
        <SchemaView key={i} document={document} schema={part} />
      ))}
      <ul className="fields">
        {Object.entries(fields.properties ?? {}).map(([name, value]) => (
          <Field key={name} document={document} name={name} schema={value} required={fields.required?.includes(name) === true} />
        ))}
      </ul>
    </>
  );
}

function Field({ document, name, schema, required }: Props & { name: string; required: boolean }): ReactNode {
  const [open, setOpen] = useState(false);
  const inner = innerOf(schema);
  return (
    <li>
      <code>{name}</code> <span className="type">{typeOf(schema)}</span> <span className="muted">{limitsOf(schema)}</span> {required && <strong>required</strong>}{' '}
      {schema.description}
      {inner && (
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{nameOf(inner.$ref ?? '') || 'Its fields'}</summary>
          {/* A form may have itself in it. */}
          {open && <SchemaView document={document} schema={inner} />}
        </details>
      )}
    </li>
  );
}

/** What has fields of its own in a value. */
function innerOf(schema: Schema): Schema | null {
  if (schema.$ref !== undefined || schema.properties) return schema;
  if (schema.items) return innerOf(schema.items);
  if (typeof schema.additionalProperties === 'object') return innerOf(schema.additionalProperties);
  for (const part of partsOf(schema)) {
    const inner = innerOf(part);
    if (inner) return inner;
  }
  return null;
}
