import type { Instance } from '../../../src-main/contract/index.ts';
import { tokenHeader, tokenVariable } from '../serverWords.ts';

/** A request in the words of a programming language, as it can be pasted. */
export interface RequestParts {
  /** Of the server, without a slash at the end: `http://127.0.0.1:8790`. */
  url: string;
  /** Whether it lets only programs in that have a token. */
  asksForToken: boolean;
  name: string;
  /** Null asks for the version that answers to the name. */
  version: string | null;
  instance: Instance;
  /** File names of pictures by feature: their text is too long for a command, so they are read from the file. */
  pictures: Readonly<Record<string, string>>;
}

export const codeForms = ['curl', 'python', 'typescript'] as const;
export type CodeForm = (typeof codeForms)[number];
export const codeNames: Record<CodeForm, string> = {
  curl: 'curl',
  python: 'Python',
  typescript: 'TypeScript',
};

/** The address of a model's predict call. Names and versions have no characters that an address must escape. */
export function predictPath({ name, version }: { name: string; version: string | null }): string {
  return version === null ? `/v1/models/${name}:predict` : `/v1/models/${name}/versions/${version}:predict`;
}

export function codeOf(form: CodeForm, parts: RequestParts): string {
  switch (form) {
    case 'curl':
      return curlOf(parts);
    case 'python':
      return pythonOf(parts);
    case 'typescript':
      return typescriptOf(parts);
  }
}

/** Longer than this is not given as an argument: a system takes 128 KiB in one. */
const argumentChars = 30_000;

/** For a POSIX shell: every value stands between single quotes, where nothing has a meaning. */
function curlOf(parts: RequestParts): string {
  const pieces = bodyPieces(parts);
  const body = pieces.map((piece) => ('text' in piece ? piece.text : '')).join('');
  const direct = pieces.length === 1 && body.length <= argumentChars;
  const call = [
    `curl -sS ${shellQuoted(`${parts.url}${predictPath(parts)}`)}`,
    ...(parts.asksForToken ? [tokenHeader] : []),
    `-H 'Content-Type: application/json'`,
    direct ? `--data-binary ${shellQuoted(body)}` : '--data-binary @-',
  ].join(' \\\n  ');
  if (direct) return call;
  const written = pieces.map((piece) =>
    'text' in piece
      ? `printf '%s' ${shellQuoted(piece.text)}`
      : `base64 < ${shellQuoted(`./${piece.file}`)} | tr -d '\\n'`,
  );
  return `{ ${written.join('\n  ')}\n} | ${call}`;
}

export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

type Piece = { text: string } | { file: string };

/** The body as JSON text with the places of pictures cut out. */
function bodyPieces({ instance, pictures }: RequestParts): Piece[] {
  const pieces: Piece[] = [];
  let text = '{"instances":[{';
  Object.entries(instance).forEach(([name, value], at) => {
    text += `${at > 0 ? ',' : ''}${JSON.stringify(name)}:`;
    const file = pictures[name];
    if (file === undefined) {
      text += JSON.stringify(value);
      return;
    }
    pieces.push({ text: `${text}"` }, { file });
    text = '"';
  });
  pieces.push({ text: `${text}}]}` });
  return pieces;
}

/** What a program says that was started without one. No quotes: it stands between them in two languages. */
const noToken = `${tokenVariable} is not set: it holds a token of the server, made in Settings`;

/** Python 3 with its standard library alone. A text of JSON is one of Python too; its words are not. */
function pythonOf(parts: RequestParts): string {
  const lines = members(parts, {
    literal: (value) =>
      value === null ? 'None' : value === true ? 'True' : value === false ? 'False' : JSON.stringify(value),
    file: (name) => `base64.b64encode(open(${JSON.stringify(name)}, "rb").read()).decode()`,
  });
  const { asksForToken } = parts;
  const readsFiles = Object.keys(parts.pictures).length > 0;
  const imports = [
    ...(readsFiles ? ['base64'] : []),
    'json',
    ...(asksForToken ? ['os'] : []),
    'sys',
    'urllib.error',
    'urllib.request',
  ];
  const token = asksForToken
    ? `token = os.environ.get("${tokenVariable}")
if not token:
    sys.exit("${noToken}")

`
    : '';
  const header = asksForToken ? `        "Authorization": "Bearer " + token,\n` : '';
  return `import ${imports.join(', ')}

${token}instance = {
${lines}
}
request = urllib.request.Request(
    ${JSON.stringify(`${parts.url}${predictPath(parts)}`)},
    data=json.dumps({"instances": [instance]}).encode(),
    headers={
${header}        "Content-Type": "application/json",
    },
)
try:
    with urllib.request.urlopen(request) as response:
        print(json.dumps(json.load(response)["predictions"][0]))
except urllib.error.HTTPError as refusal:
    sys.exit(f"{refusal.code}: {refusal.read().decode()}")
`;
}

/** For Node 24, which runs TypeScript as it is; nothing to install. */
function typescriptOf(parts: RequestParts): string {
  const lines = members(parts, {
    literal: (value) => JSON.stringify(value),
    file: (name) => `(await readFile(${JSON.stringify(name)})).toString('base64')`,
  });
  const imports =
    Object.keys(parts.pictures).length > 0 ? `import { readFile } from 'node:fs/promises';\n\n` : '';
  const { asksForToken } = parts;
  const token = asksForToken
    ? `const token = process.env.${tokenVariable};
if (!token) {
  console.error('${noToken}');
  process.exit(1);
}
`
    : '';
  const header = asksForToken ? `    Authorization: \`Bearer \${token}\`,\n` : '';
  return `${imports}${token}const instance = {
${lines}
};
const response = await fetch(${JSON.stringify(`${parts.url}${predictPath(parts)}`)}, {
  method: 'POST',
  headers: {
${header}    'Content-Type': 'application/json',
  },
  body: JSON.stringify({ instances: [instance] }),
});
if (!response.ok) throw new Error(\`\${response.status}: \${await response.text()}\`);
const { predictions } = (await response.json()) as { predictions: unknown[] };
console.log(JSON.stringify(predictions[0]));
`;
}

function members(
  { instance, pictures }: RequestParts,
  say: { literal(value: Instance[string]): string; file(name: string): string },
): string {
  return Object.entries(instance)
    .map(([name, value]) => {
      const file = pictures[name];
      return `    ${JSON.stringify(name)}: ${file === undefined ? say.literal(value) : say.file(file)},`;
    })
    .join('\n');
}

/** The body as it is looked at: pictures as what they are, not as megabytes of text. */
export function shownRequest({ instance, pictures }: RequestParts): {
  instances: [Record<string, Instance[string]>];
} {
  return {
    instances: [
      Object.fromEntries(
        Object.entries(instance).map(([name, value]) => {
          const file = pictures[name];
          return [name, file === undefined ? value : `base64 of ${file}`];
        }),
      ),
    ],
  };
}
