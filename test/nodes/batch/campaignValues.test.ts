import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest } from '../harness/batch.ts';

const soon = '2099-12-01T08:00:00Z';

const campaign: INodeParameters = {
	...{ resource: 'campaign', operation: 'create' },
	api: 'app',
	platforms: ['ios'],
	name: '={{ "Weekly digest " + $itemIndex }}',
	language: 'en',
	title: 'The week',
	body: 'Five stories',
	deeplinkTo: 'url',
	deeplink: 'news://week',
	schedule: 'time',
	startsAt: soon,
	targeting: 'matching',
	criteria: { segments: ['ENGAGED'], query: '{"c.plan":"gold"}' },
	translations: { translation: [{ language: 'fr', title: 'La semaine', body: 'Cinq articles' }] },
	options: {
		additionalJson: '{}',
		collapseKey: 'digest',
		customPayload: '{"a":1}',
		mediaIcon: 'https://example.com/a.png',
		labels: 'NEWS',
		landing: '{"theme":"a"}',
		priority: 'high',
		timeToLive: 3_600,
		ifNameExists: 'create',
	},
};

const inApp: INodeParameters = {
	...{ resource: 'inAppCampaign', operation: 'create' },
	platforms: ['ios'],
	name: '={{ "Welcome back " + $itemIndex }}',
	theme: 'my_theme',
	language: 'en',
	header: 'News',
	title: 'Hello',
	body: 'Nice to see you',
	image: 'https://example.com/a.png',
	buttons: { button: [{ label: 'Yes', action: 'DISMISS' }] },
	translations: { translation: [{ language: 'fr', header: '', title: 'Bonjour', body: '', buttonLabels: 'Oui' }] },
	deeplinkTo: 'url',
	deeplink: 'news://home',
	trigger: 'nextSession',
	capping: 3,
	gracePeriod: 24,
	schedule: 'time',
	startsAt: soon,
	end: 'time',
	endsAt: '2100-01-01T00:00:00Z',
	targeting: 'matching',
	criteria: { segments: ['NEW'], query: '{"c.plan":"gold"}' },
	options: { additionalJson: '{}', customPayload: '{"a":1}', labels: 'ONBOARDING', ifNameExists: 'create' },
};

/** What an expression may come to. */
const odd = ['undefined', 'null', '""', '0', '-1', '1.5', '1e21', '9007199254740993', 'true', '{ a: 1 }', '[]', '[null]', '[{ a: 1 }]', '$now', 'new Date(0)', '"2020-01-01"', '"x".repeat(5000)', '"__proto__"', '({}).toString', 'NaN'];

/** Those that take no expression, and those that hold fields of their own. */
const fixed = new Set(['resource', 'operation', 'api', 'deeplinkTo', 'schedule', 'end', 'trigger', 'targeting']);

/** Every field, also inside collections and rows, with the parameters in which it holds something else. */
function* fieldsOf(parameters: INodeParameters): Generator<[string, (value: string) => INodeParameters]> {
	for (const [name, given] of Object.entries(parameters)) {
		if (fixed.has(name)) continue;
		if (Array.isArray(given) && typeof given[0] === 'object') {
			for (const [inner, change] of fieldsOf(given[0] as INodeParameters)) yield [`${name}.${inner}`, (value) => ({ ...parameters, [name]: [change(value)] })];
		} else if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
			for (const [inner, change] of fieldsOf(given as INodeParameters)) yield [`${name}.${inner}`, (value) => ({ ...parameters, [name]: change(value) })];
		} else yield [name, (value) => ({ ...parameters, [name]: value })];
	}
}

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
beforeEach(() => batch.sandbox.reset());
afterAll(async () => await batch.stop());

// What is sent is held against the contract by itself; the sandbox refuses what Batch would.
describe.each([
	['Campaign', campaign],
	['In-App Campaign', inApp],
])('%s → Create, whatever an expression gives', (_words, parameters) => {
	it.each([...fieldsOf(parameters)])('for %s', async (_name, change) => {
		const rows = odd.map((_value, index) => ({ index }));
		const expression = `={{ [${odd.map((value) => `() => (${value})`).join(', ')}][$json.index]() }}`;
		const { items, error } = await batch.run(change(expression), rows, { onError: 'continueRegularOutput' });
		expect(error).toBeUndefined();
		expect(items).toHaveLength(rows.length);
		for (const [index, { json, pairedItem }] of items.entries()) {
			expect(pairedItem, odd[index]).toEqual({ item: index });
			expect(['accepted', 'refused'], odd[index]).toContain(json.status);
			// Refused by us, in words that name the field: nothing that Batch had to say no to.
			if (json.status === 'refused') expect(json.httpCode, `${odd[index]}: ${String(json.error)}`).toBeUndefined();
		}
		const sent = JSON.stringify(batch.sandbox.state.requests.map(({ body }) => body as IDataObject));
		expect(sent).not.toMatch(/\[object|undefined|NaN/);
	});
});
