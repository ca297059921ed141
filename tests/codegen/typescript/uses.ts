// What approval code in TypeScript would write against our spec. It is only compiled, against both generators' output.
// A line under `@ts-expect-error` must be an error, or the compiler complains.
import type * as hey from './hey/types.gen';
import type { components, operations } from './types';

export const minting: NonNullable<hey.GetResumeUrlsData['query']> = { approver: 'ann', flow_level: true };
export const mintingForTheStep: NonNullable<hey.GetResumeUrlsData['query']> = {};
// @ts-expect-error flow_level is a boolean
export const wrong: NonNullable<hey.GetResumeUrlsData['query']> = { flow_level: 'true' };

type Query = NonNullable<operations['getResumeUrls']['parameters']['query']>;
export const same: Query = { flow_level: false };
export const left_out: Query = {};
// @ts-expect-error flow_level is a boolean
export const wrong_too: Query = { flow_level: 'true' };

export function missingVotes(job: hey.Job): number | null | undefined {
  return job.type === 'QueuedJob' ? job.suspend : 0;
}

export function missingVotesToo(job: components['schemas']['Job']): number | null | undefined {
  return job.type === 'QueuedJob' ? job.suspend : 0;
}

export const anyPayload: hey.ResumeSuspendedJobPostData['body'] = { any: ['JSON', null, 1] };
export const urls = (answer: hey.GetResumeUrlsResponses[200]): string[] => [answer.approvalPage, answer.resume, answer.cancel];
