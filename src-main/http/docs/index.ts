export { type DocsOptions, docsRoutes } from './routes.ts';
