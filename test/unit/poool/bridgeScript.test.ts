import { gzipSync } from 'node:zlib';
import { createContext, runInContext } from 'node:vm';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

// From dist: the script exists once it is built.
const require = createRequire(import.meta.url);
const { bridgeScript, scriptSafe } = require('../../../dist/nodes/PooolTrigger/page/bridgeScript.js') as typeof import('../../../nodes/PooolTrigger/page/bridgeScript');
const { readGuards, readPageSettings } = require('../../../dist/nodes/PooolTrigger/page/pageSettings.js') as typeof import('../../../nodes/PooolTrigger/page/pageSettings');

const endpoint = 'https://n8n.example.com/webhook/4c1f0f5e-6c0b-4a57-9d0e-1b0f6f1f2a10/events';

function scriptFor(parameters: Record<string, unknown>): string {
	const source = { getNodeParameter: (name: string, otherwise: unknown) => (name in parameters ? parameters[name] : otherwise) };
	return bridgeScript(readPageSettings(source as never), readGuards(source as never), endpoint).text;
}

describe('the script for the page', () => {
	it('weighs less than 5 KB, compressed, with every event and every mapping in it', () => {
		for (const parameters of [{}, { destination: 'both' }, { events: [], destination: 'both' }]) {
			expect(gzipSync(scriptFor(parameters)).length).toBeLessThan(5_000);
		}
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

describe('scriptSafe', () => {
	it('writes JSON that reads back and cannot end a script', () => {
		const value = { a: '</script><!-- & \u2028\u2029 -->', b: ['$&', '`${x}`'] };
		const text = scriptSafe(value);
		expect(text).not.toMatch(/[<>&\u2028\u2029]/);
		expect(JSON.parse(text)).toEqual(value);
	});
});
