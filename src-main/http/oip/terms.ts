import type { IncomingHttpHeaders } from 'node:http';
import { failed } from '../../contract/failure.ts';
import type { Caller } from '../../domain/caller.ts';
import type { RequestTerms } from '../../online/index.ts';

type Parameters = Readonly<Record<string, string | number | boolean>>;

/**
 * What a request asks for beside its values: V2 parameters `priority` and `timeout` (microseconds) as Triton has them
 * (https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_schedule_policy.md), for every
 * request the headers `x-priority` and `x-timeout-ms`, which the parameters go before. 0 = the model's usual one.
 * @throws FailureError BAD_REQUEST for what is no whole number from 0 on
 */
export function requestTerms(
  headers: IncomingHttpHeaders,
  parameters: Parameters | null,
  caller: Caller,
): RequestTerms {
  const control = headers['cache-control'];
  return {
    caller,
    priority: parameter(parameters, 'priority') ?? header(headers, 'x-priority'),
    timeoutMs: inMs(parameter(parameters, 'timeout')) ?? header(headers, 'x-timeout-ms'),
    isPatient: false,
    mayUseCache: control === undefined || !/\bno-(?:cache|store)\b/iu.test(control),
  };
}

function inMs(timeoutUs: number | null): number | null {
  return timeoutUs === null ? null : timeoutUs / 1000;
}

function parameter(parameters: Parameters | null, name: string): number | null {
  if (parameters === null || !Object.hasOwn(parameters, name)) return null;
  return wholeNumber(parameters[name], `Parameter "${name}"`);
}

function header(headers: IncomingHttpHeaders, name: 'x-priority' | 'x-timeout-ms'): number | null {
  const text = headers[name];
  if (text === undefined) return null;
  const isNumber = typeof text === 'string' && /^\d{1,15}$/u.test(text);
  return wholeNumber(isNumber ? Number(text) : Number.NaN, `Header ${name}`);
}

function wholeNumber(value: unknown, where: string): number | null {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)
    return value === 0 ? null : value;
  throw failed('BAD_REQUEST', `${where} must be a whole number from 0 on.`);
}

/** Bytes of JSON at the head of the body; null when the header is absent. @throws FailureError BAD_REQUEST */
export function headerLength(headers: IncomingHttpHeaders): number | null {
  const text = headers['inference-header-content-length'];
  if (text === undefined) return null;
  if (typeof text === 'string' && /^\d{1,15}$/u.test(text)) return Number(text);
  throw failed('BAD_REQUEST', 'Inference-Header-Content-Length must be a number of bytes.');
}
