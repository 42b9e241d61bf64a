import { snakeCase } from '../../shared/webhook/prepared/snakeCase';
import type { TakenField } from '../../shared/webhook/prepared/takeAttributes';
import { sentEvents } from '../catalogue/sentEvents';
import { createBatchInPage } from './batchSdk';
import { collect } from './collect';
import { createConsent } from './consent';
import type { BridgeConfig } from './config';
import { debugging, guarded, say } from './guard';
import { watchLibraries, type LibraryName } from './libraries';
import { createOutbox } from './outbox';
import { createPages, thisMoment, type Moment } from './pageOfEvent';
import { createReader } from './reader';
import { callDocument } from './realDocument';
import { endpointOf, readTag } from './tag';
import type { EventMapping, SparseField } from '../mapping/mapping';
import { has, valueAt } from '../mapping/valueAt';

/** How long the bridge looks for libraries that no script of their own brought. */
const lookEveryMilliseconds = 200;
const looks = 150;

/** A command of the page: its name and what belongs to it; or what the stub saw, and on which object. */
type Command = readonly [name: string | object, ...values: unknown[]];

interface Commands {
	push(...commands: Command[]): void;
	readonly running: string[];
	/** What came before the first bridge, for a second one on the page. */
	readonly past: readonly Command[];
}

/** Starts the bridge in this page; a second time for the same trigger does nothing. */
export function startBridge(config: BridgeConfig): void {
	const tag = readTag(config.endpoint);
	debugging.on = tag.debug;
	const endpoint = endpointOf(tag, config.endpoint);
	/** A list of commands before the bridge is there, the bridge itself afterwards. */
	const page = window as unknown as { pooolBatch?: unknown };
	const own = page.pooolBatch;
	// An element of that name is neither: an element has no property that is a list.
	const queue: Command[] = Array.isArray(own) ? own : [];
	const earlier = isBridge(own) ? own : undefined;
	const running = earlier?.running ?? [];
	if (running.includes(endpoint)) return;
	running.push(endpoint);

	const pages = createPages(config.pageQuery);
	const reader = createReader(() => outbox.flush());
	const batch = createBatchInPage(() => consent.isGiven() !== false);
	let held: Array<() => void> = [];
	const consent = createConsent(config.consent, (given) => {
		const actions = held;
		held = [];
		if (given === true) {
			opened();
			actions.forEach((action) => action());
			outbox.flush();
		} else {
			outbox.clear();
			batch.forget();
		}
	});
	const outbox = createOutbox({ ...config, endpoint, isAllowed: () => consent.isGiven() === true });
	const wanted = config.events.concat(Object.keys(config.mappings));
	const base = randomText();
	let count = 0;
	let isOpen = false;
	let isConfigured = false;

	/** Nothing is asked of Batch either before the reader agrees. */
	function opened(): void {
		if (isOpen) return;
		isOpen = true;
		if (config.to !== 'batch') batch.readInstallation((id) => (reader.current().installation = String(id)));
	}

	function report(source: LibraryName | 'site', name: string, payload: unknown, moment: Moment): void {
		const key = `${source}.${name}`;
		if (!wanted.includes(key) || consent.isGiven() === false) return;
		const { data, leftOut } = collect(payload, config.formFields);
		say(key, data);
		const around = pages.at(moment);
		const mayLeave = /click|submit|register/i.test(name);
		if (config.to !== 'batch') {
			const event = { id: `${base}-${++count}`, source, name, data, leftOut: leftOut.length > 0 ? leftOut : undefined };
			outbox.add({ event, at: moment.at, page: around, user: reader.current() }, mayLeave);
		}
		const mapping = config.mappings[key];
		if (config.to === 'n8n' || mapping === undefined) return;
		const valueOf = (field: string) => valueAt(data, field) ?? valueAt({ page: around }, field);
		const whole: EventMapping = {
			fixed: {},
			...mapping,
			name: mapping.name ?? config.prefix + snakeCase(name),
			taken: (mapping.taken ?? []).map((place): TakenField => {
				const field = config.fields[place] as SparseField;
				return typeof field === 'string' ? [field, snakeCase(field), 'text'] : field;
			}),
		};
		const track = () => batch.track(whole, valueOf, mayLeave);
		if (consent.isGiven() === true) track();
		else if (held.length < 100) held.push(track);
	}

	const libraries = watchLibraries({
		eventsOf: (library) => callbacksOf(library, wanted),
		onEvent(library, name, payload, moment) {
			if (name === 'identityAvailable') {
				const { userId } = collect(payload, []).data;
				if (typeof userId === 'string') reader.current().poool = userId;
				// Poool knows a reader only with its cookie. What the page configured counts more.
				if (!isConfigured) consent.hear(true);
			}
			if (library === 'access' && name === 'consent') consent.hear(true);
			report(library, name, payload, moment);
		},
		onConfig(name, value) {
			if (name === 'cookies_enabled') {
				isConfigured = true;
				consent.hear(value === true);
			}
			if (name === 'custom_reader_id' && config.readerIdIsUser && reader.current().id === undefined) {
				reader.identify(value);
			}
		},
		onPageType: pages.setType,
	});

	const commands: Record<string, (...values: unknown[]) => void> = {
		event: (name, data) => {
			if (typeof name === 'string') report('site', name, data, thisMoment());
		},
		user: reader.identify,
		consent: (given) => consent.say(given === true),
		listen: libraries.listen,
	};
	const run = (command: Command) =>
		void guarded(() => {
			const [name, ...values] = command;
			if (typeof name === 'object') libraries.saw(name, ...values);
			else if (has(commands, name)) commands[name]?.(...values);
		});

	if (tag.userId !== undefined) reader.identify(tag.userId, tag.userSignature);
	if (tag.consent !== undefined) consent.say(tag.consent);
	const past = earlier?.past ?? queue;
	page.pooolBatch = {
		push(...given) {
			// The bridge of another trigger on the same page wants to know too.
			earlier?.push(...given);
			given.forEach(run);
		},
		running,
		past,
	} satisfies Commands;
	libraries.scan();
	libraries.adoptGlobals();
	past.forEach(run);
	if (consent.isGiven() === true) opened();
	// Not while the page loads: the first look into its storage waits for another process. The reader had agreed when it
	// happened, and a page without Poool is told of no consent.
	if (config.to !== 'n8n') window.setTimeout(batch.trackKept);

	const look = () => {
		libraries.scan();
		batch.settle();
	};
	// The load event of a script comes before the next script runs, so a library is met before it is used.
	guarded(() => callDocument('addEventListener', 'load', () => void guarded(look), true));
	if (tag.debug) {
		window.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
			say('CSP', effectiveDirective, blockedURI);
		});
	}
	let looked = 0;
	const timer = window.setInterval(() => {
		guarded(look);
		if (++looked < looks) return;
		window.clearInterval(timer);
		// Engage is told of no consent: a page with Engage alone has to say it.
		if (consent.isGiven() === undefined) say('still no consent');
	}, lookEveryMilliseconds);
}

/** The wanted events of a library, and those that tell identity and consent whatever is wanted. */
function callbacksOf(library: LibraryName, keys: readonly string[]): string[] {
	const needed = library === 'engage' ? [] : ['identityAvailable'];
	if (library === 'access') needed.push('consent');
	keys.forEach((key) => {
		const [source, name = ''] = key.split('.');
		if (source === library && !sentEvents.includes(name) && !needed.includes(name)) needed.push(name);
	});
	return needed;
}

function isBridge(value: unknown): value is Commands {
	return Array.isArray((value as Partial<Commands> | null | undefined)?.running);
}

/** Unlike every other page's: what it names is nobody's secret. */
function randomText(): string {
	return Math.random().toString(36).slice(2) + Date.now().toString(36);
}
