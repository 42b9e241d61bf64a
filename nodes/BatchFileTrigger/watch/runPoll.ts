import type { INodeExecutionData } from 'n8n-workflow';

import { StorageError } from '../../shared/storage/storageError';
import { advance, identitiesOf, type Action, type Advance } from './advance';
import type { Identity } from '../../shared/rowFile/identity';
import type { Failure } from '../../shared/rowFile/reading';
import { recogniseDays } from './knownDays';
import type { Told, WatchPorts } from './ports';
import type { Look, WatchSettings } from './settings';
import { isGivenUp, settle, type Outcome } from './settle';
import type { WatchState } from './state';

export interface PollLimits {
	/** Milliseconds a poll may take in all; no new work begins and none goes on after it. */
	readonly budget: number;
	/** Rows emitted in one run at most. */
	readonly rows: number;
	/** Whether to take the second look at a new file in the same poll, because the next one is far away. */
	readonly looksAgain: boolean;
}

export interface PollResult {
	readonly state: WatchState;
	/** What was read, and what was set aside. */
	readonly outputs: [INodeExecutionData[], INodeExecutionData[]];
}

/**
 * One poll: list, decide, act, write down. Throws only when the listing cannot be had, and then nothing has
 * been done. The state it returns belongs to its outputs: it holds once they are emitted, not before.
 */
export async function runPoll(
	ports: WatchPorts,
	settings: WatchSettings,
	limits: PollLimits,
	known: WatchState | undefined,
	begunAtMost: number,
): Promise<PollResult> {
	const startedAt = ports.now();
	const deadline = startedAt + limits.budget;
	const { state, actions } = await look(ports, settings, limits, known, { now: startedAt, begunAtMost });
	// Otherwise the same would happen in every poll, and nobody would know.
	if (actions.length > 0 && ports.now() >= deadline) throw new StorageError('cancelled', 'Listing took all the time a poll has');
	const outcomes = new Map<Identity, Outcome>();
	const outputs: PollResult['outputs'] = [[], []];
	let room = limits.rows;
	const act = async (action: Action): Promise<Done> => {
		if (action.kind === 'tell') return tell(ports, action, outputs);
		if (action.kind === 'leaveOut') return leaveOut(ports, action, outputs);
		if ('set' in action) return actOnSet(ports, action, outputs, (files) => (room -= files));
		if (action.kind === 'finish') return await finish(ports, settings, action, outputs);
		const hadItsTime = deadline - ports.now() >= limits.budget / 2;
		return await read(ports, settings, action, { room, deadline, hadItsTime }, outputs, (rows) => (room -= rows));
	};

	for (const action of actions) {
		if (ports.now() >= deadline || room <= 0) break;
		const { outcome, stopsPoll } = await act(action);
		for (const identity of identitiesOf(action)) outcomes.set(identity, outcome);
		if (stopsPoll) break;
	}
	return { state: settle(state, outcomes, settings, ports.now()), outputs };
}

/** Looks at the folder: twice when a new file would otherwise wait for a poll that is far away. */
async function look(
	ports: WatchPorts,
	settings: WatchSettings,
	limits: PollLimits,
	known: WatchState | undefined,
	first: Look,
): Promise<Advance> {
	const seen = await lookOnce(ports, settings, known, first);
	const wait = betweenLooks(settings);
	const acted = new Set(seen.actions.flatMap(identitiesOf));
	const waits = [...seen.state.waiting.keys()].some((identity) => !acted.has(identity));
	if (!limits.looksAgain || wait === 0 || !waits) return seen;
	// A third of the budget is kept for reading.
	if (ports.now() + wait > first.now + (limits.budget * 2) / 3) return seen;
	await ports.sleep(wait);
	return await lookOnce(ports, settings, seen.state, { ...first, now: ports.now() });
}

/** Even where files appear whole, a marker is looked at twice. */
function betweenLooks({ unchangedFor, sets }: WatchSettings): number {
	return sets?.completeBy === 'marker' ? Math.max(unchangedFor, 1_000) : unchangedFor;
}

async function lookOnce(ports: WatchPorts, settings: WatchSettings, known: WatchState | undefined, at: Look): Promise<Advance> {
	const listing = await ports.list();
	return advance(await recogniseDays(known, listing), listing, settings, at);
}

/** A file that gets no further in half a poll gets no further in the next one either. */
const noTime: Failure = {
	reason: 'The time a poll has is too short to read the next part of this file',
	stopsPoll: false,
};

interface Done {
	readonly outcome: Outcome;
	readonly stopsPoll: boolean;
}

/**
 * Whether to tell of a failure: the first time, and when it is the last. What may be over a minute later – a connection that broke,
 * a file that is still being written – is told of when it fails once more.
 */
function isToTell(attempts: number, isTold: boolean, { stopsPoll, mayPass }: Failure, settings: WatchSettings): boolean {
	if (isGivenUp(attempts, settings)) return true;
	return !isTold && (attempts > 1 || (!stopsPoll && mayPass !== true));
}

async function finish(
	ports: WatchPorts,
	settings: WatchSettings,
	{ file, identity, as, attempts: before, isTold }: Extract<Action, { kind: 'finish' }>,
	[, setAside]: PollResult['outputs'],
): Promise<Done> {
	const failure = await ports.finish(file, identity, as);
	if (failure === undefined) return { outcome: { kind: 'finished' }, stopsPoll: false };
	const { reason, stopsPoll } = failure;
	const attempts = before + 1;
	const tells = isToTell(attempts, isTold, failure, settings);
	if (tells) setAside.push(ports.report(file, identity, { reason, attempts, rows: 0, at: 'finishing', goesOn: !isGivenUp(attempts, settings) }));
	return { outcome: { kind: 'notFinished', as, attempts, isTold: isTold || tells }, stopsPoll };
}

async function read(
	ports: WatchPorts,
	settings: WatchSettings,
	{ file, identity, progress, attempts: before, isTold }: Extract<Action, { kind: 'read' }>,
	{ hadItsTime, ...limits }: { room: number; deadline: number; hadItsTime: boolean },
	outputs: PollResult['outputs'],
	take: (rows: number) => void,
): Promise<Done> {
	const result = await ports.read({ file, identity, progress, attempts: before, ...limits });
	outputs[0] = joined(outputs[0], result.items);
	const [, setAside] = outputs;
	for (const item of result.setAside) setAside.push(item);
	take(result.taken);
	if (result.end === 'finished') return { outcome: { kind: 'read' }, stopsPoll: false };
	const { rows } = result.progress;
	const hasComeOn = rows > (progress?.rows ?? 0) || result.wentBack === true;
	if (result.end === 'paused' && (hasComeOn || !hadItsTime)) {
		return { outcome: { kind: 'goesOn', progress: result.progress, isTold }, stopsPoll: false };
	}
	const failure = result.end === 'paused' ? noTime : result.end;
	const { reason, stopsPoll } = failure;
	const tried = hasComeOn ? 1 : before + 1;
	const attempts = failure.isFinal ? settings.attempts : tried;
	const tells = isToTell(attempts, isTold, failure, settings);
	if (tells) setAside.push(ports.report(file, identity, { reason, attempts: tried, rows, at: 'reading', goesOn: !isGivenUp(attempts, settings) }));
	const outcome: Outcome = { kind: 'failed', attempts, ...(rows > 0 && { progress: result.progress }), isTold: isTold || tells };
	return { outcome, stopsPoll };
}

/** An entry that cannot be looked at, and the folders and files behind it: others go on. */
function tell(ports: WatchPorts, { file, identity, problem }: Extract<Action, { kind: 'tell' }>, [, setAside]: PollResult['outputs']): Done {
	setAside.push(ports.report(file, identity, { reason: problem.reason, attempts: 1, rows: 0, at: 'looking', goesOn: true }));
	return { outcome: { kind: 'told' }, stopsPoll: false };
}

/** What is told of a file that belongs to no set. */
export const inNoSet: Told = {
	reason: 'Its name does not tell of what set it is, or which part.',
	attempts: 1,
	rows: 0,
	at: 'gathering',
	goesOn: false,
};

/** A file that would never come out, because nobody can say of what set it is. */
function leaveOut(ports: WatchPorts, { file, identity }: Extract<Action, { kind: 'leaveOut' }>, [, setAside]: PollResult['outputs']): Done {
	setAside.push(ports.report(file, identity, inNoSet));
	return { outcome: { kind: 'leftOut' }, stopsPoll: false };
}

function actOnSet(
	ports: WatchPorts,
	action: Extract<Action, { kind: 'putOut' | 'setAside' }>,
	[items, setAside]: PollResult['outputs'],
	take: (files: number) => void,
): Done {
	if (action.kind === 'setAside') {
		setAside.push(ports.reportSet(action.set, action.waitsFor));
		return { outcome: { kind: 'leftOut' }, stopsPoll: false };
	}
	items.push(ports.putOut(action.set));
	take(action.set.files.length);
	return { outcome: { kind: 'putOut' }, stopsPoll: false };
}

/** What a poll reads mostly comes from one file: that is not copied. */
function joined(items: INodeExecutionData[], more: INodeExecutionData[]): INodeExecutionData[] {
	if (items.length === 0) return more;
	for (const item of more) items.push(item);
	return items;
}
