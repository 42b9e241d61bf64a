import type { SentUser } from './envelope';

/** What a template writes where nobody is logged in. */
const nobody = /^\s*(?:null|undefined|none)?\s*$/i;

export interface Reader {
	/** Who the reader is now. What is learned of this reader later becomes part of it. */
	current(): SentUser;
	identify(id: unknown, signature?: unknown): void;
}

/**
 * Who reads the page. An event keeps the reader of its time: whoever logs in or out afterwards is somebody else. Only what
 * happened before anybody said who the reader is belongs to the first one that is named.
 */
export function createReader(changed: () => void): Reader {
	let user: SentUser = {};
	let isSaid = false;
	return {
		current: () => user,
		identify(id, signature) {
			const given = Number.isSafeInteger(id) ? String(id) : id;
			const name = typeof given === 'string' && !nobody.test(given) ? given : undefined;
			if (isSaid && user.id !== name) {
				// The browser is the same, and with it what Poool and Batch call it.
				user = { poool: user.poool, installation: user.installation };
			}
			isSaid = isSaid || name !== undefined;
			user.id = name;
			user.signature = typeof signature === 'string' && signature !== '' ? signature : undefined;
			changed();
		},
	};
}
