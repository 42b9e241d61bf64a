import type { LibraryName } from './libraries';

/** What the stub listens to before the bridge is there; the bridge adds the other names (a test holds `stub.ts` to it). */
export const stubEvents: Readonly<Record<LibraryName, readonly string[]>> = {
	access: [
		'identityAvailable',
		'paywallSeen',
		'release',
		'register',
		'subscribeClick',
		'loginClick',
		'alternativeClick',
		'formSubmit',
		'consent',
		'customButtonClick',
	],
	audit: [],
	engage: ['click', 'formSubmit'],
};
