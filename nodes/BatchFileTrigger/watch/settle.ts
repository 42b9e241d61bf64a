import type { Identity } from '../../shared/rowFile/identity';
import type { Progress } from '../../shared/rowFile/reading';
import { troubleAfter } from './pause';
import type { WatchSettings } from './settings';
import type { FinishedAs, OpenFile, WatchState } from './state';

/** What became of a file that was acted on. */
export type Outcome =
	/** Read to this place; the poll ended there. */
	| { readonly kind: 'goesOn'; readonly progress: Progress; readonly isTold: boolean }
	/** Read to its last byte. */
	| { readonly kind: 'read' }
	/** Could not be read, further than to the place given. */
	| { readonly kind: 'failed'; readonly attempts: number; readonly progress?: Progress; readonly isTold: boolean }
	/** Deleted or moved. */
	| { readonly kind: 'finished' }
	/** Could not be deleted or moved. */
	| { readonly kind: 'notFinished'; readonly attempts: number; readonly as: FinishedAs; readonly isTold: boolean }
	/** Somebody was told of an entry that cannot be looked at. */
	| { readonly kind: 'told' }
	/** Of a set that was put out. */
	| { readonly kind: 'putOut' }
	/** Of a set that did not become complete, or of none. */
	| { readonly kind: 'leftOut' };

/** Writes down what a poll has done. A file that is not among the outcomes stays what it was. */
export function settle(
	state: WatchState,
	outcomes: ReadonlyMap<Identity, Outcome>,
	settings: WatchSettings,
	now: number,
): WatchState {
	if (outcomes.size === 0) return state;
	const done = new Set(state.done);
	const waiting = new Map(state.waiting);
	const open = new Map(state.open);
	for (const [identity, outcome] of outcomes) {
		waiting.delete(identity);
		open.delete(identity);
		const next = afterOutcome(outcome, settings, now);
		if (next === 'done') done.add(identity);
		else open.set(identity, next);
	}
	return { ...state, done, waiting, open };
}

/** Whether a file that failed so often is given up. */
export function isGivenUp(attempts: number, settings: WatchSettings): boolean {
	return attempts >= settings.attempts;
}

function afterOutcome(outcome: Outcome, settings: WatchSettings, now: number): OpenFile | 'done' {
	switch (outcome.kind) {
		case 'goesOn':
			return { status: 'reading', progress: outcome.progress, ...told(outcome) };
		case 'read':
			return settings.finishesRead ? { status: 'finishing', as: 'read' } : 'done';
		case 'failed':
			if (!isGivenUp(outcome.attempts, settings)) {
				return {
					status: 'reading',
					...(outcome.progress && { progress: outcome.progress }),
					trouble: troubleAfter(outcome.attempts, now, settings.form),
					...told(outcome),
				};
			}
			return settings.finishesSetAside ? { status: 'finishing', as: 'setAside' } : givenUp(outcome.progress, settings);
		case 'finished':
			// Not forgotten before a listing no longer shows it: some storages list a deleted file for a while.
			return 'done';
		case 'notFinished':
			if (isGivenUp(outcome.attempts, settings)) return 'done';
			return { status: 'finishing', as: outcome.as, trouble: troubleAfter(outcome.attempts, now), ...told(outcome) };
		case 'told':
		case 'putOut':
			return 'done';
		case 'leftOut':
			return givenUp(undefined, settings);
	}
}

/** Other settings may be able to read it. */
function givenUp(progress: Progress | undefined, { form }: WatchSettings): OpenFile | 'done' {
	return form === undefined ? 'done' : { status: 'givenUp', form, ...(progress && { progress }) };
}

/** What is not so takes no room in what n8n keeps. */
function told({ isTold }: { readonly isTold: boolean }): { isTold?: true } {
	return isTold ? { isTold } : {};
}
