import { prometheusTextType } from '../domain/prometheus-text.ts';
import { pathPattern, type Route } from './exchange.ts';

/** `GET /metrics`, for programs as the models are. @param text what is measured, in Prometheus' text format */
export function metricsRoute(text: () => Promise<string>): Route {
  return {
    method: 'GET',
    match: pathPattern('/metrics'),
    obeysSwitch: true,
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
