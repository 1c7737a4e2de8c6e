import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, request } from 'undici';
import { HarnessError, messageOf } from '../errors.ts';
import type { Body, Deployment, Method, Response } from '../model.ts';
import { readJson } from '../model.ts';

export interface HttpRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface HttpAnswer {
  readonly response: Response;
  /** Milliseconds until the last byte was received. */
  readonly ms: number;
}

/** Milliseconds without a byte until a request counts as unanswered, unless a client is given another limit. */
const ANSWER_TIMEOUT = 60_000;

/** Bytes of data that are kept as text. */
const SHORT = 4096;

/** A request that was sent and not answered in time: a fact about that endpoint, not about the deployment. */
export class AnswerTimeout extends Error {}

/** Sends requests to one deployment over kept connections; redirects are not followed, TLS is verified. */
export class HttpClient {
  readonly #name: string;
  readonly #agent: Agent;
  readonly #answerTimeout: number;
  /** Milliseconds spent waiting for answers, summed over all requests. */
  waiting = 0;

  /** @param answerTimeout Milliseconds without a byte until a request counts as unanswered. */
  constructor(deployment: Pick<Deployment, 'name' | 'caFile'>, answerTimeout = ANSWER_TIMEOUT) {
    this.#name = deployment.name;
    this.#answerTimeout = answerTimeout;
    this.#agent = new Agent({
      connections: 32,
      headersTimeout: answerTimeout,
      bodyTimeout: answerTimeout,
      ...(deployment.caFile ? { connect: { ca: [...rootCertificates, readCa(deployment.caFile)] } } : {}),
    });
  }

  /** @throws AnswerTimeout, HarnessError CONNECTION_FAILED or TLS_FAILED; an HTTP error status is an answer like any other. */
  async send({ method, url, headers, body }: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
    const started = performance.now();
    try {
      const answer = await request(url, {
        method: method as Dispatcher.HttpMethod,
        headers,
        body: body ?? null,
        dispatcher: this.#agent,
        signal: signal ?? null,
      });
      const content = Buffer.from(await answer.body.arrayBuffer());
      const ms = performance.now() - started;
      this.waiting += ms;
      return { response: responseOf(answer.statusCode, answer.headers, content), ms };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test((error as NodeJS.ErrnoException).code ?? '')) {
        throw new AnswerTimeout(`no answer within ${this.#answerTimeout / 1000} s`);
      }
      throw this.#connectionError(error, url);
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  #connectionError(error: unknown, url: string): HarnessError {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const where = `${this.#name} at ${originOf(url)}`;
    if (/CERT|TLS|SSL|ALTNAME|SIGNATURE/.test(code)) {
      const fix =
        'Name its CA bundle with `cacert:` in run-scenarios.yaml (or OS_CACERT); the host name must be the certified one.';
      return new HarnessError(
        'TLS_FAILED',
        `The certificate of ${where} is not trusted: ${messageOf(error)}`,
        { fix, cause: error },
      );
    }
    const reason = code === 'ECONNREFUSED' ? 'nothing listens there (connection refused)' : messageOf(error);
    const fix =
      'Check the URL and that the service runs; `run-scenarios doctor` looks at managed deployments.';
    return new HarnessError('CONNECTION_FAILED', `Cannot reach ${where}: ${reason}`, { fix, cause: error });
  }
}

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);

function readCa(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new HarnessError('TLS_FAILED', `The CA bundle ${file} cannot be read: ${messageOf(error)}`, {
      fix: 'Mend the path under `cacert:` or in OS_CACERT.',
      cause: error,
    });
  }
}

function responseOf(status: number, raw: Dispatcher.ResponseData['headers'], content: Buffer): Response {
  const headers = Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [name.toLowerCase(), [value ?? ''].flat().join(', ')]),
  );
  return { status, headers, body: bodyOf(headers['content-type'] ?? '', content) };
}

/** Data that can be read and shown, whatever its type says: downloads of small test images. */
function shortText(content: Buffer): string | undefined {
  return content.length <= SHORT && isUtf8(content) && !content.includes(0)
    ? content.toString('utf8')
    : undefined;
}

function bodyOf(type: string, content: Buffer): Body {
  if (content.length === 0) return { kind: 'empty' };
  if (/[/+]json\b/i.test(type)) {
    try {
      if (isUtf8(content)) return { kind: 'json', ...readJson(content.toString('utf8')) };
    } catch {
      // Compared as the text that it is.
    }
  }
  const text =
    /^text\/|xml|[/+]json\b/i.test(type) && isUtf8(content) ? content.toString('utf8') : shortText(content);
  if (text !== undefined) return { kind: 'text', text };
  return {
    kind: 'binary',
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
}
