import { prometheusTextType } from '../domain/prometheus-text.ts';
import { pathPattern, type Route } from './exchange.ts';

/** For programs, as the models are: let in only while the switch is on. */
export const metricsPath = '/metrics';

/** `GET /metrics`. @param text what is measured, in Prometheus' text format */
export function metricsRoute(text: () => Promise<string>): Route {
  return {
    method: 'GET',
    match: pathPattern(metricsPath),
    async handle({ request, response }) {
      const body = Buffer.from(await text());
      response.writeHead(200, {
        'content-type': prometheusTextType,
        'content-length': body.length,
        'cache-control': 'no-store',
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    },
  };
}
