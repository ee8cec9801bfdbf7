export { createMetricsService, type MetricsService } from './metrics.ts';
