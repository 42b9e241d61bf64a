import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { guideRows } from '../../../nodes/PooolTrigger/catalogue/guideRows';
import { purchaselyDeeplink, purchaselyScreens, type PurchaselyScreen, type PurchaselyScreenKey } from '../../../nodes/shared/purchasely/deeplink';

const page = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');

/** The part of a page under a heading, up to the next of its kind. */
function section(text: string, heading: string): string {
	const [, part = ''] = text.split(`\n## ${heading}\n`);
	return part.split('\n## ')[0] ?? '';
}

/** Each step that a vendor's guide asks for, and what its reader has to learn of it here. */
const steps: Record<string, Array<[step: string, ...words: RegExp[]]>> = {
	'docs/purchasely.md': [
		['Trigger Events API', /account manager/, /project API/],
		['Activate the Batch integration', /credential/, /leave/],
		['Enable the events forwarded', /Events to Receive/, /Event Names/],
		['Front events', /SDK/, /app/],
		['Enable the events in the Batch Dashboard', /Custom Data/],
		['Associate Batch Installation Ids', /userLogin/, /custom ID/, /anonymous/i],
		['first automation', /Trigger/, /attributes/],
		['message and its deeplink', /Back into the app/],
	],
	'docs/poool.md': [
		['Batch Web SDK v4', /Batch, in the Page/],
		['Initialize Poool', /nothing/],
		['page-view', /paywallSeen/, /Poool_page_view/],
		['loginClick', /Poool_click_log/],
		['subscribeClick', /Poool_click_subscribe/, /names no/],
		['Custom Data', /first/],
		['Segments', /conversion/],
		['email, SMS, push and web', /automation/],
	],
};

describe.each(Object.entries(steps))('the steps of the vendor’s guide in %s', (name, expected) => {
	const rows = section(page(name), 'The guide, step by step').split('\n').filter((line) => line.startsWith('| '));

	it.each(expected)('tell what becomes of: %s', (step, ...words) => {
		const row = rows.find((line) => line.toLowerCase().includes(step.toLowerCase()));
		for (const word of words) expect(row, step).toMatch(word);
	});
});

describe('docs/purchasely.md', () => {
	it('lists every screen that a message can open, by its address', () => {
		const part = section(page('docs/purchasely.md'), 'Back into the app');
		for (const [key, screen] of Object.entries(purchaselyScreens) as Array<[PurchaselyScreenKey, PurchaselyScreen]>) {
			const address = purchaselyDeeplink('news', key, screen.identifier === undefined ? '' : 'ID');
			const notes = [screen.identifierIsOptional ? 'its default without the ID' : '', screen.removedInVersion6 ? 'not in version 6 of the SDK' : ''];
			expect(part).toContain(`| ${screen.name} | \`${address}\` | ${screen.identifier ?? ''} | ${notes.filter(Boolean).join('; ')} |`);
		}
	});
});

describe('docs/poool.md', () => {
	it('says of the names that the node calls the guide’s which of them the guide has', () => {
		expect(guideRows.map(({ name }) => name)).toEqual(['Poool_page_view', 'Poool_click_log', 'Poool_click_subscribe']);
		expect(page('docs/poool.md')).toMatch(/`Poool_click_log` is the\s+guide's own/);
	});
});
