import type { SparseMapping } from '../mapping/mapping';
import { takeAttributes, type TakenAttribute, type ValueLimits } from '../mapping/takeAttributes';
import { guarded, say } from './guard';
import { createKept, type Kept } from './keptEvents';

/** What is used of Batch's Web SDK v4. */
interface BatchApi {
	trackEvent(name: string, options: { attributes: Record<string, unknown> }): unknown;
	getInstallationID?(): Promise<string>;
}
type BatchSdk = (use: (api: BatchApi) => void) => unknown;
type Action = (api: BatchApi) => unknown;

/** The Web SDK's own limits, batch-api-2x.md §11.2. */
const limits: ValueLimits = { text: 300, url: 2048, list: 25 };
/** What waits for the SDK is bounded. */
const mostWaiting = 100;

export interface BatchInPage {
	/** `mayLeave`: a click that may lead to another page before the SDK has sent anything. */
	track(mapping: SparseMapping, valueOf: (field: string) => unknown, mayLeave: boolean): void;
	/** Calls back once the SDK is on the page and says which installation this is. */
	readInstallation(use: (id: string) => void): void;
	/** Hands over what waited for the SDK, and what it could not take yet. */
	settle(): void;
	/** Tracks what the page before this one could not see through. */
	trackKept(): void;
	/** The reader said no. */
	forget(): void;
}

/** Batch's SDK, which may be on the page before or after the bridge, and set up later still. */
export function createBatchInPage(): BatchInPage {
	let waiting: Action[] = [];
	const kept = createKept();
	const wait = (action: Action) => {
		if (waiting.length < mostWaiting) waiting.push(action);
	};

	function use(action: Action): void {
		const sdk = (window as unknown as { batchSDK?: BatchSdk }).batchSDK;
		if (typeof sdk !== 'function') {
			wait(action);
			return;
		}
		let isOver = false;
		const again = (error: unknown) => {
			if (isOver) return;
			isOver = true;
			say('Batch’s SDK could not take it yet', error);
			wait(action);
		};
		// Before it is set up, the SDK throws or rejects, in whichever of the two.
		const attempt = (run: () => unknown) => {
			try {
				Promise.resolve(run()).then(undefined, again);
			} catch (error) {
				again(error);
			}
		};
		attempt(() => sdk((api) => attempt(() => action(api))));
	}

	function trackNow({ name, attributes }: Kept): void {
		const values: Record<string, unknown> = {};
		attributes.forEach(([key, kind, value]) => {
			values[key] = kind === 'url' ? new URL(String(value)) : value;
		});
		use((api) => api.trackEvent(name, { attributes: values }));
	}

	return {
		track(mapping, valueOf, mayLeave) {
			const fixed = mapping.fixed ?? {};
			const taken = takeAttributes(mapping.taken, valueOf, limits);
			sayLeftOut(mapping, valueOf, taken);
			const event: Kept = {
				name: mapping.name,
				attributes: Object.keys(fixed)
					.map((key): Kept['attributes'][number] => [key, 'plain', fixed[key]])
					.concat(taken.map(({ name, kind, value }): Kept['attributes'][number] => [name, kind, value])),
			};
			if (mayLeave) kept.keep(event);
			trackNow(event);
		},
		readInstallation(callBack) {
			use((api) => api.getInstallationID?.().then((id) => void guarded(() => callBack(id))));
		},
		settle() {
			if (typeof (window as unknown as { batchSDK?: BatchSdk }).batchSDK !== 'function') return;
			const actions = waiting;
			waiting = [];
			actions.forEach(use);
		},
		trackKept: () => kept.takeAll().forEach((event) => guarded(() => trackNow(event))),
		forget() {
			waiting = [];
			kept.takeAll();
		},
	};
}

function sayLeftOut(mapping: SparseMapping, valueOf: (field: string) => unknown, taken: TakenAttribute[]): void {
	const has = (field: string) => taken.some((attribute) => attribute.field === field);
	const leftOut = mapping.taken.filter(([field]) => valueOf(field) !== undefined && !has(field)).map(([field]) => field);
	if (leftOut.length > 0) say(mapping.name, 'leaves out what has no form in Batch:', leftOut);
}
