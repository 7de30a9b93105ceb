// Checks an export of a session, offline: that no byte of it was changed, left out, put in or moved since the server signed it.
//   node eng/verify-export.mjs FILE [--key KEY_ID]
// Of an archive with files: unpack it, and give the document in it. Each file beside it must be what it was.
// The file names the key that signed it; whoever made a file anew could have signed it with a key of their own. --key says
// which one must have: the id that GET /api/export-keys/ of the server gives.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';

const [file, flag, wantedKey] = process.argv.slice(2);
if (!file || (flag !== undefined && (flag !== '--key' || !wantedKey))) {
  console.error('usage: verify-export FILE [--key KEY_ID]');
  process.exit(2);
}

class Broken extends Error {}

// The header ends with the first line that says so; then every message is one line: what is hashed, and its hash.
const formats = {
  json: {
    headerEnd: (line) => line.startsWith('{"header":') && line.endsWith(',"messages":['),
    message: /^(,?\{"message":\{.*\}),"hash":"([0-9a-f]{64})"\}$/s,
    trailer: /^\],"head":(\{[^{}]*\}),"signature":(\{[^{}]*\})\}$/,
  },
  html: {
    headerEnd: (line) => line === '<!-- messages -->',
    message: /^(<article id="m\d+">.*<\/article>)<!-- hash:([0-9a-f]{64}) -->$/s,
    trailer: /^<\/main><script type="application\/json">\{"head":(\{[^{}]*\}),"signature":(\{[^{}]*\})\}<\/script><\/body><\/html>$/,
  },
};

// Lines as bytes: what is hashed must not pass through a decoder that mends it.
async function* linesOf(path) {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end; (end = data.indexOf(10)) >= 0; data = data.subarray(end + 1)) yield data.subarray(0, end);
    rest = data;
  }
  if (rest.length > 0) throw new Broken('The file does not end where it was signed: it is cut off, or something follows.');
}

// The files that lie beside the document, as a message names them: where, and the hash of their bytes.
function* filesOf(format, covered) {
  if (format === formats.html) {
    for (const [, path, sha256] of covered.matchAll(/<a href="(files\/[^"]+)" data-sha256="([0-9a-f]*)">/g)) yield { path: decodeURIComponent(path), sha256 };
  } else {
    for (const { path, sha256 } of JSON.parse(`${covered.replace(/^,/, '')}}`).message.attachments ?? []) if (path) yield { path, sha256 };
  }
}

// Whether the file is there. What was deleted while the archive was written, or what the store had lost, is not, and that breaks nothing that was signed.
async function checkFile(document, { path, sha256 }) {
  const bytes = createHash('sha256');
  try {
    for await (const chunk of createReadStream(join(dirname(document), path))) bytes.update(chunk);
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
  if (bytes.digest('hex') !== sha256) throw new Broken(`The file ${path} is not what it was.`);
  return true;
}

const hash = (last, bytes) => createHash('sha256').update(last).update(bytes).digest();

async function check(path) {
  let [format, header, last, count, end] = [null, [], Buffer.alloc(0), 0, null];
  const files = new Map();
  for await (const bytes of linesOf(path)) {
    if (end) throw new Broken('Something follows the signed end.');
    const line = bytes.toString('utf8');
    if (!Buffer.from(line, 'utf8').equals(bytes)) throw new Broken(`There are bytes that are no text after message ${count}.`);
    if (header) {
      format ??= line.startsWith('<!doctype html>') ? formats.html : formats.json;
      header.push(bytes, Buffer.from('\n'));
      if (format.headerEnd(line)) {
        last = hash(last, Buffer.concat(header));
        header = null;
      } else if (format === formats.json || header.length > 100) {
        throw new Broken('This is no export of a session.');
      }
      continue;
    }
    const message = format.message.exec(line);
    if (message) {
      last = hash(last, Buffer.from(message[1], 'utf8'));
      count++;
      if (last.toString('hex') !== message[2]) throw new Broken(`Message ${count} of the file, or what is before it, is not what was exported.`);
      for (const file of filesOf(format, message[1])) files.set(file.path, file);
      continue;
    }
    end = format.trailer.exec(line);
    if (!end) throw new Broken(`The line after message ${count} is not what was exported.`);
  }
  if (!end) throw new Broken('The signed end is missing: the file is cut off.');

  const [head, signature] = [JSON.parse(end[1]), JSON.parse(end[2])];
  if (head.hash !== last.toString('hex') || head.messages !== count) throw new Broken('The messages are not those that were signed.');
  if (JSON.stringify(signature) !== end[2]) throw new Broken('The signature is not written as it was.');
  const der = Buffer.from(signature.public_key, 'base64url');
  const keyId = createHash('sha256').update(der).digest('base64url');
  if (keyId !== signature.key_id) throw new Broken('The key is not the one that it says it is.');
  if (wantedKey && keyId !== wantedKey) throw new Broken(`It is signed, but with another key: ${keyId}`);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const value = Buffer.from(signature.value, 'base64url');
  if (signature.algorithm !== 'ES256' || value.toString('base64url') !== signature.value || der.toString('base64url') !== signature.public_key)
    throw new Broken('The signature is not written as it was.');
  if (!verify('sha256', Buffer.from(end[1], 'utf8'), { key, dsaEncoding: 'ieee-p1363' }, value)) throw new Broken('The signature is wrong.');
  const absent = [];
  for (const file of files.values()) if (!(await checkFile(path, file))) absent.push(file.path);
  return { head, keyId, files: files.size - absent.length, absent };
}

try {
  const { head, keyId, files, absent } = await check(file);
  const beside = files > 0 ? ` and ${files} files` : '';
  console.log(`Unchanged: session ${head.session_id}, ${head.messages} messages${beside}, exported ${head.exported_at}.`);
  console.log(wantedKey ? 'Signed with the key asked for.' : `Signed with key ${keyId}: compare it with the server's (GET /api/export-keys/), or give it with --key.`);
  if (absent.length > 0) {
    console.log(`Absent, ${absent.length} of the files that it names: ${absent.join(', ')}. They were deleted or lost before the archive was written, or taken away since.`);
    process.exitCode = 3;
  }
} catch (error) {
  if (error instanceof Broken) console.error(`NOT what was exported: ${error.message}`);
  else if (error.code === 'ENOENT' || error.code === 'EISDIR') console.error(`There is no file '${file}'.`);
  else console.error(`NOT what was exported: ${error.message}`);
  process.exit(1);
}
