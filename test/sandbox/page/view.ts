import type { Activity } from '../entities.ts';
import type { Faults } from '../faults.ts';
import type { SandboxKeys } from '../keys.ts';
import type {
	Attributes,
	LoggedRequest,
	ProfileChange,
	Push,
	ReceivedEvent,
	SandboxState,
} from '../state.ts';

const listEntries = 25;
const logEntries = 60;
const previewLength = 240;

/**
 * What the page shows, as short texts: the page itself only places them. Bounded whatever arrived,
 * because it is sent several times a second.
 */
export function view(state: SandboxState, faults: Faults, keys: SandboxKeys) {
	return {
		keys: credentialOf(keys),
		counters: [
			{ label: 'Profiles', value: state.profiles.size + countUsers(state) },
			{ label: 'Events', value: state.totals.events },
			{ label: 'Pushes', value: state.totals.pushes },
			{ label: 'Calls', value: state.totals.calls },
			{ label: 'Refused', value: state.totals.refused },
			{ label: 'Partial errors', value: state.totals.partialErrors },
		],
		events: newest(state.events, listEntries).map(viewEvent),
		pushes: newest(state.pushes, listEntries).map(viewPush),
		// An update may bring events alone: those have a list of their own.
		profiles: newest(state.profileChanges.filter(({ attributes }) => Object.keys(attributes).length > 0), listEntries).map(viewProfileChange),
		campaigns: viewArea(state, 'campaign'),
		audiences: viewArea(state, 'audience'),
		data: viewArea(state, 'data'),
		requests: newest(state.requests, logEntries).map(viewRequest),
		notes: [
			...newest(state.violations, listEntries).map((note) => ({ ...viewNote(note), tone: 'bad' })),
			...newest(state.warnings, listEntries).map((note) => ({ ...viewNote(note), tone: 'warn' })),
		],
		faults: faults.list().map(({ kind, path, left }) => ({
			title: `${kind} × ${left}`,
			detail: clip(path ?? 'every call'),
		})),
	};
}

/** What to enter in n8n's credential, by its fields' names. */
export function credentialOf({ restApiKey, projectKey, appKeys }: SandboxKeys) {
	return [
		{ label: 'REST API Key', value: restApiKey },
		{ label: 'Project Key', value: projectKey },
		{ label: 'iOS App Key', value: appKeys.ios },
		{ label: 'Android App Key', value: appKeys.android },
		{ label: 'Web App Key', value: appKeys.web },
	];
}

function viewEvent(event: ReceivedEvent) {
	return {
		at: event.receivedAt,
		title: clip(event.name),
		body: clip(event.customId),
		badge: event.platform ?? 'profile',
		detail: [
			preview(event.attributes),
			...(event.label === undefined ? [] : [`label ${clip(event.label)}`]),
			...(event.tags === undefined ? [] : [`tags ${clip(event.tags.join(', '))}`]),
		].join(' · '),
	};
}

function viewPush(push: Push) {
	const source = push.templateId === undefined ? push.groupId : `template ${push.templateId}`;
	return {
		at: push.receivedAt,
		title: textOf(push.message.title),
		body: textOf(push.message.body),
		badge: push.platform ?? 'partner',
		detail: clip(`${source ?? ''} → ${push.recipientCount} (${recipientsOf(push)})`),
	};
}

function recipientsOf(push: Push): string {
	return Object.entries(push.recipients)
		.map(([kind, ids]) => `${kind} ${ids.slice(0, 3).join(', ')}${ids.length > 3 ? '…' : ''}`)
		.join('; ');
}

function viewProfileChange(change: ProfileChange) {
	return {
		at: change.at,
		title: clip(change.customId),
		badge: change.platform ?? 'profile',
		detail: preview(change.attributes),
	};
}

function viewArea({ activity }: SandboxState, area: Activity['area']) {
	const ofArea = activity.filter((entry) => entry.area === area);
	return newest(ofArea, listEntries).map(({ at, platform, title, detail }) => ({
		at,
		title: clip(title),
		badge: platform ?? 'project',
		detail: clip(detail),
	}));
}

function viewRequest(request: LoggedRequest) {
	return {
		id: request.id,
		at: request.at,
		method: request.method,
		path: clip(request.path),
		status: request.status === 0 ? 'no answer' : String(request.status),
		updates: request.updates,
		detail: [
			request.refusal,
			request.fault === undefined ? undefined : `fault: ${request.fault}`,
			request.partialErrors > 0 ? `${request.partialErrors} with partial errors` : undefined,
		]
			.filter((part) => part !== undefined)
			.join(' · '),
		tone: toneOf(request),
	};
}

function toneOf(request: LoggedRequest): 'good' | 'warn' | 'bad' {
	if (request.status === 0 || request.status >= 400) return 'bad';
	return request.partialErrors > 0 ? 'warn' : 'good';
}

function viewNote(note: { at: number; path: string; message: string }) {
	return { at: note.at, title: clip(note.message), detail: clip(note.path) };
}

function countUsers({ userData }: SandboxState): number {
	return userData.ios.size + userData.android.size + userData.web.size;
}

function newest<Item>(list: readonly Item[], limit: number): Item[] {
	return list.slice(-limit).reverse();
}

function preview(attributes: Attributes): string {
	const parts: string[] = [];
	for (const [key, value] of Object.entries(attributes).slice(0, 8)) {
		parts.push(`${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
	}
	return clip(parts.join(' · '));
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? clip(value) : '';
}

function clip(text: string): string {
	return text.length > previewLength ? `${text.slice(0, previewLength)}…` : text;
}
