// Holds the types of src/ against the API's description: node tests/apiTypes.mjs <openapi.json>. Each property that the app reads has to be
// described, with a type that fits, and one that it takes to be always there has to be required.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import ts from 'typescript';

const description = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const root = fileURLToPath(new URL('..', import.meta.url));

/** What an operation answers, by the type that the app has for it; `[]`: a list of these. */
const answers = [
  ['src/sync/protocol.ts', 'User', 'get', '/api/auth/me'],
  ['src/sync/protocol.ts', 'User[]', 'get', '/api/users/'],
  ['src/sync/protocol.ts', 'Session', 'get', '/api/sessions/{}/'],
  ['src/sync/protocol.ts', 'Session[]', 'get', '/api/sessions/'],
  ['src/sync/protocol.ts', 'Preferences', 'put', '/api/sessions/{}/preferences/'],
  ['src/sync/protocol.ts', 'Participant', 'post', '/api/sessions/{}/participants/'],
  ['src/sync/protocol.ts', 'SentMessage[]', 'get', '/api/messages/'],
  ['src/sync/protocol.ts', 'SentMessage', 'patch', '/api/messages/{}/'],
  ['src/sync/protocol.ts', 'Standing[]', 'get', '/api/read-markers/'],
  ['src/sync/protocol.ts', 'Marker[]', 'get', '/api/sessions/{}/read/'],
  ['src/transport/rest.ts', 'Invitation[]', 'get', '/api/sessions/{}/invitations/'],
  ['src/transport/rest.ts', 'Invited', 'get', '/api/invitations/{}/'],
  ['src/transport/account.ts', 'Account', 'get', '/api/users/me/'],
];

const program = ts.createProgram([...new Set(answers.map(([file]) => `${root}${file}`))], { strict: true, target: ts.ScriptTarget.ES2023, skipLibCheck: true });
const checker = program.getTypeChecker();
const wrong = [];

function typeOf(file, name) {
  const source = program.getSourceFile(`${root}${file}`);
  const declared = source?.statements.find((node) => (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) && node.name.text === name);
  if (!declared) throw new Error(`${file} has no type ${name}.`);
  return checker.getTypeAtLocation(declared.name);
}

function resolve(schema) {
  let at = schema;
  while (at?.$ref) at = at.$ref.split('/').slice(1).reduce((part, key) => part?.[key.replaceAll('~1', '/')], description);
  const branches = at?.oneOf ?? at?.anyOf ?? at?.allOf;
  if (!branches) return at ?? {};
  // "This, or null", and one schema with a note.
  const real = branches.map(resolve).filter((branch) => branch.type !== 'null');
  return { ...real[0], nullable: real.length < branches.length };
}

const kinds = (schema) => [schema.type ?? []].flat().filter((kind) => kind !== 'null');

function compare(type, given, place) {
  const schema = resolve(given);
  const parts = (type.isUnion() ? type.types : [type]).filter((part) => !(part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)));
  const kind = (expected) => {
    const found = kinds(schema);
    if (found.length > 0 && !found.some((one) => expected.includes(one))) wrong.push(`${place}: the app reads ${expected[0]}, described is ${found.join(', ')}`);
  };
  if (parts.every((part) => part.flags & ts.TypeFlags.BooleanLike)) return kind(['boolean']);
  if (parts.every((part) => part.flags & ts.TypeFlags.NumberLike)) return kind(['number', 'integer']);
  if (parts.every((part) => part.flags & ts.TypeFlags.StringLike)) {
    const known = parts.filter((part) => part.isStringLiteral()).map((part) => part.value);
    for (const value of schema.enum ?? []) if (known.length > 0 && value !== null && !known.includes(value)) wrong.push(`${place}: the app does not know "${value}"`);
    return kind(['string']);
  }
  if (parts.length !== 1) return;
  const [part] = parts;
  if (checker.isArrayType(part)) {
    kind(['array']);
    return compare(checker.getTypeArguments(part)[0], schema.items ?? {}, `${place}[]`);
  }
  kind(['object']);
  for (const property of part.getProperties()) {
    const described = schema.properties?.[property.name];
    const where = `${place}.${property.name}`;
    if (!described) wrong.push(`${where}: not described`);
    else {
      const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      if (!isOptional && !(schema.required ?? []).includes(property.name)) wrong.push(`${where}: the app takes it to be always there, described it may be missing`);
      compare(checker.getTypeOfSymbol(property), described, where);
    }
  }
}

const plain = (path) => path.replaceAll(/\{[^}]*\}/g, '{}').replace(/\/$/, '');
const paths = new Map(Object.entries(description.paths).map(([path, operations]) => [plain(path), operations]));

for (const [file, name, method, path] of answers) {
  const operation = paths.get(plain(path))?.[method];
  const ok = operation && Object.entries(operation.responses).find(([status]) => /^2/.test(status))?.[1];
  const schema = ok?.content?.['application/json']?.schema;
  if (!schema) wrong.push(`${method} ${path}: no answer is described`);
  else if (name.endsWith('[]')) compare(typeOf(file, name.slice(0, -2)), resolve(schema).items ?? {}, name);
  else compare(typeOf(file, name), schema, name);
}

process.stderr.write([...new Set(wrong)].join('\n'));
process.exit(wrong.length > 0 ? 1 : 0);
