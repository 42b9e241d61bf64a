import { FiltersEngine, Request } from '@ghostery/adblocker';
import { describe, expect, it } from 'vitest';

/**
 * No package brings EasyPrivacy's list. What is here is of its kind: the one rule that goes by the kind of a request, and
 * the forms in which lists name paths of any host.
 */
const rules = [
	'*$ping,third-party',
	'/analytics/*$script',
	'/analytics.js',
	'/beacon.',
	'/beacons/*',
	'/collect?',
	'/event-tracking/*',
	'/events/track',
	'/pixel.',
	'/stats/*$xmlhttprequest,third-party',
	'/telemetry/',
	'/track/*',
	'/tracker.js',
	'/tracking/*',
	'-analytics.js',
	'_tracker.js',
];
const engine = FiltersEngine.parse(rules.join('\n'));
const isStopped = (url: string, type: string): boolean =>
	engine.match(Request.fromRawDetails({ url, type: type as 'fetch', sourceUrl: 'https://www.example.com/article' })).match;

const webhook = 'webhook/4c1f0f5e-6c0b-4a57-9d0e-1b0f6f1f2a10';

describe('what ad blockers stop', () => {
	it.each([`https://n8n.example.net/${webhook}`, `https://www.example.com/reader-news/${webhook}`, `https://www.example.com/${webhook}`])('is neither the script nor its requests: %s', (address) => {
		for (const type of ['script', 'fetch', 'xmlhttprequest']) {
			expect([type, isStopped(`${address}/bridge.js`, type), isStopped(`${address}/events`, type)]).toEqual([type, false, false]);
		}
	});

	it('is every beacon to another site, and none to the own one', () => {
		expect(isStopped(`https://n8n.example.net/${webhook}/events`, 'ping')).toBe(true);
		expect(isStopped(`https://www.example.com/reader-news/${webhook}/events`, 'ping')).toBe(false);
	});

	it.each(['tracking', 'analytics', 'telemetry', 'beacons'])('is a path that is called %s, which the page warns of', (name) => {
		expect(isStopped(`https://www.example.com/${name}/${webhook}/bridge.js`, 'script')).toBe(true);
	});
});
