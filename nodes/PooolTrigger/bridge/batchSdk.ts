import { takeAttributes, type TakenField, type ValueLimits } from '../../shared/webhook/prepared/takeAttributes';
import type { EventMapping } from '../mapping/mapping';
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
	track(mapping: EventMapping, valueOf: (field: string) => unknown, mayLeave: boolean): void;
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
export function createBatchInPage(isAllowed: () => boolean): BatchInPage {
	let waiting: Action[] = [];
	const kept = createKept();
	let isKeptTracked = false;
	const wait = (action: Action) => {
		if (waiting.length < mostWaiting) waiting.push(action);
	};

	function use(action: Action): void {
		const sdk = (window as unknown as { batchSDK?: BatchSdk }).batchSDK;
		if (typeof sdk !== 'function') return wait(action);
		let isOver = false;
		const again = (error: unknown) => {
			if (isOver) return;
			isOver = true;
			say('batchSDK', error);
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

	function trackNow({ name, attributes, addresses }: Kept): void {
		const values: Record<string, unknown> = { ...attributes };
		addresses.forEach((attribute) => {
			values[attribute] = new URL(String(attributes[attribute]));
		});
		use((api) => isAllowed() && api.trackEvent(name, { attributes: values }));
	}

	/** Once, and before something of this page is kept: it would take the place of the rest. */
	function trackKept(): void {
		if (isKeptTracked) return;
		isKeptTracked = true;
		guarded(() => kept.takeAll().forEach(trackNow));
	}

	return {
		track({ name, fixed, taken: fields }, valueOf, mayLeave) {
			const attributes: Record<string, unknown> = { ...fixed };
			const addresses: string[] = [];
			takeAttributes(fields, valueOf, limits).forEach((taken) => {
				attributes[taken.name] = taken.value;
				if (taken.kind === 'url') addresses.push(taken.name);
			});
			const isLeftOut = ([field, attribute]: TakenField) => attributes[attribute] === undefined && valueOf(field) !== undefined;
			say(name, attributes, 'left out', String(fields.filter(isLeftOut)));
			const event: Kept = { name, attributes, addresses, at: Date.now() };
			if (mayLeave) {
				trackKept();
				kept.keep(event);
			}
			trackNow(event);
		},
		readInstallation(callBack) {
			use((api) => api.getInstallationID?.().then((id) => void guarded(() => callBack(id))));
		},
		settle() {
			const actions = waiting;
			waiting = [];
			actions.forEach(use);
		},
		trackKept,
		forget() {
			waiting = [];
			kept.takeAll();
		},
	};
}
