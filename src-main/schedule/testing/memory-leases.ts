import { failed } from '../../contract/failure.ts';
import { defaultRetryPolicy, dueMs, type JobEvent, newJobLife, stepJob } from '../../domain/job.ts';
import type { JobRecord } from '../../domain/job-record.ts';
import type { JobLeases } from '../leases.ts';

/** Jobs kept in memory under the same rules as in the store: they outlive a scheduler, not the process. */
export function memoryLeases(): JobLeases & { list(): Promise<JobRecord[]> } {
  const kept = new Map<string, JobRecord>();
  let queuePaused = false;

  const get = (id: string) => {
    const job = kept.get(id);
    if (!job) throw failed('JOB_NOT_FOUND', `There is no job ${id}.`);
    return job;
  };
  const save = (job: JobRecord) => {
    const saved = { ...job, revision: job.revision + 1 };
    kept.set(job.id, saved);
    return saved;
  };
  const step = (id: string, event: JobEvent, policy = defaultRetryPolicy) =>
    save({ ...get(id), ...stepJob(get(id), event, policy) });
  const free = (job: JobRecord) => save({ ...job, leaseOwner: null, leaseUntilMs: null, heartbeatMs: null });
  const waiting = () =>
    [...kept.values()]
      .flatMap((job) => {
        const due = dueMs(job);
        return due === null ? [] : [{ job, due }];
      })
      .sort((a, b) => a.job.createdMs - b.job.createdMs);

  return {
    list: async () => [...kept.values()],
    create: async ({ job, nowMs }) =>
      save({
        ...job,
        ...newJobLife(job.spec.runAfterMs),
        revision: 0,
        createdMs: nowMs,
        leaseOwner: null,
        leaseUntilMs: null,
        heartbeatMs: null,
        checkpoint: null,
        progress: null,
      }),
    pause: async ({ id }) => step(id, { kind: 'pause' }),
    resume: async ({ id }) => step(id, { kind: 'resume' }),
    cancel: async ({ id, nowMs }) => step(id, { kind: 'cancel', atMs: nowMs }),
    remove: async ({ id, nowMs }) => step(id, { kind: 'remove', atMs: nowMs }),
    restore: async ({ id }) => step(id, { kind: 'restore' }),
    pauseQueue: async ({ paused }) => {
      queuePaused = paused;
    },
    lease: async ({ owner, nowMs, leaseUntilMs }) => {
      const next = queuePaused ? undefined : waiting().find(({ due }) => due <= nowMs);
      if (!next?.job.spec) return { job: null, garbled: [] };
      const leased = step(next.job.id, { kind: 'lease', atMs: nowMs });
      const job = save({ ...leased, leaseOwner: owner, leaseUntilMs, heartbeatMs: nowMs });
      return { job: { ...job, spec: next.job.spec }, garbled: [] };
    },
    nextDueMs: async () => {
      const dues = queuePaused ? [] : waiting().map(({ due }) => due);
      return dues.length === 0 ? null : Math.min(...dues);
    },
    heartbeat: async ({ owner, nowMs, leaseUntilMs, jobs }) => {
      const lost = jobs.filter(({ id }) => get(id).leaseOwner !== owner).map(({ id }) => id);
      for (const { id, progress } of jobs) {
        if (!lost.includes(id)) save({ ...get(id), heartbeatMs: nowMs, leaseUntilMs, progress });
      }
      return { lost };
    },
    checkpoint: async ({ id, owner, checkpoint, progress }) => {
      if (get(id).leaseOwner !== owner) return { held: false };
      save({ ...step(id, { kind: 'checkpoint' }), checkpoint, progress });
      return { held: true };
    },
    endRun: async ({ id, owner, nowMs, end, policy }) => {
      if (get(id).leaseOwner !== owner) return null;
      if (end.kind === 'done') return free(step(id, { kind: 'finish', atMs: nowMs }));
      if (end.kind === 'stopped') return free(step(id, { kind: 'stop', atMs: nowMs }));
      return free(step(id, { kind: 'fail', atMs: nowMs, failure: end.failure }, policy));
    },
    reclaim: async ({ owner, nowMs, policy }) =>
      [...kept.values()]
        .filter((job) => job.leaseOwner !== null && job.leaseOwner !== owner)
        .map((job) =>
          free(step(job.id, { kind: 'reclaim', atMs: nowMs, lastSeenMs: job.heartbeatMs ?? nowMs }, policy)),
        ),
  };
}
