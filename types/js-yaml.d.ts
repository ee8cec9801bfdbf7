// The little of js-yaml (https://github.com/nodeca/js-yaml) that is used; the package has no types of its own.

declare module 'js-yaml' {
  export interface Schema {
    readonly __schema: unique symbol;
  }
  /** Scalars of JSON's types alone. */
  export const JSON_SCHEMA: Schema;
  /** Reads one document. @throws for what is no YAML */
  export function load(text: string, options?: { schema?: Schema }): unknown;
}
