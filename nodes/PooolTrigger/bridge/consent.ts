import type { ConsentRule } from './config';

/** Whether the bridge may send; `undefined` while nobody has said so. */
export interface Consent {
	isGiven(): boolean | undefined;
	/** The page's own word: it outweighs what Poool was told. */
	say(given: boolean): void;
	/** Poool's `cookies_enabled`, or the click on its cookie wall. */
	hear(given: boolean): void;
}

export function createConsent(rule: ConsentRule, changed: () => void): Consent {
	let said: boolean | undefined;
	let heard: boolean | undefined;
	return {
		isGiven: () => said ?? (rule === 'assumed' ? true : rule === 'poool' ? heard : undefined),
		say(given) {
			said = given;
			changed();
		},
		hear(given) {
			heard = given;
			changed();
		},
	};
}
