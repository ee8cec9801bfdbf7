import { join } from 'node:path';
import type { ModelCard } from '../../contract/card.ts';
import { failed } from '../../contract/failure.ts';
import type { GraphOutline, ImportReport, ModelRef } from '../../contract/models.ts';
import {
  placeText,
  remoteFileName,
  remoteFileText,
  type RemoteModel,
  type RemotePlace,
  type RemotePort,
} from '../../domain/remote-model.ts';
import type { LookedAt, WithChecker } from '../importing/checker.ts';
import { chooseVersion, refuseClash, versionsAndAliases } from '../importing/choose-version.ts';
import { nameFromText, refuseUnusableName } from '../importing/fit-name.ts';
import { copyTokenizer, inIncoming, putInPlace, versionFolders, writeText } from '../importing/incoming.ts';
import { probeFinding } from '../importing/probe-finding.ts';
import { refuseAbandoned } from '../importing/refuse-abandoned.ts';
import { outlineOfPorts, type RegisteredModel, readImportedModel } from '../model-folder.ts';
import type { ModelRegistry } from '../registry.ts';
import { inTime, refuseUnusableToken, withinMs } from './ask-server.ts';
import { remoteCard, type Twin } from './remote-card.ts';
import { serverUrl } from './server-url.ts';

export interface AddRemoteRequest {
  url: string;
  model: string;
  version: string | null;
  token: string | null;
  /** Null: made of the model's name over there. */
  name: string | null;
  /** A model here whose card it shares; null = a card from what the server says. */
  cardOf: ModelRef | null;
}

export interface AddRemoteOptions {
  registry: ModelRegistry;
  importedFolder: string;
  withChecker: WithChecker;
  outlineOf(model: RegisteredModel): Promise<GraphOutline>;
  nowMs(): number;
}

export type AddRemote = (request: AddRemoteRequest, signal: AbortSignal) => Promise<RegisteredModel>;

/**
 * Takes in a model that runs on another server: asks it what the model takes and gives, makes a card that fits or takes
 * that of a model here, and runs a few rows. Nothing is left behind when it fails.
 * @throws BAD_REQUEST, MODEL_NOT_FOUND for what was asked for; REMOTE_FAILED; MODEL_INVALID when no card fits; OFFLINE;
 * ENGINE_*; DISK_FULL; CANCELLED by the signal
 */
export async function addRemote(
  request: AddRemoteRequest,
  options: AddRemoteOptions,
  signal: AbortSignal,
): Promise<RegisteredModel> {
  refuseAbandoned(signal);
  const { registry, importedFolder } = options;
  const startedMs = options.nowMs();
  const place = placeOf(request);
  refuseUnusableToken(request.token);
  const name = request.name ?? nameFromText(place.model);
  if (name === null) {
    throw failed('BAD_REQUEST', `"${place.model}" makes no name for a model; give one`, {
      details: { field: 'name', hint: 'On the command line: --name NAME' },
    });
  }
  refuseUnusableName(name, 'name');
  const original = request.cardOf && registry.find(request.cardOf);
  const twin = original && { card: original.card, outline: await outlineOf(original, options) };
  return inIncoming(importedFolder, (folder) =>
    options.withChecker(
      async (checker) => {
        const looked = await inTime(place, checker.look({ ...place, token: request.token }));
        const made = remoteCard(place, looked, name, twin);
        refuseClash(registry, name, made.card, twin ? undefined : clashAdvice(name));
        const folders = await versionFolders(importedFolder, name);
        const taken = [...versionsAndAliases(registry, name), ...folders];
        const version = chooseVersion(taken, name, null, { ...made, isNamed: false });
        const card: ModelCard = { ...made.card, version };
        const remote: RemoteModel = { ...place, token: request.token, ...portsOf(looked, twin) };

        await writeText(folder, remoteFileName, remoteFileText(remote));
        if (original && card.tokenizer) await copyTokenizer(original.folder, folder);
        const modelPath = join(folder, remoteFileName);
        const probe = await inTime(place, checker.probe({ modelPath, card }));
        const report: ImportReport = {
          atMs: startedMs,
          seconds: (options.nowMs() - startedMs) / 1000,
          source: placeText(place),
          sourceSha256: card.sha256,
          findings: [...serverFindings(looked), ...made.findings, probeFinding(probe)],
        };
        const outline = outlineWith(remote, looked);
        await writeText(folder, 'card.json', `${JSON.stringify(card, null, 2)}\n`);
        await writeText(
          folder,
          'import.json',
          `${JSON.stringify({ format: 1, report, outline }, null, 2)}\n`,
        );
        refuseAbandoned(signal);
        const model = readImportedModel(
          await putInPlace(folder, importedFolder, name, version),
          name,
          version,
        );
        registry.add(model);
        return model;
      },
      signal,
      withinMs,
    ),
  );
}

/** A server seldom says what its features are called, so a model that is here too looks like another one. */
function clashAdvice(name: string): { text: string; hint: string } {
  return {
    text: `if it is the same one, have it share the card of ${name}; else give it another name`,
    hint: `--card-of ${name}, or --name NAME`,
  };
}

function placeOf({ url, model, version }: AddRemoteRequest): RemotePlace {
  for (const [field, value] of [
    ['model', model],
    ['version', version],
  ] as const) {
    // In a URL they lead elsewhere.
    if (value !== '.' && value !== '..') continue;
    throw failed('BAD_REQUEST', `the ${field} on the server cannot be "${value}"`, { details: { field } });
  }
  return { url: serverUrl(url), model, version };
}

async function outlineOf(model: RegisteredModel, options: AddRemoteOptions): Promise<GraphOutline> {
  return model.outline ?? (await options.outlineOf(model));
}

/** A server that says nothing of its ports is taken to have those of the model whose card is shared. */
function portsOf({ ports }: LookedAt, twin: Twin | null): Pick<RemoteModel, 'inputs' | 'outputs'> {
  const of = (side: 'inputs' | 'outputs'): RemotePort[] =>
    (ports[side].length > 0 || !twin ? ports : twin.outline)[side] as RemotePort[];
  return { inputs: of('inputs'), outputs: of('outputs') };
}

function outlineWith(remote: RemoteModel, { server, model }: LookedAt): GraphOutline {
  const metadata: Record<string, string> = {
    url: remote.url,
    model: remote.model,
    version: remote.version ?? '(the one it serves)',
  };
  if (model.platform !== '') metadata['platform'] = model.platform;
  if (model.versions.length > 0) metadata['versions'] = model.versions.slice(0, 50).join(', ');
  if (server.extensions.length > 0) metadata['extensions'] = server.extensions.slice(0, 50).join(', ');
  return { ...outlineOfPorts(remote), producer: serverName(server), metadata };
}

function serverName({ name, version }: LookedAt['server']): string {
  return [name, version].filter((part) => part !== '').join(' ');
}

function serverFindings({ server, model, ports }: LookedAt): ImportReport['findings'] {
  const name = serverName(server) || 'a server that does not say its name';
  const platform = model.platform === '' ? '' : `, platform ${model.platform}`;
  const tensors = ports.inputs.length + ports.outputs.length;
  const binary = server.extensions.includes('binary_tensor_data');
  return [
    {
      level: 'checked',
      title: 'Server',
      text: `${name}${platform}; the model is ready${tensors === 0 ? '' : `, ${ports.inputs.length} tensors in, ${ports.outputs.length} out`}`,
    },
    {
      level: binary ? 'checked' : 'look',
      title: 'Tensors on the way',
      text: binary
        ? 'binary, without loss'
        : 'as JSON, because the server does not announce binary_tensor_data; slower, the same numbers',
    },
  ];
}
