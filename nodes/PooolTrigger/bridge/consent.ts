import type { ConsentRule } from './config';

/** Whether the bridge may send; `undefined` while nobody has said so. */
export interface Consent {
	isGiven(): boolean | undefined;
	/** The page's own word: it outweighs what Poool was told. */
	say(given: boolean): void;
	/** Poool's `cookies_enabled`, or the click on its cookie wall. */
	hear(given: boolean): void;
}

/** Calls `changed` only when what may be sent has changed: Poool tells the same more than once a page. */
export function createConsent(rule: ConsentRule, changed: (given: boolean | undefined) => void): Consent {
	let said: boolean | undefined;
	let heard: boolean | undefined;
	const isGiven = () => said ?? (rule === 'assumed' ? true : rule === 'poool' ? heard : undefined);
	const change = (action: () => void) => {
		const before = isGiven();
		action();
		if (isGiven() !== before) changed(isGiven());
	};
	return {
		isGiven,
		say: (given) => change(() => (said = given)),
		hear: (given) => change(() => (heard = given)),
	};
}
