import { gzipSync } from 'node:zlib';
import { createContext, runInContext } from 'node:vm';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

import { pageEvents } from '../../../nodes/PooolTrigger/catalogue/events';
import { eventKey } from '../../../nodes/PooolTrigger/catalogue/pageEvent';

// From dist: the script exists once it is built.
const require = createRequire(import.meta.url);
const { bridgeScript, scriptSafe } = require('../../../dist/nodes/PooolTrigger/page/bridgeScript.js') as typeof import('../../../nodes/PooolTrigger/page/bridgeScript');
const { readGuards, readPageSettings } = require('../../../dist/nodes/PooolTrigger/page/pageSettings.js') as typeof import('../../../nodes/PooolTrigger/page/pageSettings');

const { stubText } = require('../../../dist/nodes/PooolTrigger/bridgeText.js') as typeof import('../../../nodes/PooolTrigger/bridgeText');

const endpoint = 'https://n8n.example.com/webhook/4c1f0f5e-6c0b-4a57-9d0e-1b0f6f1f2a10/events';

function scriptFor(parameters: Record<string, unknown>): string {
	const source = { getNode: () => ({ parameters }) };
	return bridgeScript(readPageSettings(source as never), readGuards(source as never), endpoint).text;
}

describe('the script for the page', () => {
	it('weighs 6 KB at most, compressed, with every event and every mapping in it', () => {
		for (const parameters of [{}, { destination: 'both' }, { events: [], destination: 'both' }]) {
			expect(gzipSync(scriptFor(parameters)).length).toBeLessThanOrEqual(6 * 1024);
		}
	});

	it('asks the browser, in its first line, to compile it whole while it is read', () => {
		expect(scriptFor({})).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/);
	});

	it('is plain ASCII of one statement, whose only hole is the configuration', () => {
		const text = scriptFor({ formFields: 'prénom' });
		expect(text).not.toContain('__POOOL_BATCH_CONFIG__');
		expect(text.replace('prénom', '')).toMatch(/^[\x20-\x7e\n]*$/);
	});

	it.each([
		['an empty window', {}],
		['no document', { window: {}, location: { href: 'https://x.example/' } }],
		['a document that throws', { get document() { throw new Error('no'); } }],
	])('throws nothing into %s', (_, globals) => {
		const context = createContext(globals);
		expect(() => void runInContext(scriptFor({}), context)).not.toThrow();
	});
});

describe('the stub for the page', () => {
	it('weighs 0.6 KB at most as it stands', () => {
		expect(stubText.length).toBeLessThanOrEqual(0.6 * 1024);
	});

	it('is plain ASCII that can stand inline', () => {
		expect(stubText).toMatch(/^[\x20-\x7e]*$/);
		expect(stubText).not.toMatch(/<[/!]|]]>/);
	});

	it('listens to events that Poool’s libraries have', () => {
		const names = [...stubText.matchAll(/(Access|Audit|Engage):"([^"]*)"/g)];
		expect(names).toHaveLength(3);
		const keys = names.flatMap(([, library = '', list = '']) => list.split(' ').filter(Boolean).map((name) => `${library.toLowerCase()}.${name}`));
		expect(keys.filter((key) => !pageEvents.map(eventKey).includes(key))).toEqual([]);
		expect(keys).toContain('access.subscribeClick');
	});

	it.each([
		['a page that defines nothing', {}],
		['a page whose globals cannot be defined anew', Object.freeze({})],
	])('throws nothing into %s that comes later', (_, globals) => {
		const context = createContext({ ...globals });
		runInContext('var self = this, location = "https://x.example/"', context);
		expect(() => void runInContext(stubText, context)).not.toThrow();
		expect(() => void runInContext('Access = { isPoool: true, init() { throw new Error("own") } }; try { Access.init() } catch (e) { if (e.message !== "own") throw e }', context)).not.toThrow();
	});
});

describe('scriptSafe', () => {
	it('writes JSON that reads back and cannot end a script', () => {
		const value = { a: '</script><!-- & \u2028\u2029 -->', b: ['$&', '`${x}`'] };
		const text = scriptSafe(value);
		expect(text).not.toMatch(/[<>&\u2028\u2029]/);
		expect(JSON.parse(text)).toEqual(value);
	});
});
