import { type Connection, follow } from '../client/connection.ts';
import { client } from './backend.ts';
import { forgetDetails } from './modelDetails.ts';
import { loadBudget, modelKey, receiveModels, useModels } from './models.ts';

/** Keeps the list of models, what they weigh and the samples that come with them as they are now. */
export function followModels(connection: Connection): () => void {
  return follow(
    connection,
    (backend, signal) => backend.models.watch(undefined, { signal }),
    (models) => {
      const before = useModels.getState().models ?? [];
      receiveModels(models);
      forgetDetails(new Set(models.map(modelKey)));
      void loadBudget();
      const samples = (list: typeof models) => list.flatMap((model) => model.sample ?? []).join('\n');
      if (samples([...before]) === samples(models)) return;
      client()
        .files.samples()
        .then((found) => useModels.setState({ samples: found }))
        .catch(() => undefined);
    },
  );
}
