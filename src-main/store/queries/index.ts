import type { Database } from 'better-sqlite3';
import { cancelJob, createJob, pauseJob, removeJob, restoreJob, resumeJob } from './job-changes.ts';
import { checkpointJob, endRun, heartbeatJobs, leaseJob, nextDueMs, reclaimJobs } from './job-leases.ts';
import { countJobs, getJob, jobResult, knowsPath, listJobs } from './job-views.ts';
import { recallMapping, rememberMapping } from './mappings.ts';
import {
  aliasModel,
  forgetModel,
  modelNotes,
  removeModel,
  restoreModel,
  setModelSettings,
} from './models.ts';
import { addNotice, dismissNotice, listNotices } from './notices.ts';
import { addPredictions, forgetPredictions, listPredictions, listReplayable } from './predictions.ts';
import { pauseQueue, queuePaused } from './queue.ts';
import { forgetRejectedAfter, rejectedPage } from './rejected-rows.ts';
import { forgetServingSettings, listServingSettings, setServingSettings } from './serving-settings.ts';
import { recallSetting, rememberSetting } from './settings.ts';
import {
  addToken,
  clearTokens,
  listTokens,
  noteTokensUsed,
  renameToken,
  restoreToken,
  revokeToken,
} from './tokens.ts';

/** Everything the store can be asked. Each is one transaction. */
export const queries = {
  'jobs.create': createJob,
  'jobs.get': getJob,
  'jobs.list': listJobs,
  'jobs.count': countJobs,
  'jobs.result': jobResult,
  'jobs.knowsPath': knowsPath,
  'jobs.pause': pauseJob,
  'jobs.resume': resumeJob,
  'jobs.cancel': cancelJob,
  'jobs.remove': removeJob,
  'jobs.restore': restoreJob,
  'jobs.lease': leaseJob,
  'jobs.nextDue': nextDueMs,
  'jobs.heartbeat': heartbeatJobs,
  'jobs.checkpoint': checkpointJob,
  'jobs.endRun': endRun,
  'jobs.reclaim': reclaimJobs,
  'queue.paused': queuePaused,
  'queue.pause': pauseQueue,
  'rejected.forgetAfter': forgetRejectedAfter,
  'rejected.page': rejectedPage,
  'mappings.remember': rememberMapping,
  'mappings.recall': recallMapping,
  'models.notes': modelNotes,
  'models.alias': aliasModel,
  'models.remove': removeModel,
  'models.restore': restoreModel,
  'models.forget': forgetModel,
  'models.settings': setModelSettings,
  'serving.list': listServingSettings,
  'serving.set': setServingSettings,
  'serving.forget': forgetServingSettings,
  'predictions.add': addPredictions,
  'predictions.list': listPredictions,
  'predictions.replayable': listReplayable,
  'predictions.forget': forgetPredictions,
  'tokens.list': listTokens,
  'tokens.add': addToken,
  'tokens.rename': renameToken,
  'tokens.revoke': revokeToken,
  'tokens.restore': restoreToken,
  'tokens.clear': clearTokens,
  'tokens.used': noteTokensUsed,
  'settings.remember': rememberSetting,
  'settings.recall': recallSetting,
  'notices.add': addNotice,
  'notices.list': listNotices,
  'notices.dismiss': dismissNotice,
} satisfies Record<string, (db: Database, args: never) => unknown>;

export type Queries = typeof queries;
export type QueryName = keyof Queries;
export type QueryArgs<Name extends QueryName> = Parameters<Queries[Name]>[1];
export type QueryAnswer<Name extends QueryName> = ReturnType<Queries[Name]>;
