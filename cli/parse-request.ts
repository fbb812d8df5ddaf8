import { SutureError } from '../domain/errors.ts';
import { readBody } from '../domain/expectation.ts';
import type { TryRequest } from '../stack/local/try-request.ts';

/** The options of `suture try` that say what to send, as they come: each belongs to the `--request` before it. */
export interface RequestOptions {
  request(text: string): void;
  header(text: string): void;
  body(text: string): void;
  expect(text: string): void;
  expectBody(text: string): void;
  /** All requests, in their order. */
  requests(): TryRequest[];
}

const METHODS = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/;

/** Collects requests from a command line. Each function throws SutureError `usage`. */
export function collectRequests(): RequestOptions {
  const all: TryRequest[] = [];
  const last = (option: string): TryRequest => {
    const current = all.at(-1);
    if (current) return current;
    throw usage(`${option} stands before its request. Write --request 'POST /orders' first.`);
  };
  return {
    request(text) {
      const [, method = 'GET', path = ''] = /^(?:([A-Za-z]+)\s+)?(\S+)$/.exec(text.trim()) ?? [];
      if (!METHODS.test(method.toUpperCase()) || !path.startsWith('/')) {
        throw usage(`"${text}" is not a request. Write a method and a path: --request 'POST /orders'`);
      }
      all.push({ request: { method: method.toUpperCase(), path, headers: {} }, expect: null });
    },
    header(text) {
      const [, name, value] = /^([^:\s]+):\s*(.*)$/s.exec(text) ?? [];
      if (!name) throw usage(`"${text}" is not a header. Write --header 'authorization: Bearer …'`);
      last('--header').request.headers[name.toLowerCase()] = value ?? '';
    },
    body(text) {
      last('--body').request.body = readBody(text);
    },
    expect(text) {
      const status = Number(text);
      if (!Number.isInteger(status) || status < 100 || status > 599) {
        throw usage(`"${text}" is not a status. Write one such as --expect 201`);
      }
      const current = last('--expect');
      current.expect = { ...current.expect, status };
    },
    expectBody(text) {
      const current = last('--expect-body');
      if (!current.expect) throw usage('--expect-body needs the status, too. Write --expect 201 before it.');
      current.expect = { ...current.expect, body: readBody(text) };
    },
    requests: () => all,
  };
}

function usage(message: string): SutureError {
  return new SutureError('usage', message);
}
