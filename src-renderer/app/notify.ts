import type { Job } from '../../src-main/contract/index.ts';
import { endingWords, selectJob, useJobs } from '../state/jobs.ts';
import { toast } from '../state/toasts.ts';
import { go, useRoute } from '../state/route.ts';
import { failureText } from '../ui/format/failure.ts';

/**
 * Tells that a job ended: nothing more than speech when it is the one being looked at, else a toast;
 * with the window in the background a notification of the system too, where the user allowed them.
 */
export function tellEnding(job: Job) {
  const { level, title, text } = endingWords(job);
  const show = () => {
    selectJob(job.id);
    go('batch');
  };
  const looking =
    !document.hidden && useRoute.getState().panel === 'batch' && useJobs.getState().selectedId === job.id;
  if (!looking || level === 'bad') {
    toast({
      level,
      title,
      text,
      // The queue tells it, and what needs attention does.
      elsewhere: true,
      action: { label: 'Show', run: show },
      ...(job.failure ? { copy: failureText(job.failure) } : {}),
    });
  }
  if (document.hidden && notificationsAllowed()) {
    const notification = new Notification(title, { body: text, tag: job.id });
    notification.addEventListener('click', () => {
      window.focus();
      show();
    });
  }
}

export function notificationsAllowed(): boolean {
  return typeof Notification !== 'undefined' && Notification.permission === 'granted';
}

/** Whether asking the user for notifications could still lead to a yes. */
export function notificationsAskable(): boolean {
  return typeof Notification !== 'undefined' && Notification.permission === 'default';
}
