import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import {
	appCurrencyAttribute,
	attributeRules,
	defaultAttributes,
} from '../../../nodes/PurchaselyTrigger/catalogue/attributes';
import { chosenAttributes } from '../../../nodes/PurchaselyTrigger/attributes';
import { serverEvents } from '../../../nodes/PurchaselyTrigger/catalogue/events';
import { storeOf } from '../../../nodes/PurchaselyTrigger/catalogue/values';
import { eventChoices } from '../../../nodes/PurchaselyTrigger/fields/choices';
import { batchNameOf, isBatchName, namingObstacle } from '../../../nodes/PurchaselyTrigger/eventName';
import { eventLimits } from '../../../nodes/shared/webhook/prepared/eventLimits';

const page = readFileSync(new URL('../../../docs/purchasely.md', import.meta.url), 'utf8');
const naming = { prefix: 'ply_', overrides: new Map<string, string>() };

describe('the event catalogue', () => {
	it('has the 44 events of the documentation, once each', () => {
		expect(new Set(serverEvents.map(({ name }) => name)).size).toBe(44);
		expect(serverEvents).toHaveLength(44);
	});

	it('gives every event a valid name of its own with the default prefix, listed in the documentation', () => {
		const names = serverEvents.map(({ name }) => batchNameOf(name, naming));
		expect(names.filter((name) => !isBatchName(name))).toEqual([]);
		expect(new Set(names).size).toBe(44);
		for (const { name } of serverEvents) expect(page).toContain(`| \`${name}\` | \`${batchNameOf(name, naming)}\` |`);
		expect(namingObstacle(new Set(), naming)).toBeUndefined();
	});

	it('gives titles that are told apart, without their group', () => {
		expect(new Set(eventChoices.map(({ name }) => name)).size).toBe(44);
		for (const { name } of eventChoices) expect(name).not.toContain(':');
		expect(new Set(serverEvents.map(({ group, title }) => `${group}: ${title}`)).size).toBe(44);
	});
});

describe('event names', () => {
	it('never cuts: a prefix that is too long is named with the events it spoils', () => {
		const long = { ...naming, prefix: 'purchasely_' };
		expect(namingObstacle(new Set(['TRIAL_STARTED', 'SUBSCRIPTION_TERMINATED']), long)).toBe(
			'An event name in Batch must be 1 to 30 lowercase letters, digits or underscores. Not possible: ' +
				'"purchasely_subscription_terminated" for SUBSCRIPTION_TERMINATED (34 characters).',
		);
		expect(namingObstacle(new Set(), long)).toMatch(/, and \d+ more\.$/);
		expect(namingObstacle(new Set(['TRIAL_STARTED']), long)).toBeUndefined();
		expect(namingObstacle(new Set(['TRIAL_STARTED']), { ...naming, prefix: 'Ply-' })).toContain('Ply-trial_started');
	});

	it('takes an override as it stands and checks it', () => {
		const overrides = new Map([['TRIAL_STARTED', 'won']]);
		expect(batchNameOf('TRIAL_STARTED', { prefix: 'ply_', overrides })).toBe('won');
		expect(namingObstacle(new Set(['ACTIVATE']), { ...naming, overrides: new Map([['NEW', 'Not valid']]) })).toContain(
			'"Not valid" for NEW',
		);
	});
});

describe('the attribute table', () => {
	it('maps each key to a valid name of its own, listed in the documentation', () => {
		const names = [...attributeRules.map(({ name }) => name), appCurrencyAttribute];
		expect(names.filter((name) => !isBatchName(name))).toEqual([]);
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(attributeRules.map(({ source }) => source)).size).toBe(attributeRules.length);
		for (const { source, name, type } of attributeRules) expect(page).toContain(`| \`${source}\` | \`${name}\` | ${type} |`);
	});

	it('sends by default as much as the project family allows, and the first of it with the app family', () => {
		const known = new Set(attributeRules.map(({ name }) => name));
		expect(defaultAttributes.filter((name) => !known.has(name))).toEqual([]);
		expect(new Set(defaultAttributes).size).toBe(defaultAttributes.length);
		expect(chosenAttributes(defaultAttributes, 'project')).toHaveLength(eventLimits('project').attributes);
		expect(chosenAttributes(defaultAttributes, 'app')).toEqual(defaultAttributes.slice(0, eventLimits('app').attributes));
		for (const name of ['placement', 'presentation', 'ab_test', 'ab_test_variant', 'audience', 'content_id', 'source_event_name', 'grace_period_expires_at', 'offer_identifier']) {
			expect(defaultAttributes).toContain(name);
		}
		// What somebody chose stays as it is: too many of it keep the workflow from being published.
		const chosen = attributeRules.slice(0, 20).map(({ name }) => name);
		expect(chosenAttributes(chosen, 'app')).toEqual(chosen);
	});
});

describe('storeOf', () => {
	it('knows both spellings, and no store for anything else', () => {
		for (const spelling of ['AMAZON_APPSTORE', 'AMAZON_APP_STORE', 'HUAWEI_APPGALLERY', 'HUAWEI_APP_GALLERY']) {
			expect(storeOf(spelling)?.platform).toBe('android');
		}
		expect(storeOf('APPLE_APP_STORE')?.platform).toBe('ios');
		expect(storeOf('GOOGLE_PLAY_STORE')?.platform).toBe('android');
		expect(storeOf('STRIPE')?.platform).toBe('web');
		for (const other of [undefined, null, '', 'stripe', 'constructor', 7]) expect(storeOf(other)).toBeUndefined();
	});
});
