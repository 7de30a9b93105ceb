import { Problem } from '../sync/problem';
import type { Attachment } from '../sync/protocol';

/** Uploads by the protocol tus 1.0, see docs/api.md. Rejections are `Problem`s. */

export interface UploadInfo {
  state: 'uploading' | 'ready' | 'refused';
  refusal?: string;
  attachment?: Attachment;
}

/** Milliseconds without any progress. */
const patience = 30_000;
/** The last bytes are answered when the server has looked at the whole file. */
const finishing = 10 * 60_000;

interface Answer {
  header: (name: string) => string | null;
  text: string;
}

interface Request {
  body?: Blob;
  headers?: Record<string, string>;
  onProgress?: (sent: number) => void;
  signal?: AbortSignal;
}

/** By XMLHttpRequest: `fetch` does not tell how much has been sent. */
function exchange(method: string, address: string, { body, headers = {}, onProgress, signal }: Request): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer = 0;
    const wait = (ms: number) => {
      clearTimeout(timer);
      timer = window.setTimeout(() => request.abort(), ms);
    };
    const abort = () => request.abort();
    request.open(method, address);
    request.setRequestHeader('Tus-Resumable', '1.0.0');
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      wait(patience);
      onProgress?.(event.loaded);
    };
    request.upload.onload = () => wait(finishing);
    request.onloadend = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      if (request.status >= 200 && request.status < 300) {
        resolve({ header: (name) => request.getResponseHeader(name), text: request.responseText });
      } else {
        reject(problemOf(request));
      }
    };
    signal?.addEventListener('abort', abort);
    wait(patience);
    request.send(body ?? null);
    if (signal?.aborted) request.abort();
  });
}

function problemOf(request: XMLHttpRequest): Problem {
  if (request.status === 0) return Problem.network();
  let json: unknown = null;
  try {
    json = JSON.parse(request.responseText);
  } catch {
    // Not by the API.
  }
  const problem = Problem.fromJson(json, request.getResponseHeader('Retry-After'));
  return problem ?? new Problem('unavailable', `The server answered with status ${request.status}.`, true);
}

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** Begins an upload; its address. */
export async function beginUpload(name: string, size: number): Promise<string> {
  const headers = { 'Upload-Length': String(size), 'Upload-Metadata': `filename ${base64(name.slice(-200))}` };
  const answer = await exchange('POST', '/api/uploads/', { headers });
  const address = answer.header('Location');
  if (!address) throw Problem.network();
  return new URL(address, location.href).pathname;
}

/** How many bytes have arrived. */
export async function uploadOffset(address: string): Promise<number> {
  return offsetOf(await exchange('HEAD', address, {}));
}

/** Sends bytes; answers how many have arrived in all. */
export async function sendBytes(
  address: string,
  offset: number,
  body: Blob,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<number> {
  const headers = { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' };
  return offsetOf(await exchange('PATCH', address, { body, headers, onProgress, signal }));
}

/** What became of it. */
export async function uploadInfo(address: string): Promise<UploadInfo> {
  return JSON.parse((await exchange('GET', address, {})).text) as UploadInfo;
}

/** Gives it up. */
export async function dropUpload(address: string): Promise<void> {
  await exchange('DELETE', address, {});
}

function offsetOf(answer: Answer): number {
  const offset = Number(answer.header('Upload-Offset') ?? NaN);
  if (!Number.isSafeInteger(offset)) throw Problem.network();
  return offset;
}
