/** What the page says on the `<script>` tag that loads the bridge. */
export interface Tag {
	readonly src: string;
	readonly userId?: string;
	readonly userSignature?: string;
	readonly consent?: boolean;
	readonly debug: boolean;
}

/** Reads the tag of the running script; there is none where the page runs the script in another way. */
export function readTag(): Tag {
	const script = document.currentScript;
	const read = (name: string) => script?.getAttribute(`data-${name}`) ?? undefined;
	const consent = read('consent');
	return {
		src: (script as HTMLScriptElement | null)?.src ?? '',
		userId: read('user'),
		userSignature: read('signature'),
		consent: consent === undefined || consent === '' ? undefined : consent === 'true',
		debug: read('debug') !== undefined,
	};
}

/**
 * Where the events go: beside the script, if it came from the trigger, by whatever name or proxy the
 * page reaches n8n. A copy of the script kept elsewhere uses the address n8n wrote into it.
 */
export function endpointOf({ src }: Tag, written: string): string {
	const [address = ''] = src.split(/[?#]/);
	const path = written.replace(/^https?:\/\/[^/]+/, '').replace(/events$/, 'bridge.js');
	const isBesideScript = address.length > path.length && address.slice(-path.length) === path;
	return isBesideScript ? address.replace(/bridge\.js$/, 'events') : written;
}
