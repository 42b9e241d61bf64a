import type { SparseMapping } from '../mapping/mapping';
import { takeAttributes, type ValueLimits } from '../mapping/takeAttributes';
import { guarded } from './guard';

/** What is used of Batch's Web SDK v4. */
interface BatchApi {
	trackEvent(name: string, options: { attributes: Record<string, unknown> }): unknown;
	getInstallationID?(): Promise<string>;
}
type BatchSdk = (use: (api: BatchApi) => void) => void;

/** The Web SDK's own limits, batch-api-2x.md §11.2. */
const limits: ValueLimits = { text: 300, url: 2048, list: 25 };

export interface BatchInPage {
	track(mapping: SparseMapping, valueOf: (field: string) => unknown): void;
	/** Calls back once the SDK is on the page and says which installation this is. */
	readInstallation(use: (id: string) => void): void;
	/** Hands over what waited for the SDK. */
	settle(): void;
}

/** Batch's SDK, which may be on the page before or after the bridge. */
export function createBatchInPage(): BatchInPage {
	let waiting: Array<(api: BatchApi) => void> = [];

	function use(action: (api: BatchApi) => void): void {
		const sdk = (window as unknown as { batchSDK?: BatchSdk }).batchSDK;
		if (typeof sdk === 'function') guarded(() => sdk((api) => void guarded(() => action(api))));
		else if (waiting.length < 100) waiting.push(action);
	}

	return {
		track(mapping, valueOf) {
			const attributes: Record<string, unknown> = Object.assign({}, mapping.fixed);
			takeAttributes(mapping.taken, valueOf, limits).forEach(({ name, kind, value }) => {
				attributes[name] = kind === 'url' ? new URL(String(value)) : value;
			});
			use((api) => api.trackEvent(mapping.name, { attributes }));
		},
		readInstallation(callBack) {
			use((api) => void api.getInstallationID?.().then(callBack, () => undefined));
		},
		settle() {
			if (typeof (window as unknown as { batchSDK?: BatchSdk }).batchSDK !== 'function') return;
			const actions = waiting;
			waiting = [];
			actions.forEach(use);
		},
	};
}
