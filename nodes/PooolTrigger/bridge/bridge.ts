import { sentEvents } from '../catalogue/sentEvents';
import { createBatchInPage } from './batchSdk';
import { collect } from './collect';
import { createConsent } from './consent';
import type { BridgeConfig } from './config';
import type { SentUser } from './envelope';
import { debugging, guarded, say } from './guard';
import { watchLibraries, type LibraryName } from './libraries';
import { createOutbox } from './outbox';
import { endpointOf, readTag } from './tag';
import { valueAt } from '../mapping/valueAt';

/** How long the bridge looks for libraries that no script of their own brought. */
const lookEveryMilliseconds = 200;
const looks = 150;

/** A command of the page: its name and what belongs to it. */
type Command = readonly [name: string, ...values: unknown[]];

interface Commands {
	push(...commands: Command[]): void;
	readonly running: string[];
}

declare global {
	interface Window {
		/** A list of commands before the bridge is there, the bridge itself afterwards. */
		pooolBatch?: Command[] | Commands;
	}
}

/** Starts the bridge in this page; a second time for the same trigger does nothing. */
export function startBridge(config: BridgeConfig): void {
	const tag = readTag();
	debugging.on = tag.debug;
	const endpoint = endpointOf(tag, config.endpoint);
	const earlier = window.pooolBatch;
	const running = earlier !== undefined && 'running' in earlier ? earlier.running : [];
	if (running.indexOf(endpoint) >= 0) return;
	running.push(endpoint);

	const user: SentUser = {};
	let pageType: string | undefined;
	const pageUrl = () => location.href.split(config.pageQuery ? '#' : /[?#]/)[0];
	const page = () => ({ url: pageUrl(), type: pageType });
	const batch = createBatchInPage();
	const held: Array<() => void> = [];
	const consent = createConsent(config.consent, () => {
		if (consent.isGiven() === true) {
			opened();
			held.splice(0).forEach((action) => action());
			outbox.flush();
		} else if (consent.isGiven() === false) {
			held.length = 0;
			outbox.clear();
		}
	});
	const outbox = createOutbox({
		endpoint,
		maximumEvents: config.maximumEvents,
		maximumBytes: config.maximumBytes,
		isAllowed: () => consent.isGiven() === true,
		page,
		user,
	});
	const wanted = config.events.concat(Object.keys(config.mappings));
	const base = randomText();
	let count = 0;
	let isOpen = false;
	let isConfigured = false;

	/** Nothing is asked of Batch either before the reader agrees. */
	function opened(): void {
		if (isOpen || config.to === 'batch') return;
		isOpen = true;
		batch.readInstallation((id) => (user.installation = String(id)));
	}

	function report(source: LibraryName | 'site', name: string, payload: unknown): void {
		const key = `${source}.${name}`;
		if (wanted.indexOf(key) < 0 || consent.isGiven() === false) return;
		const { data, leftOut } = collect(payload, config.formFields, document);
		say(key, data);
		if (config.to !== 'batch') {
			// JSON leaves out what is undefined.
			const event = { id: `${base}-${++count}`, source, name, data, leftOut: leftOut.length > 0 ? leftOut : undefined };
			outbox.add(event, /click|submit|register/i.test(name));
		}
		const mapping = config.mappings[key];
		if (config.to === 'n8n' || mapping === undefined) return;
		const around = page();
		const track = () => batch.track(mapping, (field) => valueAt(Object.assign({}, data, { page: around }), field));
		if (consent.isGiven() === true) track();
		else if (held.length < 100) held.push(track);
	}

	function identify(id: unknown, signature?: unknown): void {
		const text = typeof id === 'string' || typeof id === 'number' ? String(id) : '';
		if (user.id !== undefined && user.id !== text) outbox.flush();
		user.id = text === '' ? undefined : text;
		user.signature = typeof signature === 'string' && signature !== '' ? signature : undefined;
	}

	const libraries = watchLibraries({
		eventsOf: (library) => callbacksOf(library, wanted),
		onEvent(library, name, payload) {
			if (name === 'identityAvailable') {
				const { userId } = collect(payload, [], document).data;
				if (typeof userId === 'string') user.poool = userId;
				// Poool knows a reader only with its cookie. What the page configured counts more.
				if (!isConfigured) consent.hear(true);
			}
			if (library === 'access' && name === 'consent') consent.hear(true);
			report(library, name, payload);
		},
		onConfig(name, value) {
			if (name === 'cookies_enabled') {
				isConfigured = true;
				consent.hear(value === true);
			}
			if (name === 'custom_reader_id' && config.readerIdIsUser && user.id === undefined) identify(value);
		},
		onPageType(type) {
			if (typeof type === 'string') pageType = type;
		},
	});

	const commands: Record<string, (...values: unknown[]) => void> = {
		event: (name, data) => {
			if (typeof name === 'string') report('site', name, data);
		},
		user: identify,
		consent: (given) => consent.say(given === true),
		listen: (instance) => libraries.listen(instance),
	};
	const run = (command: Command) =>
		void guarded(() => {
			const [name, ...values] = command;
			if (Object.prototype.hasOwnProperty.call(commands, name)) commands[name]?.(...values);
		});

	if (tag.userId !== undefined) identify(tag.userId, tag.userSignature);
	if (tag.consent !== undefined) consent.say(tag.consent);
	window.pooolBatch = {
		push(...given) {
			// The bridge of another trigger on the same page wants to know too.
			if (earlier !== undefined && 'running' in earlier) earlier.push(...given);
			given.forEach(run);
		},
		running,
	};
	libraries.scan();
	libraries.adoptGlobals();
	if (Array.isArray(earlier)) earlier.forEach(run);
	if (consent.isGiven() === true) opened();

	const look = () => {
		libraries.scan();
		batch.settle();
	};
	// The load event of a script comes before the next script runs, so a library is met before it is used.
	document.addEventListener('load', () => void guarded(look), true);
	let looked = 0;
	const timer = window.setInterval(() => {
		guarded(look);
		if (++looked >= looks) window.clearInterval(timer);
	}, lookEveryMilliseconds);
}

/** The wanted events of a library, and those that tell identity and consent whatever is wanted. */
function callbacksOf(library: LibraryName, keys: readonly string[]): string[] {
	const needed = library === 'engage' ? [] : ['identityAvailable'];
	if (library === 'access') needed.push('consent');
	keys.forEach((key) => {
		const [source, name = ''] = key.split('.');
		if (source === library && sentEvents.indexOf(name) < 0 && needed.indexOf(name) < 0) needed.push(name);
	});
	return needed;
}

/** Unlike every other page's: what it names is nobody's secret. */
function randomText(): string {
	const part = () => Math.random().toString(36).slice(2);
	return part() + part() + Date.now().toString(36);
}
