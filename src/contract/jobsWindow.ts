// What the hub asks of the windows: to do what only a window can, and for the secrets that only VS Code keeps.
import { z } from 'zod';
import { Action } from './jobs';

/** A name for a secret, and the one place it may be sent to: the same name at another place is another secret. */
export const SecretAsked = z.object({ kind: z.literal('secret'), name: z.string(), origin: z.string() });

/** Asked of all windows; the one that `jobs.claimCall` says yes to does it and answers with `jobs.answer` (of a secret: its value). */
export const WindowCall = z.object({ call: z.number(), run: z.number(), action: z.union([Action, SecretAsked]) });

export type SecretAsked = z.infer<typeof SecretAsked>;
export type WindowCall = z.infer<typeof WindowCall>;
