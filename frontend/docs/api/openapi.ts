/** What this page reads of an OpenAPI 3.1 document. */
export interface Document {
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, RawOperation | undefined> | undefined>;
  components?: { schemas?: Record<string, Schema | undefined> };
}

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  default?: unknown;
  example?: unknown;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required?: boolean;
  description?: string;
  schema?: Schema;
}

type Content = Record<string, { schema?: Schema } | undefined>;

export interface Reply {
  description?: string;
  content?: Content;
}

interface RawOperation {
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content?: Content };
  responses?: Record<string, Reply>;
}

export interface Operation extends RawOperation {
  /** For links to it. */
  id: string;
  method: string;
  path: string;
}

export interface Group {
  tag: string;
  operations: Operation[];
}

const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];

/** The operations by their first tag, in the order of the document. */
export function groupsOf({ paths }: Document): Group[] {
  const groups = new Map<string, Operation[]>();
  for (const [path, item] of Object.entries(paths)) {
    for (const method of methods) {
      const raw = item?.[method];
      if (!raw) continue;
      const tag = raw.tags?.[0] ?? 'Other';
      const id = `${method}-${path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '')}`;
      groups.set(tag, [...(groups.get(tag) ?? []), { ...raw, id, method, path }]);
    }
  }
  return [...groups].map(([tag, operations]) => ({ tag, operations })).sort((a, b) => a.tag.localeCompare(b.tag));
}

export const nameOf = (ref: string): string => ref.split('/').at(-1) ?? ref;

/** The schema itself, where this one only names it. */
export function resolve(document: Document, schema: Schema): Schema {
  return schema.$ref === undefined ? schema : (document.components?.schemas?.[nameOf(schema.$ref)] ?? {});
}

/** The parts of a schema that is one of several, or all of them together. */
export const partsOf = (schema: Schema): Schema[] => [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])].filter((part) => part.type !== 'null');

/** What a value is, in a few words. */
export function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  const types = [schema.type ?? []].flat();
  const nullable = types.includes('null') || [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].some((part) => part.type === 'null');
  const [type = partsOf(schema).map(typeOf).join(' or ')] = types.filter((t) => t !== 'null');
  const said = type === 'array' ? `${typeOf(schema.items ?? {}) || 'any'}[]` : (schema.format ?? type);
  return `${said || 'any'}${nullable ? ' or null' : ''}`;
}

/** What a value may be. */
export function limitsOf(schema: Schema): string {
  const { minLength, maxLength, minimum, maximum, maxItems, pattern } = schema;
  const between = (low: number | undefined, high: number | undefined, what: string) =>
    low === undefined && high === undefined ? [] : [`${low ?? ''}–${high ?? ''} ${what}`.trim()];
  return [
    ...between(minLength, maxLength, 'characters'),
    ...between(minimum, maximum, ''),
    ...(maxItems === undefined ? [] : [`at most ${maxItems}`]),
    ...(schema.enum === undefined ? [] : [schema.enum.map((value) => JSON.stringify(value)).join(', ')]),
    ...(pattern === undefined ? [] : [pattern]),
    ...(schema.default === undefined ? [] : [`default ${JSON.stringify(schema.default)}`]),
  ].join('; ');
}

/** A value to begin with. */
export function sampleOf(document: Document, schema: Schema, depth = 0): unknown {
  const real = resolve(document, schema);
  if (real.example !== undefined) return real.example;
  if (real.default !== undefined) return real.default;
  if (real.enum?.[0] !== undefined) return real.enum[0];
  if (depth > 4) return null;
  const [part] = partsOf(real);
  if (part) return sampleOf(document, part, depth + 1);
  const [type = real.properties ? 'object' : 'null'] = [real.type ?? []].flat();
  switch (type) {
    case 'object':
      return Object.fromEntries(Object.entries(real.properties ?? {}).map(([name, value]) => [name, sampleOf(document, value, depth + 1)]));
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'string':
      return '';
    default:
      return null;
  }
}
