import { withoutQuery } from './pageOfEvent';
import { callDocument, ofDocument } from './realDocument';

/** What the page says on the `<script>` tag that loads the bridge. */
export interface Tag {
	readonly src: string;
	readonly userId?: string;
	readonly userSignature?: string;
	readonly consent?: boolean;
	readonly debug: boolean;
}

/** Reads the tag of the running script; there is none where the page runs the script in another way. */
export function readTag(written: string): Tag {
	const script = runningScript(written);
	const { user, signature, consent, debug }: DOMStringMap = script?.dataset ?? {};
	return {
		src: script?.src ?? '',
		userId: user,
		userSignature: signature,
		consent: consent ? consent === 'true' : undefined,
		debug: debug !== undefined,
	};
}

/** A module has no `currentScript`: its tag is the one with the address that the running code came from. */
function runningScript(written: string): HTMLScriptElement | undefined {
	const current = ofDocument('currentScript');
	if (current instanceof HTMLScriptElement) return current;
	const stack = String(new Error().stack);
	const path = scriptPath(written);
	const scripts = [...(callDocument('querySelectorAll', 'script[src]') as HTMLScriptElement[])];
	return scripts.find(({ src }) => withoutQuery(src).endsWith(path) && stack.includes(src));
}

/**
 * Where the events go: beside the script, if it came from the trigger, by whatever name or proxy the
 * page reaches n8n. A copy of the script kept elsewhere uses the address n8n wrote into it.
 */
export function endpointOf({ src }: Tag, written: string): string {
	const address = withoutQuery(src);
	return address.endsWith(scriptPath(written)) ? address.replace(/bridge\.js$/, 'events') : written;
}

function scriptPath(written: string): string {
	return written.replace(/^https?:\/\/[^/]+/, '').replace(/events$/, 'bridge.js');
}
