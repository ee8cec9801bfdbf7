import { oc } from '@orpc/contract';
import { z } from 'zod';
import { tableFormats } from './table-format.ts';

export type { TableFormat } from './table-format.ts';

const tableFormatSchema = z.enum(tableFormats);

/** How a delimited text file is written. Quote is always `"`, doubled to escape (RFC 4180). */
export const dialectSchema = z.object({
  delimiter: z.enum([',', ';', '\t', '|']),
  bom: z.boolean(),
  newline: z.enum(['\n', '\r\n']),
});
export type Dialect = z.infer<typeof dialectSchema>;

export const filePathSchema = z.string().min(1).max(4096);

export const tableDescriptionSchema = z.object({
  path: z.string(),
  name: z.string(),
  format: tableFormatSchema,
  sizeBytes: z.number(),
  /** Null for formats that are not delimited text. */
  dialect: dialectSchema.nullable(),
  columns: z.array(z.string()),
  /** The first rows with their cells as text (null = missing), and the line each starts on (null where lines mean nothing). */
  rows: z.array(z.object({ line: z.number().int().nullable(), cells: z.array(z.string().nullable()) })),
  survey: z.object({
    /** Rows that were looked at for the counts below. */
    rows: z.number().int(),
    /** True when that is the whole file. */
    complete: z.boolean(),
    /** Rows in the whole file: counted when complete, else estimated from the bytes. */
    rowsEstimate: z.number().int(),
    /** Missing cells by column, in the order of `columns`. */
    missing: z.array(z.number().int()),
  }),
});
export type TableDescription = z.infer<typeof tableDescriptionSchema>;

/** What a native dialog can be asked for. A model may be a file, or a folder with a card or a tokenizer in it. */
export const choosable = ['tables', 'models', 'model-folder'] as const;
export type Choosable = (typeof choosable)[number];

export const filesContract = {
  /** Looks at a table: format, dialect, columns, first rows, missing cells. Reads at most the first 4 MB of text. */
  describe: oc
    .input(z.object({ path: filePathSchema, delimiter: dialectSchema.shape.delimiter.optional() }))
    .output(tableDescriptionSchema),
  /** Native dialogs and the file manager; refused with NOT_SUPPORTED where the shell has none. */
  choose: oc.input(z.object({ of: z.enum(choosable) })).output(z.object({ paths: z.array(z.string()) })),
  open: oc.input(z.object({ path: filePathSchema })),
  reveal: oc.input(z.object({ path: filePathSchema })),
  samples: oc.output(
    z.array(z.object({ model: z.string(), path: z.string(), name: z.string(), sizeBytes: z.number() })),
  ),
};
