import { beforeEach, expect, it, vi } from 'vitest';
import type { Job, JobPlan, TableDescription } from '../../src-main/contract/index.ts';
import { choose, runDraft, startDraft, useDraft } from './draft.ts';
import { useJobs } from './jobs.ts';
import { useModels } from './models.ts';

/** A stand-in of the backend whose answers come when the test says so. */
const answers = vi.hoisted(() => ({
  describe: [] as ((path: string) => void)[],
  plan: [] as (() => void)[],
  create: [] as (() => void)[],
}));

vi.mock('./backend.ts', () => {
  const later = <T>(queue: (() => void)[], value: () => T) =>
    new Promise<T>((resolve) => queue.push(() => resolve(value())));
  const table = (path: string) =>
    ({
      path,
      name: path,
      format: 'csv',
      sizeBytes: 1,
      dialect: null,
      columns: ['month'],
      rows: [],
      survey: { rows: 1, complete: true, rowsEstimate: 1, missing: [0] },
    }) satisfies TableDescription;
  const client = {
    files: { describe: async ({ path }: { path: string }) => table(path) },
    models: { list: async () => [], show: async () => ({ card: null }) },
    jobs: {
      plan: ({ output }: { output?: string }) =>
        later(
          answers.plan,
          (): JobPlan => ({
            matches: [],
            rememberedFrom: null,
            unusedColumns: [],
            output: output ?? '/default.csv',
            outputExists: false,
            obstacles: [],
          }),
        ),
      create: ({ input }: { input: string }) =>
        later(answers.create, () => ({ id: input, inputName: input }) as Job),
    },
  };
  return { client: () => client, platform: () => ({ pathFor: () => null }) };
});

const pathFor = () => null;
const turn = () =>
  vi.waitFor(() => Promise.resolve()).then(() => new Promise((resolve) => setImmediate(resolve)));
const answer = async (queue: (() => void)[]) => {
  for (const one of queue.splice(0)) one();
  await turn();
};
const ready = () => {
  const { draft } = useDraft.getState();
  if (draft.kind !== 'ready') throw new Error(`the draft is ${draft.kind}`);
  return draft;
};

beforeEach(() => {
  for (const queue of Object.values(answers)) queue.splice(0);
  useDraft.setState({ draft: { kind: 'none' }, waiting: [] });
  useJobs.setState({ jobs: [], selectedId: null });
  useModels.setState({ models: [], samples: [] });
});

async function setUp(path: string) {
  startDraft([path], pathFor);
  await turn();
  await choose({ kind: 'overwrite', overwrite: false });
  useDraft.setState(({ draft }) =>
    draft.kind === 'ready'
      ? { draft: { ...draft, choices: { ...draft.choices, model: { name: 'm', version: '1' } } } }
      : {},
  );
  void choose({ kind: 'output', output: null });
  await turn();
}

it('keeps a file that was dropped while the one before was being sent', async () => {
  await setUp('/a.csv');
  await answer(answers.plan);
  const sent = runDraft(pathFor);
  startDraft(['/b.csv'], pathFor);
  await turn();
  await answer(answers.create);
  expect(await sent).toBe(true);
  expect(useJobs.getState().selectedId).toBe('/a.csv');
  expect(ready().table.path).toBe('/b.csv');
  expect(useDraft.getState().waiting).toEqual([]);
});

it('leaves the file once it was taken, and goes on with the next of one drop', async () => {
  await setUp('/a.csv');
  useDraft.setState({ waiting: ['/b.csv'] });
  await answer(answers.plan);
  const sent = runDraft(pathFor);
  await answer(answers.create);
  await sent;
  await turn();
  expect(ready().table.path).toBe('/b.csv');
});

it('keeps the file that was being set up for later when another comes', async () => {
  await setUp('/a.csv');
  startDraft(['/b.csv'], pathFor);
  await turn();
  expect(ready().table.path).toBe('/b.csv');
  expect(useDraft.getState().waiting).toEqual(['/a.csv']);
});

it('drops the plan of choices that were overtaken, and keeps one that time does not change', async () => {
  await setUp('/a.csv');
  const slow = answers.plan.splice(0);
  void choose({ kind: 'output', output: '/new.csv' });
  await turn();
  await answer(answers.plan);
  await answer(slow);
  expect(ready().plan).toMatchObject({ kind: 'planned', plan: { output: '/new.csv' } });

  void choose({ kind: 'output', output: '/newer.csv' });
  await turn();
  void choose({ kind: 'when', runAfterMs: 1 });
  await answer(answers.plan);
  expect(ready().plan).toMatchObject({ kind: 'planned', plan: { output: '/newer.csv' } });
});
